import { AppError } from '../../shared/error.ts';
import type { SshRoute } from '../../shared/model/server.ts';
import type { Asker, Clock } from '../ports.ts';
import type { Deadline } from './deadline.ts';
import type { KnownHosts } from './knownHosts.ts';
import type { Limiter } from './limiter.ts';
import { openLink, type SshLink } from './sshLink.ts';
import { parseTarget, type ResolvedHost, type ResolveHost } from './sshConfig.ts';

/** What all SSH connections of one engine share. */
export interface SshWorld {
  clock: Clock;
  knownHosts: KnownHosts;
  resolve: ResolveHost;
  /** How many handshakes run at a time: sshd drops connections over MaxStartups (10:30:100), and so do firewalls. */
  starts: Limiter;
  jumps: JumpPool;
}

/** Jump hosts are shared: sixty servers behind one bastion are one connection to it. */
export interface JumpPool {
  links: Map<string, Promise<SshLink>>;
  users: Map<string, number>;
}

export const createJumpPool = (): JumpPool => ({ links: new Map(), users: new Map() });

export interface OpenedRoute {
  link: SshLink;
  host: ResolvedHost;
  /** Closes the link and lets go of the jump hosts. */
  release(): void;
}

interface Opening {
  route: SshRoute;
  ask: Asker;
  keep: string;
  deadline: Deadline;
  log: (text: string) => void;
}

const maxHops = 8;

export async function resolveRoute(world: SshWorld, route: SshRoute): Promise<ResolvedHost> {
  const asked = parseTarget(route.target);
  const host = await world.resolve(
    { target: asked.target, user: route.user ?? asked.user, port: route.port ?? asked.port },
    route,
  );
  return route.knownHostsFile === undefined ? host : { ...host, knownHostsFiles: [route.knownHostsFile] };
}

/** Opens the way to a route's host, jump hosts included. */
export async function openRoute(world: SshWorld, opening: Opening): Promise<OpenedRoute> {
  const host = await resolveRoute(world, opening.route);
  if (host.proxyCommand !== null) {
    throw new AppError('needs_openssh', 'ProxyCommand is only done by the OpenSSH client', {
      what: 'ProxyCommand',
      host: host.target,
    });
  }
  return openHost(world, opening, host, new Set());
}

async function openHost(
  world: SshWorld,
  opening: Opening,
  host: ResolvedHost,
  seen: ReadonlySet<string>,
): Promise<OpenedRoute> {
  const self = `${host.user}@${host.host}:${host.port}`;
  if (seen.has(self) || seen.size >= maxHops) {
    throw new AppError('jump_loop', 'the jump hosts go round in a circle', { hops: [...seen, self] });
  }
  const path = new Set([...seen, self]);
  const hop = host.proxyJump.at(-1);
  let jump: OpenedRoute | null = null;
  if (hop !== undefined) {
    const asked = parseTarget(hop);
    let next = await world.resolve(asked, opening.route);
    // "a,b" means: a first, then b, then the host; each hop's own ProxyJump counts only for the first.
    const before = host.proxyJump.slice(0, -1);
    if (before.length > 0) next = { ...next, proxyJump: before };
    if (opening.route.knownHostsFile !== undefined) next = { ...next, knownHostsFiles: [opening.route.knownHostsFile] };
    opening.log(`going through ${next.user}@${next.host}:${next.port}`);
    jump = await openJump(world, opening, next, path);
  }
  try {
    let via: NodeJS.ReadWriteStream | undefined;
    if (jump !== null) via = await forward(jump.link, host.host, host.port, opening.deadline);
    const free = await world.starts.take();
    try {
      const link = await openLink({
        host,
        route: opening.route,
        ask: opening.ask,
        keep: opening.keep,
        clock: world.clock,
        knownHosts: world.knownHosts,
        deadline: opening.deadline,
        log: opening.log,
        ...(via === undefined ? {} : { via }),
      });
      link.onClose(() => jump?.release());
      return {
        link,
        host,
        release() {
          link.close();
          jump?.release();
        },
      };
    } finally {
      free();
    }
  } catch (error) {
    jump?.release();
    throw error;
  }
}

async function openJump(
  world: SshWorld,
  opening: Opening,
  host: ResolvedHost,
  seen: ReadonlySet<string>,
): Promise<OpenedRoute> {
  const { links, users } = world.jumps;
  const key = JSON.stringify([host.user, host.host, host.port, host.proxyJump, host.identityFiles]);
  let pending = links.get(key);
  if (pending === undefined) {
    // The way a server logs in (its key file, its password) is not the bastion's.
    const route: SshRoute = { ...opening.route, auth: 'auto' };
    delete route.identityFile;
    let inner: OpenedRoute | null = null;
    pending = openHost(world, { ...opening, route, keep: 'ssh' }, host, seen).then((opened) => {
      inner = opened;
      opened.link.onClose(() => links.delete(key));
      return {
        ...opened.link,
        get alive() {
          return opened.link.alive;
        },
        close: () => inner?.release(),
      };
    });
    links.set(key, pending);
    pending.catch(() => links.delete(key));
  }
  users.set(key, (users.get(key) ?? 0) + 1);
  let released = false;
  const release = () => {
    if (released) return;
    released = true;
    const left = (users.get(key) ?? 1) - 1;
    users.set(key, left);
    if (left > 0) return;
    users.delete(key);
    links.delete(key);
    void pending.then(
      (link) => link.close(),
      () => undefined,
    );
  };
  try {
    const link = await opening.deadline.race(
      pending,
      () => new AppError('connect_timeout', 'the jump host did not answer', { host: host.host, port: host.port }),
    );
    return { link, host, release };
  } catch (error) {
    release();
    throw error instanceof AppError
      ? new AppError(error.code, error.message, { ...error.details, jump: host.target }, error)
      : error;
  }
}

/** A TCP stream from the far end of a link. */
export function forward(
  link: SshLink,
  host: string,
  port: number,
  deadline: Deadline,
): Promise<NodeJS.ReadWriteStream & { destroy(): void }> {
  const opened = new Promise<NodeJS.ReadWriteStream & { destroy(): void }>((resolve, reject) => {
    link.client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      if (error) {
        const refused = /refused/i.test(error.message);
        // SSH_OPEN_ADMINISTRATIVELY_PROHIBITED (RFC 4254 section 5.1); OpenSSH's words for it are only "open failed".
        const prohibited = /prohibited/i.test(error.message) || ('reason' in error && error.reason === 1);
        reject(
          new AppError(
            prohibited ? 'forward_prohibited' : refused ? 'connect_refused' : 'channel_refused',
            error.message,
            {
              host,
              port,
            },
          ),
        );
      } else resolve(channel);
    });
  });
  return deadline.race(opened, () => new AppError('connect_timeout', 'no forwarded connection', { host, port }));
}
