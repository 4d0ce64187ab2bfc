import type { Incident, Notification, NotificationKind } from '../model/incident.ts';
import type { ReasonClass, Side } from '../model/reason.ts';
import { classify, causeTitle as reasonTitle, providerName as nameOf } from '../reasons/index.ts';

/** Words of alerts. A title has at most 44 characters and names cause and place; a body has count, who, since when. */
export const titleLimit = 44;

export interface AlertWordContext {
  time: (t: number) => string;
  now: number;
  /** Addresses may be shown. */
  addresses: boolean;
}

interface Told {
  title: string;
  body: string;
}

/** A provider by its name; a domain as it is. */
export const providerName = (key: string): string => nameOf(key);

/** Title of a cause: `p` the provider's name or null for "everyone", `s` the place. Short forms first fit. */
const titles: Partial<Record<ReasonClass, (p: string | null, s: string) => string>> = {
  greylist: (p, s) => (p ? `Greylisting stays at ${p}, ${s}` : `Greylisting does not clear, ${s}`),
  rate_limit: (p, s) => (p ? `${p} limits our rate, ${s}` : `Many limit our rate, ${s}`),
  mailbox_busy: (p, s) => (p ? `Busy mailboxes at ${p}, ${s}` : `Busy mailboxes, ${s}`),
  remote_temporary: (p, s) => (p ? `Temporary trouble at ${p}, ${s}` : `Temporary trouble at many, ${s}`),
  reputation: (p, s) => (p ? `${p} distrusts us, ${s}` : `Many distrust us, ${s}`),
  spam_content: (p, s) => (p ? `${p} takes us for spam, ${s}` : `Taken for spam, ${s}`),
  sender_auth: (p, s) => (p ? `SPF, DKIM or DMARC at ${p}, ${s}` : `SPF, DKIM or DMARC fail, ${s}`),
  sender_identity: (p, s) => (p ? `Reverse DNS or HELO at ${p}, ${s}` : `Reverse DNS or HELO wrong, ${s}`),
  mailbox_full: (p, s) => (p ? `Mailboxes full at ${p}, ${s}` : `Mailboxes full, ${s}`),
  tls: (p, s) => (p ? `TLS fails with ${p}, ${s}` : `TLS fails with many, ${s}`),
  dns_temporary: (p, s) => (p ? `DNS fails for ${p}, ${s}` : `DNS fails on ${s}: our resolver?`),
  connect_failed: (p, s) => (p ? `Cannot reach ${p}, ${s}` : `Nobody reachable, ${s}: our network?`),
  connection_dropped: (p, s) => (p ? `Connections to ${p} break, ${s}` : `Connections break, ${s}: our network?`),
};

/** What of ours failed, read from the text Postfix and others write; the first that fits. */
const localCauses: readonly [RegExp, string][] = [
  [/lmtp|dovecot|cyrus|maildir|mailbox file/i, 'mail store'],
  [/127\.0\.0\.1|localhost|::1|filter|milter|amavis|rspamd|clam/i, 'filter'],
  [/transport unavailable|unknown mail transport/i, 'a transport'],
  [/space|queue file|file system|disk/i, 'disk or queue'],
  [/lookup|table|map|database/i, 'a look-up table'],
  [/configuration/i, 'configuration'],
  [/command died|pipe|exit status/i, 'a program'],
];

const whose: Record<Side, string> = {
  local: 'It is us.',
  sender: 'It is about us: our rate, address or mail.',
  remote: 'It is them.',
  network: 'The way between, or them.',
  dns: 'Their DNS, or our resolver.',
  tls: 'TLS between us and them.',
};

const sides: Partial<Record<ReasonClass, Side>> = {
  greylist: 'remote',
  rate_limit: 'sender',
  mailbox_busy: 'remote',
  remote_temporary: 'remote',
  reputation: 'sender',
  spam_content: 'sender',
  sender_auth: 'sender',
  sender_identity: 'sender',
  sender_rejected: 'sender',
  policy: 'remote',
  mailbox_full: 'remote',
  tls: 'tls',
  dns_temporary: 'dns',
  connect_failed: 'network',
  connection_dropped: 'network',
  local_fault: 'local',
  smtp_auth: 'local',
};

export const thousands = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
const plural = (n: number, one: string, many: string): string => `${thousands(n)} ${n === 1 ? one : many}`;

