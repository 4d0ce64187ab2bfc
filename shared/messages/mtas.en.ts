/**
 * What each mail system's own interface gives: data for the page "All mail systems". `yes`: a command or endpoint of
 * its own; `part`: indirectly or with the limit that the note names; `no`: it has none. `source` is the manual or
 * source file the row was read from. Order of the columns: see `mtaColumns`.
 */
import type { MtaKind } from '../model/message.ts';

export const mtaColumns = [
  'list',
  'reason',
  'perRecipient',
  'retry',
  'retryDomain',
  'flush',
  'hold',
  'remove',
  'bounce',
  'headers',
  'log',
] as const;
export type MtaColumn = (typeof mtaColumns)[number];
export type Extent = 'yes' | 'part' | 'no';

export interface MtaFacts {
  kind: MtaKind;
  name: string;
  reach: 'command' | 'api';
  can: Record<MtaColumn, Extent>;
  note: string;
  source: string;
}

const letters: Record<string, Extent> = { y: 'yes', p: 'part', n: 'no' };

/** One letter a column: y, p or n. */
function can(row: string): Record<MtaColumn, Extent> {
  return Object.fromEntries(mtaColumns.map((column, i) => [column, letters[row[i] ?? 'n'] ?? 'no'])) as Record<
    MtaColumn,
    Extent
  >;
}

export const mtaFacts: readonly MtaFacts[] = [
  {
    kind: 'postfix',
    name: 'Postfix',
    reach: 'command',
    can: can('yyyypyyyyyp'),
    note: 'A domain is retried message by message. Hold and delete need root by a fixed sudo rule, bounce now needs 3.5. Before 3.1 the text listing is read.',
    source: 'postqueue(1), postsuper(1), postcat(1)',
  },
  {
    kind: 'exim',
    name: 'Exim',
    reach: 'command',
    can: can('yyyyyyyyyyy'),
    note: 'Reasons come from the message logs. Hold is freezing, which auto_thaw and timeouts end by themselves. It has no JSON and no next attempt in its listing.',
    source: 'Exim specification, chapter 5; exim(8)',
  },
  {
    kind: 'sendmail',
    name: 'Sendmail',
    reach: 'command',
    can: can('yyyyyyypyyp'),
    note: 'Both queues are read, reasons whole from the control files. Hold is quarantine (8.13 and later). It has no command to delete: a message is quarantined, then its files are removed.',
    source: 'mailq(1), Sendmail Operations Guide',
  },
  {
    kind: 'opensmtpd',
    name: 'OpenSMTPD',
    reach: 'command',
    can: can('yyyypyyynyp'),
    note: 'Everything is per recipient. smtpctl acts for root only, and removing is silent: nobody is told.',
    source: 'smtpctl(8)',
  },
  {
    kind: 'haraka',
    name: 'Haraka',
    reach: 'command',
    can: can('yppyppnynyp'),
    note: 'Reasons are only in its log, read from there where the account may. Retry and delete go through its plugin status. It has no hold, and no plugin shows its queue over HTTP.',
    source: 'bin/haraka, outbound/queue.js, outbound/hmail.js, plugins/status.js',
  },
  {
    kind: 'qmail',
    name: 'qmail, netqmail, notqmail',
    reach: 'command',
    can: can('ynnnnynnnpp'),
    note: 'Reasons are only in the log of qmail-send. The one action is to try everything again at once.',
    source: 'qmail-qread(8), qmail-send(8)',
  },
  {
    kind: 'courier',
    name: 'Courier',
    reach: 'command',
    can: can('yppynynnypp'),
    note: 'Only root sees the whole queue. Cancelling always bounces; there is no hold and no silent delete.',
    source: 'mailq(1), cancelmsg(1)',
  },
  {
    kind: 'exchange',
    name: 'Exchange, on premises',
    reach: 'command',
    can: can('yyypyyyyypy'),
    note: 'PowerShell over SSH. Retry works per queue, not per message. Exchange Online has none of this.',
    source: 'Get-Queue, Get-Message, Retry-Queue in the Exchange PowerShell reference',
  },
  {
    kind: 'mailcow',
    name: 'mailcow',
    reach: 'api',
    can: can('yyyypyyynyp'),
    note: 'At most 10,000 messages are listed. Long queue ids are ignored by its actions. The key is bound to an address list.',
    source: 'mailcow API, functions.mailq.inc.php',
  },
  {
    kind: 'pmg',
    name: 'Proxmox Mail Gateway',
    reach: 'api',
    can: can('yyyypynynyy'),
    note: 'One row per recipient, by pages. Logs in with name and password for a ticket; it has no hold.',
    source: 'PMG API viewer, PMG::API2::Postfix',
  },
  {
    kind: 'stalwart',
    name: 'Stalwart',
    reach: 'api',
    can: can('yyyyypnynpp'),
    note: 'REST up to 0.15, JMAP from 0.16; found out by itself. It has no hold: a retry can only be put off.',
    source: 'stalw.art, object QueuedMessage; management/queue.rs',
  },
  {
    kind: 'kumomta',
    name: 'KumoMTA',
    reach: 'api',
    can: can('pnnnppppppp'),
    note: 'Figures per queue are exact, messages are samples. It acts on queues, not on single messages; reasons are only in its log.',
    source: 'KumoMTA HTTP API reference, kumod/http',
  },
  {
    kind: 'zonemta',
    name: 'ZoneMTA',
    reach: 'api',
    can: can('yyyynnnynyp'),
    note: 'Reasons take one request a message. Its API has no login of its own: reach it through SSH.',
    source: 'zone-mta lib/api-server.js',
  },
  {
    kind: 'chasquid',
    name: 'chasquid',
    reach: 'api',
    can: can('yyynnnnnnnn'),
    note: 'Read only, from its monitoring page.',
    source: 'chasquid internal/queue/queue.go',
  },
  {
    kind: 'mox',
    name: 'mox',
    reach: 'command',
    can: can('yyyyyyyyyyn'),
    note: 'One row per recipient. Fail bounces, drop deletes silently. Its command serves root and its own account only.',
    source: 'mox doc.go, queue.go, ctl.go',
  },
];

/** Whose saved listings can be opened: what their own command printed, or the page that shows the queue. */
export const listedMtas: readonly MtaFacts[] = mtaFacts.filter(
  ({ reach, kind }) => reach === 'command' || kind === 'chasquid',
);
