/**
 * - `opening`: not heard from the host yet
 * - `open`: events arrive
 * - `lost`: it does not answer; it is tried again by itself
 * - `ended`: the host runs, but this page's token is not (or no longer) good: only the address printed by it helps
 */
export type ConnectionState = 'opening' | 'open' | 'lost' | 'ended';

/** The shape `useSyncExternalStore` wants. */
export interface Connection {
  get(): ConnectionState;
  subscribe(listener: () => void): () => void;
}

export function createConnection(first: ConnectionState): Connection & { set(state: ConnectionState): void } {
  const listeners = new Set<() => void>();
  let now = first;
  return {
    get: () => now,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    set(state) {
      if (state === now) return;
      now = state;
      for (const listener of [...listeners]) listener();
    },
  };
}
