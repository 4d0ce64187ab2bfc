import type { BounceDay, BounceDetail, BounceFilter, BounceRow } from '../../../../shared/views/bounces.ts';
import type { Handlers } from '../../../../shared/contract.ts';
import { now, on, today } from './clock.ts';

type Seed = [
  at: number,
  kind: BounceRow['kind'],
  ours: BounceRow['ours'],
  recipient: string,
  side: BounceRow['side'],
  className: BounceRow['class'],
  why: string,
  code: string,
  queueId: string | null,
  incident: number | null,
  more?: number,
];
const seeds: Seed[] = [
  [
    today(14, 26),
    'failed',
    'yes',
    'ghost@example.org',
    'remote',
    'user_unknown',
    'No such mailbox',
    '550 5.1.1',
    '4Zq7Qm0yVc',
    null,
  ],
  [
    today(14, 24),
    'delayed',
    'yes',
    'd.nwosu@example.com',
    'sender',
    'reputation',
    'IP reputation, still trying',
    '4.7.650',
    '4Zq3m1k8Lw',
    131,
  ],
  [
    today(14, 24),
    'delayed',
    'yes',
    's.berg@example.net',
    'sender',
    'reputation',
    'IP reputation, still trying',
    '4.7.650',
    '4Zq3pT5cVx',
    131,
  ],
  [
    today(14, 19),
    'failed',
    'yes',
    'old.partner@harbour-print.example',
    'network',
    'connect_failed',
    'Gave up after 5 days, could not connect',
    '5.4.7',
    '4ZmK2s7bTd',
    127,
  ],
  [
    today(14, 19),
    'failed',
    'yes',
    'print@harbour-print.example',
    'network',
    'connect_failed',
    'Gave up after 5 days, could not connect',
    '5.4.7',
    '4ZmK4v1cWf',
    127,
  ],
  [
    today(14, 12),
    'failed',
    'no',
    'unknown-77@example.net',
    'remote',
    'spam_content',
    'Spam refused there, sender address forged',
    '550 5.7.1',
    null,
    null,
  ],
  [
    today(14, 12),
    'failed',
    'no',
    'sales-14@example.com',
    'remote',
    'user_unknown',
    'No such mailbox, sender address forged',
    '550 5.1.1',
    null,
    null,
  ],
  [
    today(14, 5),
    'failed',
    'yes',
    'lobby@example.org',
    'remote',
    'mailbox_full',
    'Mailbox full, over 5 days',
    '552 5.2.2',
    '4ZmHw93kLn',
    null,
    3,
  ],
  [
    today(13, 58),
    'delayed',
    'yes',
    'ops@partner-bank.example',
    'tls',
    'tls',
    'Their certificate expired, still trying',
    '4.7.5',
    '1vKq2m-0003Tz',
    132,
  ],
  [
    today(13, 51),
    'failed',
    'yes',
    'payroll@example.org',
    'sender',
    'message_too_big',
    'Message too big, 38 MB of 25 MB',
    '552 5.3.4',
    '4Zq5Tz8nRb',
    null,
  ],
  [
    today(13, 44),
    'relayed',
    'yes',
    'team@example.net',
    'remote',
    null,
    'Handed on to a system that sends no reports',
    '2.0.0',
    '4Zq5Kp2wSm',
    null,
  ],
  [
    today(13, 30),
    'failed',
    'yes',
    'j.doe@gmal.example',
    'dns',
    'no_such_domain',
    'Domain takes no mail, probably a typing error',
    '5.1.2',
    '4Zq4zT6vHq',
    null,
  ],
  [
    today(13, 22),
    'delayed',
    'yes',
    'info@inn.example',
    'dns',
    'dns_temporary',
    'DNS look-up fails, still trying',
    '4.4.3',
    '4Zq43b1kGt',
    null,
  ],
  [
    today(13, 17),
    'failed',
    'yes',
    'm.weber@example.com',
    'sender',
    'sender_auth',
    'DMARC failed for kestrel-shop.example',
    '550 5.7.26',
    '4Zq4wM1tJs',
    null,
  ],
  [
    today(13, 2),
    'failed',
    'yes',
    'b.costa@example.com',
    'remote',
    'mailbox_disabled',
    'Mailbox disabled',
    '550 5.2.1',
    '4Zq4sD7rKv',
    null,
  ],
  [
    on(22, 21, 40),
    'unreadable',
    'unknown',
    '',
    null,
    null,
    'Only a TNEF attachment, which this report hides in',
    '',
    null,
    null,
  ],
  [
    on(22, 18, 3),
    'failed',
    'yes',
    '"><img src=x onerror=alert(1)>@example.net',
    'remote',
    'user_unknown',
    'No such <b>mailbox</b>',
    '550 5.1.1',
    '4ZmA1x9sQp',
    null,
  ],
];

