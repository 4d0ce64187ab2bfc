import { eventNames, type EventName } from '../../shared/contract.ts';
import type { EngineLink } from '../host/engineLink.ts';
import type { Clock, Disposer } from '../ports.ts';

/** Carry their whole present value (or a version): a late listener needs the last one only. */
const states: ReadonlySet<EventName> = new Set([
  'status',
  'servers',
  'mailboxes',
  'prompts',
  'actions',
  'queue',
  'bounces',
  'incidents',
]);

/** A stream as the hub needs it: an HTTP response. */
export interface Sink {
  write(text: string): boolean;
  /** Bytes not yet taken by the other side. */
  readonly writableLength: number;
  destroy(): void;
}

export interface EventHub {
  /** Sends what the listener missed after `lastId`, then everything new. */
  attach(sink: Sink, lastId: string | undefined): Disposer;
  readonly size: number;
  dispose(): void;
}

const keepAliveMs = 15_000;
const keptEvents = 200;
/** A tab that stopped reading must not fill our memory; it comes back and gets the present values. */
const mostPending = 16 * 1024 * 1024;

/**
 * One stream of events for any number of pages, in the format of server-sent events. Ids are "<run>-<n>": after a restart
 * of the host an old id means nothing and everything kept is sent.
 */
export function createEventHub(deps: { engine: Pick<EngineLink, 'on'>; clock: Clock; run: string }): EventHub {
  const sinks = new Set<Sink>();
  const last = new Map<EventName, { n: number; text: string }>();
  const ring: { n: number; text: string }[] = [];
  let count = 0;

  function send(sink: Sink, text: string): void {
    if (sink.writableLength > mostPending) {
      sinks.delete(sink);
      sink.destroy();
      return;
    }
    sink.write(text);
  }

  const disposers = eventNames.map((name) =>
    deps.engine.on(name, (payload) => {
      const n = ++count;
      const text = `event: ${name}\nid: ${deps.run}-${n}\ndata: ${JSON.stringify(payload)}\n\n`;
      if (states.has(name)) last.set(name, { n, text });
      else if (ring.push({ n, text }) > keptEvents) ring.shift();
      for (const sink of [...sinks]) send(sink, text);
    }),
  );

  let cancel: Disposer | null = null;
  const keepAlive = (): void => {
    for (const sink of [...sinks]) send(sink, ': still here\n\n');
    cancel = deps.clock.after(keepAliveMs, keepAlive);
  };
  cancel = deps.clock.after(keepAliveMs, keepAlive);

  return {
    attach(sink, lastId) {
      sinks.add(sink);
      const [run, number] = lastId?.match(/^(\w{1,40})-(\d{1,15})$/)?.slice(1) ?? [];
      const known = run === deps.run ? Number(number) : null;
      // A first visit gets present values only; what happened before it stands in the lists it asks for.
      const missed = [...last.values(), ...(known === null ? [] : ring)].filter(({ n }) => n > (known ?? 0));
      send(sink, ': welcome\n\n' + missed.sort((a, b) => a.n - b.n).reduce((text, one) => text + one.text, ''));
      return () => void sinks.delete(sink);
    },
    get size() {
      return sinks.size;
    },
    dispose() {
      cancel?.();
      for (const dispose of disposers) dispose();
      for (const sink of [...sinks]) sink.destroy();
      sinks.clear();
    },
  };
}
