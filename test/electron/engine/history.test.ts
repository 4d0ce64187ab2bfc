import { expect, test } from 'vitest';
import type { Context } from '../../../electron/engine/context.ts';
import { createHistory } from '../../../electron/engine/history.ts';
import { createJudge } from '../../../electron/engine/judge.ts';
import { openArchive } from '../../../electron/store/archive.ts';
import { createFakeClock } from '../../support/fakeClock.ts';

const day = 86_400;
const now = 1_790_000_000 - (1_790_000_000 % day);

test('three times as many as the week before are told as three times as many, in lanes by the hour', () => {
  const clock = createFakeClock(now * 1000);
  const archive = openArchive({ dataDir: null, now: () => clock.now(), keepAddresses: () => true });
  const of = { class: 'mailbox_full', provider: 'gmail', side: 'remote' } as const;
  for (let bin = now - 14 * day; bin < now; bin += 300) {
    const fresh = bin < now - 7 * day ? 1 : 3;
    archive.series.add(bin, 'mx1', { waiting: 9, fresh }, [{ ...of, fresh, waiting: 9 }]);
  }
  const deps = { clock, judge: createJudge() };
  const history = createHistory({ archive, deps, fleet: { get: () => undefined } } as unknown as Context);
  const view = history.view({ servers: null, range: '7d', by: 'side' });
  expect(view.changes).toMatchObject([{ count: 3 * 7 * 288, change: 3 }]);
  expect(view.sentence).toContain('+200 %');
  const lane = view.lanes.find((l) => l.side === 'remote');
  expect(lane?.peak).toBe(36);
  expect(lane?.spark.values.slice(0, -1)).toEqual(new Array(7 * 24).fill(36));
  archive.dispose();
});

test('one wave in the weeks before is not drawn as what is normal at that hour', () => {
  const clock = createFakeClock(now * 1000);
  const archive = openArchive({ dataDir: null, now: () => clock.now(), keepAddresses: () => true });
  const of = { class: 'mailbox_full', provider: 'gmail', side: 'remote' } as const;
  const wave = now - 10 * day + 5 * 3600;
  for (let bin = now - 15 * day; bin < now; bin += 300) {
    const fresh = bin >= wave && bin < wave + 3600 ? 500 : 1;
    archive.series.add(bin, 'mx1', { waiting: 9, fresh }, [{ ...of, fresh, waiting: 9 }]);
  }
  const deps = { clock, judge: createJudge() };
  const history = createHistory({ archive, deps, fleet: { get: () => undefined } } as unknown as Context);
  const lane = history.view({ servers: null, range: '7d', by: 'side' }).lanes.find((l) => l.side === 'remote');
  // Twelve an hour, and what counts of twelve scatter by.
  expect(new Set(lane?.spark.high)).toEqual(new Set([21]));
  expect(new Set(lane?.spark.low)).toEqual(new Set([3]));
  archive.dispose();
});
