import { expect } from 'vitest';
import type { Outcome, Verb } from '../../../shared/model/action.ts';
import type { actingOn } from './acting.ts';

export const bulk = 5000;
/** How many messages a verb is shown on. */
export const sizes = [1, 50, bulk] as const;
export const all = sizes.reduce((sum: number, n) => sum + n, 0);

/** Each size has a sender of its own, of this domain. */
export function onSizes(on: () => ReturnType<typeof actingOn>, domain: string) {
  const sender = (n: number) => `of${n}@${domain}`;
  return {
    sender,
    /** The sizes at the same time, as so many people would; prints how long each took. */
    each: (
      verb: Verb,
      check: (rows: Outcome[], n: number) => unknown,
      { list = sizes, query = (n) => `from:${sender(n)}`, commands = '' }: EachOptions = {},
    ) =>
      Promise.all(
        list.map(async (n) => {
          const at = performance.now();
          const shown = await on().preview(verb, on().matching(query(n)));
          expect(shown.messages).toBe(n);
          expect(shown.commands.join()).toContain(commands);
          const { run, rows } = await on().ended(await on().begin(shown), 280_000);
          console.info(
            `${verb} ${n}: ${JSON.stringify(run.counts)} in ${((performance.now() - at) / 1000).toFixed(1)} s`,
          );
          await check(rows, n);
        }),
      ),
  };
}

interface EachOptions {
  list?: readonly number[];
  query?: (n: number) => string;
  /** What the preview shows of the commands. */
  commands?: string;
}
