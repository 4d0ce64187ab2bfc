/**
 * What became of each message: by its delivery log where the account may read it, else by listing again. Exit codes and
 * the words of the MTA's tools prove nothing (mta-interfaces, section 0). A message that is gone has "left the queue";
 * "sent" is said only with a log line.
 */
import type { Verb } from '../../../shared/model/action.ts';
import type { OutcomeKind } from '../../../shared/model/action.ts';
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import type { LogLine } from '../../ports.ts';
import { stateName, stateNumber } from '../queue/table.ts';
import type { Watch } from '../watch.ts';
import { logReadable } from './logLines.ts';
import type { Item } from './plan.ts';
import { whyOf } from './plan.ts';
import { requeueDecision } from './requeued.ts';

export interface Verification {
  verb: Verb;
  /** Epoch ms at which the action was handed over. */
  since: number;
  /** Last round: what cannot be told now is said as it is. */
  final: boolean;
  submitted: ReadonlySet<string>;
  /** New queue ids that are known of messages of this action. */
  given: ReadonlySet<string>;
  /** The verb tries the message once more before it takes effect (ActReport). */
  triesFirst: boolean;
  now(): number;
  /** Told of every log line that was read. */
  read: (lines: Iterable<LogLine>) => void;
}

const logAtOnce = 5000;
/** Server and workstation clocks differ a little; a line just before the action may be its own. */
const skewMs = 5000;
/**
 * A message is sent once, but deferred time after time: its refusal of a moment ago is no proof of this attempt. Syslog's
 * times are whole seconds. Where the clocks differ by more the listing decides.
 */
const wholeSecondMs = 1000;

const clockText = (ms: number): string => new Date(ms).toLocaleTimeString('en-GB');

async function readLog(
  watch: Watch,
  items: readonly Item[],
  { since, read }: Verification,
): Promise<{ lines: Map<string, LogLine[]>; whole: boolean }> {
  const lines = new Map<string, LogLine[]>();
  let whole = logReadable(watch);
  if (!whole) return { lines, whole };
  for (let k = 0; k < items.length; k += logAtOnce) {
    const ids = items.slice(k, k + logAtOnce).map((item) => item.id);
    try {
      const found = await watch.use((driver, reach, detection) =>
        driver.log(reach, watch.config, detection, ids, since - skewMs),
      );
      if (found === null) whole = false;
      read(found ?? []);
      for (const line of found ?? []) {
        const slack = line.proves === 'deferred' ? wholeSecondMs : skewMs;
        if (line.at !== null && line.at < since - slack) continue;
        const known = lines.get(line.id);
        if (known) known.push(line);
        else lines.set(line.id, [line]);
      }
    } catch {
      // Without the log the listing decides.
      whole = false;
      break;
    }
  }
  return { lines, whole };
}

export const unresolved = (kind: OutcomeKind): boolean =>
  kind === 'waiting' || kind === 'running' || kind === 'in_delivery';

/** Asked one by one, where it can be: in a sample, what is not listed may be there all the same. */
const mostAsked = 500;

/** A listing that is a sample tells nothing of what it leaves out: where the server can be asked by id, it is. */
async function dropGone(watch: Watch, open: readonly Item[]): Promise<void> {
  if (watch.state.complete) return;
  const ids = open.flatMap(({ id }) => (watch.table.listed(id) ? [] : [id])).slice(0, mostAsked);
  if (ids.length === 0) return;
  try {
    const there = await watch.use(async (driver, reach, found) =>
      driver.present ? driver.present(reach, watch.config, found, ids) : null,
    );
    if (there !== null) for (const id of ids) if (!there.has(id)) watch.table.remove(id);
  } catch {
    // Then it stays unknown.
  }
}

/** Settles what can be settled; returns the items that changed. The server is listed once. */
export async function verify(watch: Watch, items: readonly Item[], about: Verification): Promise<Item[]> {
  const open = items.filter((item) => unresolved(item.kind) || item.kind === 'unknown');
  if (open.length === 0) return [];
  await watch.look();
  if (watch.state.problem !== null || watch.state.seenAt === null || watch.state.seenAt < about.since) return [];
  const seen = watch.state.seenAt;
  await dropGone(watch, open);
  const settle =
    about.verb === 'requeue'
      ? await requeueDecision(watch, open, about, clockText(seen))
      : await decision(watch, open, about, clockText(seen));
  const changed: Item[] = [];
  for (const item of open) {
    const before = item.kind;
    const evidenceBefore = item.evidence;
    settle(item);
    if (item.kind !== before || item.evidence !== evidenceBefore) {
      item.at = about.now();
      changed.push(item);
    }
  }
  return changed;
}

