import type { AlertSettings } from '../model/incident.ts';
import type { DeferredRecipient, PollDifference } from './alerts.ts';
import { type Baseline, baseline, type Frame, frame } from './baseline.ts';
import { Bins, binOf } from './bins.ts';
import { countLimit, Flow } from './flow.ts';
import { hash, Ledger } from './ledger.ts';
import { type Pair, SeriesSet } from './series.ts';
import { Window } from './window.ts';

/** One fresh deferral of the last 15 minutes, for "who" and "1 message"; the sums do not depend on it. */
export interface Fresh {
  /** When it was deferred, as far as its arrival and the polls tell. */
  t: number;
  /** The poll that showed it. */
  seen: number;
  pair: number;
  message: number;
  sender: string;
  text: string | null;
  row: number;
  ticket: number;
}

export interface Away {
  from: number;
  /** No poll was even tried: nobody was here. */
  unseen: boolean;
  count: number;
  byPair: Map<number, number>;
}

export interface Ingested {
  fresh: Fresh[];
  /** Local deferrals of a first sight or a return to sight; they are told even then. */
  localBacklog: Fresh[];
  /** Set when the polls before are too long ago for a rate. */
  away: Away | null;
  first: boolean;
}

/** A recipient of the admin's priority list in the queue. */
export interface Priority {
  row: number;
  ticket: number;
  arrival: number;
  due: number;
}

/** Recipients between two places where other work may run: about a millisecond. */
const step = 500;
const keepRecent = 4000;
const keepPriority = 2000;
const emptyBins = new Bins();

/** Missed polls after which nothing is said about rates, and the server counts as out of sight. */
export const missedPolls = 3;

/** What is known of one server: its queue, the last quarter hour, four weeks of counts, and whether it is in sight. */
export class Server {
  readonly series = new SeriesSet();
  readonly window = new Window();
  watched = new Bins();
  ledger = new Ledger();
  waiting: number[] = [];
  recent: Fresh[] = [];
  lastGood: number | null = null;
  previousGood: number | null = null;
  /** Messages that arrived up to here are no news: they were there when we could not look. */
  unseenUntil = 0;
  failures = 0;
  lastError = '';
  blindSince: number | null = null;
  /** Blind since before the last notice of it; for one notice only. */
  blindTold: number | null = null;
  /** Messages it took in and recipients it delivered, where a log or a counter tells. */
  accepted = new Flow();
  sent = new Flow();
  refused: { t: number; n: number }[] = [];
  /** Spans of long incidents by series key, left out of the baseline. */
  readonly without = new Map<string, [number, number][]>();
  /** Spans of incidents that opened above a badge, by series key. */
  readonly incidents = new Map<string, [number, number][]>();
  readonly creep = new Map<string, number>();
  readonly usualOld = new Map<string, number>();
  lastSlow = 0;
  lastSweep = 0;
  private given: number | null = null;
  private gaps: number[] = [];
  private lastCall: number | null = null;
  private known = true;
  private priorities: Priority[] = [];
  private greys: Fresh[] = [];
  private cache = new Map<string, Baseline>();
  private cacheBin = -1;
  private cacheFrame: Frame | null = null;

  readonly name: string;
  private readonly offset: (t: number) => number;

  constructor(name: string, offset: (t: number) => number) {
    this.name = name;
    this.offset = offset;
  }

  /** Seconds between polls, as told or as seen. */
  get interval(): number {
    if (this.given !== null) return this.given;
    if (this.gaps.length === 0) return 60;
    const sorted = [...this.gaps].sort((a, b) => a - b);
    return Math.min(3600, Math.max(10, sorted[Math.floor(sorted.length / 2)] ?? 60));
  }

  get sightLimit(): number {
    return missedPolls * this.interval;
  }

  /** A restored server does not know its queue: what arrived before its last good poll was known then. */
  forgetQueue(): void {
    this.known = false;
    this.lastCall = null;
  }

  /** The clock was set back to `t`: counts go on from there, and the gap says nothing. */
  clockSetBack(t: number): void {
    if (this.lastGood !== null) this.lastGood = Math.min(this.lastGood, t);
    this.unseenUntil = Math.min(this.unseenUntil, t);
    if (this.blindSince !== null) this.blindSince = Math.min(this.blindSince, t);
    if (this.blindTold !== null) this.blindTold = Math.min(this.blindTold, t);
    this.lastCall = null;
    this.lastSlow = Math.min(this.lastSlow, t);
    this.lastSweep = Math.min(this.lastSweep, t);
    this.window.rewind(t);
    this.recent = [];
    this.accepted.clockSetBack(t);
    this.sent.clockSetBack(t);
    for (const grey of this.greys) grey.seen = Math.min(grey.seen, t);
  }

