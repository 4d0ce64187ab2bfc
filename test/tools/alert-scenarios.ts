/**
 * Recorded polls of simulated servers with what is true about them, for `queuewatch replay`. Written apart from the
 * engine: rates, shares, burst sizes, incident sizes and times are drawn anew for every seed, so that the alert rules can be measured
 * on traffic nobody has looked at.
 *
 *   node test/tools/alert-scenarios.ts OUT_DIR FIRST_SEED COUNT [profile]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface Poll {
  t: number;
  server: string;
  add: { id: string; arrival: number; sender: string; recipient: string; reason: string }[];
  remove: string[];
}
export type Line =
  | Poll
  | { t: number; server: string; error: string }
  | { t: number; server: string; action: string; ids: 'all' }
  | { t: number; sleep_until: number };

export interface TrueIncident {
  id: string;
  servers: string[];
  start: number;
  end: number;
  kind: string;
  class: string[];
  provider: string | null;
  domain: string | null;
  count: number;
  times: number | null;
  expect: 'open' | 'badge';
  note: string | null;
}
export interface Truth {
  scenario: string;
  kind: 'traffic';
  profile: string;
  case: null;
  about: string;
  start: number;
  end: number;
  scored_from: number;
  servers: string[];
  profiles: Record<string, string>;
  settings: null;
  sleeps: [number, number][];
  incidents: TrueIncident[];
  traps: { servers: string[]; start: number; end: number; kind: string }[];
  checks: [];
}

/** mulberry32, and what is drawn with it. */
function random(seed: number) {
  let a = seed >>> 0;
  const next = (): number => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const gamma = (k: number): number => {
    if (k < 1) return gamma(k + 1) * Math.pow(1 - next(), 1 / k);
    const d = k - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  const poisson = (m: number): number => {
    if (m > 50) return Math.max(0, Math.round(m + Math.sqrt(m) * normal()));
    const limit = Math.exp(-m);
    let n = 0;
    for (let p = next(); p > limit; p *= next()) n++;
    return n;
  };
  const between = (lo: number, hi: number): number => lo + (hi - lo) * next();
  const int = (lo: number, hi: number): number => Math.floor(between(lo, hi + 1));
  const pick = <T>(list: readonly T[]): T => list[Math.min(list.length - 1, Math.floor(next() * list.length))]!;
  const weighted = <T>(list: readonly (readonly [T, number])[]): T => {
    let at = next() * list.reduce((s, [, w]) => s + w, 0);
    for (const [v, w] of list) if ((at -= w) <= 0) return v;
    return list[0]![0];
  };
  return { next, normal, gamma, poisson, between, int, pick, weighted };
}
type Random = ReturnType<typeof random>;

interface Provider {
  key: string;
  domains: string[];
  hosts: string[];
}
const providers: Provider[] = [
  {
    key: 'gmail',
    domains: ['gmail.com', 'googlemail.com'],
    hosts: ['gmail-smtp-in.l.google.com', 'alt1.gmail-smtp-in.l.google.com'],
  },
  {
    key: 'microsoft365',
    domains: ['outlook.com', 'hotmail.com', 'live.com'],
    hosts: ['outlook-com.olc.protection.outlook.com', 'hotmail-com.olc.protection.outlook.com'],
  },
  {
    key: 'yahoo',
    domains: ['yahoo.com', 'aol.com', 'yahoo.co.uk'],
    hosts: ['mta5.am0.yahoodns.net', 'mta7.am0.yahoodns.net'],
  },
  { key: 'gmx', domains: ['gmx.net', 'gmx.de', 'web.de'], hosts: ['mx00.gmx.net', 'mx01.gmx.net'] },
  { key: 'tonline', domains: ['t-online.de'], hosts: ['mx00.t-online.de', 'mx03.t-online.de'] },
  { key: 'orange', domains: ['orange.fr', 'wanadoo.fr'], hosts: ['smtp-in.orange.fr'] },
  { key: 'comcast', domains: ['comcast.net'], hosts: ['mx1.comcast.net', 'mx2.comcast.net'] },
  { key: 'apple', domains: ['icloud.com', 'me.com'], hosts: ['mx01.mail.icloud.com', 'mx02.mail.icloud.com'] },
];
const words1 =
  'alder basalt cobalt dune elm flint grove hazel iris jade kelp linden moss nettle oak pebble quartz reed slate thorn'.split(
    ' ',
  );
const words2 = 'clinic press works legal bakery motors school travel labs studio dental foods'.split(' ');

const said = (host: string, ip: string, text: string, at = 'RCPT TO'): string =>
  `host ${host}[${ip}] said: ${text} (in reply to ${at} command)`;
const texts: Record<string, (r: Random, host: string, ip: string, rcpt: string) => string> = {
  rate_limit: (r, h, ip) =>
    r.pick([
      said(h, ip, '452 4.3.2 Connection rate limit exceeded.', 'MAIL FROM'),
      `host ${h}[${ip}] refused to talk to me: 421 4.7.0 ${h} Error: too many connections from 198.51.100.9`,
    ]),
  reputation: (_, h, ip) =>
    said(
      h,
      ip,
      '421 4.7.1 [198.51.100.9] Messages temporarily deferred due to poor reputation of your IP',
      'MAIL FROM',
    ),
  remote_temporary: (r, h, ip, to) =>
    r.pick([
      said(h, ip, '451 4.3.2 System not accepting network messages'),
      said(h, ip, `451 4.3.0 <${to}>: Temporary lookup failure`),
      said(h, ip, '452 4.3.1 Insufficient system storage', 'MAIL FROM'),
    ]),
  greylist: (r, h, ip, to) =>
    r.pick([
      said(
        h,
        ip,
        `450 4.2.0 <${to}>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/x.html`,
      ),
      said(h, ip, '451 Temporarily greylisted, please try again in 300 seconds'),
    ]),
  connect_failed: (r, h, ip) =>
    `connect to ${h}[${ip}]:25: ${r.pick(['Connection timed out', 'Connection refused', 'No route to host'])}`,
  connection_dropped: (_, h, ip) => `lost connection with ${h}[${ip}] while receiving the initial server greeting`,
  dns_temporary: (_r, _h, _ip, to) =>
    `Host or domain name not found. Name service error for name=${to.slice(to.indexOf('@') + 1)} type=MX: Host not found, try again`,
  mailbox_full: (_, h, ip, to) => said(h, ip, `452 4.2.2 <${to}> Mailbox full`),
  mailbox_busy: (_, h, ip) =>
    said(
      h,
      ip,
      '450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered.',
    ),
};
const localTexts = [
  'mail transport unavailable',
  'connect to 127.0.0.1[127.0.0.1]:10024: Connection refused',
  'connect to mail.example[private/dovecot-lmtp]: Connection refused',
  'mail system configuration error',
  'unknown mail transport error',
];

/** Mean fresh deferrals in 5 minutes, shape of their swings (small is bursty), days. */
const profiles: Record<
  string,
  { mean: [number, number]; shape: [number, number]; days: [number, number]; servers: [number, number] }
> = {
  'tiny-office': { mean: [0.15, 0.9], shape: [1.5, 5], days: [17, 22], servers: [1, 2] },
  'small-hosting': { mean: [1, 4], shape: [2, 6], days: [14, 18], servers: [1, 1] },
  'bursty-hosting': { mean: [4, 12], shape: [0.6, 1.4], days: [14, 18], servers: [1, 1] },
  'large-relay': { mean: [6, 25], shape: [4, 10], days: [11, 14], servers: [1, 1] },
  'bulk-sender': { mean: [3, 8], shape: [0.5, 1.2], days: [14, 18], servers: [1, 1] },
  fleet: { mean: [0.8, 3], shape: [2, 6], days: [10, 12], servers: [4, 6] },
};

interface Wave {
  server: string;
  start: number;
  end: number;
  perMinute: number;
  ramp: boolean;
  onOff: number;
  make: (r: Random) => { recipient: string; reason: string };
  /** Seconds a deferral of it lives, drawn anew each. */
  life: (r: Random) => number;
  senders: string[] | null;
}

export function scenario(name: string, profile: string, seed: number): { lines: Line[]; truth: Truth } {
  const r = random(seed);
  const p = profiles[profile]!;
  const day = 86_400;
  const start = 1_790_000_000 - (1_790_000_000 % day) + r.int(0, 6) * day;
  const days = r.int(...p.days);
  const end = start + days * day;
  const scoredFrom = start + 7 * day;
  const servers = Array.from({ length: r.int(...p.servers) }, (_, i) => `n${i + 1}`);
  const domains = Array.from(
    new Set(Array.from({ length: r.int(80, 200) }, () => `${r.pick(words1)}${r.pick(words2)}${r.int(1, 40)}.example`)),
  );
  const hosted = new Map(domains.map((d) => [d, r.next() < 0.15 ? r.pick(providers.slice(0, 2)) : null] as const));
  const shares: [Provider | null, number][] = [
    [providers[0]!, r.between(0.12, 0.3)],
    [providers[1]!, r.between(0.08, 0.25)],
    ...providers.slice(2).map((q): [Provider, number] => [q, r.between(0.01, 0.07)]),
    [null, r.between(0.3, 0.5)],
  ];
  const classes: [string, number][] = [
    ['remote_temporary', r.between(0.2, 0.35)],
    ['rate_limit', r.between(0.1, 0.2)],
    ['greylist', r.between(0.08, 0.2)],
    ['connection_dropped', r.between(0.05, 0.15)],
    ['mailbox_full', r.between(0.08, 0.15)],
    ['connect_failed', r.between(0.04, 0.08)],
    ['dns_temporary', r.between(0.01, 0.04)],
    ['mailbox_busy', r.between(0.01, 0.05)],
    ['reputation', r.between(0.005, 0.02)],
  ];
  const ip = (): string => `203.0.113.${r.int(1, 250)}`;
  const target = (q: Provider | null): { host: string; domain: string; provider: string | null } => {
    if (q) return { host: r.pick(q.hosts), domain: r.pick(q.domains), provider: q.key };
    const domain = domains[Math.floor(domains.length * r.next() ** 1.6)]!;
    const by = hosted.get(domain);
    return { host: by ? r.pick(by.hosts) : `mx.${domain}`, domain, provider: by?.key ?? null };
  };
  const deferral = (q: Provider | null, cls: string): { recipient: string; reason: string } => {
    const { host, domain } = target(q);
    const recipient = `u${r.int(1, 99_999)}@${domain}`;
    return { recipient, reason: texts[cls]!(r, host, ip(), recipient) };
  };
  const senders = Array.from({ length: r.int(30, 250) }, (_, i) => `s${i}@${r.pick(words1)}.example`);

  // Mean by hour, the same for all servers of a scenario but for a factor.
  const peak = r.between(9, 15);
  const depth = r.between(0.3, 0.9);
  const weekend = r.between(0.2, 0.7);
  const factor = new Map(servers.map((s) => [s, r.between(0.7, 1.3)]));
  const base = r.between(...p.mean);
  const meanAt = (server: string, t: number): number => {
    const hour = ((t % day) / 3600 - peak + 24) % 24;
    const week = [0, 6].includes((Math.floor(t / day) + 4) % 7) ? weekend : 1;
    return (
      base * factor.get(server)! * week * (1 - depth + depth * 2 * Math.max(0, Math.cos((hour / 24) * 2 * Math.PI)))
    );
  };
  const shape = r.between(...p.shape);

  // Waves: incidents and traps at times that do not touch.
  const incidents: TrueIncident[] = [];
  const traps: Truth['traps'] = [];
  const waves: Wave[] = [];
  const taken: [number, number][] = [];
  const place = (length: number): number | null => {
    for (let i = 0; i < 300; i++) {
      const t = Math.floor(r.between(scoredFrom + 3600, end - length - 10_800));
      if (taken.some(([a, b]) => t < b + 9000 && t + length > a - 9000)) continue;
      taken.push([t, t + length]);
      return t;
    }
    return null;
  };
  const usual = (x: Random): number => (x.next() < 0.6 ? x.between(300, 1500) : x.between(1500, 14_400));
  const clears = (x: Random): number => x.between(280, 900);
  let n = 0;
  const inject = (kind: string, on: string[], times: number | null): void => {
    const length = 60 * r.pick([40, 60, 60, 90, 120]);
    const t = place(kind === 'creep' ? 8 * 3600 : length);
    if (t === null) return;
    const stop = kind === 'creep' ? t + 8 * 3600 : t + length;
    const one = r.pick(providers);
    const domain = r.pick(domains.filter((d) => hosted.get(d) === null));
    const cls: Record<string, string[]> = {
      domain451: ['remote_temporary'],
      network: ['connect_failed', 'connection_dropped', 'dns_temporary', 'local_fault'],
      dns: ['dns_temporary', 'local_fault'],
      local: ['local_fault'],
      'greylist-stuck': ['greylist'],
      reputation: ['reputation', 'rate_limit'],
      creep: ['rate_limit'],
    };
    const localText = r.pick(localTexts);
    const make = (x: Random): { recipient: string; reason: string } => {
      if (kind === 'network')
        return deferral(
          x.weighted(shares),
          x.weighted([
            ['connect_failed', 0.6],
            ['connection_dropped', 0.2],
            ['dns_temporary', 0.2],
          ]),
        );
      if (kind === 'dns') return deferral(x.weighted(shares), 'dns_temporary');
      if (kind === 'local') return { ...deferral(x.weighted(shares), 'remote_temporary'), reason: localText };
      if (kind === 'domain451') {
        const recipient = `u${x.int(1, 999)}@${domain}`;
        return { recipient, reason: texts.remote_temporary!(x, `mx.${domain}`, ip(), recipient) };
      }
      const c = kind === 'greylist-stuck' ? 'greylist' : kind === 'creep' ? 'rate_limit' : kind;
      return deferral(one, c);
    };
    const wide = kind === 'network' || kind === 'dns' || kind === 'local';
    let count = 0;
    for (const server of on) {
      const mean = Math.max(2, meanAt(server, t));
      const perMinute = kind === 'local' ? r.between(0.8, 4) : (mean * (times ?? 1)) / 5;
      count += Math.round((perMinute * (stop - t)) / 60);
      waves.push({
        server,
        start: t,
        end: stop,
        perMinute,
        ramp: kind === 'creep',
        onOff: 0,
        make,
        life: kind === 'greylist-stuck' ? (x) => x.between(7200, 20_000) : usual,
        senders: null,
      });
    }
    incidents.push({
      id: `i${++n}`,
      servers: on,
      start: t,
      end: stop,
      kind,
      class: cls[kind] ?? [kind],
      provider: wide || kind === 'domain451' ? null : one.key,
      domain: kind === 'domain451' ? domain : null,
      count,
      times: kind === 'local' ? null : times,
      expect: kind === 'creep' ? 'badge' : 'open',
      note: null,
    });
  };
  const kinds = [
    'rate_limit',
    'reputation',
    'remote_temporary',
    'remote_temporary',
    'connect_failed',
    'domain451',
    'network',
    'dns',
    'local',
  ];
  const perServer = profile === 'fleet' ? 2 : 10;
  for (const s of servers) for (let i = 0; i < perServer; i++) inject(r.pick(kinds), [s], r.pick([3, 5, 5, 10, 10]));
  if (profile === 'fleet')
    for (let i = 0; i < 5; i++)
      inject(r.pick(kinds.slice(0, 8)), r.next() < 0.7 ? servers : servers.slice(0, 3), r.pick([5, 10, 15]));
  else inject(r.pick(['creep', 'greylist-stuck']), [servers[0]!], 4);

  for (const server of servers) {
    for (let i = 0; i < (profile === 'fleet' ? 1 : 4); i++) {
      const t = place(900);
      if (t === null) continue;
      const many = Array.from({ length: 200 }, (_, k) => `grey${k}${r.pick(words2)}.example`);
      waves.push({
        server,
        start: t,
        end: t + 900,
        perMinute: r.between(2, 22),
        ramp: false,
        onOff: 0,
        life: clears,
        senders: null,
        make: (x) => {
          const d = x.next() < 0.3 ? r.pick(domains) : x.pick(many);
          const recipient = `u${x.int(1, 999)}@${d}`;
          return { recipient, reason: texts.greylist!(x, `mx.${d}`, ip(), recipient) };
        },
      });
      traps.push({ servers: [server], start: t, end: t + 900, kind: 'greylist-wave' });
    }
  }
  const flushes: { server: string; t: number; seen: boolean }[] = [];
  for (const server of servers)
    for (let i = 0; i < 2; i++) {
      const t = place(600);
      if (t === null) continue;
      flushes.push({ server, t, seen: r.next() < 0.5 });
      traps.push({ servers: [server], start: t, end: t + 600, kind: 'flush' });
    }
  if (profile === 'bulk-sender') {
    const q = r.pick(providers.slice(2));
    const at = r.between(7, 17) * 3600;
    const size = r.between(200, 700);
    const triple = r.next() < 0.7 ? r.int(9, days - 2) : -1;
    for (let d = 0; d < days; d++) {
      const t = Math.floor(start + d * day + at + 240 * r.normal());
      const many = size * Math.exp(0.12 * r.normal()) * (d === triple ? 3 : 1);
      waves.push({
        server: servers[0]!,
        start: t,
        end: t + 1500,
        perMinute: many / 25,
        ramp: false,
        onOff: 0,
        make: () => deferral(q, 'rate_limit'),
        life: usual,
        senders: senders.slice(0, 20),
      });
      if (d === triple)
        incidents.push({
          id: `i${++n}`,
          servers: [servers[0]!],
          start: t,
          end: t + 1500,
          kind: 'newsletter-x3',
          class: ['rate_limit', 'reputation'],
          provider: q.key,
          domain: null,
          count: Math.round(many),
          times: 3,
          expect: 'open',
          note: null,
        });
      else traps.push({ servers: [servers[0]!], start: t, end: t + 3000, kind: 'newsletter' });
    }
  }

  // Sleep and failures of the polls.
  const sleeps: [number, number][] = [];
  if (profile === 'tiny-office')
    for (let d = 8; d < days; d += r.int(3, 8)) {
      const t = start + d * day + 22 * 3600;
      if (!incidents.some((i) => i.start < t + 10 * 3600 && i.end > t - 3600)) sleeps.push([t, t + 8 * 3600]);
    }
  const dark = new Map(servers.map((s) => [s, [] as [number, number][]]));
  for (const s of servers)
    for (let i = 0; i < 4; i++) {
      const t = r.between(start + day, end);
      const b = t + r.between(300, 3000);
      if (!incidents.some((x) => x.start < b + 3600 && x.end > t - 3600)) dark.get(s)!.push([t, b]);
    }

  const lines: Line[] = [];
  const short = profile === 'small-hosting';
  for (const server of servers) simulate(server);
  lines.sort((a, b) => a.t - b.t);
  for (const [a, b] of sleeps) {
    lines.splice(
      lines.findIndex((l) => l.t >= a),
      0,
      { t: a, sleep_until: b },
    );
  }
  return {
    lines,
    truth: {
      scenario: name,
      kind: 'traffic',
      profile,
      case: null,
      about: `seed ${seed}`,
      start,
      end,
      scored_from: scoredFrom,
      servers,
      profiles: Object.fromEntries(servers.map((s) => [s, profile === 'fleet' ? 'small-hosting' : profile])),
      settings: null,
      sleeps,
      incidents,
      traps,
      checks: [],
    },
  };

  function simulate(server: string): void {
    interface Item {
      id: string;
      arrival: number;
      sender: string;
      rcpts: { recipient: string; reason: string }[];
      die: number;
      /** Next try, and how long the gap to the one after. */
      next: number;
      gap: number;
      back: number;
      in: boolean;
    }
    const items = new Set<Item>();
    const pool: string[] = [];
    let serial = 0;
    const newId = (): string => {
      if (short && pool.length > 0 && r.next() < 0.05) return pool.shift()!;
      return (short ? '' : '4') + (0x10000 * (1 + (serial++ % 65_000)) + r.int(0, 0xffff)).toString(16).toUpperCase();
    };
    const put = (
      arrival: number,
      made: { recipient: string; reason: string },
      life: number,
      from: readonly string[],
    ): Item => {
      const item: Item = {
        id: newId(),
        arrival: Math.floor(arrival),
        sender: r.pick(from),
        rcpts: [made],
        die: arrival + life,
        next: arrival + 300,
        gap: 600,
        back: 0,
        in: false,
      };
      // Some messages have several recipients at the same place.
      if (r.next() < 0.03) {
        const domain = made.recipient.slice(made.recipient.indexOf('@'));
        for (let k = r.int(1, 4); k > 0; k--)
          item.rcpts.push({ recipient: `v${r.int(1, 99_999)}${domain}`, reason: made.reason });
      }
      items.add(item);
      return item;
    };
    for (let i = r.poisson(base * 40); i > 0; i--)
      put(start - r.between(100, 3 * day), deferral(r.weighted(shares), r.weighted(classes)), 4 * day, senders);
    const mine = waves.filter((w) => w.server === server);
    const offset = r.int(0, 59);
    let reported = new Map<string, Item>();
    let swing = 1;
    let own: [Provider | null, number][] = shares;
    for (let m = 0; m < days * 1440; m++) {
      // The minute before the poll: what arrived in it is there to be seen.
      const t0 = start + offset + m * 60;
      if (m % 5 === 0) {
        swing = r.gamma(shape) / shape;
        // Providers swing on their own too, not only with the server.
        own = shares.map(([q, w]) => [q, (w * r.gamma(6)) / 6] as [Provider | null, number]);
      }
      for (let k = r.poisson((meanAt(server, t0) * swing) / 5); k > 0; k--) {
        const cls = r.weighted(classes);
        put(t0 + 60 * r.next(), deferral(r.weighted(own), cls), cls === 'greylist' ? clears(r) : usual(r), senders);
      }
      for (const w of mine) {
        if (t0 + 60 <= w.start || t0 >= w.end) continue;
        const done = (t0 - w.start) / (w.end - w.start);
        const rate = w.perMinute * (w.ramp ? 1.6 * Math.max(0, done) : 1);
        for (let k = r.poisson(rate); k > 0; k--) {
          const at = t0 + 60 * r.next();
          if (at >= w.start && at < w.end) put(at, w.make(r), w.life(r), w.senders ?? senders);
        }
      }
      const t = t0 + 60;
      if (sleeps.some(([a, b]) => t > a && t < b)) continue;
      const flush = flushes.find((f) => f.server === server && f.t >= t - 60 && f.t < t);
      if (flush?.seen) lines.push({ t: flush.t, server, action: 'flush', ids: 'all' });
      for (const item of items) {
        if (flush) {
          item.next = Infinity;
          item.back = t + 60 * r.int(1, 6);
          item.in = false;
          continue;
        }
        if (item.back > t) continue;
        if (item.back > 0) {
          item.back = 0;
          item.next = t + item.gap;
          item.in = true;
        }
        if (t < item.next) {
          item.in = t > item.arrival + 8;
          continue;
        }
        if (t >= item.die) {
          items.delete(item);
          if (short) pool.push(item.id);
          continue;
        }
        item.gap = Math.min(4000, item.gap * 2);
        item.next = t + item.gap;
        // Seen in the middle of a try: gone now, back at the next poll.
        if (r.next() < 0.1) {
          item.in = false;
          item.back = t + 50;
        }
      }
      if (dark.get(server)!.some(([a, b]) => t >= a && t < b) || r.next() < 0.0008) {
        lines.push({ t, server, error: `ssh: connect to host ${server} port 22: Connection timed out` });
        continue;
      }
      const now = new Map<string, Item>();
      for (const item of items) if (item.in) now.set(item.id, item);
      const add: Poll['add'] = [];
      const remove: string[] = [];
      for (const [id, item] of reported) if (now.get(id) !== item) remove.push(id);
      for (const [id, item] of now)
        if (reported.get(id) !== item)
          for (const x of item.rcpts) add.push({ id, arrival: item.arrival, sender: item.sender, ...x });
      reported = now;
      lines.push({ t, server, add, remove });
    }
  }
}

export const profileNames = Object.keys(profiles);

if (process.argv[1]?.endsWith('alert-scenarios.ts')) {
  const [dir = '', first = '1', count = '6', only] = process.argv.slice(2);
  mkdirSync(dir, { recursive: true });
  for (let i = 0; i < Number(count); i++) {
    const seed = Number(first) + i;
    const profile = only ?? profileNames[i % profileNames.length]!;
    const name = `g-${profile}-${seed}`;
    const { lines, truth } = scenario(name, profile, seed);
    writeFileSync(
      join(dir, `${name}.jsonl.gz`),
      gzipSync(lines.map((l) => JSON.stringify(l)).join('\n') + '\n', { level: 1 }),
    );
    writeFileSync(join(dir, `${name}.truth.json`), JSON.stringify(truth, null, 1));
    process.stderr.write(`${name}: ${lines.length} lines, ${truth.incidents.length} incidents\n`);
  }
}