const rows: BounceRow[] = [];
for (const [index, s] of seeds.entries()) rows.push(rowOf(index + 1, s));
// A long tail of earlier days, so that the list scrolls.
for (let i = 0; i < 131; i += 1) {
  const seed = seeds[i % 15];
  if (seed === undefined) continue;
  const copy = [...seed] as Seed;
  copy[0] = on(21 - Math.floor(i / 30), 22 - Math.floor((i % 30) / 2), (i * 17) % 60);
  copy[3] = `user${String(i)}@${['example.org', 'example.com', 'example.net'][i % 3] ?? ''}`;
  rows.push(rowOf(rows.length + 1, copy));
}

function rowOf(id: number, s: Seed): BounceRow {
  return {
    id,
    at: s[0],
    kind: s[1],
    ours: s[2],
    recipient: s[3] === '' ? null : s[3],
    more: s[10] ?? 0,
    sender: s[2] === 'no' ? 'offers@kestrel-shop.example' : 'orders@kestrel-shop.example',
    side: s[4],
    class: s[6] === '' ? null : s[5],
    why: s[6],
    code: s[7] === '' ? null : s[7],
    queueId: s[8],
    server: s[8] === null ? null : 'mx1',
    incident: s[9],
    done: id === 12,
    mailbox: 'bounces',
  };
}

const kindFits: Record<BounceFilter['kind'], (row: BounceRow) => boolean> = {
  all: () => true,
  failed: (row) => row.kind === 'failed' && row.ours !== 'no',
  delayed: (row) => row.kind === 'delayed' && row.ours !== 'no',
  not_ours: (row) => row.ours === 'no',
  other: (row) => row.kind !== 'failed' && row.kind !== 'delayed' && row.ours !== 'no',
};
const domainOf = (row: BounceRow): string => row.recipient?.split('@').pop() ?? '';
const fits = (row: BounceRow, f: BounceFilter, kind = f.kind): boolean =>
  kindFits[kind](row) &&
  (f.text === '' ||
    `${row.recipient ?? ''} ${row.why} ${row.code ?? ''} ${row.queueId ?? ''}`
      .toLowerCase()
      .includes(f.text.toLowerCase())) &&
  (f.incident === null || row.incident === f.incident) &&
  (f.class === null || row.class === f.class) &&
  (f.domain === null || domainOf(row) === f.domain) &&
  (f.sender === null || row.sender === f.sender) &&
  (f.since === null || row.at >= f.since) &&
  (!f.undoneOnly || !row.done);

function detailOf(row: BounceRow): BounceDetail {
  const address = row.recipient ?? '';
  return {
    row,
    title:
      row.id === 1
        ? 'ghost@example.org does not exist there'
        : row.recipient === null
          ? row.why
          : `${address}: ${row.why}`,
    sentence:
      row.kind === 'delayed'
        ? 'The server is still trying until Saturday, 11:16. Nothing has failed yet.'
        : 'orders@kestrel-shop.example was told 14:26. Nobody retries this.',
    recipients: [
      {
        address,
        original: null,
        action: row.kind === 'delayed' ? 'delayed' : 'failed',
        status: '5.1.1',
        reply: '550',
        diagnostic: '550 5.1.1 <ghost@example.org>: Recipient address rejected: User unknown',
        remoteMta: 'mx2.example.org',
        side: row.side,
        class: row.class,
        phase: 'rcpt',
        why: row.why,
      },
    ],
    reportingMta: 'mx1 (Postfix), our server',
    refusedBy: 'mx2.example.org [192.0.2.44]',
    reader: 'RFC 3464 report',
    original: {
      messageId: '<4711.1764@kestrel-shop.example>',
      queueId: row.queueId,
      envelopeId: null,
      subject: 'Your order 2026-11-4711',
      from: 'orders@kestrel-shop.example',
      to: address,
      date: today(14, 25),
    },
    joined: {
      server: row.server,
      queueId: row.queueId,
      evidence: row.queueId === null ? 'no message of ours fits' : 'queue id and Message-ID, both agree',
      seenAt: row.queueId === null ? null : row.at - 60_000,
    },
    fields:
      row.kind === 'unreadable'
        ? ''
        : 'Reporting-MTA: dns; mx1.kestrel-shop.example\nX-Postfix-Queue-ID: 4Zq7Qm0yVc\nArrival-Date: Mon, 23 Nov 2026 14:25:51 +0000\n\nFinal-Recipient: rfc822; ghost@example.org\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; mx2.example.org\nDiagnostic-Code: smtp; 550 5.1.1\n    <ghost@example.org>: Recipient address\n    rejected: User unknown',
    steps: [
      {
        text: 'Correct the address or stop sending to it.',
        source: 'RFC 5321 s.4.2.3; RFC 3463 X.1.1',
        url: 'https://www.rfc-editor.org/rfc/rfc3463',
        done: null,
      },
    ],
    related: row.id === 1 ? [{ id: 8, at: today(14, 5), kind: 'failed', text: 'lobby@example.org, mailbox full' }] : [],
    sameAddress: row.id === 1 ? 7 : 0,
  };
}

