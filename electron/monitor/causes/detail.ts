/** One cause in full: exact replies, who is behind it, and what to do. */
import type { z } from 'zod';
import type { Scope } from '../../../shared/model/filter.ts';
import type { CauseDetail, CountBar, LocalCheck } from '../../../shared/views/causes.ts';
import { causeWords } from '../../../shared/messages/engine.en.ts';
import { span } from '../../../shared/messages/words.en.ts';
import { reasonPattern } from '../../../shared/reasons/index.ts';
import type { Clock } from '../../ports.ts';
import type { Alerting } from '../alerting.ts';
import type { Archive } from '../archive.ts';
import type { Fleet } from '../fleet.ts';
import type { Judge } from '../judge.ts';
import { triesOf } from '../queue/predicate.ts';
import type { Part } from '../queue/select.ts';
import { showTemplate } from '../queue/template.ts';
import type { Slices } from '../slices.ts';
import { codeText } from './causes.ts';
import { deferralsOf, secondsOf, sentOf } from './fresh.ts';
import { quotedIps } from './quotedIps.ts';
import type { Causes } from './causes.ts';

/** How far back what left the queue is looked at. */
const leftSeconds = 3 * 3600;

type Bar = z.infer<typeof CountBar>;
export type Checks = { at: number; rows: z.infer<typeof LocalCheck>[] };

interface GatheredText {
  part: Part;
  text: number;
  count: number;
}

export interface CauseDetails {
  get(id: string, scope: Scope): Promise<CauseDetail | null>;
}

export interface CauseDetailsDeps {
  clock: Clock;
  fleet: Fleet;
  judge: Judge;
  causes: Causes;
  alerting: Alerting;
  archive: Archive;
  slices: Slices;
  checksOf(server: string): Checks | null;
  runsOf(cause: string): string[];
}

const bars = (counts: ReadonlyMap<string, number>, filter: (label: string) => Bar['filter'], most = 8): Bar[] =>
  [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([label, count]) => ({ label, count, filter: filter(label) }));

/** Replies that differ in addresses, hosts and numbers alone are one variant, shown by its most common text. */
function variantsOf(texts: Iterable<GatheredText>): CauseDetail['variants'] {
  const folded = new Map<string, CauseDetail['variants'][number]>();
  for (const { part, text, count } of [...texts].sort((a, b) => b.count - a.count)) {
    const shown = showTemplate(part.table.cells.texts.text(text));
    const pattern = reasonPattern(shown);
    const known = folded.get(pattern);
    if (known) known.count += count;
    else {
      const judged = part.table.cells.reason(text);
      folded.set(pattern, { text: shown, pattern, code: codeText(judged.reply, judged.enhanced), count });
    }
  }
  return [...folded.values()].sort((a, b) => b.count - a.count).slice(0, 12);
}

