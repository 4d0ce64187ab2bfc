import type { TrayState } from './trayModel.ts';

/**
 * The state's icon in the form this system wants: macOS a template by its file name, Windows an ICO with all sizes,
 * Linux a PNG (with @2x beside it). Which shade stands out on the panel can only be guessed on Linux: GNOME's is dark
 * whatever the theme says.
 */
export function trayIcon(
  state: TrayState,
  system: { platform: NodeJS.Platform; darkPanel: boolean; desktop: string },
): string {
  if (system.platform === 'darwin') return `${state}Template.png`;
  const light =
    system.darkPanel || (system.platform === 'linux' && /gnome|unity|pantheon|cinnamon/i.test(system.desktop));
  return `${state}${light ? '-light' : '-dark'}.${system.platform === 'win32' ? 'ico' : 'png'}`;
}
