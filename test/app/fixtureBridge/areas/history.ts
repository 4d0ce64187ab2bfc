import type { HistoryChange, HistoryLane } from '../../../../shared/views/history.ts';
import type { Handlers } from '../../../../shared/contract.ts';
import { noise, now, seconds } from './clock.ts';

const hour = 3600;
const points = 168;
const from = seconds(now) - points * hour;

/** A week of hourly counts with its daily wave, a peak at `at`, and a stretch that was not seen. */
function week(seed: number, base: number, at: number, peak: number, blind = false): HistoryLane['spark'] {
  const random = noise(seed);
  const normal = Array.from({ length: points }, (_, i) => base * (1 + 0.8 * Math.sin(((i - 4) / 24) * 2 * Math.PI)));
  return {
    from,
    step: hour,
    values: normal.map((v, i) => {
      if (blind && i > 60 && i < 70) return null;
      const extra = i >= at ? peak * Math.exp(-(i - at) / 5) : 0;
      return Math.max(0, Math.round(v * (0.7 + random() * 0.5) + (extra > 1 ? extra : 0)));
    }),
    low: normal.map((v) => Math.max(0, v * 0.4)),
    high: normal.map((v) => v * 1.7 + 1),
  };
}
const small = (seed: number, up: boolean): HistoryChange['spark'] => {
  const random = noise(seed);
  const values = Array.from({ length: 36 }, (_, i) => Math.round(8 + random() * 6 + (up && i > 20 ? (i - 20) * 6 : 0)));
  return { from, step: hour * 4, values, low: values.map(() => 2), high: values.map(() => 16) };
};

const lanes: HistoryLane[] = [
  { key: 'local', label: 'LOCAL', side: 'local', spark: week(1, 0, 165, 212), peak: 212, peakUnit: '/ h' },
  { key: 'sender', label: 'SENDER', side: 'sender', spark: week(2, 40, 162, 911), peak: 911, peakUnit: '/ h' },
  { key: 'network', label: 'NETWORK', side: 'network', spark: week(3, 6, 117, 118, true), peak: 118, peakUnit: '/ h' },
  { key: 'dns', label: 'DNS', side: 'dns', spark: week(4, 5, 150, 77), peak: 77, peakUnit: '/ h' },
  { key: 'tls', label: 'TLS', side: 'tls', spark: week(5, 1, 164, 61), peak: 61, peakUnit: '/ h' },
  { key: 'remote', label: 'REMOTE', side: 'remote', spark: week(6, 30, 144, 340), peak: 340, peakUnit: '/ h' },
];
const change = (
  key: string,
  side: HistoryChange['side'],
  title: string,
  servers: string[],
  count: number,
  ratio: number | null,
  pattern: string,
  incident: number | null,
): HistoryChange => ({
  key,
  side,
  class: null,
  provider: null,
  title,
  servers,
  count,
  change: ratio,
  spark: small(count, ratio === null || ratio > 1.5),
  pattern,
  incident,
});
const changes = [
  change('a', 'local', 'Content filter is not answering', ['mx1'], 212, null, 'first time', 133),
  change('b', 'tls', 'Certificate of partner-bank.example expired', ['relay-eu'], 61, null, 'first time', 132),
  change('c', 'sender', 'Microsoft 365 distrusts our IP', ['mx1'], 1104, 3.12, '3rd time in 90 days', 131),
  change('d', 'sender', 'Yahoo slows us for complaints', ['mx2'], 911, 1.64, 'every 2nd Monday', 130),
  change('e', 'remote', 'Recipient mailbox full', ['mx1', 'lists'], 1960, 1.03, 'always there', null),
  change('f', 'sender', 'Gmail limits our rate', ['lists'], 28_310, 0.99, 'daily 09:00 and 14:00', 126),
  change('g', 'dns', 'DNS fails for recipient domains', ['mx1'], 402, 0.82, 'always there', null),
  change(
    'h',
    'remote',
    'Greylisting',
    ['mx1', 'mx2', 'relay-eu', 'lists'],
    9870,
    0.96,
    'always there, 97 % left at 2nd try',
    null,
  ),
];

export const historyHandlers: Partial<Handlers> = {
  'history.view': ({ by }) => ({
    sentence: 'Worse than usual: 1,104 from Microsoft, three times last week',
    from,
    to: seconds(now),
    lanes:
      by === 'side'
        ? lanes
        : (by === 'server'
            ? ['mx1', 'mx2', 'relay-eu', 'lists', 'legacy']
            : ['Gmail', 'Microsoft 365', 'Yahoo', 'GMX', 'mailhaus.example']
          ).map((label, i) => ({
            key: label,
            label,
            side: null,
            spark: week(i + 20, 20 + i * 9, 100 + i * 12, 90 + i * 40, i === 4),
            peak: 90 + i * 40,
            peakUnit: '/ h',
          })),
    changes,
    kept: { bytes: 48_200_000, since: seconds(now) - 90 * 86_400 },
  }),
  'history.queueAt': ({ at }) => ({
    at,
    rows: [
      {
        server: 'mx1',
        class: 'reputation',
        side: 'sender',
        provider: 'microsoft',
        title: 'Microsoft 365 distrusts our IP',
        messages: 412,
      },
      {
        server: 'lists',
        class: 'rate_limit',
        side: 'sender',
        provider: 'google',
        title: 'Gmail limits our rate',
        messages: 3820,
      },
      {
        server: 'mx1',
        class: 'mailbox_full',
        side: 'remote',
        provider: null,
        title: 'Recipient mailbox full',
        messages: 41,
      },
    ],
    note: 'Stored every 15 minutes: this is 14:15.',
  }),
  'history.export': ({ format }) => ({
    fileName: `history.${format}`,
    mime: 'text/csv',
    text: 'hour,side,count\n',
    truncated: false,
  }),
  'history.clear': () => ({ ok: true }),
};
