/** Rows of the table of bounces: what is asked of it, and what a row tells. */
import type { SQLInputValue } from 'node:sqlite';
import { createHash } from 'node:crypto';
import type { ReasonClass, Side } from '../../shared/model/reason.ts';
import type { BounceListRow, StoredBounce, StoredFilter } from '../monitor/archive.ts';
import type { FoundReport } from '../ports.ts';
import { numberOrNull, textOf, textOrNull } from './column.ts';
import type { Row } from './database.ts';

/**
 * What makes two copies one bounce: the report's own Message-ID; without it, when and about whom it was. UIDs alone do
 * not: they are given anew when a mailbox is recreated (RFC 9051 section 2.3.1.1).
 */
export function identity(found: FoundReport): string {
  const { report } = found;
  const hash = createHash('sha256');
  hash.update(report.kind);
  if (report.notice.messageId !== null) hash.update(`\u0000id ${report.notice.messageId}`);
  else {
    hash.update(`\u0000raw ${found.raw.text.slice(0, 20_000)}`);
    hash.update(`\u0000date ${report.notice.date ?? ''}`);
  }
  for (const r of report.recipients.slice(0, 1000))
    hash.update(`\u0000${r.recipient.toLowerCase()} ${r.action} ${r.status ?? ''}`);
  return hash.digest('base64url');
}

export const notOurs = "ours = 'no'";
export const ours = "ours <> 'no'";
export const failed = `kind = 'failed' AND ${ours} AND unreadable = 0`;
export const delayed = `kind = 'delayed' AND ${ours} AND unreadable = 0`;
export const other = `(kind NOT IN ('failed', 'delayed') OR unreadable = 1) AND ${ours}`;

export function whereOf(filter: StoredFilter, withKind: boolean): { sql: string; values: SQLInputValue[] } {
  const parts = ['1 = 1'];
  const values: SQLInputValue[] = [];
  const add = (sql: string, ...more: SQLInputValue[]): void => {
    parts.push(sql);
    values.push(...more);
  };
  if (withKind) {
    if (filter.kind === 'failed') add(failed);
    else if (filter.kind === 'delayed') add(delayed);
    else if (filter.kind === 'not_ours') add(notOurs);
    else if (filter.kind === 'other') add(other);
  }
  for (const word of filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== '')
    .slice(0, 10))
    add('instr(search, ?) > 0', word);
  if (filter.mailbox !== null) add('mailbox = ?', filter.mailbox);
  if (filter.incident !== null) add('incident = ?', filter.incident);
  if (filter.class !== null) add('class = ?', filter.class);
  if (filter.domain !== null) add('domain = ?', filter.domain.toLowerCase());
  if (filter.sender !== null) add('sender = ?', filter.sender);
  if (filter.since !== null) add('at >= ?', Math.round(filter.since));
  if (filter.undoneOnly) add('done = 0');
  if (filter.servers != null)
    add('(server IS NULL OR server IN (SELECT value FROM json_each(?)))', JSON.stringify(filter.servers));
  return { sql: parts.join(' AND '), values };
}

export const columns =
  "id, mailbox, at, kind, unreadable, CASE unreadable WHEN 1 THEN json_extract(report, '$.report.unreadable') END AS why_unreadable, recipient, recipients, sender, side, class, status, reply, diagnostic, subject, queue_id, server, incident, ours, evidence, seen_at, done";

export const asListRow = (row: Row): BounceListRow => ({
  id: Number(row.id),
  atMs: Number(row.at),
  mailbox: textOf(row.mailbox),
  kind: textOf(row.kind),
  unreadable: row.unreadable === 1,
  unreadableWhy: textOrNull(row.why_unreadable),
  recipient: textOrNull(row.recipient),
  count: Number(row.recipients),
  sender: textOrNull(row.sender),
  side: textOrNull(row.side) as Side | null,
  class: textOrNull(row.class) as ReasonClass | null,
  status: textOrNull(row.status),
  reply: textOrNull(row.reply),
  diagnostic: textOrNull(row.diagnostic),
  subject: textOrNull(row.subject),
  server: textOrNull(row.server),
  queueId: textOrNull(row.queue_id),
  incident: numberOrNull(row.incident),
  ours: textOf(row.ours) as BounceListRow['ours'],
  evidence: textOf(row.evidence),
  seenAt: numberOrNull(row.seen_at),
  done: row.done === 1,
});

export const asStored = (row: Row): StoredBounce => {
  const it = asListRow(row);
  return {
    id: it.id,
    report: JSON.parse(textOf(row.report)) as FoundReport,
    done: it.done,
    server: it.server,
    queueId: it.queueId,
    incident: it.incident,
    ours: it.ours,
    evidence: it.evidence,
    seenAt: it.seenAt,
  };
};