  called(t: number): void {
    const gap = this.lastCall === null ? 0 : t - this.lastCall;
    this.lastCall = t;
    if (gap <= 0 || (this.gaps.length > 2 && gap > missedPolls * this.interval)) return;
    this.gaps.push(gap);
    if (this.gaps.length > 9) this.gaps.shift();
  }

  /**
   * Takes in what a look showed. A generator, because a first look may bring a million recipients: it yields now and then,
   * and until it is done nothing but this server's own counts has changed.
   */
  *ingest(t: number, difference: PollDifference, settings: AlertSettings): Generator<void, Ingested> {
    if (difference.interval !== undefined) this.given = difference.interval;
    this.called(t);
    const from = this.lastGood;
    const first = from === null;
    const blindFor = first ? 0 : t - from;
    const gap = first || blindFor > this.sightLimit + 5;
    if (gap) {
      this.window.clear();
      this.recent = [];
      this.unseenUntil = t;
    } else if (!this.known) this.unseenUntil = Math.max(this.unseenUntil, from);
    this.window.advance(t);
    const out: Ingested = { fresh: [], localBacklog: [], away: null, first };
    if (gap && !first) out.away = { from, unseen: this.failures <= 1, count: 0, byPair: new Map() };
    if (difference.count !== undefined) this.ledger.reserve(difference.count);
    let done = 0;
    for (const id of difference.removed) {
      this.ledger.remove(id, t, (row) => {
        const pair = this.ledger.pair(row);
        this.waiting[pair] = Math.max(0, (this.waiting[pair] ?? 0) - 1);
      });
      if (++done % step === 0) yield;
    }
    for (const r of difference.added) {
      this.addOne(t, r, from, gap, out, settings);
      if (++done % step === 0) yield;
    }
    if (!gap) for (let b = binOf(from); b <= binOf(t); b++) this.see(b);
    else this.see(binOf(t));
    this.previousGood = gap ? null : from;
    this.lastGood = t;
    this.known = true;
    this.failures = 0;
    this.staleGreylisting(t, settings);
    if (this.recent.at(-1)?.seen === t) this.series.remember(this.window.sums15, () => this.window.entries());
    const oldest = t - 900;
    if (this.recent.length > 0 && (this.recent[0]?.t ?? 0) < oldest)
      this.recent = this.recent.filter((f) => f.t >= oldest);
    if (t - this.lastSweep > 6 * 3600) {
      if (this.lastSweep > 0) this.ledger.sweep(t);
      this.lastSweep = t;
    }
    this.notePassed(t, difference, gap);
    return out;
  }

  /** Normal for a series at `t`, kept for the five minutes of a bin. */
  normal(key: string, t: number): Baseline {
    const bin = binOf(t);
    if (bin !== this.cacheBin || !this.cacheFrame) {
      this.cache.clear();
      this.cacheBin = bin;
      this.cacheFrame = frame(this.watched, this.offset, t);
    }
    let b = this.cache.get(key);
    if (!b) {
      b = baseline(
        this.series.bins.get(key) ?? emptyBins,
        this.cacheFrame,
        this.without.get(key),
        this.incidents.get(key),
      );
      this.cache.set(key, b);
    }
    return b;
  }

  /** The same for any time of the past. */
  normalAt(key: string, t: number): Baseline {
    return baseline(
      this.series.bins.get(key) ?? emptyBins,
      frame(this.watched, this.offset, t),
      this.without.get(key),
      this.incidents.get(key),
    );
  }

  /** What normally passes at this hour. */
  flowNormal(flow: Flow, t: number): Baseline {
    return flow.normal(t, this.offset);
  }

  /** Notes a span for series: of a long incident (`without`), or of any that was told (`incidents`). */
  noteSpan(of: 'without' | 'incidents', keys: readonly string[], from: number, to: number): void {
    for (const key of keys) {
      const spans = this[of].get(key) ?? [];
      const last = spans.at(-1);
      if (last && last[0] === binOf(from)) last[1] = binOf(to);
      else spans.push([binOf(from), binOf(to)]);
      if (spans.length > 50) spans.shift();
      this[of].set(key, spans);
    }
  }

  private see(bin: number): void {
    if (this.watched.get(bin) === 0) this.watched.add(bin, 1);
  }

