import type { Detection, ServerConfig } from '../../shared/model/server.ts';
import type { ServerView } from '../../shared/views/servers.ts';
import { serverWords } from '../../shared/messages/engine.en.ts';
import type { Alerting } from './alerting.ts';
import { mtaNames } from '../../shared/messages/mtaNames.en.ts';
import { targetOf } from './watch.ts';
import type { Watch } from './watch.ts';

const order = ['critical', 'warning', 'info'] as const;

export function rightsText(detection: Detection | null): string {
  if (detection === null) return serverWords.rights.unknown;
  const can = (id: Detection['abilities'][number]['id']): boolean =>
    detection.abilities.some((a) => a.id === id && a.granted === 'yes');
  if (!can('list'))
    return detection.abilities.some((a) => a.id === 'list' && a.granted === 'no')
      ? serverWords.rights.none
      : serverWords.rights.unknown;
  if (can('hold') || can('delete')) return serverWords.rights.act;
  return can('retry_one') || can('retry_all') ? serverWords.rights.retry : serverWords.rights.see;
}

export function routeText(config: ServerConfig): string {
  const { route } = config;
  switch (route.kind) {
    case 'ssh':
      return serverWords.route.ssh(route.target);
    case 'https':
      return route.via ? serverWords.route.via(route.baseUrl, route.via.target) : route.baseUrl;
    case 'local':
      return serverWords.route.local;
    case 'demo':
      return serverWords.route.demo;
    case 'listing':
      return serverWords.route.listing(targetOf(config));
  }
}

const privateAddress = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:|fe80:)/i;

/** Private addresses that answered: perhaps a filter, store or relay of ours. The admin says. */
function proposedHops(watch: Watch, refused: readonly string[]): string[] {
  const { cells } = watch.table;
  const known = new Set([
    ...watch.config.ownHops,
    ...refused,
    ...(watch.state.detection?.ownHops.map((h) => h.address) ?? []),
  ]);
  const found = new Set<string>();
  const most = Math.min(cells.texts.size, 20_000);
  for (let text = 1; text < most && found.size < 10; text += 1) {
    const speaker = cells.reason(text).speaker;
    const ip = speaker?.ip ?? null;
    if (speaker?.kind === 'remote' && ip !== null && privateAddress.test(ip) && !known.has(ip)) found.add(ip);
  }
  return [...found];
}

export function serverView(
  watch: Watch,
  about: { now: number; alerting: Alerting; refusedHops: readonly string[] },
): ServerView {
  const { config, state, recent } = watch;
  const { now, alerting } = about;
  const seconds = Math.floor(now / 1000);
  const mine = alerting.incidents().filter((i) => i.key.servers.includes(config.id) && i.state !== 'closed');
  const telling = mine.filter((i) => !i.expected);
  const severity = order.find((s) => telling.some((i) => i.severity === s)) ?? null;
  let shown: ServerView['state'] = 'calm';
  let text: string = serverWords.state.calm;
  if (config.paused) [shown, text] = ['paused', serverWords.state.paused];
  else if (state.problem !== null && (state.seenAt !== null || state.tries > 0)) {
    shown = 'blind';
    text = serverWords.state.blind(
      state.seenAt === null || state.blindSince === null ? null : (now - state.seenAt) / 1000,
    );
  } else if (state.seenAt === null && config.route.kind !== 'listing')
    [shown, text] = ['new', state.polling ? serverWords.state.asked : serverWords.state.new];
  else if (telling.some((i) => i.state === 'open')) [shown, text] = ['open', serverWords.state.open];
  else if (telling.some((i) => i.state === 'pending')) [shown, text] = ['pending', serverWords.state.pending];
  else if (telling.some((i) => i.state === 'draining')) [shown, text] = ['draining', serverWords.state.draining];

  const normal = alerting.explain({ server: config.id, provider: null, class: null }).normal;
  const spark = recent.spark(seconds, null);
  const band =
    normal === null
      ? { low: [], high: [] }
      : { low: spark.values.map(() => normal.low), high: spark.values.map(() => normal.high) };
  const remarks = [...state.remarks];
  if (state.skipped > 0) remarks.push(serverWords.skipped(state.skipped));
  if (!state.complete) remarks.push(serverWords.incomplete);
  const detection = state.detection;
  const label = detection === null ? '' : mtaNames[detection.mta];
  const facts = detection?.facts ?? {};
  const peer = watch.peer();
  const login = peer?.login ?? (typeof facts.login === 'string' ? facts.login : null);
  return {
    config,
    state: shown,
    stateText: text,
    // A frozen incident of a server that is calm, or not looked at, colours nothing.
    severity: shown === 'open' || shown === 'pending' || shown === 'draining' || shown === 'blind' ? severity : null,
    detection,
    program: detection === null ? '' : detection.version === null ? label : `${label} ${detection.version}`,
    routeText: routeText(config),
    waiting: state.totals?.waiting ?? null,
    held: state.totals?.held ?? null,
    fresh15: recent.fresh15(seconds, null),
    normal,
    spark: { ...spark, ...band },
    seenAt: state.seenAt,
    nextPollAt: state.nextPollAt,
    pollMs: state.pollMs,
    polling: state.polling,
    readSoFar: state.readSoFar,
    tries: state.tries,
    problem: state.problem,
    remarks,
    skipped: state.skipped,
    complete: state.complete,
    inflow: watch.inflow(),
    inflowWatched: alerting.watched(config.id),
    login,
    hostKey: peer?.hostKey ?? null,
    rights: rightsText(detection),
    proposedHops: proposedHops(watch, about.refusedHops),
  };
}
