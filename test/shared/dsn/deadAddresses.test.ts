import { expect, test } from 'vitest';
import { deadAddresses, deadAddressesCsv, deadAddressesJson } from '../../../shared/dsn/deadAddresses.ts';
import type { StoredReport } from '../../../shared/dsn/join.ts';
import { postfixReport, read } from './sample.ts';

const stored = async (
  id: number,
  recipient: string,
  action: string,
  diagnostic: string,
  ours: StoredReport['ours'] = 'yes',
): Promise<StoredReport> => ({
  id,
  at: 1_795_000_000 + id * 60,
  ours,
  report: await read(
    postfixReport([{ recipient, action, status: '5.0.0', diagnostic }], { messageId: `<m${id}@x.example>` }),
  ),
});

test('a delay notice, a full mailbox and backscatter are never in the export of dead addresses', async () => {
  const rows = deadAddresses([
    await stored(1, 'gone@example.org', 'failed', '550 5.1.1 User unknown'),
    await stored(2, 'slow@example.org', 'delayed', '450 4.1.1 User unknown for now'),
    await stored(3, 'full@example.org', 'failed', '552 5.2.2 Mailbox full'),
    await stored(4, 'forged@example.org', 'failed', '550 5.1.1 User unknown', 'no'),
    await stored(5, 'Gone@example.org', 'failed', '550 5.1.1 User unknown'),
  ]);
  expect(rows).toMatchObject([
    { failures: 2, class: 'user_unknown', first_failed: '2026-11-18T11:07:40Z', last_failed: '2026-11-18T11:11:40Z' },
  ]);
  expect(JSON.parse(deadAddressesJson(rows))).toEqual(rows);
});

test('texts of strangers run nowhere when a spreadsheet opens the export', async () => {
  const csv = deadAddressesCsv(
    deadAddresses([await stored(1, '=cmd@example.org', 'failed', '550 5.1.1 "unknown", =HYPERLINK("x")')]),
  );
  expect(csv.split('\r\n')).toEqual([
    'address,failures,first_failed,last_failed,class,status,diagnostic',
    `'=cmd@example.org,1,2026-11-18T11:07:40Z,2026-11-18T11:07:40Z,user_unknown,5.1.1,"550 5.1.1 ""unknown"", =HYPERLINK(""x"")"`,
    '',
  ]);
});