export function createCauseDetails(deps: CauseDetailsDeps): CauseDetails {
  const { clock, fleet, judge, causes, alerting, archive, slices } = deps;

  interface Gathered {
    senders: Map<string, number>;
    domains: Map<string, number>;
    ips: Map<string, number>;
    texts: Map<string, GatheredText>;
    longest: { part: Part; slot: number; recipient: number; arrival: number }[];
    hosts: Map<string, number>;
  }

  function* gather(parts: readonly Part[]): Generator<void, Gathered> {
    const out: Gathered = {
      senders: new Map(),
      domains: new Map(),
      ips: new Map(),
      texts: new Map(),
      longest: [],
      hosts: new Map(),
    };
    const plus = (map: Map<string, number>, key: string, n = 1): void => void map.set(key, (map.get(key) ?? 0) + n);
    for (const part of parts) {
      const { table, predicate } = part;
      const senders = new Map<number, number>();
      const domains = new Map<number, number>();
      const texts = new Map<number, number>();
      for (let slot = 0; slot < table.slots; slot += 1) {
        if ((slot & 1023) === 1023) yield;
        if (!predicate.message(slot)) continue;
        const sender = table.sender[slot] ?? 0;
        senders.set(sender, (senders.get(sender) ?? 0) + 1);
        const from = table.start[slot] ?? 0;
        const end = from + (table.count[slot] ?? 0);
        let first = -1;
        for (let i = from; i < end; i += 1) {
          if (!predicate.recipient(i)) continue;
          if (first < 0) first = i;
          const domain = table.domain[i] ?? 0;
          domains.set(domain, (domains.get(domain) ?? 0) + 1);
          const text = table.text[i] ?? 0;
          texts.set(text, (texts.get(text) ?? 0) + 1);
        }
        const arrival = table.arrival[slot] ?? 0;
        const last = out.longest.at(-1);
        if (first >= 0 && arrival !== 0 && (out.longest.length < 5 || (last && arrival < last.arrival))) {
          out.longest.push({ part, slot, recipient: first, arrival });
          out.longest.sort((a, b) => a.arrival - b.arrival);
          out.longest.length = Math.min(5, out.longest.length);
        }
      }
      for (const [n, count] of senders)
        plus(out.senders, n === 0 ? '' : table.senders.text(n) === '<>' ? '<>' : table.senders.text(n), count);
      for (const [n, count] of domains) plus(out.domains, table.domains.text(n), count);
      for (const [text, count] of texts) {
        if (text === 0) continue;
        const words = table.cells.texts.text(text);
        const known = out.texts.get(words);
        if (known) known.count += count;
        else out.texts.set(words, { part, text, count });
        const speaker = table.cells.reason(text).speaker;
        if (speaker?.host) plus(out.hosts, speaker.host, count);
        for (const ip of quotedIps(words, speaker)) plus(out.ips, ip, count);
      }
      yield;
    }
    return out;
  }

  return {
    async get(id, scope) {
      const filter = id.startsWith('sender:')
        ? [{ field: 'from' as const, op: 'is' as const, value: id.slice(7), not: false }]
        : [{ field: 'cause' as const, op: 'is' as const, value: id, not: false }];
      const { parts: allParts, result } = await causes.figures(
        scope,
        id.startsWith('sender:') || id.startsWith('provider:') ? filter : [],
      );
      let figures = result.causes.get(id);
      if (!figures && (id.startsWith('sender:') || id.startsWith('provider:'))) {
        // A group over several causes: the largest of them speaks for it.
        const largest = [...result.causes.values()].sort((a, b) => b.messages - a.messages)[0];
        if (largest) {
          const perPart = new Map(allParts.map((_, n) => [n, 1]));
          const messages = result.waiting;
          figures = { ...largest, id, messages, recipients: result.recipients, perPart };
        }
      }
      if (!figures) return null;
      const row = causes.row(allParts, figures);
      const facts = causes.facts(allParts, figures);
      const advice = judge.advice(facts);
      const parts = fleet.parts({ servers: row.servers }, filter);
      const it = await slices.run(gather(parts));
      const at = Math.floor(clock.now() / 1000);
      const reason = facts.reason;
      const speaker = reason?.speaker ?? null;
      const [mainHost] = [...it.hosts].sort((a, b) => b[1] - a[1])[0] ?? [null];
      const host = mainHost ?? speaker?.host ?? speaker?.ip ?? null;
      const rule = reason === null ? { source: null, text: '' } : judge.rule(reason.rule);
      const incident = row.incident === null ? null : alerting.incident(row.incident.id);
      const [before] = incident ? archive.incidents.similar(incident, 1) : [];
      const server = row.servers[0];
      const checks = row.side === 'local' && server !== undefined ? deps.checksOf(server) : null;
      const low = row.spark.low.at(-1);
      const high = row.spark.high.at(-1);
      const found = await slices.run(
        deferralsOf(fleet.parts(scope, []), parts, at, (server) => fleet.get(server)?.watchedSince() ?? null),
      );
      const { provider } = row;
      const departed = (server: string) => fleet.get(server)?.departures;
      const seconds =
        facts.class === 'greylist'
          ? await slices.run(
              secondsOf(parts, at, (s) => departed(s)?.left(at - leftSeconds, 'greylist', provider) ?? 0),
            )
          : null;
      const sent =
        provider === null
          ? null
          : await slices.run(
              sentOf(fleet.parts(scope, []), provider, (s) => departed(s)?.senders(at - leftSeconds, provider) ?? []),
            );
      return {
        version: fleet.version(),
        row,
        sentence: causeWords.sentence(
          row.messages,
          row.title,
          row.servers.map((s) => fleet.get(s)?.config.name ?? s),
        ),
        explanation: advice.explanation,
        timeScale: advice.timeScale,
        clearsItself: reason?.clearsItself ?? null,
        phase: reason?.phase ?? null,
        speaker,
        speakerText:
          speaker === null
            ? causeWords.speaker.unknown
            : speaker.kind === 'us'
              ? causeWords.speaker.us
              : host === null
                ? causeWords.speaker.unknown
                : speaker.kind === 'own_hop'
                  ? causeWords.speaker.own_hop(host)
                  : causeWords.speaker.remote(host),
        variants: variantsOf(it.texts.values()),
        decidedBy: {
          rule: reason?.rule ?? '',
          source: rule.source,
          confidence: reason === null ? '' : causeWords.confidence[reason.confidence],
          text: rule.text,
        },
        patterns: judge.patterns({ side: row.side, suspected: row.suspected, provider, seconds, sent, ...found }),
        chart: {
          spark: row.spark,
          marks:
            incident?.timeline
              .filter(
                (e) => e.t >= row.spark.from && (e.kind === 'opened' || e.kind === 'action' || e.kind === 'closed'),
              )
              .map((e) => ({ at: e.t, label: e.text ?? e.kind })) ?? [],
          threshold: low === undefined || high === undefined ? causeWords.noThreshold : causeWords.threshold(low, high),
        },
        senders: bars(it.senders, (label) => [{ field: 'from', op: 'is', value: label, not: false }]),
        domains: bars(it.domains, (label) => [{ field: 'to', op: 'is', value: `@${label}`, not: false }]),
        sourceIps: bars(it.ips, (label) => [{ field: 'text', op: 'is', value: label, not: false }]),
        steps: advice.steps,
        checks: checks === null || server === undefined ? null : { server, at: checks.at, rows: checks.rows },
        longest: it.longest.map(({ part, slot, recipient }) => ({
          server: part.server,
          id: part.table.id[slot] ?? '',
          sender: part.table.senderText(slot) ?? '',
          recipient: part.table.address[recipient] ?? '',
          arrival: part.table.arrival[slot] || null,
          tries: triesOf(part.table, slot),
        })),
        before:
          before === undefined
            ? null
            : {
                incident: before.id,
                text: causeWords.before(
                  span(at - before.since) + ' ago',
                  (before.closedAt ?? before.updatedAt) - before.since,
                ),
              },
        runs: deps.runsOf(id),
      };
    },
  };
}
