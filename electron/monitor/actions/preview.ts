import type { Preview } from '../../../shared/contract.ts';
import type { Pace } from '../../../shared/model/action.ts';
import type { ReasonClass } from '../../../shared/model/reason.ts';
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import { domainWords } from '../../../shared/messages/acting-domain.en.ts';
import type { MtaDriver } from '../../ports.ts';
import type { Fleet } from '../fleet.ts';
import type { Judge } from '../judge.ts';
import type { Watch } from '../watch.ts';
import type { Plan } from './plan.ts';

/** A moment to change one's mind before anything is deleted. */
export const undoSeconds = 10;
const slow = new Set<ReasonClass>(['rate_limit', 'reputation', 'greylist', 'mailbox_busy', 'spam_content']);
const sampleSize = 8;

export interface PreviewDeps {
  fleet: Fleet;
  judge: Judge;
  driver(watch: Watch): MtaDriver | null;
  /** Epoch ms. */
  now: number;
  stale: readonly string[];
}

function suggest(plan: Plan, classes: ReadonlyMap<ReasonClass | null, number>, local: boolean): Pace | null {
  if (plan.verb !== 'retry' || plan.items.length < 2) return null;
  const gentle = { stopAfter: 3, order: 'oldest' as const, resume: false };
  if ([...classes.keys()].some((c) => c !== null && slow.has(c)))
    return { ...gentle, intervalMs: 30_000, probe: false };
  if (local) return { ...gentle, intervalMs: 2000, probe: true };
  return plan.items.length > 50 ? { ...gentle, intervalMs: 2000, probe: false } : null;
}

const mostDomains = 5;

/** What each server would do for a whole domain; says in sentences what makes it more, or less, than it seems. */
function domainOf(
  plan: Plan,
  perServer: ReadonlyMap<string, number>,
  fleet: Fleet,
  warnings: string[],
  notes: string[],
): Preview['domain'] {
  if (plan.domain === null) return null;
  const { name: domain, sides, extras } = plan.domain;
  return {
    name: domain,
    servers: [...sides].flatMap(([server, { offer, why }]) => {
      const messages = perServer.get(server) ?? 0;
      if (messages === 0) return [];
      const name = fleet.get(server)?.config.name ?? server;
      const more = extras.get(server);
      const all = [...(more?.domains ?? [])]
        .sort((a, b) => b[1] - a[1])
        .map(([to, n]) => ({ domain: to, messages: n }));
      const extraDomains = all.slice(0, mostDomains);
      if (offer !== null) {
        warnings.push(domainWords.later(name, domain));
        if (more)
          warnings.push(domainWords.extras(name, more.messages, extraDomains, all.length - extraDomains.length));
        if (offer.counted !== null && offer.counted > messages)
          warnings.push(domainWords.counted(name, offer.counted, messages));
        warnings.push(...offer.warnings);
        notes.push(...offer.notes);
      }
      return [
        {
          server,
          name,
          own: offer !== null,
          command: offer?.commands.join('; ') ?? null,
          why,
          extras: more?.messages ?? 0,
          extraDomains,
          counted: offer?.counted ?? null,
        },
      ];
    }),
  };
}

