#!/usr/bin/env node
/* eslint-disable no-unused-vars, no-control-regex -- a generator kept word for word with the one the captures were made by */
// make-queue.mjs: print a synthetic `postqueue -j` stream (Postfix 3.7 field order and spacing).
//
//   node make-queue.mjs -n 100000 > q.ndjson
//   node make-queue.mjs -n 5000 --seed 7 --truth truth.json > q.ndjson
//
//   -n N            messages (default 10000; up to several million)
//   --seed S        32-bit integer (default 1); same options + same seed = same bytes
//   --now T         unix time the "queue" is looked at (default 1795500000)
//   --truth FILE    also write counts: by queue, by domain, by reason key, by state, recipients
//   --tail D        size of the long tail of recipient domains (default N/20, 200..40000)
//   --utf8          mix in SMTPUTF8 addresses and reasons
//   --only KEY      every deferral has this one reason key (an outage)
//   --list          print the reason keys and exit
// All names are .example, all addresses are documentation ranges or loopback.
import fs from 'node:fs';

const argv = process.argv.slice(2);
const opt = (k, d) => {
  const i = argv.indexOf(k);
  return i < 0 ? d : argv[i + 1];
};
const N = Number(opt('-n', 10000)),
  SEED = Number(opt('--seed', 1)) >>> 0,
  NOW = Number(opt('--now', 1795500000));
const TRUTH = opt('--truth', null),
  UTF8 = argv.includes('--utf8'),
  ONLY = opt('--only', null);
const TAIL = Number(opt('--tail', Math.max(200, Math.min(40000, Math.round(N / 20)))));

