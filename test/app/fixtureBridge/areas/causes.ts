import type { EventName, EventPayload, Handlers } from '../../../../shared/contract.ts';
import type { ReasonClass, Side } from '../../../../shared/model/reason.ts';
import type { CauseDetail, CauseRow, CausesView, Spark } from '../../../../shared/views/causes.ts';
import { noise, now, seconds } from './clock.ts';

const sec = seconds(now);
function spark(seed: number, base: number, peak: number, from: number): Spark {
  const r = noise(seed);
  const values = Array.from({ length: 36 }, (_, k) => {
    const u = k / 35;
    return Math.round(base * (0.75 + 0.5 * r()) + (u > from ? ((peak - base) * (u - from)) / (1 - from) : 0));
  });
  const high = Math.max(1, base * 1.6);
  return { from: sec - 10_800, step: 300, values, low: values.map(() => 0), high: values.map(() => high) };
}

interface Plan {
  id: string;
  sev?: 'critical' | 'warning';
  side: Side;
  class: ReasonClass;
  title: string;
  reply: string;
  code: string;
  servers: string[];
  n: number;
  d: number;
  old: number;
  left: number;
  advice: string;
  worse?: string;
  base: number;
}
const h = 3600;
const day = 86_400;
const plans: Plan[] = [
  {
    id: 'filter',
    sev: 'critical',
    side: 'local',
    class: 'local_fault',
    title: 'Content filter is not answering',
    reply: 'connect to 127.0.0.1[127.0.0.1]:10024: Connection refused',
    code: '',
    servers: ['mx1'],
    n: 212,
    d: 190,
    old: 840,
    left: 4 * day + 23 * h,
    advice: 'Start the filter, prove with one',
    base: 0,
  },
  {
    id: 'ms',
    sev: 'warning',
    side: 'sender',
    class: 'reputation',
    title: 'Microsoft 365 distrusts 203.0.113.25',
    reply:
      'host eur.olc.protection.example[198.51.100.33] said: 451 4.7.650 The mail server [203.0.113.25] has been temporarily rate limited due to IP reputation',
    code: '451 4.7.650',
    servers: ['mx1'],
    n: 438,
    d: 86,
    old: 3.2 * h,
    left: 4 * day + 20 * h,
    advice: 'Stop the source, do not flush',
    worse: 'Each refused attempt counts against the IP.',
    base: 4,
  },
  {
    id: 'harbour',
    side: 'network',
    class: 'connect_failed',
    title: 'Cannot reach harbour-print.example',
    reply: 'connect to mx.harbour-print.example[192.0.2.9]:25: Connection timed out',
    code: '',
    servers: ['mx1'],
    n: 96,
    d: 0,
    old: 4 * day + 20 * h,
    left: 3.6 * h,
    advice: 'Tell senders before 18:08',
    base: 2,
  },
  {
    id: 'full',
    side: 'remote',
    class: 'mailbox_full',
    title: 'Recipient mailbox full',
    reply: '452 4.2.2 <img src=x onerror=alert(1)> mailbox full',
    code: '452 4.2.2',
    servers: ['mx1', 'lists'],
    n: 804,
    d: 9,
    old: 3 * day,
    left: 2 * day,
    advice: 'Wait; 12 will bounce today',
    base: 8,
  },
  {
    id: 'mailhaus',
    side: 'remote',
    class: 'remote_temporary',
    title: 'Temporary trouble at mailhaus.example',
    reply: 'host mx.mailhaus.example[192.0.2.71] said: 451 4.3.0 Mail server temporarily rejected message',
    code: '451 4.3.0',
    servers: ['mx2'],
    n: 133,
    d: -118,
    old: 3300,
    left: 5 * day,
    advice: 'Wait, ask after 4 h',
    base: 3,
  },
];

const row = (p: Plan, i: number): CauseRow => ({
  id: p.id,
  side: p.side,
  suspected: false,
  class: p.class,
  provider: null,
  title: p.title,
  reply: p.reply,
  code: p.code === '' ? null : p.code,
  advice: p.advice,
  servers: p.servers,
  messages: p.n,
  recipients: p.n + 24,
  change15: p.d,
  fresh15: Math.max(0, p.d),
  spark: spark(i + 3, p.base, p.sev === undefined ? p.base : 90, 0.75),
  oldest: sec - p.old,
  bounces: { at: sec + p.left, how: 'est' },
  nextTry: { at: sec + 240, how: 'est' },
  incident: p.sev === undefined ? null : { id: 131 + i, state: 'open', severity: p.sev },
  retryMakesWorse: p.worse ?? null,
  muted: false,
});

