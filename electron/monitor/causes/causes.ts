/** The causes screen: what waits, grouped by why. */
import type { z } from 'zod';
import type { Filter, Scope } from '../../../shared/model/filter.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import type { Reason, ReasonClass, Side } from '../../../shared/model/reason.ts';
import type { CauseRow, CausesQuery, CausesView, Spark } from '../../../shared/views/causes.ts';
import { causeWords } from '../../../shared/messages/engine.en.ts';
import type { Clock } from '../../ports.ts';
import type { Alerting } from '../alerting.ts';
import type { Fleet } from '../fleet.ts';
import type { CauseFacts, Judge } from '../judge.ts';
import type { Part } from '../queue/select.ts';
import { fillText, showTemplate } from '../queue/template.ts';
import { laneKey } from '../recent.ts';
import type { Slices } from '../slices.ts';
import { createAggregation } from './aggregate.ts';
import type { Aggregate, Aggregation, CauseFigures } from './aggregate.ts';
import { quotedIps } from './quotedIps.ts';
import { verdictOf } from './verdict.ts';

type Query = z.output<typeof CausesQuery>;
interface Answer {
  parts: Part[];
  result: Aggregate;
}
/** A count that can go on where it stopped. */
interface Count {
  parts: Part[];
  aggregation: Aggregation;
}
interface Kept {
  stamp: string;
  base: string;
  at: number;
  count: Count;
  answer: Promise<Answer>;
  renewing: boolean;
}

export interface Causes {
  list(query: Query): Promise<CausesView>;
  /** Figures of one group without words; for detail, actions and status. */
  figures(scope: Scope, filter: Filter): Promise<{ parts: Part[]; result: Aggregate }>;
  row(parts: readonly Part[], figures: CauseFigures): CauseRow;
  facts(parts: readonly Part[], figures: CauseFigures): CauseFacts;
  incidentOf(id: string, servers: readonly string[], cls: ReasonClass, provider: string | null): Incident | null;
}

export interface CausesDeps {
  clock: Clock;
  fleet: Fleet;
  judge: Judge;
  alerting: Alerting;
  slices: Slices;
}

const sideOrder: readonly (Side | null)[] = ['local', 'sender', 'network', 'dns', 'tls', 'remote', null];

