/**
 * Cost of the alert engine: a poll of a server with a hundred series, four weeks of baselines of fifty servers, and a
 * replay of five weeks of polls.
 *
 *   npm run bench alerts
 */
import process from 'node:process';
import type { Alerts } from '../../shared/alerts/index.ts';
import { createAlerts } from '../../shared/alerts/index.ts';
import { AlertSettings } from '../../shared/model/incident.ts';
import type { ReasonClass } from '../../shared/model/reason.ts';

const classes: ReasonClass[] = [
  'rate_limit',
  'remote_temporary',
  'connect_failed',
  'mailbox_full',
  'reputation',
  'mailbox_busy',
  'connection_dropped',
];
const settings = AlertSettings.parse({ timezone: 'UTC' });
const start = 1_780_272_000;
let serial = 0;

/** A poll that brings `each` fresh deferrals of each of 84 pairs (with the sums: 105 series), and lets old ones go. */
function poll(alerts: Alerts, t: number, server: string, each: number, queue: string[]): void {
  const added = [];
  for (let p = 0; p < 12; p++)
    for (const cls of classes)
      for (let k = 0; k < each; k++) {
        const id = (++serial).toString(36);
        queue.push(id);
        added.push({
          id,
          arrival: t - 10,
          sender: `s${serial % 50}@ours.example`,
          recipient: `u${serial}@p${p}.example`,
          reason: { class: cls, provider: `p${p}.example`, side: 'remote' as const },
        });
      }
  alerts.poll(t, server, { added, removed: queue.splice(0, Math.max(0, queue.length - 1000)) });
}

const memory = (): number => {
  (globalThis as { gc?: () => void }).gc?.();
  const m = process.memoryUsage();
  return (m.heapUsed + m.external) / 1e6;
};
/** Processor time, which a busy machine does not stretch; milliseconds. */
const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const one = createAlerts(settings);
const queue: string[] = [];
let t = start;
for (let i = 0; i < 28 * 288; i++) poll(one, (t += 300), 's0', 2, queue);
const state = one.serialise();
const baseline = state.baselines.s0 ?? '';
const before = memory();
const fifty = createAlerts(settings, {
  ...state,
  baselines: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`s${i}`, baseline])),
});
say(`four weeks of baselines, 50 servers x 105 series: ${(memory() - before).toFixed(0)} MB`);
const times: number[] = [];
for (let i = 0; i < 600; i++) {
  const from = spent();
  poll(fifty, (t += 60), 's0', 1, queue);
  times.push(spent() - from);
}
times.sort((a, b) => a - b);
say(
  `a poll with 105 series: median ${times[300]?.toFixed(2)} ms, 95 % ${times[570]?.toFixed(2)} ms, most ${times[599]?.toFixed(2)} ms`,
);

const weeks = createAlerts(settings);
const gone: string[] = [];
const from = spent();
const polls = 35 * 1440;
for (let i = 0; i < polls; i++) {
  const at = start + i * 60;
  const added = Array.from({ length: i % 3 === 0 ? 6 : 2 }, (_, k) => {
    const id = (++serial).toString(36);
    gone.push(id);
    return {
      id,
      arrival: at - 10,
      sender: `s${serial % 50}@ours.example`,
      recipient: `u@p${(serial * 7) % 40}.example`,
      reason: {
        class: classes[(serial + k) % 7] ?? 'rate_limit',
        provider: `p${(serial * 7) % 40}.example`,
        side: 'remote' as const,
      },
    };
  });
  weeks.poll(at, 'busy', { added, removed: gone.splice(0, Math.max(0, gone.length - 400)) });
}
say(`five weeks of 60-second polls of a busy server: ${((spent() - from) / 1000).toFixed(1)} s`);