export function makePreview(token: string, plan: Plan, pace: Pace | null, deps: PreviewDeps): Preview {
  const { fleet, judge } = deps;
  const classes = new Map<ReasonClass | null, number>();
  const worse = new Map<string, { title: string; n: number; why: string }>();
  const perServer = new Map<string, number>();
  const samples = new Map<string, string[]>();
  let local = false;
  let young = 0;
  let oldest: number | null = null;
  let newest: number | null = null;
  let recipients = 0;
  for (const item of plan.items) {
    recipients += item.recipients;
    perServer.set(item.server, (perServer.get(item.server) ?? 0) + 1);
    const ids = samples.get(item.server);
    if (!ids) samples.set(item.server, [item.id]);
    else if (ids.length < 3) ids.push(item.id);
    if (item.arrival !== 0) {
      oldest = oldest === null ? item.arrival : Math.min(oldest, item.arrival);
      newest = newest === null ? item.arrival : Math.max(newest, item.arrival);
    }
    const table = fleet.get(item.server)?.table;
    const cell = item.cell === 0 || !table ? null : table.cells.get(item.cell);
    const cls = cell?.class ?? null;
    classes.set(cls, (classes.get(cls) ?? 0) + 1);
    if (cell?.side === 'local') local = true;
    if (plan.verb !== 'retry' || !cell || !table) continue;
    if (cell.class === 'greylist') {
      if (item.arrival !== 0 && deps.now / 1000 - item.arrival < 900) young += 1;
      continue;
    }
    const key = `${cell.class}|${cell.provider ?? ''}|${item.text}`;
    const known = worse.get(key);
    if (known) known.n += 1;
    else {
      const reason = item.text === 0 ? null : table.cells.reason(item.text);
      const why = judge.advice({
        class: cell.class,
        side: cell.side,
        provider: cell.provider,
        domains: 1,
        reply: null,
        reason,
      }).retryMakesWorse;
      worse.set(key, { title: judge.shortTitle(cell.class), n: 1, why: why ?? '' });
    }
  }
  const bad = new Map<string, { title: string; n: number; why: string }>();
  for (const { title, n, why } of worse.values()) {
    if (why === '') continue;
    const known = bad.get(`${title}${why}`);
    if (known) known.n += n;
    else bad.set(`${title}${why}`, { title, n, why });
  }
  const destructive = plan.verb === 'delete' || plan.verb === 'expire';
  const warnings: string[] = [];
  for (const { title, n, why } of bad.values()) warnings.push(words.warnings.worse(title, n, why));
  if (young > 0) warnings.push(words.warnings.greylist(young));
  for (const id of deps.stale) warnings.push(words.warnings.stale(fleet.get(id)?.config.name ?? id));
  for (const id of perServer.keys()) {
    const watch = fleet.get(id);
    const own = plan.domain?.sides.get(id)?.offer ?? null;
    if (watch && !watch.state.complete && own === null) warnings.push(words.warnings.sample(watch.config.name));
  }
  const notes: string[] = [];
  if (plan.verb === 'retry') notes.push(words.notes.selfDeferred);
  if (plan.verb === 'requeue') notes.push(words.notes.requeue);

  const commands: string[] = [];
  for (const [id, ids] of samples) {
    const watch = fleet.get(id);
    const own = plan.domain?.sides.get(id)?.offer ?? null;
    if (own !== null) {
      commands.push(...own.commands);
      continue;
    }
    const driver = watch ? deps.driver(watch) : null;
    const found = watch?.state.detection;
    if (watch && driver && found) commands.push(...driver.describe(watch.config, found, { verb: plan.verb, ids }));
  }
  const domain = domainOf(plan, perServer, fleet, warnings, notes);
  const n = plan.items.length;
  const asked = n > 0 && (destructive || (plan.verb === 'retry' && pace === null && bad.size > 0 && n > 1));
  const servers = new Set([...perServer.keys(), ...plan.refused.keys()]);
  return {
    token,
    verb: plan.verb,
    messages: n,
    recipients,
    domains: plan.domains,
    perServer: [...servers].map((server) => ({
      server,
      name: fleet.get(server)?.config.name ?? server,
      production: fleet.get(server)?.config.production === true,
      messages: perServer.get(server) ?? 0,
      refused: plan.refused.get(server) ?? null,
    })),
    perClass: [...classes]
      .sort((a, b) => b[1] - a[1])
      .map(([cls, messages]) => ({ class: cls, title: cls === null ? '' : judge.shortTitle(cls), messages })),
    oldest,
    newest,
    leftOut: [...plan.leftOut].map(([why, messages]) => ({ why, messages })),
    sample: plan.items.slice(0, sampleSize).map((item) => ({
      server: item.server,
      id: item.id,
      sender: item.sender,
      recipient: item.recipient,
      more: Math.max(0, item.recipients - 1),
      arrival: item.arrival || null,
    })),
    commands: [...new Set(commands)].slice(0, 20),
    warnings,
    notes,
    cannotUndo: words.cannotUndo[plan.verb],
    domain,
    confirm: !asked ? 'click' : domain?.servers.some((s) => s.own) === true ? 'type_domain' : 'type_count',
    undoSeconds: plan.verb === 'delete' ? undoSeconds : 0,
    suggestedPace: suggest(plan, classes, local),
    takesMs: pace !== null ? Math.max(0, n - 1) * pace.intervalMs : null,
    problem: null,
  };
}
