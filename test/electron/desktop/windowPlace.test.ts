import { describe, expect, it } from 'vitest';
import { placeWindow } from '../../../electron/desktop/windowPlace.ts';

const left = { x: 0, y: 0, width: 1920, height: 1080 };
const right = { x: 1920, y: 0, width: 1280, height: 1024 };
const kept = { x: 2000, y: 100, width: 1000, height: 700 };

describe('where a window opens', () => {
  it('is where it was', () => expect(placeWindow(kept, [left, right])).toEqual(kept));
  it('is on a screen that still exists', () => {
    expect(placeWindow(kept, [left])).toEqual({ width: 1000, height: 700 });
    expect(placeWindow({ ...kept, x: 1850 }, [left])).toEqual({ width: 1000, height: 700 });
    expect(placeWindow({ ...kept, x: 100, y: -300 }, [left])).toEqual({ width: 1000, height: 700 });
  });
  it('is never smaller than what the page needs', () => {
    expect(placeWindow({ x: 0, y: 0, width: 10, height: 10 }, [left])).toEqual({ x: 0, y: 0, width: 860, height: 560 });
  });
  it('has a size when nothing was kept', () => expect(placeWindow(null, [left])).toEqual({ width: 1280, height: 800 }));
});
