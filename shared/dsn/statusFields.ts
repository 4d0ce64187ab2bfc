import type { DsnAction } from '../model/bounce.ts';
import { fieldAddress } from './address.ts';
import { valueLength } from './bounds.ts';
import { enhancedCode, replyCode, saysNothing, statusField } from './codes.ts';
import { mailDate } from './dates.ts';
import { eightBit } from './decode.ts';
import { first, groups, lines, readFields, trimEndOf, type Field } from './fields.ts';
import type { FoundRecipient } from './finding.ts';

/** Content of a delivery-status body (RFC 3464 section 2.1), or of the same fields inside a text. */
export interface StatusFields {
  readonly message: readonly Field[];
  readonly recipients: FoundRecipient[];
  /** Named in the report; more than `recipients` when the bound was met. */
  readonly count: number;
}

const recipientFields = new Set([
  'original-recipient',
  'final-recipient',
  'final-rcpt-to',
  'action',
  'status',
  'diagnostic-code',
  'remote-mta',
  'last-attempt-date',
  'will-retry-until',
  'x-actual-recipient',
  'x-supplementary-info',
  'x-display-name',
  'x-notes',
]);

const quotesReply = /(?:said|talk to me|responded): [245]\d\d[ -]/;

/** A field that names or opens a recipient; its second appearance opens the next one. */
const opening = new Set(['final-recipient', 'original-recipient', 'action', 'x-actual-recipient']);

/**
 * Real bodies break the grammar of section 2.1 in every way: no blank line between message and recipient fields, several
 * between groups (IIS), a recipient's fields split by one, comments and stray lines between. So a recipient starts where
 * a group with recipient fields starts, or where a field of its own comes a second time.
 */
export function readStatus(text: string, max: number): StatusFields {
  const message: Field[] = [];
  const byAddress = new Map<string, FoundRecipient>();
  const nameless: FoundRecipient[] = [];
  let open: Field[] = [];
  let count = 0;
  const close = (): void => {
    if (open.length === 0) return;
    const found = recipientOf(open);
    open = [];
    if (found === null) return;
    count++;
    const name = (found.finalRecipient ?? found.originalRecipient ?? '').toLowerCase();
    const twin = byAddress.get(name);
    if (name === '') {
      if (nameless.length < 10) nameless.push(found);
    } else if (twin) {
      // One group per attempted MX: the same recipient twice (dsn.md section 3.7). Failed is final.
      count--;
      mergeRecipient(twin, found);
    } else if (byAddress.size < max) byAddress.set(name, found);
  };
  for (const group of groups(text)) {
    const fields = readFields(group);
    const own = fields.filter((f) => recipientFields.has(f.name));
    if (own.length === 0) {
      message.push(...fields.slice(0, 100));
      continue;
    }
    const names = new Set(own.map((f) => f.name));
    const openNames = new Set(open.map((f) => f.name));
    const continues =
      open.length > 0 &&
      (![...names].some((n) => opening.has(n)) || (!openNames.has('action') && !openNames.has('final-recipient')));
    if (!continues) close();
    for (const field of fields) {
      if (!recipientFields.has(field.name)) {
        if (
          open.length === 0 ||
          /^(?:reporting-mta|arrival-date|received-from-mta|dsn-gateway|original-envelope-id|x-postfix-)/.test(
            field.name,
          )
        ) {
          message.push(field);
        } else open.push(field);
        continue;
      }
      if (opening.has(field.name) && open.some((f) => f.name === field.name)) close();
      open.push(field);
    }
  }
  close();
  const named = [...byAddress.values()];
  return {
    message,
    recipients: named.length > 0 ? named : nameless,
    count: named.length > 0 ? count : nameless.length,
  };
}

export function mergeRecipient(into: FoundRecipient, from: FoundRecipient): void {
  const worse = rank(from.action) > rank(into.action);
  const better = worse || (saysNothing(into.status ?? null) && !saysNothing(from.status ?? null));
  into.status = better ? (from.status ?? into.status ?? null) : (into.status ?? from.status ?? null);
  into.smtpReply = better ? (from.smtpReply ?? into.smtpReply ?? null) : (into.smtpReply ?? from.smtpReply ?? null);
  into.diagnostic = better
    ? (from.diagnostic ?? into.diagnostic ?? null)
    : (into.diagnostic ?? from.diagnostic ?? null);
  into.remoteMta = better ? (from.remoteMta ?? into.remoteMta ?? null) : (into.remoteMta ?? from.remoteMta ?? null);
  into.originalRecipient = into.originalRecipient ?? from.originalRecipient ?? null;
  if (worse) into.action = from.action;
}