async function decision(
  watch: Watch,
  items: readonly Item[],
  about: Verification,
  time: string,
): Promise<(item: Item) => void> {
  const { lines, whole } = await readLog(watch, items, about);
  return (item) => decide(item, watch, { lines: lines.get(item.id) ?? [], whole }, about, time);
}

function decide(
  item: Item,
  watch: Watch,
  { lines, whole }: { lines: readonly LogLine[]; whole: boolean },
  about: Verification,
  time: string,
): void {
  const { table } = watch;
  const slot = table.slot(item.id);
  const arrival = slot === undefined ? 0 : (table.arrival[slot] ?? 0);
  const here = slot !== undefined && (item.arrival === 0 || arrival === 0 || arrival === item.arrival);
  const last = (proves: LogLine['proves']): LogLine | undefined => lines.findLast((line) => line.proves === proves);
  const set = (kind: OutcomeKind, evidence: string): void => {
    item.kind = kind;
    item.evidence = evidence.slice(0, 1000);
  };
  const submitted = about.submitted.has(item.id);
  const sent = last('sent');
  const bounced = last('bounced');
  const state = here ? (table.state[slot] ?? 0) : 0;
  const held = state === stateNumber.held || state === stateNumber.frozen;

  if (!here) {
    decideGone();
    return;
  }

  function decideGone(): void {
    const gone = words.evidence.listing(time);
    // The first one: who removed it. "Completed" and the queue manager's word come after whatever ended it.
    const removed = lines.find((line) => line.proves === 'removed');
    switch (about.verb) {
      case 'delete':
        if (sent) set('sent', sent.text);
        else if (bounced) set('bounced', bounced.text);
        else if (removed) set('deleted', removed.text);
        // Handed over and gone: deleted. Not known whether it was handed over: it may have been delivered as well.
        else if (submitted) set('deleted', gone);
        else set('unknown', words.evidence.lost);
        return;
      case 'expire':
        if (sent && !bounced) set('sent', sent.text);
        else if (bounced) set('expired', bounced.text);
        // Without the log nobody knows whether the last attempt delivered it.
        else if (submitted && about.triesFirst) set('left_queue', gone);
        else if (submitted) set('expired', gone);
        else set('unknown', words.evidence.lost);
        return;
      default:
        // Several recipients: one bounced is what the sender hears of.
        if (bounced) set('bounced', bounced.text);
        else if (sent) set('sent', sent.text);
        else set('left_queue', gone);
    }
  }

  if (!watch.state.complete && !watch.table.listed(item.id)) {
    // What the table holds of it is from an earlier listing.
    if (about.final) set('unknown', words.evidence.notListed(time));
    return;
  }

  switch (about.verb) {
    case 'hold':
      if (held) set('held', words.evidence.state(stateName(state), time));
      else if (about.final) set(submitted ? 'not_done' : 'unknown', words.evidence.state(stateName(state), time));
      return;
    case 'release':
      if (!held) set('released', words.evidence.state(stateName(state), time));
      else if (about.final) set(submitted ? 'not_done' : 'unknown', words.evidence.state(stateName(state), time));
      return;
    case 'delete':
      if (about.final) set('not_done', words.evidence.state(stateName(state), time));
      return;
    case 'expire':
      if (state === stateNumber.active || state === stateNumber.incoming)
        set('in_delivery', words.evidence.state(stateName(state), time));
      else if (about.final)
        set(
          'not_done',
          // Marked, and its attempt did not come, or was refused: it is still there, and the mark stays.
          table.marked[slot] === 1 ? words.evidence.marked(time) : words.evidence.state(stateName(state), time),
        );
      return;
    case 'retry': {
      if (state === stateNumber.active || state === stateNumber.incoming) {
        set('in_delivery', words.evidence.state(stateName(state), time));
        return;
      }
      const deferral = last('deferred');
      const from = table.start[slot] ?? 0;
      const n = table.count[slot] ?? 0;
      let same = item.why === '';
      for (let i = from; i < from + n && !same; i += 1) same = whyOf(table, i) === item.why;
      if (!same && n > 0) {
        set('deferred_new', deferral?.text ?? words.evidence.newReply(time));
        return;
      }
      if (deferral) {
        set('deferred_same', deferral.text);
        return;
      }
      // Its reason was written anew, or it was seen in delivery in between: it was tried.
      if ((table.lastTry[slot] ?? 0) * 1000 >= about.since || item.kind === 'in_delivery') {
        set('deferred_same', words.evidence.stillThere(time));
        return;
      }
      if (held) {
        set('not_done', words.evidence.state(stateName(state), time));
        return;
      }
      if (!about.final) return;
      if (!submitted) set('unknown', words.evidence.lost);
      // The log was read and has no line: it was not its turn yet. Without a log, what stays long after is taken for refused.
      else if (whole) set('unknown', words.evidence.notTried);
      else set('deferred_same', words.evidence.noProof);
    }
  }
}
