import type { EngineRequestName, EventName, EventPayload, RequestInput, RequestOutput } from '../../shared/contract.ts';
import type { Disposer, Secrets } from '../ports.ts';

/** What only the host around the engine notices. */
export type HostSignal =
  | { kind: 'suspend' }
  | { kind: 'resume' }
  | { kind: 'online' }
  | { kind: 'do_not_disturb'; on: boolean }
  | { kind: 'focus'; on: boolean }
  /** Where secrets are kept changed: the person accepted the weak keychain, or took that back. */
  | { kind: 'secrets'; backend: Secrets['backend'] };

/**
 * The engine as a host sees it, wherever it runs (worker or same thread). `handle` parses input and output against the
 * contract on the engine's side: the host's thread must stay free.
 */
export interface EngineLink {
  handle<K extends EngineRequestName>(name: K, input: RequestInput<K>): Promise<RequestOutput<K>>;
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): Disposer;
  signal(signal: HostSignal): void;
  dispose(): Promise<void>;
}