function rank(action: DsnAction): number {
  return action === 'failed' ? 3 : action === 'delayed' ? 2 : 1;
}

/** Action as written in the wild (dsn.md section 3.3); null when it is none. */
export function actionOf(value: string | null): DsnAction | null {
  const word = /[a-z]+/.exec((value ?? '').toLowerCase())?.[0] ?? '';
  if (/^(?:fail|expired|undeliver|error|bounce|reject|deleted|permanent)/.test(word)) return 'failed';
  if (/^(?:delay|defer|warn|transient|temporary|retry)/.test(word)) return 'delayed';
  if (/^(?:deliver|success)/.test(word)) return 'delivered';
  if (word.startsWith('relay')) return 'relayed';
  return word.startsWith('expan') ? 'expanded' : null;
}

function recipientOf(fields: readonly Field[]): FoundRecipient | null {
  const address = (name: string): string | null => {
    const value = first(fields, name);
    return value === null ? null : fieldAddress(eightBit(value));
  };
  const final = address('final-recipient') ?? address('final-rcpt-to');
  const original = address('original-recipient');
  const actual = address('x-actual-recipient');
  const stated = first(fields, 'status');
  const diagnosticField = first(fields, 'diagnostic-code');
  const { type, text } = diagnosticOf(diagnosticField);
  let status = stated === null ? null : statusField(stated);
  const fromText = text === null ? null : enhancedCode(text);
  if (saysNothing(status) && fromText !== null && !saysNothing(fromText)) status = fromText;
  let action = actionOf(first(fields, 'action'));
  if (action === null) {
    if (status === null) return null;
    action = status.startsWith('5') ? 'failed' : status.startsWith('2') ? 'delivered' : 'delayed';
  }
  return {
    finalRecipient: final,
    originalRecipient: original,
    failedRecipient: actual,
    action,
    status,
    // RFC 3464 section 2.3.6: only the smtp type carries SMTP replies. X-Postfix, x-unix and x-local do not, but Postfix
    // quotes one in it: "host mx.example.org[192.0.2.1] said: 550 …".
    smtpReply: text !== null && (type === null || type === 'smtp' || quotesReply.test(text)) ? replyCode(text) : null,
    diagnostic: text,
    remoteMta: mtaName(first(fields, 'remote-mta')),
    lastAttempt: mailDate(first(fields, 'last-attempt-date')),
    willRetryUntil: mailDate(first(fields, 'will-retry-until')),
  };
}

function diagnosticOf(value: string | null): { type: string | null; text: string | null } {
  if (value === null) return { type: null, text: null };
  const typed = /^([A-Za-z][\w-]{0,30})\s{0,3};\s*/.exec(value);
  const text = (typed ? value.slice(typed[0].length) : value).trim();
  return {
    type: typed?.[1]?.toLowerCase() ?? null,
    text: text === '' ? null : eightBit(text.slice(0, valueLength.diagnostic)),
  };
}

/** `dns; mx.example.org (192.0.2.1, the server …)`: the name alone. */
export function mtaName(value: string | null): string | null {
  if (value === null) return null;
  const text = value.replace(/^[A-Za-z-]{1,20}\s{0,3};\s*/, '').trim();
  const name = trimEndOf(/^[^\s(]{1,300}/.exec(text)?.[0] ?? '', ';,.');
  return name === '' ? null : name.slice(0, 255);
}

/** Whether a text holds status fields that could be a report: an address field and an action or status. */
export function holdsStatusFields(text: string): boolean {
  return (
    /^[ \t]{0,12}(?:Final|Original)-Recipient[ \t]?:/im.test(text) &&
    /^[ \t]{0,12}(?:Action|Status)[ \t]?:/im.test(text)
  );
}

/** The lines of a text from its first status field on, indentation taken off. */
export function statusLines(text: string): string {
  const all = lines(text);
  const start = all.findIndex((l) =>
    /^[ \t]{0,12}(?:Reporting-MTA|Final-Recipient|Original-Recipient|Action)[ \t]?:/i.test(l),
  );
  if (start < 0) return '';
  const indent = /^[ \t]*/.exec(all[start] ?? '')?.[0] ?? '';
  return all
    .slice(start, start + 20_000)
    .map((l) => (indent !== '' && l.startsWith(indent) ? l.slice(indent.length) : l))
    .join('\n');
}
