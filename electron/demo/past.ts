/**
 * The demo's past. Fifteen days of simulated traffic are lived through on a virtual clock by the same alert engine and put
 * into the same archive as a real past, so that normal bands, history and closed incidents of the demo are what the real
 * parts make of it. The last half day is what the simulated servers saw; the days before repeat its habits, with a few
 * incidents of their own.
 */
import { createAlerts } from '../../shared/alerts/index.ts';
import type { DeferredRecipient } from '../../shared/alerts/alerts.ts';
import { reasonOf } from '../../shared/alerts/provider.ts';
import { defaultAlertSettings } from '../../shared/model/incident.ts';
import type { SeriesRow, Archive } from '../monitor/archive.ts';
import { binSeconds } from '../monitor/archive.ts';
import type { Judge } from '../monitor/judge.ts';
import { shownNotification } from '../monitor/shownNotification.ts';
import { createDestinations, deadFilter } from './destinations.ts';
import { createRandom } from './random.ts';
import type { SeenDeferral } from './world.ts';

const day = 86_400;
const hour = 3600;
const days = 15;
/** Seconds before the first alert. */
const learning = 4 * day;
/** How long a message waits where the queue does not tell. */
const usualWait = 600;

type Reason = DeferredRecipient['reason'];
type Deferred = Pick<SeenDeferral, 'recipient' | 'reason'>;

export interface PastOf {
  /** Servers and what they saw in the half day before the start. */
  readonly observed: ReadonlyMap<string, { seen: readonly SeenDeferral[]; waiting: readonly Deferred[] }>;
  /** When the half day began, and when the demo starts; epoch seconds. */
  readonly from: number;
  readonly start: number;
}

export interface PastDeps {
  archive: Archive;
  judge: Pick<Judge, 'classify'>;
}

/** What one server defers for one reason, day in, day out. */
interface Habit {
  readonly reason: Reason;
  readonly recipients: readonly string[];
  /** New ones in each interval of the half day: what comes in bursts came in bursts before. */
  readonly fresh: readonly number[];
  /** Seconds each waits (Little's law: waiting = rate × time). */
  readonly wait: number;
  /** How many wait at any time. */
  readonly left: number;
}

interface Trouble {
  readonly server: string;
  /** Epoch seconds. */
  readonly from: number;
  readonly to: number;
  readonly perInterval: number;
  readonly wait: number;
  readonly text: string;
  readonly recipient: (n: number) => string;
}

function troubles(start: number): Trouble[] {
  /** What a destination of the demo says while it refuses. */
  const said = (domain: string, sender: string): string => {
    const to = createDestinations(0).find((d) => d.domain === domain);
    const attempt = { now: 60_000, arrival: 0, tries: 1, lastMinute: 99, random: createRandom(1) };
    const answer = to?.answer({ ...attempt, recipient: `front@${domain}`, sender });
    return answer?.kind === 'deferred' ? answer.text : '';
  };
  const at = (ago: number, minutes: number) => ({ from: start - ago, to: start - ago + minutes * 60 });
  const refused = said('outlook.com', 'bulk@kestrel-shop.example');
  const rejected = said('mailhaus.example', '');
  const many = ['example.com', 'example.org', 'example.net', 'gmail.com', 'outlook.com', 'mailhaus.example'];
  return [
    {
      ...at(6 * day + 3 * hour, 110),
      ...{ server: 'mx1', perInterval: 22, wait: 50 * 60 },
      text: refused,
      recipient: (n) => `reader${String(n)}@outlook.com`,
    },
    {
      ...at(4 * day + 5 * hour, 20),
      ...{ server: 'mx1', perInterval: 40, wait: 15 * 60 },
      text: deadFilter.text,
      recipient: (n) => `office${String(n)}@${many[n % many.length] ?? ''}`,
    },
    {
      ...at(day + 2 * hour, 45),
      ...{ server: 'mx2', perInterval: 45, wait: 25 * 60 },
      text: rejected,
      recipient: (n) => `team${String(n)}@mailhaus.example`,
    },
  ];
}

/** Mail follows the working day a little: between 0.75 and 1.25, 1 over all. */
const byHour = (t: number): number => 1 + 0.25 * Math.cos(((new Date(t * 1000).getHours() - 14) / 24) * 2 * Math.PI);

