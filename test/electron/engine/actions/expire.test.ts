import { describe, expect, test } from 'vitest';
import { config, workAsPostfix } from '../../monitor/world.ts';
import type { FakeServer } from '../../monitor/world.ts';
import { engines, everything, finished, one, start } from './acting.ts';

const begin = engines();

describe('expire', () => {
  const marking = (mx1: FakeServer): void => {
    mx1.onAct = (verb, list) => ({ ...workAsPostfix(mx1, verb, list), triesFirst: true });
  };

  test('marked, but its attempt did not come: not done, and the mark is told', async () => {
    const mx1 = one(1);
    marking(mx1);
    const it = await begin({ mx1 }, [config('mx1')]);
    const done = await finished(it, (await start(it, 'expire', everything, { typed: 1 })).run);
    expect(done.counts).toEqual({ not_done: 1 });
    expect(done.recent[0]?.evidence).toMatch(/marked: it bounces at its next attempt/);
    expect(mx1.acts).toHaveLength(1);
  });

  test('gone after one more attempt, and no log: it may have been delivered, so it only left the queue', async () => {
    const mx1 = one(1);
    mx1.onAct = (verb, list) => {
      const report = workAsPostfix(mx1, verb, list);
      mx1.queue.clear();
      return { ...report, triesFirst: true };
    };
    const it = await begin({ mx1 }, [config('mx1')]);
    const done = await finished(it, (await start(it, 'expire', everything, { typed: 1 })).run);
    expect(done.counts).toEqual({ left_queue: 1 });
  });

  test.each([
    ['bounced', 'expired'],
    ['sent', 'sent'],
  ] as const)('the log says %s: that is what is told', async (proves, kind) => {
    const mx1 = one(1);
    const it = await begin({ mx1 }, [config('mx1')]);
    mx1.log = [{ at: it.clock.now() + 2000, id: 'A0', recipient: null, proves, newId: null, text: `A0: ${proves}` }];
    mx1.onAct = (verb, list) => {
      const report = workAsPostfix(mx1, verb, list);
      mx1.queue.clear();
      return { ...report, triesFirst: true };
    };
    const done = await finished(it, (await start(it, 'expire', everything, { typed: 1 })).run);
    expect(done.counts).toEqual({ [kind]: 1 });
  });
});