const dayName = (at: number): string => {
  const { [0]: day = '' } = new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().split('T');
  return day;
};

/** Rows are newest first. */
function daysOf(list: readonly BounceRow[]): BounceDay[] {
  const days = Map.groupBy(list, (row) => dayName(row.at));
  return [...days].map(([day, of]) => ({
    day,
    rows: of.length,
    failed: of.filter((row) => row.ours !== 'no' && row.kind === 'failed').length,
    delayed: of.filter((row) => row.ours !== 'no' && row.kind === 'delayed').length,
    notOurs: of.filter((row) => row.ours === 'no').length,
  }));
}

export const bounceHandlers: Partial<Handlers> = {
  'bounces.window': ({ filter, from, count }) => {
    const matching = rows.filter((row) => fits(row, filter));
    const of = (kind: BounceFilter['kind']): number => rows.filter((row) => fits(row, filter, kind)).length;
    return {
      version: 1,
      matched: matching.length,
      counts: {
        all: of('all'),
        failed: of('failed'),
        delayed: of('delayed'),
        notOurs: of('not_ours'),
        other: of('other'),
      },
      today: { failed: 61, delayed: 79, notOurs: 8 },
      days: daysOf(matching),
      from,
      rows: matching.slice(from, from + count),
    };
  },
  'bounces.groups': ({ filter, by }) => {
    const groups = new Map<string, { label: string; failed: number; delayed: number; notOurs: number; last: number }>();
    for (const row of rows.filter((r) => fits(r, filter))) {
      const label = by === 'domain' ? domainOf(row) : by === 'sender' ? (row.sender ?? '') : (row.class ?? '');
      const group = groups.get(label) ?? { label, failed: 0, delayed: 0, notOurs: 0, last: 0 };
      if (row.ours === 'no') group.notOurs += 1;
      else if (row.kind === 'delayed') group.delayed += 1;
      else if (row.kind === 'failed') group.failed += 1;
      group.last = Math.max(group.last, row.at);
      groups.set(label, group);
    }
    return [...groups.values()].sort((a, b) => b.failed + b.delayed - a.failed - a.delayed);
  },
  'bounces.get': ({ id }) => {
    const row = rows.find((r) => r.id === id);
    return row === undefined ? null : detailOf(row);
  },
  'bounces.raw': ({ id }) => ({
    text: `From: MAILER-DAEMON@mx1.kestrel-shop.example\nSubject: Undelivered Mail Returned to Sender (${String(id)})\nContent-Type: multipart/report; report-type=delivery-status\n\n<script>alert(1)</script>\n`,
    truncated: true,
    missing: null,
  }),
  'bounces.done': ({ id, done }) => {
    const row = rows.find((r) => r.id === id);
    if (row !== undefined) row.done = done;
    return { ok: true };
  },
  'bounces.export': ({ what, format }) => ({
    fileName: `${what}-2026-11-23.${format}`,
    mime: format === 'csv' ? 'text/csv' : 'application/json',
    text: what === 'dead_addresses' ? 'address\nghost@example.org\n' : 'time,recipient\n',
    truncated: false,
  }),
};

/** Time the fixture's mailboxes were last looked at. */
export const mailboxSeenAt = now - 40_000;
