import type { AlertEvent, Alerts, AlertState, DeferredRecipient } from '../../../shared/alerts/index.ts';
import { createAlerts } from '../../../shared/alerts/index.ts';
import type { Incident, Notification } from '../../../shared/model/incident.ts';
import { AlertSettings } from '../../../shared/model/incident.ts';
import type { ReasonClass } from '../../../shared/model/reason.ts';

/** Monday 2026-06-01 00:00 UTC. */
export const monday = 1_780_272_000;
export const minute = 60;
export const hour = 3600;
export const day = 86_400;

export interface Deferral {
  id: string;
  arrival: number;
  recipient: string;
  sender: string;
  class: ReasonClass;
  provider: string;
}

type Background = (t: number, server: string) => number;

/**
 * A small world: servers polled every minute by the engine, with a queue per server that the test fills and empties.
 * The settings are in UTC, so that no test depends on where it runs.
 */
export class World {
  alerts: Alerts;
  t: number;
  readonly events: AlertEvent[] = [];
  private readonly queues = new Map<string, Map<string, Deferral>>();
  /** What the next poll of a server will show as new and as gone. */
  private readonly come = new Map<string, Map<string, Deferral>>();
  private readonly left = new Map<string, Map<string, Deferral>>();
  private serial = 0;
  private a = 12345;
  background: Background = () => 0;
  settings: AlertSettings;
  private dark = new Set<string>();

  constructor(servers: readonly string[], settings: object = {}, start = monday) {
    this.settings = AlertSettings.parse({ timezone: 'UTC', ...settings });
    this.alerts = createAlerts(this.settings);
    this.t = start;
    for (const s of servers)
      for (const map of [this.queues, this.come, this.left]) map.set(s, new Map<string, Deferral>());
  }

  random(): number {
    this.a = (Math.imul(this.a, 1_664_525) + 1_013_904_223) >>> 0;
    return this.a / 4_294_967_296;
  }

  /** Puts `n` deferrals into a server's queue now. */
  defer(server: string, n: number, about: Partial<Deferral> & { class: ReasonClass; provider: string }): Deferral[] {
    const made: Deferral[] = [];
    for (let i = 0; i < n; i++) {
      const serial = ++this.serial;
      const d: Deferral = {
        id: `Q${serial.toString(36)}`,
        arrival: this.t - 20,
        recipient: `u${serial}@${about.provider}.example`,
        sender: `s${serial % 17}@ours.example`,
        ...about,
      };
      made.push(d);
    }
    this.putBack(server, made);
    return made;
  }

  queue(server: string): Map<string, Deferral> {
    const q = this.queues.get(server);
    if (!q) throw new Error(`no server ${server}`);
    return q;
  }

  clear(server: string, which: (d: Deferral) => boolean = () => true): Deferral[] {
    const q = this.queue(server);
    const gone = [...q].filter(([, d]) => which(d));
    for (const [key, d] of gone) {
      q.delete(key);
      if (!this.come.get(server)?.delete(key)) this.left.get(server)?.set(key, d);
    }
    return gone.map(([, d]) => d);
  }

  putBack(server: string, list: readonly Deferral[]): void {
    for (const d of list) {
      const key = `${d.id} ${d.recipient}`;
      this.queue(server).set(key, d);
      if (!this.left.get(server)?.delete(key)) this.come.get(server)?.set(key, d);
    }
  }

  blind(server: string, on = true): void {
    if (on) this.dark.add(server);
    else this.dark.delete(server);
  }

  /** Runs `minutes` polls of every server; `each` may change the queues before each of them. */
  run(minutes: number, each?: (t: number, i: number) => void): void {
    for (let i = 0; i < minutes; i++) {
      this.t += minute;
      for (const server of this.queues.keys()) this.ordinary(server);
      each?.(this.t, i);
      this.tick();
      let offset = 0;
      for (const server of this.queues.keys()) this.poll(server, this.t + offset++);
    }
  }

  /** Runs until the wall clock (UTC) shows `clock` on the day `days` after the start's. */
  runTo(t: number, each?: (t: number, i: number) => void): void {
    this.run(Math.max(0, Math.floor((t - this.t) / minute)), each);
  }

  /** Time passes and nobody looks. */
  sleep(seconds: number, said: boolean): void {
    if (said) this.events.push(...this.alerts.slept(this.t, this.t + seconds));
    this.t += seconds;
  }

  restart(state: AlertState): void {
    this.alerts = createAlerts(this.alerts.settings(), JSON.parse(JSON.stringify(state)) as AlertState);
    for (const [server, q] of this.queues) {
      this.come.set(server, new Map(q));
      this.left.get(server)?.clear();
    }
  }

  poll(server: string, t: number): void {
    if (this.dark.has(server)) {
      this.events.push(...this.alerts.pollFailed(t, server, 'ssh: Connection timed out'));
      return;
    }
    const come = this.come.get(server) ?? new Map<string, Deferral>();
    const left = this.left.get(server) ?? new Map<string, Deferral>();
    const removed = new Set([...left.values()].map((d) => d.id));
    const added: DeferredRecipient[] = [...come].map(([, d]) => ({
      id: d.id,
      arrival: d.arrival,
      sender: d.sender,
      recipient: d.recipient,
      reason: {
        class: d.class,
        provider: d.provider,
        side: d.class === 'local_fault' ? 'local' : 'remote',
        text: `${d.class} at ${d.provider}`,
      },
    }));
    come.clear();
    left.clear();
    this.events.push(...this.alerts.poll(t, server, { added, removed: [...removed] }));
  }

  tick(): void {
    for (let i = 0; i < 100; i++) {
      const next = this.alerts.nextTick();
      if (next === null || next > this.t) break;
      this.events.push(...this.alerts.tick(Math.max(next, this.t - minute)));
    }
    this.events.push(...this.alerts.tick(this.t));
  }

  /** Ordinary deferrals: a mix that comes and goes within the hour. */
  private ordinary(server: string): void {
    const mean = this.background(this.t, server);
    for (let left = mean; left > 0; left--) {
      if (left < 1 && this.random() > left) break;
      const r = this.random();
      const provider =
        ['gmail', 'microsoft365', 'yahoo', 'alpha', 'beta', 'gamma', 'delta'][Math.floor(this.random() * 7)] ?? 'alpha';
      this.defer(server, 1, {
        provider,
        class: r < 0.5 ? 'remote_temporary' : r < 0.8 ? 'rate_limit' : r < 0.9 ? 'connect_failed' : 'mailbox_full',
        sender: 'ordinary@ours.example',
      });
    }
    if (this.t % 600 === 0)
      this.clear(server, (d) => d.sender === 'ordinary@ours.example' && d.arrival < this.t - 1800);
  }

  notices(kind?: Notification['kind'], since = 0): (Notification & { t: number })[] {
    return this.events.flatMap((e) =>
      e.event === 'notify' && e.t >= since && (kind === undefined || e.notification.kind === kind)
        ? [{ ...e.notification, t: e.t }]
        : [],
    );
  }

  opened(since = 0): Incident[] {
    return this.events.flatMap((e) =>
      e.event === 'open' && e.t >= since && e.incident.severity !== 'info' ? [e.incident] : [],
    );
  }
}

/** A world that has been watched for `days` with the given traffic (deferrals a minute). */
export function watched(
  servers: readonly string[],
  days: number,
  background: Background,
  settings: object = {},
): World {
  const w = new World(servers, settings);
  w.background = background;
  w.run(days * 1440);
  return w;
}

export const quiet: Background = () => 0.03;
export const hosting: Background = () => 0.6;