let a = (SEED ^ 0x9e3779b9) >>> 0; // mulberry32
const rnd = () => {
  a = (a + 0x6d2b79f5) | 0;
  let t = Math.imul(a ^ (a >>> 15), 1 | a);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const int = (n) => (rnd() * n) | 0,
  pick = (l) => l[(rnd() * l.length) | 0];
const B36 = 'abcdefghijklmnopqrstuvwxyz0123456789';
const tok = (n) => {
  let s = '';
  for (let i = 0; i < n; i++) s += B36[(rnd() * 36) | 0];
  return s;
};
const hex = (n) => {
  let s = '';
  for (let i = 0; i < n; i++) s += '0123456789abcdef'[(rnd() * 16) | 0];
  return s;
};
const RCPT = ' (in reply to RCPT TO command)',
  MAIL = ' (in reply to MAIL FROM command)',
  EOD = ' (in reply to end of DATA command)';
const said = (d, t, w) => `host ${d.mx()} said: ${t}${w}`;

// reason key -> text maker (d = domain object, r = recipient address). Keys are what a person would group by.
const R = {
  'mailbox-full-452-4.2.2': (d, r) =>
    said(
      d,
      `452-4.2.2 The recipient's inbox is out of storage space. Please direct the recipient to 452 4.2.2 https://support.${d.prov}/mail/?p=OverQuotaTemp ${hex(16)}-${hex(11)}si${int(9e7)}${hex(2)}.${int(999)} - gsmtp`,
      RCPT,
    ),
  'rate-421-4.7.28': (d) =>
    said(
      d,
      `421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address. To protect our users from spam, mail sent from your IP address has been temporarily rate limited. ${hex(12)}.${int(99)} - gsmtp`.replace(
        'Gmail',
        'Our system',
      ),
      EOD,
    ),
  'rate-421-4.7.0-TSS04': (d) =>
    said(
      d,
      `421 4.7.0 [TSS04] Messages from 203.0.113.${int(4) + 10} temporarily deferred due to unexpected volume or user complaints - 4.16.55.1; see https://postmaster.${d.prov}/error-codes`,
      MAIL,
    ),
  'rate-451-4.7.650': (d) =>
    said(
      d,
      `451 4.7.650 The mail server [203.0.113.${int(4) + 10}] has been temporarily rate limited due to IP reputation. For e-mail delivery information, see https://postmaster.${d.prov} (S775) [${tok(6).toUpperCase()}EUR0${int(6) + 1}FT0${int(90) + 10}.eop-EUR0${int(6) + 1}.prod.protection.${d.prov} 2026-11-2${int(4)}T1${int(10)}:${int(50) + 10}:${int(50) + 10}.${int(900) + 100}Z ${hex(16).toUpperCase()}]`,
      MAIL,
    ),
  'greylist-451-4.7.1': (d, r) =>
    said(
      d,
      `451 4.7.1 <${r}>: Recipient address rejected: Greylisted, see http://postgrey.example/help/${d.name}.html`,
      RCPT,
    ),
  'greylist-450-4.2.0-seconds': (d, r) =>
    said(
      d,
      `450 4.2.0 <${r}>: Recipient address rejected: Greylisting in effect, please come back in ${int(280) + 20} seconds`,
      RCPT,
    ),
  'sender-domain-450-4.1.8': (d, r, s) => said(d, `450 4.1.8 <${s}>: Sender address rejected: Domain not found`, RCPT),
  'too-fast-450-4.2.1': (d) =>
    said(
      d,
      `450-4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered. Please resend your message at a later time. 450 4.2.1 https://support.${d.prov}/mail/?p=ReceivingRate ${hex(16)}si${int(9e7)} - gsmtp`,
      RCPT,
    ),
  'system-451-4.3.0': (d) => said(d, `451 4.3.0 Temporary server error. Please try again later. PRX2 ${tok(24)}`, EOD),
  'local-451-4.3.0-qfwrite': (d) => said(d, '451 4.3.0 Error: queue file write error', EOD),
  'not-accepting-451-4.3.2': (d) => said(d, '451 4.3.2 System not accepting network messages', RCPT),
  'internal-451-4.7.500': (d) =>
    said(
      d,
      `451 4.7.500 Server busy. Please try again later from [203.0.113.${int(4) + 10}]. (S77719) [${tok(6).toUpperCase()}.eop-NAM11.prod.protection.${d.prov}]`,
      RCPT,
    ),
  'banner-421-too-many': (d) =>
    `host ${d.mx()} refused to talk to me: 421 4.7.0 Too many connections from your IP (203.0.113.${int(4) + 10}), closing transmission channel`,
  'banner-554-dnsbl': (d) =>
    `host ${d.mx()} refused to talk to me: 554 5.7.1 Service unavailable; Client host [203.0.113.10] blocked using zen.dnsbl.example; https://check.dnsbl.example/query/ip/203.0.113.10`,
  'suspended-banner': (d) =>
    `delivery temporarily suspended: host ${d.mx()} refused to talk to me: 421 4.7.0 Too many connections from your IP (203.0.113.${int(4) + 10}), closing transmission channel`,
  'connect-timeout': (d) => `connect to ${d.mx()}:25: Connection timed out`,
  'connect-refused': (d) => `connect to ${d.mx()}:25: Connection refused`,
  'suspended-connect-timeout': (d) => `delivery temporarily suspended: connect to ${d.mx()}:25: Connection timed out`,
  'no-route': (d) => `connect to ${d.mx()}:25: No route to host`,
  'greeting-timeout': (d) => `conversation with ${d.mx()} timed out while receiving the initial server greeting`,
  'lost-conn-greeting': (d) => `lost connection with ${d.mx()} while receiving the initial server greeting`,
  'lost-conn-eod': (d) =>
    `lost connection with ${d.mx()} while sending end of data -- message may be sent more than once`,
  'dns-mx-tryagain': (d) =>
    `Host or domain name not found. Name service error for name=${d.name} type=MX: Host not found, try again`,
  'dns-a-tryagain': (d) =>
    `Host or domain name not found. Name service error for name=mail.${d.name} type=A: Host not found, try again`,
  'tls-required': (d) => `TLS is required, but was not offered by host ${d.mx()}`,
  'tls-cert': () => 'Server certificate not verified',
  'tls-handshake': () => 'Cannot start TLS: handshake failure',
  'no-enh-450': (d) => said(d, `450 Requested action aborted: try again later, ID ${tok(10)}`, RCPT),
  'policy-451-4.7.1-quoted': (d, r) => said(d, `451 4.7.1 Policy "inbound\\spf" says: <${r}> later`, RCPT),
  'transport-deferred': () => 'deferred transport',
  'local-lmtp-refused': () => 'connect to mail.lab.example[private/dovecot-lmtp]: No such file or directory',
};
if (argv.includes('--list')) {
  console.log(Object.keys(R).join('\n'));
  process.exit(0);
}
if (ONLY && !R[ONLY]) {
  console.error('unknown reason key ' + ONLY);
  process.exit(2);
}

const KEYS = Object.keys(R);
const mkDomain = (name, prov, mxs, mix) => {
  // mix: [[key, weight]...]
  const d = { name, prov, n: 0 };
  const ips = mxs;
  d.mx = () => ips[(rnd() * ips.length) | 0];
  const tot = mix.reduce((s, m) => s + m[1], 0);
  let c = 0;
  d.cum = mix.map(([k, w]) => [KEYS.indexOf(k), (c += w / tot)]);
  d.fn = () => {
    const x = rnd();
    for (const m of d.cum) if (x < m[1]) return m[0];
    return d.cum[d.cum.length - 1][0];
  };
  return d;
};
const pool = (host, net, n) =>
  Array.from({ length: n }, (_, i) => `${host.replace('%', String(i + 1))}[${net}${i + 20}]`);
const big = [
  [
    'bigmail.example',
    22,
    'bigmail.example',
    pool('alt%.gmr-smtp-in.l.bigmail.example', '192.0.2.', 5),
    [
      ['mailbox-full-452-4.2.2', 5],
      ['rate-421-4.7.28', 3],
      ['too-fast-450-4.2.1', 2],
      ['system-451-4.3.0', 1],
    ],
  ],
  [
    'outpost.example',
    11,
    'outpost.example',
    pool('outpost-com.olc.protection.outpost.example', '198.51.100.', 6),
    [
      ['rate-451-4.7.650', 6],
      ['internal-451-4.7.500', 2],
    ],
  ],
  [
    'hotpost.example',
    7,
    'outpost.example',
    pool('hotpost-com.olc.protection.outpost.example', '198.51.100.', 6),
    [
      ['rate-451-4.7.650', 6],
      ['internal-451-4.7.500', 2],
    ],
  ],
  [
    'yodel.example',
    10,
    'yodel.example',
    pool('mta%.am0.yodeldns.example', '203.0.113.', 7),
    [
      ['rate-421-4.7.0-TSS04', 9],
      ['mailbox-full-452-4.2.2', 1],
    ],
  ],
  [
    'aolish.example',
    3,
    'yodel.example',
    pool('mx-aolish.mail.gm0.yodeldns.example', '203.0.113.', 3),
    [
      ['rate-421-4.7.0-TSS04', 9],
      ['greeting-timeout', 1],
    ],
  ],
  [
    'freenet.example',
    5,
    'freenet.example',
    pool('mx%.freenet.example', '192.0.2.', 4),
    [
      ['banner-421-too-many', 3],
      ['suspended-banner', 6],
    ],
  ],
  [
    'oldisp.example',
    4,
    'oldisp.example',
    pool('mx%.oldisp.example', '198.51.100.', 2),
    [
      ['connect-timeout', 2],
      ['suspended-connect-timeout', 7],
    ],
  ],
  ['corp-a.example', 2, 'corp-a.example', pool('mail.corp-a.example', '203.0.113.', 1), [['tls-required', 1]]],
  [
    'corp-b.example',
    2,
    'corp-b.example',
    pool('mail.corp-b.example', '203.0.113.', 1),
    [
      ['tls-cert', 3],
      ['tls-handshake', 1],
    ],
  ],
  ['gone-isp.example', 3, 'gone-isp.example', pool('mx.gone-isp.example', '198.51.100.', 1), [['connect-refused', 1]]],
];
const TAILMIX = [
  ['greylist-451-4.7.1', 18],
  ['greylist-450-4.2.0-seconds', 10],
  ['connect-timeout', 18],
  ['dns-mx-tryagain', 12],
  ['dns-a-tryagain', 5],
  ['connect-refused', 9],
  ['no-route', 3],
  ['lost-conn-greeting', 5],
  ['lost-conn-eod', 2],
  ['greeting-timeout', 5],
  ['sender-domain-450-4.1.8', 3],
  ['banner-554-dnsbl', 4],
  ['not-accepting-451-4.3.2', 3],
  ['local-451-4.3.0-qfwrite', 1],
  ['no-enh-450', 4],
  ['policy-451-4.7.1-quoted', 1],
  ['mailbox-full-452-4.2.2', 4],
  ['local-lmtp-refused', 1],
  ['transport-deferred', 1],
];
const bigCum = [];
let c0 = 0;
for (const b of big) bigCum.push((c0 += b[1]));
const BIG = big.map((b) => mkDomain(b[0], b[2], b[3], b[4]));
const tails = new Array(TAIL);
const tailMixCum = mkDomain('x', 'x', ['x'], TAILMIX);
const tailDomain = (i) =>
  tails[i] ||
  (tails[i] = (() => {
    const name =
      i % 3
        ? `${pick(['north', 'blue', 'city', 'acme', 'river', 'atlas', 'union', 'prime'])}-${i}.${pick(['shop', 'corp', 'uni', 'mail', 'gov'])}.example`
        : `c${i}.example`;
    const main = KEYS[tailMixCum.fn()]; // a small domain mostly fails one way
    return mkDomain(
      name,
      name,
      pool(`mx%.${name}`, `192.0.2.`, 1 + int(2)).map((s) => s.replace(/\.\d+\]$/, `.${int(250) + 1}]`)),
      [
        [main, 95],
        ['connect-timeout', 5],
      ],
    );
  })());
