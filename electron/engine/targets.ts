/** Tells webhook, ntfy and Slack targets, away from the mail system that is watched. */
import { targetRequest, wants } from '../../shared/alerts/targets.ts';
import { incidentWords } from '../../shared/messages/incidents.en.ts';
import type { AlertSettings, AlertTarget, Notification } from '../../shared/model/incident.ts';
import type { Clock, Disposer } from '../ports.ts';

export interface Targets {
  tell(notification: Notification, at: number): void;
  test(target: AlertTarget): Promise<{ ok: boolean; text: string }>;
  dispose(): void;
}

export interface TargetsDeps {
  clock: Clock;
  fetch: typeof globalThis.fetch;
  settings: () => AlertSettings;
  /** A target did not take a notification after all tries. */
  failed: (target: AlertTarget, why: string) => void;
  worked: (target: AlertTarget) => void;
}

const deadlineMs = 10_000;
const retriesMs = [5000, 30_000, 120_000];
const words = incidentWords.target;

export function createTargets({ clock, fetch, settings, failed, worked }: TargetsDeps): Targets {
  const pending = new Set<Disposer>();
  const stop = new AbortController();

  async function post(
    target: AlertTarget,
    notification: Notification,
    at: number,
  ): Promise<{ ok: boolean; again: boolean; text: string }> {
    const request = targetRequest(target, notification, at);
    const late = new AbortController();
    const cancel = clock.after(deadlineMs, () => late.abort());
    try {
      const reply = await fetch(request.url, {
        method: request.method,
        headers: request.headers,
        body: request.body,
        redirect: 'error',
        signal: AbortSignal.any([late.signal, stop.signal]),
      });
      if (reply.ok) {
        await reply.body?.cancel();
        return { ok: true, again: false, text: words.ok(reply.status) };
      }
      const said = (await reply.text().catch(() => '')).slice(0, 200).replace(/\s+/g, ' ');
      // Too many, or their trouble: later. Anything else will be refused again.
      return { ok: false, again: reply.status === 429 || reply.status >= 500, text: words.refused(reply.status, said) };
    } catch (error) {
      const cause =
        error instanceof Error && error.cause instanceof Error
          ? error.cause.message
          : error instanceof Error
            ? error.message
            : String(error);
      return { ok: false, again: true, text: words.failed(cause.slice(0, 200)) };
    } finally {
      cancel();
    }
  }

  async function deliver(target: AlertTarget, notification: Notification, at: number, attempt: number): Promise<void> {
    const done = await post(target, notification, at);
    if (stop.signal.aborted) return;
    if (done.ok) {
      worked(target);
      return;
    }
    const wait = retriesMs[attempt];
    if (!done.again || wait === undefined) {
      failed(target, done.text);
      return;
    }
    const cancel = clock.after(wait * (0.8 + clock.random() * 0.4), () => {
      pending.delete(cancel);
      void deliver(target, notification, at, attempt + 1);
    });
    pending.add(cancel);
  }

  return {
    tell(notification, at) {
      const now = settings();
      for (const target of now.targets)
        if (wants(target, notification, now, at)) void deliver(target, notification, at, 0);
    },
    async test(target) {
      const at = Math.floor(clock.now() / 1000);
      const { ok, text } = await post(
        target,
        { kind: 'opened', severity: 'info', title: words.testTitle, body: words.testBody, incidents: [], servers: [] },
        at,
      );
      return { ok, text };
    },
    dispose() {
      stop.abort();
      for (const cancel of pending) cancel();
      pending.clear();
    },
  };
}