/** `turned` puts the last of them first, as a poll may. */
export const causes = { turned: false };
const rows = (): CauseRow[] => {
  const [local, ...others] = plans.map(row);
  return local === undefined ? [] : [local, ...(causes.turned ? others.reverse() : others)];
};

const view = (): CausesView => ({
  version: 1,
  verdict: {
    tone: 'critical',
    title: 'It is us: the content filter on mx1 is not answering',
    detail: '212 messages wait for it, 190 of them since 14:14. 2 other causes need a look. 5,964 wait in all.',
  },
  rows: rows(),
  selfClearing: {
    messages: 888,
    domains: 214,
    servers: 4,
    text: '888 greylisted messages at 214 domains on 4 servers; second tries usually pass, next ones due within 15 min',
    rows: [],
  },
  waiting: 5964,
  untold: 0,
});

function detail(found: CauseRow): CauseDetail {
  return {
    version: 1,
    row: found,
    sentence: `${found.messages} messages wait: ${found.title}.`,
    explanation: 'Every attempt was answered the same way. Waiting alone helps only once the cause is gone.',
    timeScale: 'hours to days',
    clearsItself: 'no',
    phase: 'rcpt',
    speaker: { kind: found.side === 'local' ? 'us' : 'remote', host: '127.0.0.1:10024', ip: null },
    speakerText: found.side === 'local' ? 'our own Postfix. No other server was asked yet.' : 'the receiver itself.',
    variants: [
      { text: found.reply ?? '', pattern: found.reply ?? '', code: found.code, count: 197 },
      { text: 'mail transport unavailable', pattern: 'mail transport unavailable', code: null, count: 3 },
    ],
    decidedBy: { rule: 'fixture', source: 'Postfix FILTER_README', confidence: 'high', text: 'The text names it.' },
    patterns: [{ title: 'Only there.', text: 'Other providers take our mail.' }],
    chart: { spark: found.spark, marks: [{ at: sec - 840, label: 'first 14:14' }], threshold: 'normal 0–2' },
    senders: [{ label: 'bulk@kestrel-shop.example', count: 391, filter: null }],
    domains: [{ label: 'hotmail.example', count: 204, filter: null }],
    sourceIps: [{ label: '203.0.113.25', count: 438, filter: null }],
    steps: [
      {
        text: 'Start the filter service and see that port 10024 listens.',
        source: 'Postfix FILTER_README',
        url: 'https://www.postfix.org/FILTER_README.html',
        done: null,
      },
    ],
    checks: {
      server: 'mx1',
      at: now - 8000,
      rows: [
        { id: 'port', label: 'Filter port 10024', state: 'bad', text: 'refused, nothing listens' },
        { id: 'disk', label: 'Disk and inodes', state: 'ok', text: '71 % and 12 % used' },
        { id: 'maps', label: 'Look-up tables', state: 'not_checked', text: 'not checked, needs log access' },
      ],
    },
    longest: [
      {
        server: 'mx1',
        id: '4Zq3m1k8Lw',
        sender: 'orders@kestrel-shop.example',
        recipient: 'd.nwosu@example.com',
        arrival: sec - 11_520,
        tries: 7,
      },
    ],
    before: { incident: 118, text: 'Last seen 9 Oct: same code, 1 h 50 min.' },
    runs: [],
  };
}

export function causeHandlers(
  push: <K extends EventName>(name: K, payload: EventPayload<K>) => void,
): Partial<Handlers> {
  Object.assign(globalThis, {
    /** For tests: a poll that brings the same causes in another order. */
    turnCauses() {
      causes.turned = !causes.turned;
      push('queue', { version: 2, servers: [] });
    },
  });
  return {
    'causes.list': () => view(),
    'causes.get': ({ id }) => {
      const found = rows().find((r) => r.id === id);
      return found === undefined ? null : detail(found);
    },
    'causes.check': () => ({ ok: true }),
    'monitor.lookNow': () => ({ ok: true }),
    'mutes.add': () => ({ ok: true }),
  };
}
