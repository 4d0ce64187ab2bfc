/** The fixture's moment: Monday 23 November 2026, 14:28 local time, the same on every screen. */
export const now = new Date(2026, 10, 23, 14, 28, 0).getTime();
export const minutes = (n: number): number => now - n * 60_000;
/** Today at a wall clock time, epoch ms. */
export const today = (hours: number, mins: number): number => new Date(2026, 10, 23, hours, mins, 0).getTime();
/** Another day of November 2026. */
export const on = (day: number, hours: number, mins: number): number =>
  new Date(2026, 10, day, hours, mins, 0).getTime();
export const seconds = (ms: number): number => Math.floor(ms / 1000);

/** Deterministic noise, 0 <= n < 1 (mulberry32). */
export function noise(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
