import { deadAddressColumns } from '../messages/bounces.en.ts';
import type { BounceRecipient } from '../model/bounce.ts';
import type { ReasonClass } from '../model/reason.ts';
import { foldReports, type StoredReport } from './join.ts';

/** An address that will not take mail again. Times are ISO 8601 in UTC. */
export interface DeadAddress {
  readonly address: string;
  /** Original messages that failed for it. */
  readonly failures: number;
  readonly first_failed: string;
  readonly last_failed: string;
  readonly class: ReasonClass | null;
  readonly status: string | null;
  readonly diagnostic: string | null;
}

/** Failures that say something about the address. A full mailbox, a spam verdict or a lapsed retry do not. */
const deadClasses: ReadonlySet<ReasonClass> = new Set(['user_unknown', 'mailbox_disabled', 'no_such_domain']);
/** RFC 3463 section 3.2 and 3.3, RFC 7505: mailbox, system or address does not exist, moved, disabled, null MX. */
const deadStatus = /^5\.(?:1\.[0-36]|1\.10|2\.1)$/;

/**
 * Addresses that failed for good, from stored reports. A delay notice is never in it, nor a recipient whose delay ended
 * otherwise, nor backscatter (somebody else's mail says nothing about our addresses).
 */
export function deadAddresses(reports: readonly StoredReport[]): DeadAddress[] {
  const byId = new Map(reports.map((r) => [r.id, r]));
  const rows = new Map<string, { row: DeadAddress; first: number; last: number }>();
  for (const fate of foldReports(reports.filter((r) => r.ours !== 'no'))) {
    if (fate.action !== 'failed') continue;
    const stored = byId.get(fate.report);
    const recipient = stored?.report.recipients.find((r) => r.recipient === fate.recipient && r.action === 'failed');
    if (recipient === undefined || !dead(recipient)) continue;
    const key = fate.recipient.toLowerCase();
    const before = rows.get(key);
    const latest = before === undefined || fate.at >= before.last;
    const first = Math.min(before?.first ?? fate.at, fate.at);
    const last = Math.max(before?.last ?? fate.at, fate.at);
    const said = latest
      ? { class: recipient.reason?.class ?? null, status: recipient.status, diagnostic: recipient.diagnostic }
      : { class: before.row.class, status: before.row.status, diagnostic: before.row.diagnostic };
    const failures = (before?.row.failures ?? 0) + 1;
    const row = { address: fate.recipient, failures, first_failed: iso(first), last_failed: iso(last), ...said };
    rows.set(key, { row, first, last });
  }
  return [...rows.values()].map((r) => r.row).sort((a, b) => a.address.localeCompare(b.address, 'en'));
}

function dead(r: BounceRecipient): boolean {
  if (!r.recipient.includes('@')) return false;
  return r.reason === null ? r.status !== null && deadStatus.test(r.status) : deadClasses.has(r.reason.class);
}

function iso(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** RFC 4180, CRLF line ends, header row first. */
export function deadAddressesCsv(rows: readonly DeadAddress[]): string {
  const lines = [
    deadAddressColumns.join(','),
    ...rows.map((row) => deadAddressColumns.map((c) => cell(row[c])).join(',')),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

export function deadAddressesJson(rows: readonly DeadAddress[]): string {
  return `${JSON.stringify(rows, null, 2)}\n`;
}

/** A stranger wrote these texts: a spreadsheet must not run them (OWASP, "CSV Injection"). */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const flat = value.replace(/[\r\n]+/g, ' ');
  const safe = /^[=+\-@\t]/.test(flat) ? `'${flat}` : flat;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
