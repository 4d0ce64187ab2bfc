import type { Route, ServerConfigInput, SshRoute } from '../../shared/model/server.ts';
import type { HostCandidate } from '../../shared/views/servers.ts';

/** What a typed host text means, or why it means nothing; `why` is a key of the messages. */
export type HostReading =
  | { kind: 'ssh'; route: Pick<SshRoute, 'target' | 'port'>; name: string }
  | { kind: 'https'; baseUrl: string; name: string }
  | { kind: 'bad'; why: HostComplaint }
  | { kind: 'empty' };
export type HostComplaint = 'space' | 'dash' | 'control' | 'url' | 'plain_http' | 'credentials' | 'port' | 'scheme';

/**
 * Reads what a person types into "Host": an SSH alias, host, user@host, any of them with :port, ssh://..., or the
 * https:// address of an API. A leading dash is refused because an SSH client would take it for an option.
 */
export function readHostText(text: string): HostReading {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'empty' };
  if (/\p{Cc}/u.test(trimmed)) return { kind: 'bad', why: 'control' };
  if (/\s/u.test(trimmed)) return { kind: 'bad', why: 'space' };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//iu.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return readApiAddress(trimmed);
  if (scheme !== undefined && scheme !== 'ssh') return { kind: 'bad', why: 'scheme' };
  const rest = scheme === 'ssh' ? trimmed.slice('ssh://'.length).replace(/\/+$/u, '') : trimmed;
  return readSshTarget(rest);
}

function readApiAddress(text: string): HostReading {
  if (!URL.canParse(text)) return { kind: 'bad', why: 'url' };
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return { kind: 'bad', why: 'credentials' };
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return { kind: 'bad', why: 'plain_http' };
  return { kind: 'https', baseUrl: url.href.replace(/\/+$/u, ''), name: url.hostname.replace(/^\[|\]$/gu, '') };
}

/** Where plain http:// never leaves the machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127(\.\d{1,3}){3}$/u.test(hostname)
  );
}

function readSshTarget(text: string): HostReading {
  const at = text.lastIndexOf('@');
  const user = at > 0 ? text.slice(0, at) : null;
  const hostPort = at >= 0 ? text.slice(at + 1) : text;
  if (user?.includes(':')) return { kind: 'bad', why: 'credentials' };
  const parts =
    /^\[([^\]]+)\](?::(\d+))?$/u.exec(hostPort) ??
    // A bare IPv6 address has several colons and no port.
    /^((?:[^:]*:){2,}[^:]*)$/u.exec(hostPort) ??
    /^([^:]+)(?::(\d+))?$/u.exec(hostPort);
  const host = parts?.[1];
  if (parts === null || host === undefined || at === 0) return { kind: 'bad', why: 'port' };
  if (host.startsWith('-') || (user?.startsWith('-') ?? false)) return { kind: 'bad', why: 'dash' };
  const port = parts[2] === undefined ? undefined : Number(parts[2]);
  if (port !== undefined && (port < 1 || port > 65535)) return { kind: 'bad', why: 'port' };
  const target = user === null ? host : `${user}@${host}`;
  return { kind: 'ssh', route: port === undefined ? { target } : { target, port }, name: host };
}

/** An id for a new server: from its name, plain characters only, not taken yet. */
export function serverIdFrom(name: string, taken: ReadonlySet<string>): string {
  const base =
    name
      .toLowerCase()
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .replace(/[^a-z0-9._-]+/gu, '-')
      .replace(/^[^a-z0-9]+|[-.]+$/gu, '')
      .slice(0, 56) || 'server';
  if (!taken.has(base)) return base;
  for (let n = 2; ; n += 1) if (!taken.has(`${base}-${n}`)) return `${base}-${n}`;
}

/** How the person wants the connection to be made, beyond the host itself. */
export interface RouteChoices {
  client: 'builtin' | 'openssh';
  sshAuth: 'auto' | 'agent' | 'key' | 'password';
  user: string;
  identityFile: string;
  apiAuth: 'none' | 'apikey' | 'basic' | 'bearer' | 'ticket';
  username: string;
  ca: string;
  pin: string;
  /** SSH host the API is reached through; empty for directly. */
  via: string;
}

export const plainChoices: RouteChoices = {
  client: 'builtin',
  sshAuth: 'auto',
  user: '',
  identityFile: '',
  apiAuth: 'apikey',
  username: '',
  ca: '',
  pin: '',
  via: '',
};

/** The route for a reading with the person's choices; null while the choices do not make one (a bad `via`). */
export function routeOf(reading: HostReading, choices: RouteChoices): Route | null {
  if (reading.kind === 'ssh') {
    return {
      kind: 'ssh',
      ...reading.route,
      ...(choices.user.trim() === '' ? {} : { user: choices.user.trim() }),
      client: choices.client,
      auth: choices.sshAuth,
      ...(choices.identityFile.trim() === '' ? {} : { identityFile: choices.identityFile.trim() }),
    };
  }
  if (reading.kind === 'https') {
    const via = readHostText(choices.via);
    if (via.kind === 'bad' || via.kind === 'https') return null;
    return {
      kind: 'https',
      baseUrl: reading.baseUrl,
      auth: choices.apiAuth,
      ...(choices.username.trim() === '' ? {} : { username: choices.username.trim() }),
      ...(choices.ca.trim() === '' ? {} : { ca: choices.ca.trim() }),
      ...(choices.pin.trim() === '' ? {} : { pin: choices.pin.trim() }),
      ...(via.kind === 'ssh'
        ? { via: { kind: 'ssh', ...via.route, client: choices.client, auth: choices.sshAuth } }
        : {}),
    };
  }
  return null;
}

/** The reading of a candidate that was picked from the list. */
export function readCandidate(candidate: Pick<HostCandidate, 'kind' | 'target'>): HostReading | { kind: 'local' } {
  return candidate.kind === 'local' ? { kind: 'local' } : readHostText(candidate.target);
}

/** A configuration as the wizard first sends it: nothing may be changed until the person says so. */
export function firstConfig(
  name: string,
  route: Route,
  mta: ServerConfigInput['mta'],
  taken: ReadonlySet<string>,
): ServerConfigInput {
  return { id: serverIdFrom(name, taken), name: name.slice(0, 64), mta, route, safety: 'observe' };
}

/** The choices a saved route stands for, to change them again. */
export function choicesOf(route: Route): RouteChoices {
  if (route.kind === 'ssh') {
    return {
      ...plainChoices,
      client: route.client,
      sshAuth: route.auth,
      user: route.user ?? '',
      identityFile: route.identityFile ?? '',
    };
  }
  if (route.kind !== 'https') return plainChoices;
  const via = route.via;
  return {
    ...plainChoices,
    apiAuth: route.auth,
    username: route.username ?? '',
    ca: route.ca ?? '',
    pin: route.pin ?? '',
    via: via === undefined ? '' : via.port === undefined ? via.target : `${via.target}:${via.port}`,
    ...(via === undefined ? {} : { client: via.client, sshAuth: via.auth }),
  };
}