export function livePast({ observed, from, start }: PastOf, { archive, judge }: PastDeps): void {
  const random = createRandom(start);
  const reasons = new Map<string, Reason>();
  function reasonFor({ reason, recipient }: Deferred): Reason {
    const domain = recipient.slice(recipient.lastIndexOf('@') + 1);
    // The demo's texts differ in addresses and host numbers alone.
    const key = `${domain} ${reason.replace(recipient, '').slice(0, 80).replace(/\d+/g, '0')}`;
    let known = reasons.get(key);
    if (known === undefined) {
      const of = reasonOf(judge.classify(reason, 'postfix', []), recipient, reason);
      known = of.side === 'local' ? { ...of, provider: null } : of;
      reasons.set(key, known);
    }
    return known;
  }

  const intervals = Math.floor((start - from) / binSeconds);
  const habitsOf = (server: string): Habit[] => {
    const its = observed.get(server);
    const bySample = Map.groupBy(its?.seen ?? [], reasonFor);
    const waiting = Map.groupBy(its?.waiting ?? [], reasonFor);
    return [...bySample].map(([reason, samples]) => {
      const fresh = new Array<number>(intervals).fill(0);
      for (const { at } of samples) {
        const interval = Math.floor((at / 1000 - from) / binSeconds);
        fresh[interval] = (fresh[interval] ?? 0) + 1;
      }
      const left = waiting.get(reason)?.length ?? 0;
      const recipients = samples.map(({ recipient }) => recipient);
      return {
        reason,
        recipients,
        fresh,
        left,
        wait: left === 0 ? usualWait : (left / samples.length) * intervals * binSeconds,
      };
    });
  };

  const first = Math.floor((start - days * day) / binSeconds) * binSeconds;
  // Alerts come when there is something to compare with.
  const alerts = createAlerts({
    ...defaultAlertSettings,
    spike: { ...defaultAlertSettings.spike, enabled: false },
  });
  const all = troubles(start);
  const lines = [...observed.keys()].map((server) => ({
    server,
    habits: habitsOf(server),
    troubles: all.filter((trouble) => trouble.server === server),
    seen: Map.groupBy(observed.get(server)?.seen ?? [], ({ at }) => Math.floor(at / 1000 / binSeconds)),
    waiting: new Map<Reason, number>(),
    leaving: new Map<number, { id: string; reason: Reason }[]>(),
  }));
  let serial = 0;

  type Line = (typeof lines)[number];
  function arrive(
    line: Line,
    it: { recipient: string; reason: Reason },
    t: number,
    wait: number,
    out: DeferredRecipient[],
  ): void {
    const { reason, recipient } = it;
    const id = `past${String((serial += 1))}`;
    out.push({ id, arrival: t - 20, sender: '', recipient, reason });
    line.waiting.set(reason, (line.waiting.get(reason) ?? 0) + 1);
    const bin = Math.floor((t + Math.max(60, wait * (0.5 + random.next()))) / binSeconds);
    const then = line.leaving.get(bin) ?? [];
    then.push({ id, reason });
    line.leaving.set(bin, then);
  }

  function newIn(line: Line, bin: number): DeferredRecipient[] {
    const out: DeferredRecipient[] = [];
    const within = (): number => bin + random.below(binSeconds);
    if (bin >= from) {
      const waits = new Map(line.habits.map(({ reason, wait }) => [reason, wait]));
      for (const it of line.seen.get(bin / binSeconds) ?? []) {
        const reason = reasonFor(it);
        arrive(
          line,
          { recipient: it.recipient, reason },
          Math.floor(it.at / 1000),
          waits.get(reason) ?? usualWait,
          out,
        );
      }
    } else {
      const interval = (Math.floor((bin - from) / binSeconds) % intervals) + intervals;
      for (const { reason, recipients, fresh, wait, left } of line.habits) {
        // The past begins with a queue that waits already.
        const before = bin === first ? left : 0;
        for (
          let n = before + Math.floor((fresh[interval % intervals] ?? 0) * byHour(bin) + random.next());
          n > 0;
          n -= 1
        ) {
          const recipient = recipients[random.below(recipients.length)] ?? '';
          arrive(line, { recipient, reason }, within(), wait, out);
        }
      }
    }
    for (const trouble of line.troubles) {
      if (bin < trouble.from || bin >= trouble.to) continue;
      for (let n = random.poisson(trouble.perInterval); n > 0; n -= 1) {
        const recipient = trouble.recipient(random.below(900));
        const reason = reasonFor({ recipient, reason: trouble.text });
        arrive(line, { recipient, reason }, within(), trouble.wait, out);
      }
    }
    return out;
  }

  function take(events: ReturnType<typeof alerts.tick>): void {
    for (const event of events) {
      if (event.event !== 'notify') archive.incidents.save(event.incident);
      else archive.notifications.put(shownNotification(event.notification, event.t, `past-${String(event.t)}`, true));
    }
  }

  archive.together(() => {
    for (let bin = first; bin + binSeconds <= start; bin += binSeconds) {
      const t = bin + binSeconds;
      if (bin === first + learning) take(alerts.updateSettings(t, defaultAlertSettings));
      for (const line of lines) {
        const removed = line.leaving.get(bin / binSeconds) ?? [];
        line.leaving.delete(bin / binSeconds);
        for (const { reason } of removed) line.waiting.set(reason, (line.waiting.get(reason) ?? 1) - 1);
        const added = newIn(line, bin);
        take(alerts.poll(t, line.server, { added, removed: removed.map(({ id }) => id), interval: binSeconds }));
        // What waits at the first look is no news, as with a real server.
        const news = bin === first ? [] : added;
        const fresh = new Map<Reason, number>();
        for (const { reason } of news) fresh.set(reason, (fresh.get(reason) ?? 0) + 1);
        const left = new Map(line.habits.map((habit) => [habit.reason, habit.left]));
        const rows: Omit<SeriesRow, 'bin' | 'server'>[] = [...line.waiting].map(([reason, waiting]) => ({
          ...{ class: reason.class, provider: reason.provider, side: reason.side },
          // The last half day ends with what really waits at the start.
          ...{ fresh: fresh.get(reason) ?? 0, waiting: bin < from ? waiting : (left.get(reason) ?? 0) },
        }));
        const total = { fresh: news.length, waiting: rows.reduce((sum, row) => sum + row.waiting, 0) };
        archive.series.add(bin, line.server, total, rows);
      }
      take(alerts.tick(t));
    }
  });
  const state = alerts.serialise();
  archive.alertState.save(state.head, state.baselines);
}
