/** Deferrals as the search for patterns wants them: each with who sent it, where to, and which address of ours it names. */
import { patternLimits, reasonPattern } from '../../../shared/reasons/index.ts';
import type { FreshDeferral, SecondAttempts, Sent } from '../../../shared/reasons/index.ts';
import { triesOf } from '../queue/predicate.ts';
import type { Part } from '../queue/select.ts';
import { fillText } from '../queue/template.ts';
import { quotedIps } from './quotedIps.ts';

const freshSeconds = 900;
/** The search itself is one step; so many keep it short. */
const most = 30_000;

export interface Deferrals {
  basis: 'fresh' | 'waiting';
  deferrals: FreshDeferral[];
}

/**
 * What was deferred for the first time in the last 15 minutes, over all causes in `all`; where that is too little to say
 * anything, what waits with the one cause `parts` selects.
 */
export function* deferralsOf(
  all: readonly Part[],
  parts: readonly Part[],
  now: number,
  watchedSince: (server: string) => number | null,
): Generator<void, Deferrals> {
  const fresh = yield* collect(all, (part, slot) => {
    const { table } = part;
    const arrival = table.arrival[slot] ?? 0;
    // What was there at the first look is new to us only.
    const since = watchedSince(part.server);
    const first = table.firstSeen[slot] ?? 0;
    const at = arrival !== 0 ? arrival : since !== null && first > since ? first : 0;
    return at > now - freshSeconds;
  });
  if (fresh.length >= patternLimits.leastFresh) return { basis: 'fresh', deferrals: fresh };
  return { basis: 'waiting', deferrals: yield* collect(parts, () => true) };
}

/** Every mail server tries again within an hour, and greylisting lets in by then (RFC 5321 s.4.5.4.1, RFC 6647 s.5). */
const hour = 3600;

/** What became of greylisted mail on its second try: `cleared` left the queue, the rest waits with the cause. */
export function* secondsOf(
  parts: readonly Part[],
  now: number,
  cleared: (server: string) => number,
): Generator<void, SecondAttempts> {
  let [left, stillDeferred, overdue] = [0, 0, 0];
  for (const part of parts) {
    const { table, predicate } = part;
    left += cleared(part.server);
    for (let slot = 0; slot < table.slots; slot += 1) {
      if ((slot & 1023) === 1023) yield;
      if (table.state[slot] === 0 || (!predicate.all && !predicate.message(slot))) continue;
      const since = table.arrival[slot] || (table.firstSeen[slot] ?? 0);
      const late = now - since > hour;
      if (late) overdue += 1;
      if (late || (table.seenTries[slot] ?? 0) > 0 || (triesOf(table, slot) ?? 0) > 1) stillDeferred += 1;
    }
  }
  return { cleared: left, stillDeferred, overdue };
}

/**
 * Sender domains that had mail to a provider: what waits for it, for any cause, and what was seen leaving lately. A lower
 * bound. Which of our addresses mail went out from stands in no listing: not known.
 */
export function* sentOf(
  all: readonly Part[],
  provider: string,
  left: (server: string) => Iterable<string>,
): Generator<void, Sent> {
  const senders = new Set<string>();
  for (const part of all) {
    const { table } = part;
    const wanted = new Uint8Array(table.cells.size);
    for (let n = 1; n < wanted.length; n += 1) if (table.cells.get(n).provider === provider) wanted[n] = 1;
    for (let slot = 0; slot < table.slots; slot += 1) {
      if ((slot & 1023) === 1023) yield;
      if (table.state[slot] === 0) continue;
      const from = table.start[slot] ?? 0;
      const end = from + (table.count[slot] ?? 0);
      for (let i = from; i < end; i += 1) {
        if (wanted[table.cell[i] ?? 0] !== 1) continue;
        const sender = table.senderText(slot) ?? '';
        if (sender !== '') senders.add(sender.slice(sender.lastIndexOf('@') + 1).toLowerCase());
        break;
      }
    }
    for (const sender of left(part.server)) senders.add(sender);
  }
  return { senders: senders.size, ips: 0 };
}

function* collect(
  parts: readonly Part[],
  wanted: (part: Part, slot: number) => boolean,
): Generator<void, FreshDeferral[]> {
  const out: FreshDeferral[] = [];
  for (const part of parts) {
    const { table, predicate } = part;
    const known = new Map<number, { pattern: string; ourIp: string | null }>();
    for (let slot = 0; slot < table.slots && out.length < most; slot += 1) {
      if ((slot & 1023) === 1023) yield;
      if (table.state[slot] === 0 || !wanted(part, slot) || (!predicate.all && !predicate.message(slot))) continue;
      const from = table.start[slot] ?? 0;
      const end = from + (table.count[slot] ?? 0);
      const sender = table.senderText(slot) ?? '';
      for (let i = from; i < end && out.length < most; i += 1) {
        const number = table.cell[i] ?? 0;
        if (number === 0 || (!predicate.all && !predicate.recipient(i))) continue;
        const text = table.text[i] ?? 0;
        let words = known.get(text);
        if (!words) {
          const said = fillText(table.cells.texts.text(text), '', '');
          const [ourIp = null] = quotedIps(said, table.cells.reason(text).speaker);
          words = { pattern: reasonPattern(said), ourIp };
          known.set(text, words);
        }
        const cell = table.cells.get(number);
        out.push({
          class: cell.class,
          side: cell.side,
          provider: cell.provider,
          recipientDomain: table.domains.text(table.domain[i] ?? 0),
          senderDomain: sender.slice(sender.lastIndexOf('@') + 1).toLowerCase(),
          ourIp: words.ourIp,
          pattern: words.pattern,
          again: (table.seenTries[slot] ?? 0) > 0,
        });
      }
    }
  }
  return out;
}
