import { Menu, type MenuItemConstructorOptions } from 'electron';
import { menu as words } from '../../shared/messages/host.en.ts';

/**
 * On macOS the menu bar; elsewhere nobody sees it (the window draws its own frame), but its keys work. Reload has no
 * key: F5 and Ctrl+R belong to the page, and a reload helps nobody.
 */
export function setApplicationMenu(platform: NodeJS.Platform, developer: boolean): void {
  const mac = platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    { label: words.file, submenu: [{ role: 'close' }, ...(mac ? [] : [{ role: 'quit' as const }])] },
    { label: words.edit, role: 'editMenu' },
    {
      label: words.view,
      submenu: [{ role: 'togglefullscreen' }, ...(developer ? [{ role: 'toggleDevTools' as const }] : [])],
    },
    ...(mac ? [{ label: words.window, role: 'windowMenu' as const }] : []),
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
