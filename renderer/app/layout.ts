import { useSyncExternalStore } from 'react';

const subscribe = (listener: () => void) => {
  window.addEventListener('resize', listener);
  const zoomed = new MutationObserver(listener);
  zoomed.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'data-density'] });
  return () => {
    window.removeEventListener('resize', listener);
    zoomed.disconnect();
  };
};

/** px of one rem ÷ 16: 1 at 100 %. */
export const rootScale = (): number => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

export const useRootScale = (): number => useSyncExternalStore(subscribe, rootScale);

export type Width = 'narrow' | 'normal' | 'wide';

/** Section 11 of the design: below 1,000 folded, over 1,440 everything together. Counted in zoomed px. */
export function useWidth(): Width {
  return useSyncExternalStore(subscribe, () => {
    const wide = window.innerWidth / rootScale();
    return wide < 1000 ? 'narrow' : wide > 1440 ? 'wide' : 'normal';
  });
}

/** Heights of rows in px, as the density and zoom make them. */
export function useRowHeight(lines: 1 | 2): number {
  const scale = useRootScale();
  const roomy = useSyncExternalStore(subscribe, () => document.documentElement.dataset['density'] === 'roomy');
  return (lines === 1 ? (roomy ? 32 : 26) : roomy ? 52 : 44) * scale;
}
