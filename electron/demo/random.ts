/** Seeded numbers (mulberry32): the same demo each time, whatever the machine. */
export interface Random {
  /** 0 <= n < 1. */
  next(): number;
  /** Whole number, 0 <= n < max. */
  below(max: number): number;
  chance(p: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** How many events of a Poisson process with this mean. */
  poisson(mean: number): number;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (max: number) => Math.floor(next() * max);
  return {
    next,
    below,
    chance: (p) => next() < p,
    pick: (from) => from[below(from.length)] ?? from[0],
    poisson(mean) {
      const limit = Math.exp(-Math.min(mean, 500));
      let product = next();
      let count = 0;
      while (product > limit) {
        count += 1;
        product *= next();
      }
      return count;
    },
  };
}
