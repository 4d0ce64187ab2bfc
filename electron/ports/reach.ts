/** The clock, the ways to a server, and what only a person or the keychain can answer. */
import type { ServerConfig } from '../../shared/model/server.ts';

export type Disposer = () => void;

export interface Clock {
  /** Epoch milliseconds of the wall clock. */
  now(): number;
  /** Milliseconds that never jump; does not run while the machine sleeps on some systems. */
  monotonic(): number;
  /** One shot; the disposer cancels it. Timers never keep the process alive. */
  after(ms: number, run: () => void): Disposer;
  /** 0 <= n < 1, for jitter. */
  random(): number;
}

/** A command as data. The transport quotes it for whatever shell is at the far end. */
export interface Command {
  argv: readonly [string, ...string[]];
  /** Bytes for standard input; ids travel here. */
  stdin?: string | Uint8Array;
  /** Put sudo -n or doas -n in front, as the server is configured. */
  elevated?: boolean;
  /** With `elevated`: become this account instead of root. */
  elevatedAs?: string;
  /**
   * `posix` (default): wrapped for a POSIX shell with PATH and environment. `none`: the words are joined as they are, for
   * far ends without one (Windows); only words of letters, digits and _.:/\\=@,+%- pass.
   */
  shell?: 'posix' | 'none';
  /** Environment to set; LC_ALL=C and TZ=UTC are always set. */
  env?: Readonly<Record<string, string>>;
  /** One deadline for connect, login and command, milliseconds. */
  deadlineMs: number;
  /** Stop reading standard output after that many bytes; the result says `truncated`. */
  maxBytes?: number;
  /** Standard error goes into standard output, in order and without its limit. */
  mergeStderr?: boolean;
  /** Let the far end gzip the output where it can. */
  compress?: boolean;
}

export interface CommandResult {
  /** null when the command died by a signal or the connection was lost. */
  exitCode: number | null;
  signal: string | null;
  /** At most 64 KiB. */
  stderr: string;
  stdoutBytes: number;
  /** Output was cut: by maxBytes, the deadline or a lost connection. What came before was delivered. */
  truncated: false | 'limit' | 'deadline' | 'connection';
}

/**
 * Runs commands at one place. Errors before the command ran are AppErrors with a stable code: dns_failed,
 * connect_refused, connect_timeout, network_unreachable, host_key_unknown, host_key_changed, host_key_revoked,
 * auth_failed, auth_cancelled, agent_unavailable, weak_crypto, channel_refused, tls_untrusted, disposed ...
 */
export interface CommandTransport {
  run(command: Command, onStdout: (chunk: Uint8Array) => void, signal?: AbortSignal): Promise<CommandResult>;
  /** Collects standard output as UTF-8 with replacement; for short answers (default limit 1 MiB). */
  text(command: Command, signal?: AbortSignal): Promise<CommandResult & { stdout: string }>;
  /** A TCP stream to a port as seen from the far end, for APIs reached through SSH. */
  forward?(host: string, port: number, signal?: AbortSignal): Promise<NodeJS.ReadWriteStream & { destroy(): void }>;
  /** Drops connections at once; the next run connects anew. For resume from sleep. */
  reset(): void;
  /** Who answered and how we logged in; null before the first login and where there is none. */
  peer?(): TransportPeer | null;
  /** The last lines of the connection's life, for "Show the SSH log". Never secrets. */
  log(): readonly { at: number; text: string }[];
  dispose(): void;
}

export interface TransportPeer {
  /** "ssh agent, ED25519, laptop 2025"; null where nothing tells it. */
  login: string | null;
  /** `since` (epoch ms): first trusted by Queuewatch, where known. */
  hostKey: { type: string; fingerprint: string; since: number | null } | null;
}

export interface HttpCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the server's base address, with query. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  deadlineMs: number;
  maxBytes?: number;
}

export interface HttpReply {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
  truncated: boolean;
}

export interface HttpTransport {
  call(call: HttpCall, signal?: AbortSignal): Promise<HttpReply>;
  reset(): void;
  log(): readonly { at: number; text: string }[];
  dispose(): void;
}

/** What an MTA driver may use to reach its server; which of the two exists follows from the route. */
export interface Reach {
  command?: CommandTransport;
  http?: HttpTransport;
  /** The API's secret, asked for by the driver when it logs in; null when the person declines. */
  secret?(what: 'password' | 'api_key', refused?: boolean): Promise<string | null>;
  clock: Clock;
}

/** Creates the way to a server; `ask` brings host keys and secrets to the person. */
export type ConnectReach = (config: ServerConfig, ask: Asker) => Reach & { dispose(): void };

/** Questions only a person can answer, and the keychain behind them. */
export interface Asker {
  /** First use of a host key: resolves true when the person trusts it. Never called for a changed key. */
  hostKey(question: {
    host: string;
    port: number;
    address: string | null;
    keyType: string;
    /** "SHA256:..." */
    fingerprint: string;
    /** Base64 of the key blob, to remember. */
    key: string;
    randomart: string;
  }): Promise<boolean>;
  /** A password, passphrase, one-time code or API key; null when the person declines. */
  secret(question: {
    what: 'password' | 'passphrase' | 'one_time_code' | 'answer' | 'api_key';
    text: string;
    echo: boolean;
    /** Key in the keychain; absent for what must not be kept. */
    keep?: string;
    /** True when the kept one was refused: ask again. */
    refused?: boolean;
  }): Promise<string | null>;
}

/** Keychain of the host. `memory` keeps nothing over a restart; `weak` is protected by a fixed password only. */
export interface Secrets {
  readonly backend: 'keychain' | 'weak' | 'memory';
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}
