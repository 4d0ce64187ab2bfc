import { Menu, nativeTheme, Tray, type MenuItemConstructorOptions } from 'electron';
import path from 'node:path';
import { trayIcon } from './trayIcon.ts';
import type { TrayCommand, TrayItem, TrayModel, TrayState } from './trayModel.ts';

export interface TrayDeps {
  /** Folder of the icon files. */
  icons: string;
  run(command: TrayCommand): void;
}

export interface AppTray {
  readonly update: (model: TrayModel) => void;
  dispose(): void;
}

export function createTray(deps: TrayDeps): AppTray {
  let shown: TrayModel | null = null;
  const icon = (state: TrayState): string =>
    path.join(
      deps.icons,
      trayIcon(state, {
        platform: process.platform,
        darkPanel: nativeTheme.shouldUseDarkColorsForSystemIntegratedUI,
        desktop: process.env['XDG_CURRENT_DESKTOP'] ?? '',
      }),
    );
  // Kept in a variable that lives as long as the app: a collected Tray takes its icon with it.
  const tray = new Tray(icon('paused'));

  const template = (items: readonly TrayItem[]): MenuItemConstructorOptions[] =>
    items.map((item): MenuItemConstructorOptions => {
      if (item.kind === 'line') return { type: 'separator' };
      // "&" would mark the next letter as a key.
      const label = item.label.replaceAll('&', '&&');
      if (item.kind === 'menu') return { label, submenu: template(item.items) };
      const { command } = item;
      return command === null ? { label, enabled: false } : { label, click: () => deps.run(command) };
    });

  const openWindow = (): void => deps.run({ do: 'open', link: null });
  // Windows: one click opens. macOS shows the menu by itself; on Linux a click may never come, and the menu has it too.
  if (process.platform !== 'darwin') tray.on('click', openWindow);
  const recolour = (): void => {
    if (shown !== null) tray.setImage(icon(shown.state));
  };
  nativeTheme.on('updated', recolour);

  return {
    update(model) {
      // A menu that is set anew while it is open closes on some desktops: only on real change.
      if (shown?.state !== model.state) tray.setImage(icon(model.state));
      if (shown?.tooltip !== model.tooltip) tray.setToolTip(model.tooltip);
      if (shown === null || JSON.stringify(shown.items) !== JSON.stringify(model.items)) {
        // Linux takes changes of a menu only by a new one.
        tray.setContextMenu(Menu.buildFromTemplate(template(model.items)));
      }
      shown = model;
    },
    dispose() {
      nativeTheme.off('updated', recolour);
      tray.destroy();
    },
  };
}
