/** At most `most` of something at once; the rest waits its turn, first come first served. */
export interface Gate {
  run<T>(work: () => Promise<T>): Promise<T>;
  readonly inside: number;
}
export function createGate(most: number): Gate {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return {
    async run(work) {
      if (inside >= most) await new Promise<void>((resume) => waiting.push(resume));
      else inside += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        // The place is handed on, not given back.
        if (next) next();
        else inside -= 1;
      }
    },
    get inside() {
      return inside;
    },
  };
}
