import { expect, test } from 'vitest';
import { readDsn } from '../../../shared/dsn/index.ts';
import { DsnReport } from '../../../shared/model/bounce.ts';
import { corpus, fixture } from './corpus.ts';
import { createMutator } from './mutate.ts';

/** 2,000 in the unit tests; DSN_MUTATIONS=50000 for the long run. */
const count = Number(process.env['DSN_MUTATIONS'] ?? 2000);
/** Milliseconds of processor time one damaged message of some kilobytes may take; the clock also counts the neighbours. */
const most = 1500;

test(
  `${count} damaged messages: no crash, no hang, and what comes back is well-formed`,
  async () => {
    const files = corpus.map((t) => fixture(t.file));
    const mutator = createMutator(files, 20261123);
    let slowest = 0;
    for (let i = 0; i < count; i++) {
      const { bytes, from } = mutator.next();
      const before = process.cpuUsage();
      const report = await readDsn(bytes);
      const spent = process.cpuUsage(before);
      slowest = Math.max(slowest, (spent.user + spent.system) / 1000);
      if (report.unreadable === 'internal')
        expect.fail(`mutation ${i} of ${corpus[from]!.file} was not caught by a reader`);
      if (i % 10 === 0)
        expect(DsnReport.safeParse(report).success, `mutation ${i} of ${corpus[from]!.file}`).toBe(true);
    }
    expect(slowest).toBeLessThan(most);
  },
  count * 20 + 30_000,
);
