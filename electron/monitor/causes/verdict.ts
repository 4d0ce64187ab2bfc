/** The one sentence that answers "is it us or them, is it unusual?". What is not seen is never called calm. */
import type { Incident } from '../../../shared/model/incident.ts';
import type { CauseRow, Verdict } from '../../../shared/views/causes.ts';
import { verdictWords as words } from '../../../shared/messages/engine.en.ts';
import type { Watch } from '../watch.ts';

export interface VerdictFacts {
  /** Epoch ms. */
  now: number;
  watches: readonly Watch[];
  rows: readonly CauseRow[];
  clearing: readonly CauseRow[];
  waiting: number;
  filtered: boolean;
  incidents: readonly Incident[];
}

export function verdictOf(facts: VerdictFacts): Verdict {
  const { watches, rows, waiting, now } = facts;
  const active = watches.filter((w) => !w.config.paused);
  if (watches.length === 0) return { tone: 'empty', ...words.noServers };
  const listing = (w: Watch): boolean => w.config.route.kind === 'listing';
  const blind = active.filter((w) => w.state.problem !== null && !listing(w));
  const waitingFor = active.filter((w) => w.state.seenAt === null && w.state.problem === null && !listing(w));
  const inSight = active.length - blind.length - waitingFor.length;
  if (facts.filtered && waiting === 0 && inSight > 0) return { tone: 'calm', ...words.nothingMatches };
  if (inSight === 0 && rows.length === 0 && waitingFor.length > 0 && blind.length === 0) {
    return { tone: 'pending', ...words.pending(waitingFor.map((w) => w.config.name)) };
  }
  if (blind.length > 0 && blind.length === active.length) return { tone: 'blind', ...words.allBlind(blind.length) };
  const partly = blind.length === 0 ? '' : words.partlyBlind(blind.map((w) => w.config.name));
  const name = (id: string): string => watches.find((w) => w.config.id === id)?.config.name ?? id;

  const needLook = rows.filter(
    (r) => r.incident !== null && r.incident.severity !== 'info' && !r.muted && r.incident.state !== 'draining',
  );
  const ours = rows.filter((r) => r.side === 'local').sort((a, b) => b.messages - a.messages)[0];
  if (ours) {
    const others =
      needLook.filter((r) => r.side !== 'local').length + rows.filter((r) => r.side === 'local').length - 1;
    return {
      tone: 'critical',
      title: words.us(ours.title, name(ours.servers[0] ?? '')),
      detail: words.waitForIt(ours.messages, ours.change15) + words.others(others) + words.waitInAll(waiting) + partly,
    };
  }
  const suspected = rows.find((r) => r.suspected);
  if (suspected) {
    return {
      tone: 'critical',
      title: words.usSuspected,
      detail: words.waitForIt(suspected.messages, suspected.change15) + words.waitInAll(waiting) + partly,
    };
  }
  const critical = needLook.some((r) => r.incident?.severity === 'critical');
  if (needLook.length > 0) {
    const [only] = needLook;
    return {
      tone: critical ? 'critical' : 'warning',
      title: words.trouble(needLook.length),
      detail: `${only && needLook.length === 1 ? `${only.title}. ` : ''}${words.calmDetail(waiting, inSight)}${partly}`,
    };
  }
  const tone = blind.length > 0 ? 'blind' : 'calm';
  if (waiting === 0 && waitingFor.length === 0)
    return {
      tone: tone === 'blind' ? 'blind' : 'empty',
      title: words.emptyTitle,
      detail: words.emptyDetail(inSight) + partly,
    };
  const soonest = [...rows, ...facts.clearing].reduce<CauseRow | null>(
    (best, r) => (r.bounces !== null && (best?.bounces == null || r.bounces.at < best.bounces.at) ? r : best),
    null,
  );
  const next = soonest?.bounces
    ? words.nextBounce(soonest.messages, soonest.title, soonest.bounces.at - now / 1000)
    : '';
  return { tone, title: words.calm, detail: words.calmDetail(waiting, inSight) + next + partly };
}
