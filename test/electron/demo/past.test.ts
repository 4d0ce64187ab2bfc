import { expect, test } from 'vitest';
import { createDemo } from '../../../electron/demo/createDemo.ts';
import { createJudge } from '../../../electron/engine/judge.ts';
import { openArchive } from '../../../electron/store/archive.ts';
import { createFakeClock } from '../../support/fakeClock.ts';

/** Between two intervals, as real starts are. */
const start = Date.UTC(2026, 10, 23, 14, 2, 17, 345);
const day = 86_400;

test('the demo begins with a past of the real parts: closed incidents, nothing open, no gap', () => {
  const clock = createFakeClock(start);
  const archive = openArchive({ dataDir: null, now: () => clock.now(), keepAddresses: () => true });
  createDemo(clock).livePast({ archive, judge: createJudge() });

  const incidents = archive.incidents.list(0);
  expect(incidents.filter((i) => i.closedAt === null)).toEqual([]);
  const kinds = incidents.map((i) => `${i.key.servers.join()} ${String(i.key.class)}`);
  expect(kinds).toEqual(expect.arrayContaining(['mx1 reputation', 'mx1 local_fault', 'mx2 remote_temporary']));
  expect(archive.notifications.list(100).every((n) => n.seen)).toBe(true);

  const now = start / 1000;
  const covered = archive.series.coverage({ servers: ['mx1'], from: now - 14 * day, to: now });
  // All but the interval that still runs.
  expect(covered).toHaveLength(14 * 288 - 1);
  const rows = archive.series.at(['mx1'], now);
  expect(rows.find((row) => row.class === 'reputation')?.waiting).toBeGreaterThan(100);
  expect(archive.alertState.head()).not.toBe(null);

  // What waits when the past begins is not drawn as a wave of that hour.
  const [begins] = archive.series.coverage({ servers: ['mx1'], from: 0, to: now });
  const first = archive.series.at(['mx1'], begins?.bin ?? 0);
  expect(first.some((row) => row.waiting > 0)).toBe(true);
  expect(first.every((row) => row.fresh === 0)).toBe(true);
  archive.dispose();
});
