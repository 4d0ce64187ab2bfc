import type { EventName, EventPayload } from '../../shared/contract.ts';
import type { Clock, Disposer } from '../ports.ts';

export interface Emitter {
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): Disposer;
  emit<K extends EventName>(name: K, payload: EventPayload<K>): void;
  /** Emits the present value a little later, once for many changes. */
  soon<K extends EventName>(name: K, value: () => EventPayload<K>): void;
  dispose(): void;
}

/** Faster than a person sees, slower than a listing streams. */
const gatherMs = 120;

export function createEmitter(clock: Clock, failed: (error: unknown) => void): Emitter {
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const waiting = new Map<EventName, Disposer>();
  let disposed = false;
  const emitter: Emitter = {
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => void set.delete(listener);
    },
    emit(name, payload) {
      for (const listener of [...(listeners.get(name) ?? [])]) {
        try {
          // Only listeners of this event's payload were put into the set.
          listener(payload as never);
        } catch (error) {
          failed(error);
        }
      }
    },
    soon(name, value) {
      if (disposed || waiting.has(name)) return;
      waiting.set(
        name,
        clock.after(gatherMs, () => {
          waiting.delete(name);
          if (!disposed) emitter.emit(name, value());
        }),
      );
    },
    dispose() {
      disposed = true;
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
      listeners.clear();
    },
  };
  return emitter;
}