  private addOne(
    t: number,
    r: DeferredRecipient,
    from: number | null,
    gap: boolean,
    out: Ingested,
    settings: AlertSettings,
  ): void {
    const pair: Pair = {
      provider: r.reason.provider ?? '',
      class: r.reason.class,
      kind: kindOf(r, settings.greylist.opens),
    };
    const at = this.series.intern(pair);
    const { row, fresh, left } = this.ledger.add(r.id, Math.max(0, Math.floor(r.arrival)), r.recipient, at, t);
    this.waiting[at] = (this.waiting[at] ?? 0) + 1;
    if (left !== null) this.waiting[left] = Math.max(0, (this.waiting[left] ?? 0) - 1);
    if (!fresh) return;
    this.watchPriority(t, r, row, gap, settings);
    if (r.moved === true) return;
    const moment = Math.min(t, Math.max(r.arrival, from ?? t));
    const seen: Fresh = {
      t: moment,
      seen: t,
      pair: at,
      message: hash(`${r.id} ${r.arrival}`, 7),
      sender: r.sender,
      text: r.reason.text ?? null,
      row,
      ticket: this.ledger.ticket(row),
    };
    if (gap) {
      if (pair.kind === 'local' && r.arrival > t - 3600) out.localBacklog.push(seen);
      if (out.away && r.arrival > out.away.from - 60) {
        out.away.count++;
        out.away.byPair.set(at, (out.away.byPair.get(at) ?? 0) + 1);
      }
      return;
    }
    if (r.arrival <= this.unseenUntil) return;
    this.window.add(moment, at, 1);
    this.series.count(moment, at, 1);
    this.remember(seen);
    out.fresh.push(seen);
    if (pair.kind === 'greylist') this.greys.push(seen);
  }

  /** What was late already when we first looked is shown on the screen, not told (rivals section 4.4, rule 14). */
  private watchPriority(t: number, r: DeferredRecipient, row: number, gap: boolean, settings: AlertSettings): void {
    const { senders, recipients, minutes } = settings.priority;
    if (!listed(senders, r.sender) && !listed(recipients, r.recipient)) return;
    const due = r.arrival + minutes * 60;
    if (gap && due < t) return;
    this.priorities.push({ row, ticket: this.ledger.ticket(row), arrival: r.arrival, due });
    if (this.priorities.length > keepPriority) this.priorities.shift();
  }

  /** Priority recipients that wait longer than they may. */
  latePriority(t: number): Priority[] {
    if (this.priorities.length === 0) return [];
    this.priorities = this.priorities.filter((p) => this.ledger.waits(p.row, p.ticket));
    return this.priorities.filter((p) => p.due <= t);
  }

  /** `recent` holds only the newest of the quarter hour: sums are right, who and which messages is a part. */
  get recentCut(): boolean {
    return this.recent.length >= keepRecent;
  }

  private remember(seen: Fresh): void {
    this.recent.push(seen);
    if (this.recent.length > keepRecent) this.recent.splice(0, this.recent.length - keepRecent);
  }

  /** Greylisting that is still there after half an hour counts now, as a cause of its own. */
  private staleGreylisting(t: number, settings: AlertSettings): void {
    const due = t - settings.greylist.minutes * 60;
    let done = 0;
    for (const grey of this.greys) {
      if (grey.seen > due) break;
      done++;
      if (!this.ledger.waits(grey.row, grey.ticket) || this.ledger.pair(grey.row) !== grey.pair) continue;
      const p = this.series.pairs[grey.pair];
      if (!p) continue;
      const at = this.series.intern({ ...p, kind: 'stays' });
      this.window.add(t, at, 1);
      this.series.count(t, at, 1);
      this.remember({ ...grey, t, seen: t, pair: at });
    }
    if (done > 0) this.greys.splice(0, done);
    if (this.greys.length > 50_000) this.greys.splice(0, this.greys.length - 50_000);
  }

  private notePassed(t: number, difference: PollDifference, gap: boolean): void {
    if (difference.refused !== undefined && !gap) {
      this.refused.push({ t, n: difference.refused });
      this.refused = this.refused.filter((a) => a.t > t - 900);
    }
    const limit = countLimit(this.sightLimit);
    if (difference.accepted !== undefined) this.accepted.add(t, difference.accepted, limit);
    if (difference.sent !== undefined) this.sent.add(t, difference.sent, limit);
  }
}

function kindOf(r: DeferredRecipient, greylistOpens: boolean): Pair['kind'] {
  const { class: cls, side } = r.reason;
  // Login at our own smarthost is ours to mend too; a full mailbox in our own store is not an outage.
  if (cls === 'local_fault' || (cls === 'smtp_auth' && side === 'local')) return 'local';
  return cls === 'greylist' && !greylistOpens ? 'greylist' : 'fresh';
}

/** An entry of the list is an address or `@domain`. */
function listed(list: readonly string[], address: string): boolean {
  if (list.length === 0) return false;
  const a = address.toLowerCase();
  const domain = a.slice(a.lastIndexOf('@'));
  return list.some((entry) => {
    const e = entry.toLowerCase();
    return e === a || (e.startsWith('@') && e === domain);
  });
}
