import { expect, test } from 'vitest';
import { readDsn } from '../../../shared/dsn/index.ts';
import { isBounce } from '../../../shared/model/bounce.ts';
import { ordinaryMailbox } from './ordinaryMail.ts';
import { bytes } from './sample.ts';

test(
  'no ordinary, list, automatic or calendar mail in a mailbox of 3,000 is taken for a bounce',
  { timeout: 60_000 },
  async () => {
    const taken = new Map<string, number>();
    let read = 0;
    for (const { sort, raw } of ordinaryMailbox(3000, 20261123)) {
      const report = await readDsn(bytes(raw));
      read++;
      if (isBounce(report))
        taken.set(`${sort} (${report.reader.name}: ${report.reader.why})`, (taken.get(sort) ?? 0) + 1);
      else if (sort === 'delivered report') expect(report.kind).toBe('delivered');
    }
    expect(read).toBe(3000);
    expect([...taken]).toEqual([]);
  },
);

const subkinds: [string, string[]][] = [
  ['read receipt', ['read-receipt']],
  ['complaint', ['feedback-report']],
  ['dmarc report', ['report']],
  ['tls report', ['report']],
  ['calendar', ['calendar']],
  ['challenge', ['challenge-response']],
  ['out of office', ['vacation', 'auto-reply']],
  ['ticket', ['auto-reply']],
  ['forwards a bounce', ['forwarded-dsn']],
  ['list owner', ['list-owner-notice']],
  ['session errors', ['postmaster-notice']],
  ['answer', ['quotes-a-bounce']],
];

test.each(subkinds)('%s is told as what it is', async (sort, wanted) => {
  for (const mail of ordinaryMailbox(600, 7)) {
    if (mail.sort !== sort) continue;
    const report = await readDsn(bytes(mail.raw));
    expect(wanted, `${report.reader.name}: ${report.reader.why}\n${mail.raw.slice(0, 700)}`).toContain(report.subkind);
  }
});