export function createCauses({ clock, fleet, judge, alerting, slices }: CausesDeps): Causes {
  const now = (): number => Math.floor(clock.now() / 1000);
  const cache = new Map<string, Kept>();

  function compute(scope: Scope, filter: Filter, group: Query['group']): Promise<Answer> {
    const key = JSON.stringify([scope.servers, filter, group]);
    const stamp = fleet.stamp(scope);
    const known = cache.get(key);
    // Estimated times age even when the queue does not change.
    if (known?.stamp === stamp && clock.monotonic() - known.at < 30_000) return known.answer;
    if (known && fleet.watches(scope).some((w) => w.table.growing)) {
      // A first listing streams in: the answer of a moment ago is shown at once, a newer one is made meanwhile.
      if (!known.renewing && clock.monotonic() - known.at > 500) {
        known.renewing = true;
        const count = known.base === baseOf(scope) ? known.count : begin(scope, filter, group);
        const base = baseOf(scope);
        const renewed = (result: Aggregate): void => {
          const answer = Promise.resolve({ parts: count.parts, result });
          if (cache.get(key) === known)
            cache.set(key, { stamp, base, at: clock.monotonic(), count, answer, renewing: false });
        };
        slices.run(count.aggregation.catchUp()).then(renewed, () => cache.delete(key));
      }
      return known.answer;
    }
    const count = begin(scope, filter, group);
    const answer = slices.run(count.aggregation.catchUp()).then((result) => ({ parts: count.parts, result }));
    if (cache.size > 40) cache.clear();
    // Nothing is brought up to date before it was counted once.
    const kept: Kept = { stamp, base: baseOf(scope), at: clock.monotonic(), count, answer, renewing: true };
    cache.set(key, kept);
    answer.then(
      () => (kept.renewing = false),
      () => cache.delete(key),
    );
    return answer;
  }

  /** While this stays the same messages were only added: what was counted is right still. */
  const baseOf = (scope: Scope): string =>
    [
      fleet.grouping.version(),
      judge.version(),
      ...fleet.watches(scope).map((w) => `${w.config.id}=${w.table.version}${w.table.growing ? '+' : ''}`),
    ].join();

  function begin(scope: Scope, filter: Filter, group: Query['group']): Count {
    const parts = fleet.parts(scope, filter);
    const groupOf =
      group === 'sender'
        ? (part: Part, _cell: number, slot: number) => `sender:${part.table.senderText(slot) ?? ''}`
        : (part: Part, cell: number) => {
            const it = part.table.cells.get(cell);
            return group === 'provider' ? `provider:${it.provider ?? ''}` : fleet.grouping.causeOf(part.server, it);
          };
    return { parts, aggregation: createAggregation(parts, groupOf, group === 'sender', now()) };
  }

  function incidentOf(
    id: string,
    servers: readonly string[],
    cls: ReasonClass,
    provider: string | null,
  ): Incident | null {
    let best: Incident | null = null;
    let score = -1;
    for (const incident of alerting.incidents()) {
      if (incident.state === 'closed' || id.includes(':')) continue;
      const { key } = incident;
      if (!key.servers.some((s) => servers.includes(s))) continue;
      if (key.class !== null && key.class !== cls) continue;
      if (key.provider !== null && key.provider !== provider) continue;
      if (key.class === null && key.provider === null && incident.kind !== 'everywhere') continue;
      const fits = (key.class === null ? 0 : 2) + (key.provider === null ? 0 : 1);
      if (fits > score) [best, score] = [incident, fits];
    }
    return best;
  }

  /** Class and side most of it has, and its provider where all share one. */
  function identity(
    parts: readonly Part[],
    figures: CauseFigures,
  ): { class: ReasonClass; side: Side | null; provider: string | null; domains: number } {
    if (figures.cells.length === 0 && figures.sample) {
      const part = parts[figures.sample.part];
      const cell = part?.table.cells.get(part.table.cell[figures.sample.recipient] ?? 0);
      if (cell) return { class: cell.class, side: cell.side, provider: null, domains: 0 };
    }
    const sample = figures.sample;
    const best = sample
      ? parts[sample.part]?.table.cells.get(parts[sample.part]?.table.cell[sample.recipient] ?? 0)
      : undefined;
    const providers = new Set<string>();
    let first: { class: ReasonClass; side: Side | null } | null = null;
    for (const { part, cell } of figures.cells) {
      const it = parts[part]?.table.cells.get(cell);
      if (!it) continue;
      first ??= it;
      if (it.provider !== null) providers.add(it.provider);
    }
    const main = best ?? first ?? { class: 'unspecified' as const, side: null };
    const [only] = providers;
    return {
      class: main.class,
      side: main.side,
      provider: providers.size === 1 ? (only ?? null) : null,
      domains: providers.size,
    };
  }

  function replyOf(parts: readonly Part[], figures: CauseFigures): string | null {
    const sample = figures.sample;
    const part = sample ? parts[sample.part] : undefined;
    if (!sample || !part || sample.text === 0) return null;
    // The recipient may have moved since the pass; its text still tells the words.
    if (part.table.text[sample.recipient] === sample.text) return part.table.reasonText(sample.recipient);
    return showTemplate(fillText(part.table.cells.texts.text(sample.text), '', '…'));
  }

  function reasonOf(parts: readonly Part[], { sample }: CauseFigures): Reason | null {
    const table = sample ? parts[sample.part]?.table : undefined;
    if (!sample || !table || sample.text === 0) return null;
    return table.text[sample.recipient] === sample.text
      ? table.reasonOf(sample.recipient)
      : table.cells.reason(sample.text);
  }

  /** Addresses of ours that its replies name: "Microsoft 365 distrusts 203.0.113.25". */
  function ourIps(parts: readonly Part[], figures: CauseFigures): string[] {
    const found = new Set<string>();
    for (const { part, text } of figures.texts) {
      const cells = parts[part]?.table.cells;
      if (!cells || text === 0) continue;
      for (const ip of quotedIps(cells.texts.text(text), cells.reason(text).speaker)) found.add(ip);
    }
    return [...found];
  }

  function facts(parts: readonly Part[], figures: CauseFigures): CauseFacts {
    const it = identity(parts, figures);
    return {
      class: it.class,
      side: it.side,
      provider: it.provider,
      domains: it.domains,
      ...(it.class === 'reputation' ? { ourIps: ourIps(parts, figures) } : {}),
      reply: replyOf(parts, figures),
      reason: reasonOf(parts, figures),
    };
  }

  function lanesOf(parts: readonly Part[], figures: CauseFigures): Map<number, Set<string>> {
    const keys = new Map<number, Set<string>>();
    for (const { part, cell } of figures.cells) {
      const it = parts[part]?.table.cells.get(cell);
      if (!it) continue;
      const known = keys.get(part);
      if (known) known.add(laneKey(it));
      else keys.set(part, new Set([laneKey(it)]));
    }
    return keys;
  }

  function row(parts: readonly Part[], figures: CauseFigures): CauseRow {
    const at = now();
    const about = facts(parts, figures);
    const servers = [...figures.perPart.keys()].flatMap((n) => parts[n]?.server ?? []);
    let before: number | null = 0;
    let waitingNow = 0;
    let fresh: number | null = null;
    let spark: Spark | null = null;
    let low = 0;
    let high = 0;
    let banded = 0;
    for (const [number, keys] of lanesOf(parts, figures)) {
      const part = parts[number];
      const recent = part ? fleet.get(part.server)?.recent : undefined;
      if (!part || !recent) continue;
      const was = recent.waiting15(at, keys);
      before = was === null || before === null ? null : before + was;
      for (const key of keys) waitingNow += [...(recent.lane(key)?.waiting.values() ?? [])].at(-1) ?? 0;
      const came = recent.fresh15(at, keys);
      if (came !== null) fresh = (fresh ?? 0) + came;
      const mine = recent.spark(at, keys);
      if (spark === null) spark = { ...mine, low: [], high: [] };
      else {
        const sum: Spark = spark;
        sum.values = sum.values.map((v, i) => {
          const other = mine.values[i] ?? null;
          return v === null ? other : other === null ? v : v + other;
        });
      }
      const normal = alerting.explain({ server: part.server, provider: about.provider, class: about.class }).normal;
      if (normal) {
        low += normal.low;
        high += normal.high;
        banded += 1;
      }
    }
    const shown: Spark = spark ?? {
      from: at - (at % 300) - 35 * 300,
      step: 300,
      values: new Array<number | null>(36).fill(null),
      low: [],
      high: [],
    };
    if (banded > 0 && banded === lanesOf(parts, figures).size) {
      shown.low = shown.values.map(() => low);
      shown.high = shown.values.map(() => high);
    }
    const incident = incidentOf(figures.id, servers, about.class, about.provider);
    const tag: CauseRow['incident'] = incident
      ? { id: incident.id, state: incident.state, severity: incident.severity }
      : null;
    const suspected = about.side !== 'local' && incident?.kind === 'everywhere';
    const advice = judge.advice(about);
    const sender = figures.id.startsWith('sender:') ? figures.id.slice(7) : null;
    const byProvider = figures.id.startsWith('provider:') ? figures.id.slice(9) : null;
    const title =
      sender !== null
        ? causeWords.bySender(sender)
        : byProvider !== null
          ? byProvider === ''
            ? judge.title(about)
            : judge.providerName(byProvider)
          : judge.title(about);
    return {
      id: figures.id,
      side: about.side,
      suspected,
      class: about.class,
      provider: about.provider,
      title,
      reply: about.reply,
      code: about.reason === null ? null : codeText(about.reason.reply, about.reason.enhanced),
      advice: advice.short,
      servers,
      messages: figures.messages,
      recipients: figures.recipients,
      change15: before === null || figures.cells.length === 0 ? null : waitingNow - before,
      fresh15: figures.cells.length === 0 ? null : fresh,
      spark: shown,
      oldest: figures.oldest,
      bounces: figures.bounces,
      nextTry: figures.nextTry,
      incident: tag,
      retryMakesWorse: advice.retryMakesWorse,
      muted: incident?.muted === true || mutedByHand(servers, about.class, about.provider),
    };
  }

  function mutedByHand(servers: readonly string[], cls: ReasonClass, provider: string | null): boolean {
    const at = now();
    return alerting
      .settings()
      .mutes.some(
        (mute) =>
          (mute.until === 'recovery' || mute.until > at) &&
          (mute.server === null || servers.every((s) => s === mute.server)) &&
          (mute.provider === null || mute.provider === provider) &&
          (mute.class === null || mute.class === cls),
      );
  }

  return {
    figures: (scope, filter) => compute(scope, filter, 'cause'),
    row,
    facts,
    incidentOf,
    async list(query) {
      const { parts, result } = await compute(query.scope, query.filter, query.group);
      const rows: CauseRow[] = [];
      const clearing: CauseFigures[] = [];
      for (const figures of result.causes.values()) {
        const it = identity(parts, figures);
        if (query.group === 'cause' && it.class === 'greylist') clearing.push(figures);
        else rows.push(row(parts, figures));
      }
      const local = (r: CauseRow): number => (r.side === 'local' ? 0 : r.suspected ? 1 : 2);
      rows.sort(
        (a, b) =>
          local(a) - local(b) ||
          Math.abs(b.change15 ?? 0) - Math.abs(a.change15 ?? 0) ||
          b.messages - a.messages ||
          sideOrder.indexOf(a.side) - sideOrder.indexOf(b.side) ||
          (a.id < b.id ? -1 : 1),
      );
      const folded = clearing.map((figures) => row(parts, figures)).sort((a, b) => b.messages - a.messages);
      const domains = new Set<string>();
      const servers = new Set<string>();
      for (const figures of clearing) {
        for (const { part, cell } of figures.cells) domains.add(parts[part]?.table.cells.get(cell).provider ?? '');
        for (const n of figures.perPart.keys()) servers.add(parts[n]?.server ?? '');
      }
      const messages = clearing.reduce((n, f) => n + f.messages, 0);
      return {
        version: fleet.version(),
        verdict: verdictOf({
          now: clock.now(),
          watches: fleet.watches(query.scope),
          rows,
          clearing: folded,
          waiting: result.waiting,
          filtered: query.filter.length > 0,
          incidents: alerting.incidents(),
        }),
        rows,
        selfClearing:
          folded.length === 0
            ? null
            : {
                messages,
                domains: domains.size,
                servers: servers.size,
                text: causeWords.clears(messages, domains.size, servers.size),
                rows: folded,
              },
        waiting: result.waiting,
        untold: result.untold,
      };
    },
  };
}

export const codeText = (reply: string | null, enhanced: string | null): string | null =>
  [reply, enhanced].filter((c) => c !== null).join(' ') || null;
