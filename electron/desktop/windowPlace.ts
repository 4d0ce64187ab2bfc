import type { Rectangle } from 'electron';

export const smallest = { width: 860, height: 560 } as const;
const usual = { width: 1280, height: 800 } as const;

/** Bounds for a new window: the kept ones while enough of the title bar is on a screen that still exists. */
export function placeWindow(kept: Rectangle | null, areas: readonly Rectangle[]): Partial<Rectangle> {
  if (kept === null) return usual;
  const width = Math.max(kept.width, smallest.width);
  const height = Math.max(kept.height, smallest.height);
  const reachable = areas.some((area) => {
    const across = Math.min(kept.x + width, area.x + area.width) - Math.max(kept.x, area.x);
    return across >= 100 && kept.y >= area.y - 10 && kept.y <= area.y + area.height - 40;
  });
  return reachable ? { x: kept.x, y: kept.y, width, height } : { width, height };
}