/** "14 min", "3 h 12 min", "4 d 20 h" */
export function duration(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

function place(servers: readonly string[]): string {
  if (servers.length === 0) return 'all servers';
  if (servers.length > 2) return `${servers.length} servers`;
  return servers.join(' and ');
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

/** Server and provider names are strangers' text: one line, no control characters. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');

/** Builds a title and shortens first the place, then the provider, until it fits. */
function fit(build: (p: string | null, s: string) => string, provider: string | null, where: string): string {
  const p = provider === null ? null : plain(provider);
  const s = plain(where);
  for (let most = Math.max(s.length, p?.length ?? 0); most >= 6; most--) {
    const title = build(p === null ? null : cut(p, most), cut(s, most));
    if (title.length <= titleLimit) return title;
  }
  return cut(build(p === null ? null : cut(p, 6), cut(s, 6)), titleLimit);
}

/** "Microsoft 365 distrusts 203.0.113.25": where the reply says more than the class; null where it does not. */
function exactTitle(inc: Incident): string | null {
  const { class: cls, provider } = inc.key;
  if (cls === null || provider === null || inc.sample === null) return null;
  if (cls !== 'reputation' && cls !== 'tls') return null;
  const key = provider.includes('.') ? null : provider;
  const reason = { ...classify(inc.sample), class: cls, provider: key };
  const title = reasonTitle(reason, { text: inc.sample, domains: key === null ? [plain(provider)] : [] });
  return title === reasonTitle(reason, { domains: key === null ? [plain(provider)] : [] }) ? null : title;
}

function causeTitle(inc: Incident, servers: readonly string[]): string {
  const where = place(servers);
  const provider = inc.key.provider === null ? null : providerName(inc.key.provider);
  if (inc.kind === 'local_fault') {
    const sample = inc.sample ?? '';
    const cause = localCauses.find(([test]) => test.test(sample))?.[1];
    return fit((_, s) => (cause ? `It is us: ${cause} fails on ${s}` : `It is us: a fault on ${s}`), null, where);
  }
  if (inc.kind === 'silent_outage')
    return fit(
      (_, s) => (inc.why.silence === 'out' ? `No mail goes out of ${s}` : `No mail comes in on ${s}`),
      null,
      where,
    );
  if (inc.kind === 'priority') return fit((_, s) => `Priority mail waits on ${s}`, null, where);
  if (inc.kind === 'stuck') return fit((p, s) => `Mail to ${p ?? 'many'} is stuck, ${s}`, provider, where);
  if (inc.kind === 'creeping') return fit((p, s) => `${p ?? 'Deferrals'} slowly rising, ${s}`, provider, where);
  const exact = exactTitle(inc);
  // Not at the price of the place: without it nobody knows where to look.
  if (exact !== null && exact.length + 2 + plain(where).length <= titleLimit) return `${exact}, ${plain(where)}`;
  const build = inc.key.class === null ? undefined : titles[inc.key.class];
  return fit(build ?? ((p, s) => (p ? `${p} defers our mail, ${s}` : `Many defer our mail, ${s}`)), provider, where);
}

function who(inc: Incident, context: AlertWordContext): string {
  const biggest = inc.biggestMessage ?? 0;
  if (biggest > 1 && biggest >= 0.8 * inc.count)
    return biggest === inc.count
      ? '1 message'
      : `${thousands(biggest)} of ${thousands(inc.count)} recipients in 1 message`;
  const parts: string[] = [];
  if (inc.messages !== null) parts.push(plural(inc.messages, 'message', 'messages'));
  if (inc.topSender && context.addresses) parts.push(`most from ${plain(inc.topSender.sender || '<>')}`);
  else if (inc.topSender && inc.senders !== 1) parts.push('most from one sender');
  else if (inc.senders !== null && inc.senders > 0) parts.push(`from ${plural(inc.senders, 'sender', 'senders')}`);
  return parts.join(' ');
}

function side(inc: Incident): string {
  if (inc.kind === 'everywhere' || (inc.kind === 'fleet' && inc.key.provider === null && inc.why.kind === 'everywhere'))
    return 'Many providers at once: probably us, our network, DNS or address.';
  const s = inc.key.class === null ? null : (sides[inc.key.class] ?? null);
  return s === null ? '' : whose[s];
}

const sentence = (parts: readonly string[]): string => parts.filter((p) => p !== '').join(' ');

function silenceBody(inc: Incident, since: string): string {
  const normal = thousands(Number(inc.why.normal15 ?? 0));
  const refused = Number(inc.why.refused ?? 0);
  switch (inc.why.silence) {
    case 'out':
      return `Mail comes in, but nothing was delivered ${since}; this hour normally sees ${normal} in 15 min.`;
    case 'deferrals':
      return `Nothing new is deferred ${since}, though this hour always brings some: perhaps no mail reaches the queue.`;
    default:
      return `Nothing was accepted ${since}${refused > 0 ? `, ${thousands(refused)} refused for now` : ''}; this hour normally brings ${normal} in 15 min.`;
  }
}

export const alertWords = {
  causeTitle: (inc: Incident): string => causeTitle(inc, inc.key.servers),

  incident(kind: NotificationKind, incidents: readonly Incident[], context: AlertWordContext): Told {
    const [inc] = incidents;
    if (!inc) return { title: '', body: '' };
    const servers = [...new Set(incidents.flatMap((i) => i.key.servers))];
    const cause = causeTitle(inc, servers);
    const count = incidents.reduce((n, i) => n + i.count, 0);
    const since = `since ${context.time(Math.min(...incidents.map((i) => i.since)))}`;
    switch (kind) {
      case 'worse':
        return {
          title: cut(`Worse: ${cause}`, titleLimit),
          body: sentence([
            `${thousands(inc.fresh15)} new in 15 min, ${thousands(count)} in all, ${since}.`,
            inc.notified.lastAt === null
              ? ''
              : `Was ${thousands(inc.notified.lastCount)} at ${context.time(inc.notified.lastAt)}.`,
            side(inc),
          ]),
        };
      case 'reminder':
        return {
          title: cut(`Still open: ${cause}`, titleLimit),
          body: sentence([
            `${thousands(inc.fresh15)} new in 15 min, ${thousands(count)} in all, ${since}.`,
            `${thousands(inc.waiting)} wait.`,
            side(inc),
          ]),
        };
      case 'recovered':
        return {
          title: cut(`Over: ${cause}`, titleLimit),
          body: sentence([
            `After ${duration((inc.closedAt ?? context.now) - inc.since)}.`,
            `${thousands(inc.peak)} in 15 min at most, ${thousands(count)} in all.`,
            inc.waiting > 0 ? `${thousands(inc.waiting)} still wait for a retry.` : 'None of it waits any more.',
          ]),
        };
      case 'unstable':
        return {
          title: cut(`On and off: ${cause}`, titleLimit),
          body: `It came and went several times, ${since}. You will hear of it again when it has been calm for 1 h.`,
        };
      default: {
        if (inc.kind === 'priority')
          return {
            title: cause,
            body: sentence([`${plural(inc.count, 'recipient', 'recipients')} of your list, ${since}.`, side(inc)]),
          };
        if (inc.kind === 'silent_outage')
          return {
            title: cause,
            body: silenceBody(inc, since),
          };
        const normal = inc.why.busy15;
        const band =
          typeof normal === 'number' && incidents.length === 1 && inc.kind === 'spike'
            ? inc.why.compared_with === 'floors'
              ? ', no normal known yet'
              : `, normal 0–${thousands(normal)}`
            : '';
        const people = who(inc, context);
        return {
          title: cause,
          body: sentence([
            `${thousands(incidents.reduce((n, i) => n + i.fresh15, 0))} new in 15 min${band}.`,
            people === '' ? `Since ${context.time(inc.since)}.` : `${people}, ${since}.`,
            side(inc),
            incidents.length > 1 || servers.length > 1 ? `On ${cut(servers.map(plain).join(', '), 80)}.` : '',
          ]),
        };
      }
    }
  },

  digest(
    why: 'night' | 'focus' | 'budget',
    incidents: readonly Incident[],
    others: readonly Notification[],
    context: AlertWordContext,
  ): Told {
    const open = incidents.filter((i) => i.closedAt === null).length;
    const gone = incidents.length - open;
    const title = {
      night: 'Night summary',
      focus: 'While you were busy',
      budget: 'More in the last hour',
    }[why];
    const counts = [
      open > 0 ? `${open} open` : '',
      gone > 0 ? `${gone} came and went` : '',
      incidents.length === 0 ? plural(others.length, 'notice', 'notices') : '',
    ].filter((c) => c !== '');
    const lines = incidents
      .slice(0, 5)
      .map((i) => `${causeTitle(i, i.key.servers)} ${duration((i.closedAt ?? context.now) - i.since)}`);
    for (const o of others.slice(0, 3)) lines.push(o.title);
    const more = incidents.length + others.length - lines.length;
    return {
      title: cut(`${title}: ${counts.join(', ')}`, titleLimit),
      body: sentence([
        lines.length > 0 ? `${lines.join('; ')}.` : '',
        more > 0 ? `And ${more} more.` : '',
        open === 0 ? 'Nothing is open.' : '',
      ]),
    };
  },

  blind(servers: readonly { name: string; for: number; error: string; waiting: number }[], all: boolean): Told {
    const [first] = servers;
    const longest = Math.max(0, ...servers.map((s) => s.for));
    const error = first && first.error !== '' ? `${cut(plain(first.error), 120)}.` : '';
    if (all)
      return {
        title: 'No server in sight: our own network?',
        body: sentence([
          `All ${servers.length} servers for ${duration(longest)}.`,
          error,
          'Nothing is known until one answers.',
        ]),
      };
    if (servers.length === 1 && first)
      return {
        title: fit((_, s) => `Cannot see ${s} for ${duration(first.for)}`, null, first.name),
        body: sentence([error, `Last figure: ${thousands(first.waiting)} waiting.`, 'Its incidents are frozen.']),
      };
    return {
      title: `Cannot see ${servers.length} servers for ${duration(longest)}`,
      body: sentence([
        `${cut(servers.map((s) => plain(s.name)).join(', '), 120)}.`,
        error,
        'Their incidents are frozen.',
      ]),
    };
  },

  away(count: number, away: number, top: { class: ReasonClass; provider: string | null; count: number } | null): Told {
    const name = top?.provider ? providerName(top.provider) : null;
    const cause = top ? causeName(top.class) : '';
    return {
      title: `While you were away: ${thousands(count)} deferred`,
      body: sentence([
        `In ${duration(away)}.`,
        top ? `Most: ${cause}${name ? ` at ${plain(name)}` : ''}, ${thousands(top.count)}.` : '',
        'What is still coming opens an incident by itself.',
      ]),
    };
  },

  tray: {
    calm: (servers: number, age: number | null): string =>
      `Queuewatch: calm. ${plural(servers, 'server', 'servers')}${age === null ? '' : `, ${age} s ago`}`,
    open: (n: number, title: string, count: number): string =>
      `Queuewatch: ${n} open, most: ${title}, ${thousands(count)}`,
    local: (server: string, waiting: number): string =>
      `Queuewatch: our fault on ${plain(server)}, ${thousands(waiting)} wait`,
    blind: (servers: readonly string[], seconds: number): string =>
      `Queuewatch: cannot see ${servers.length === 1 ? plain(servers[0] ?? '') : `${servers.length} servers`} for ${duration(seconds)}`,
    paused: (until: string | null): string =>
      until === null ? 'Queuewatch: paused' : `Queuewatch: paused until ${until}`,
    notSeen: (server: string): string => `${plain(server)} not seen`,
    draining: (title: string): string => `${title}, draining`,
  },

  explain: {
    notWatched: 'Nothing is known of that time: the server was not watched.',
    tooFew: 'It did not fire: fewer than 4 new in 15 min, which is never counted more closely.',
    fired: (fresh: number, needed: number): string =>
      `It fired: ${thousands(fresh)} new in 15 min; ${thousands(needed)} were needed.`,
    damped: 'Greylisting opens nothing by itself; only what is still there after 30 min counts.',
    local: (fresh: number, needed: number): string =>
      fresh >= needed
        ? `It fired: ${thousands(fresh)} deferrals by our own fault; normal is zero.`
        : `It did not fire: ${thousands(fresh)} deferrals by our own fault, ${needed} needed.`,
    not: (fresh: number, reason: string): string => `It did not fire: ${thousands(fresh)} new in 15 min ${reason}.`,
    orQuick: (floor: number, quick: number): string => `${thousands(floor)}, or ${thousands(quick)} in 5 min`,
    would: (at: number): string => `It would have opened at ${thousands(at)}.`,
    reasons: {
      floor: (needed: number): string => `is too few to be worth a person (${thousands(needed)})`,
      median: (usual: number): string => `is less than twice the usual ${thousands(usual)}`,
      busy_end: (busy: number): string => `is high, but this hour often has ${thousands(busy)}`,
      unusual: (mean: number): string => `may be chance where ${thousands(mean)} are normal`,
      still_rising: (): string => 'are no longer coming',
      own_rise: (rose: string): string => `rose with everything else on the server (× ${rose})`,
    },
    tests: {
      floor: { title: 'New in 15 min', words: 'worth a person' },
      median: { title: 'Against the median', words: 'clearly more' },
      busy_end: { title: 'Against the busy end', words: 'beyond what two days had' },
      unusual: { title: 'How unusual', words: 'not chance' },
      still_rising: { title: 'Still rising', words: 'last 5 min' },
      own_rise: { title: 'More than the rest', words: 'not just a busy server' },
    },
    compared: {
      hour_of_week: (days: number, weeks: number): string =>
        `compared with ${plural(days, 'day', 'days')}, ${plural(weeks, 'week', 'weeks')} of them the same weekday`,
      last_day: (): string => 'compared with the last 24 h; twice the floor until three days are known',
      floors: (): string => 'nothing to compare with yet; five times the floor until then',
    },
  },
};

const causeNames: Partial<Record<ReasonClass, string>> = {
  greylist: 'greylisting',
  rate_limit: 'our rate limited',
  mailbox_busy: 'mailboxes busy',
  remote_temporary: 'temporary trouble',
  reputation: 'we are distrusted',
  dns_temporary: 'DNS fails',
  connect_failed: 'cannot connect',
  connection_dropped: 'connections break',
  local_fault: 'our own fault',
  mailbox_full: 'mailboxes full',
  tls: 'TLS fails',
};
export const causeName = (cls: ReasonClass): string => causeNames[cls] ?? cls.replaceAll('_', ' ');
