import { useEffect } from 'react';
import type { AppSettings } from '../../shared/model/settings.ts';
import { useRequest } from '../state/request.ts';
import { useVersion } from '../state/streams.ts';
import { setSingleKeys } from './keys.tsx';

/** Sizes offered; a setting may hold others. */
export const zooms = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;

/** The next size offered above or below, or the last. */
export const nextZoom = (zoom: number, by: 1 | -1): number =>
  (by > 0 ? zooms.find((z) => z > zoom) : zooms.findLast((z) => z < zoom)) ?? zoom;

/** The app's settings, asked again when they change. */
export function useAppSettings(): AppSettings | undefined {
  return useRequest('settings.get', {}, { after: [useVersion('settings')] }).data?.app;
}

/** Theme, density, zoom and single keys onto the page. All sizes are rem, so the zoom is the root's font size. */
export function useAppearance(settings: AppSettings | undefined): void {
  const look = settings?.appearance;
  const theme = look?.theme ?? 'system';
  const density = look?.density ?? 'compact';
  const zoom = look?.zoom ?? 1;
  useEffect(() => setSingleKeys(look?.singleKeys ?? true), [look?.singleKeys]);
  useEffect(() => {
    const root = document.documentElement;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      root.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
    };
    apply();
    if (density === 'roomy') root.dataset['density'] = 'roomy';
    else delete root.dataset['density'];
    root.style.fontSize = zoom === 1 ? '' : `${zoom * 100}%`;
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [theme, density, zoom]);
}
