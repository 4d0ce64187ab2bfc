/**
 * Chromium cannot make an element higher than about 33.5 million physical px (a million rows at 200 % are 52 million).
 * Above `tallest` the scrollbar runs over a shorter way: small movements go 1 : 1, jumps go by ratio, and when the
 * scrolling rests the thumb is put where it belongs.
 */
export const tallest = 8_000_000;

export interface ScaledScroll {
  /** Height the scrolled element really gets. */
  height: number;
  /** What rows must be moved up by: their own offset minus the element's. */
  shift: () => number;
  observe: (report: (offset: number, scrolling: boolean) => void) => () => void;
  scrollTo: (offset: number) => void;
  offset: () => number;
}

export function createScaledScroll(element: HTMLElement, total: () => number, headHeight: () => number): ScaledScroll {
  let virtual = element.scrollTop;
  let top = element.scrollTop;
  let report: ((offset: number, scrolling: boolean) => void) | null = null;
  let rest: ReturnType<typeof setTimeout> | undefined;

  const view = () => element.clientHeight - headHeight();
  const ways = () => ({
    own: Math.max(0, total() - view()),
    real: Math.max(0, Math.min(total(), tallest) - view()),
  });
  const scaled = () => total() > tallest;

  const settle = () => {
    const { own, real } = ways();
    if (scaled() && own > 0) {
      element.scrollTop = (virtual / own) * real;
      top = element.scrollTop;
    }
    report?.(virtual, false);
  };
  const onScroll = () => {
    const now = element.scrollTop;
    const by = now - top;
    if (by === 0) return;
    top = now;
    const { own, real } = ways();
    if (!scaled()) virtual = now;
    else if (now <= 0) virtual = 0;
    else if (now >= real - 1) virtual = own;
    else if (Math.abs(by) <= element.clientHeight) virtual = Math.min(own, Math.max(0, virtual + by));
    else virtual = (now / real) * own;
    report?.(virtual, true);
    clearTimeout(rest);
    rest = setTimeout(settle, 150);
  };

  return {
    get height() {
      return Math.min(total(), tallest);
    },
    shift: () => (scaled() ? virtual - top : 0),
    offset: () => virtual,
    observe(listener) {
      report = listener;
      element.addEventListener('scroll', onScroll, { passive: true });
      listener(virtual, false);
      return () => {
        element.removeEventListener('scroll', onScroll);
        clearTimeout(rest);
        report = null;
      };
    },
    scrollTo(offset) {
      const { own, real } = ways();
      virtual = Math.min(own, Math.max(0, offset));
      element.scrollTop = scaled() && own > 0 ? (virtual / own) * real : virtual;
      top = element.scrollTop;
      if (!scaled()) virtual = top;
      report?.(virtual, false);
    },
  };
}
