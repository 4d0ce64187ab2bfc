import path from 'node:path';
import { AppError, isAppError } from '../../shared/error.ts';
import type { ServerConfig, SshRoute } from '../../shared/model/server.ts';
import type { Asker, Clock, CommandTransport, ConnectReach, HttpTransport, Reach } from '../ports.ts';
import { createHttpTransport } from './https.ts';
import { createKnownHosts } from './knownHosts.ts';
import { createLimiter } from './limiter.ts';
import { createLocalTransport } from './local.ts';
import { createOpenSshTransport } from './openssh.ts';
import { createSshTransport } from './ssh.ts';
import { createResolveHost, listAliases, parseTarget, type ResolvedHost } from './sshConfig.ts';
import { createJumpPool, resolveRoute, type SshWorld } from './sshRoutes.ts';

export interface ConnectDeps {
  clock: Clock;
  /** Folder of Queuewatch's own known_hosts file and of control sockets. */
  dataDir: string;
  /** The OpenSSH client; null where there is none. */
  sshProgram?: string | null;
  /** Routes this engine serves itself (demo). */
  other?: (config: ServerConfig, ask: Asker) => (Reach & { dispose(): void }) | null;
}

export interface SshHosts {
  /** Aliases of the person's SSH configuration. */
  aliases(): string[];
  /** "monitor@mx1.example:22" and the jump hosts of a target; AppError when it is no host. */
  resolve(target: string): Promise<Pick<ResolvedHost, 'user' | 'host' | 'port' | 'proxyJump' | 'proxyCommand'>>;
  /**
   * Trusts the changed key a host offers now, if its fingerprint is exactly the one given; AppError `host_key_mismatch` else.
   */
  replaceHostKey(config: ServerConfig, fingerprint: string): Promise<void>;
}

/** How many handshakes with servers run at the same time, over all servers. */
const startsAtATime = 6;

const silent: Asker = { hostKey: () => Promise.resolve(false), secret: () => Promise.resolve(null) };

/** Chooses the way to a server by its route. One per engine: limits, jump hosts and known keys are shared. */
export function createConnectReach(deps: ConnectDeps): ConnectReach & { hosts: SshHosts; dispose(): void } {
  const { clock, dataDir } = deps;
  const program = deps.sshProgram === undefined ? 'ssh' : deps.sshProgram;
  const ownFile = path.join(dataDir, 'known_hosts');
  const knownHosts = createKnownHosts(ownFile);
  const world: SshWorld = {
    clock,
    knownHosts,
    resolve: createResolveHost(program),
    starts: createLimiter(startsAtATime),
    jumps: createJumpPool(),
  };
  const live = new Set<{ dispose(): void }>();

  const overSsh = (config: ServerConfig, route: SshRoute, ask: Asker): CommandTransport =>
    route.client === 'openssh' && program !== null
      ? createOpenSshTransport({ world, route, elevate: config.elevate, ask, program, ownFile, dataDir })
      : createSshTransport({ world, route, elevate: config.elevate, ask, keep: config.id });

  const reach = (config: ServerConfig, ask: Asker): Reach & { dispose(): void } => {
    const { route } = config;
    let command: CommandTransport | undefined;
    let http: HttpTransport | undefined;
    switch (route.kind) {
      case 'ssh':
        command = overSsh(config, route, ask);
        break;
      case 'local':
        command = createLocalTransport({ clock, elevate: config.elevate });
        break;
      case 'https': {
        const via = route.via === undefined ? undefined : overSsh(config, route.via, ask);
        http = createHttpTransport({ clock, route, ...(via === undefined ? {} : { via }) });
        break;
      }
      default: {
        const own = deps.other?.(config, ask);
        if (own) return own;
        throw new AppError('no_route', `a server of kind ${route.kind} is not polled`, { kind: route.kind });
      }
    }
    const made: Reach & { dispose(): void } = {
      clock,
      ...(command === undefined ? {} : { command }),
      ...(http === undefined ? {} : { http }),
      secret: (what, refused = false) =>
        ask.secret({
          what,
          text: route.kind === 'https' ? route.baseUrl : config.name,
          echo: false,
          keep: `${config.id}:${what}`,
          refused,
        }),
      dispose() {
        live.delete(made);
        command?.dispose();
        http?.dispose();
      },
    };
    live.add(made);
    return made;
  };

  const hosts: SshHosts = {
    aliases: () => listAliases(),
    resolve: async (target) => world.resolve(parseTarget(target), {}),
    async replaceHostKey(config, fingerprint) {
      const route =
        config.route.kind === 'ssh' ? config.route : config.route.kind === 'https' ? config.route.via : undefined;
      if (route === undefined) throw new AppError('no_route', 'this server has no host key');
      // Connecting is how to see the key; a changed one is refused before any login.
      const probe = createSshTransport({ world, route, elevate: 'none', ask: silent, keep: config.id });
      try {
        await probe.text({ argv: ['true'], deadlineMs: 20_000 });
      } catch (error) {
        if (!isAppError(error) || error.code !== 'host_key_changed') throw error;
        const { key, offered, name } = error.details as { key: string; offered: string; name: string };
        if (offered !== fingerprint) {
          throw new AppError('host_key_mismatch', 'the host offers another key', { offered, given: fingerprint });
        }
        const host = await resolveRoute(world, route);
        const old = knownHosts.lines(host.knownHostsFiles);
        const blob = Buffer.from(key, 'base64');
        knownHosts.replace(name, blob, old, clock.now());
      } finally {
        probe.dispose();
      }
    },
  };

  return Object.assign(reach, {
    hosts,
    dispose() {
      for (const one of [...live]) one.dispose();
    },
  });
}