const domain = () => {
  const x = rnd() * 100;
  if (x < c0) {
    for (let i = 0; i < bigCum.length; i++) if (x < bigCum[i]) return BIG[i];
  }
  return tailDomain((TAIL * rnd() * rnd() * rnd()) | 0);
};

const ID52 = '0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz';
const enc = (n, base, w) => {
  let s = '';
  do {
    s = ID52[n % base] + s;
    n = Math.floor(n / base);
  } while (n > 0);
  while (s.length < w) s = '0' + s;
  return s;
};
const J = (s) => (/["\\\u0000-\u001f]/.test(s) ? s.replace(/["\\]/g, '\\$&') : s);
const SENDERS = [
  'news@lists.lab.example',
  'alerts@ops.lab.example',
  'billing@shop.lab.example',
  'no-reply@app.lab.example',
  'alice@lab.example',
  'bob@lab.example',
  'cron@db1.lab.example',
];
const FIRST = [
  'anna',
  'ben',
  'carla',
  'dmitri',
  'eva',
  'farid',
  'grace',
  'hugo',
  'ines',
  'jan',
  'kaori',
  'liam',
  'mina',
  'noor',
  'otto',
  'pia',
];
const sender = () => {
  const x = rnd();
  if (x < 0.06) return 'MAILER-DAEMON';
  if (x < 0.45) return `bounce+${tok(8)}-${int(1e6)}@news.lab.example`;
  return pick(SENDERS);
};
const user = (d) => {
  const x = rnd();
  if (UTF8 && x < 0.01) return `m\u00fcller.${int(999)}@${d.name}`;
  if (x < 0.005) return `"${pick(FIRST)} ${int(99)}"@${d.name}`;
  return `${pick(FIRST)}${pick(['.', '_', ''])}${pick(FIRST)}${int(9999)}@${d.name}`;
};
const age = () => {
  const x = rnd();
  if (x < 0.35) return int(1800);
  if (x < 0.65) return int(4 * 3600);
  if (x < 0.9) return int(86400);
  return int(5 * 86400);
};
const size = () => Math.round(Math.exp(7.2 + rnd() * 3 + (rnd() < 0.05 ? rnd() * 5 : 0)));

const T = {
  messages: 0,
  recipients: 0,
  queue: {},
  reason: {},
  domain: {},
  forced_expire: 0,
  no_reason_recipients: 0,
  sizes: 0,
  oldest: Infinity,
  newest: 0,
};
const count = TRUTH
  ? (o, k) => {
      o[k] = (o[k] || 0) + 1;
    }
  : () => {};
const plan = [
  ['maildrop', 0.0004],
  ['active', Math.min(0.02, 20000 / N)],
  ['incoming', 0.004],
  ['deferred', 0],
  ['hold', 0.01],
];
let rest = N;
for (const p of plan) {
  p[2] = p[0] === 'deferred' ? 0 : Math.floor(N * p[1]);
  rest -= p[2];
}
plan[3][2] = rest;
let buf = '',
  left = 0;
const fd = 1;
const out = (s) => {
  const b = Buffer.from(s);
  let o = 0;
  while (o < b.length) {
    try {
      o += fs.writeSync(fd, b, o);
    } catch (e) {
      if (e.code === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
        continue;
      }
      if (e.code === 'EPIPE') process.exit(0);
      throw e;
    }
  }
};
let inode = 1000000 + int(1e6);
for (const [q, , n] of plan)
  for (let i = 0; i < n; i++) {
    const arr = q === 'maildrop' || q === 'incoming' ? NOW - int(60) : NOW - age();
    // deferred is listed hash directory by hash directory (first hex digit of the microseconds)
    const usec = q === 'deferred' ? Math.min(999999, (((i / n) * 15.26) | 0) * 65536 + int(65536)) : int(1000000);
    const id = enc(arr, 52, 6) + enc(usec, 52, 4) + 'z' + enc((inode += 1 + int(3)), 51, 4);
    const s = sender(),
      d = domain(),
      fe = rnd() < 0.002;
    let k = rnd() < 0.93 ? 1 : 2 + (rnd() < 0.9 ? int(6) : int(60));
    let line = '';
    for (let j = 0; j < k; j++) {
      const dd = j === 0 || rnd() < 0.6 ? d : domain(),
        r = user(dd);
      const has = q === 'deferred' || (q === 'hold' && rnd() < 0.4) || (q === 'active' && rnd() < 0.7);
      if (j) line += ', ';
      if (has) {
        const ki = ONLY ? KEYS.indexOf(ONLY) : dd.fn();
        let t = R[KEYS[ki]](dd, r, s);
        if (UTF8 && rnd() < 0.01) t = t.replace('try again', 'r\u00e9essayez').replace('Mailbox', 'Bo\u00eete');
        line += `{"address": "${J(r)}", "delay_reason": "${J(t)}"}`;
        count(T.reason, KEYS[ki]);
      } else {
        line += `{"address": "${J(r)}"}`;
        T.no_reason_recipients++;
      }
      count(T.domain, dd.name);
      T.recipients++;
    }
    const sz = size();
    T.sizes += sz;
    T.messages++;
    if (fe) T.forced_expire++;
    count(T.queue, q);
    if (arr < T.oldest) T.oldest = arr;
    if (arr > T.newest) T.newest = arr;
    buf += `{"queue_name": "${q}", "queue_id": "${id}", "arrival_time": ${arr}, "message_size": ${sz}, "forced_expire": ${fe}, "sender": "${J(s)}", "recipients": [${line}]}\n`;
    if (++left === 400) {
      out(buf);
      buf = '';
      left = 0;
    }
  }
if (buf) out(buf);
if (TRUTH)
  fs.writeFileSync(
    TRUTH,
    JSON.stringify(
      {
        n: N,
        seed: SEED,
        now: NOW,
        tail: TAIL,
        ...T,
        domains: Object.keys(T.domain).length,
        domain: Object.fromEntries(
          Object.entries(T.domain)
            .sort((x, y) => y[1] - x[1])
            .slice(0, 50),
        ),
      },
      null,
      1,
    ) + '\n',
  );
