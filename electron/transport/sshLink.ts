import net from 'node:net';
import ssh2 from 'ssh2';
import type { Algorithms, Client, ServerHostKeyAlgorithm } from 'ssh2';
import { AppError } from '../../shared/error.ts';
import type { SshRoute } from '../../shared/model/server.ts';
import type { Asker, Clock, TransportPeer } from '../ports.ts';
import { createLogin } from './auth.ts';
import type { Deadline } from './deadline.ts';
import { handshakeFailure, networkFailure } from './failure.ts';
import { fingerprintOf, keyTypeName, keyTypeOf, randomartOf } from './hostKey.ts';
import { judgeHostKey, knownTypes, storedName, type KnownHosts } from './knownHosts.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import type { ResolvedHost } from './sshConfig.ts';

/** An authenticated connection to one host. */
export interface SshLink {
  readonly client: Client;
  readonly alive: boolean;
  readonly peer: TransportPeer;
  /** Servers allow 10 sessions a connection by default (MaxSessions, sshd_config(5)); we stay below. */
  readonly channels: Limiter;
  onClose(run: (error: Error | null) => void): void;
  close(): void;
}

export interface LinkOptions {
  host: ResolvedHost;
  route: SshRoute;
  ask: Asker;
  keep: string;
  clock: Clock;
  knownHosts: KnownHosts;
  deadline: Deadline;
  log: (text: string) => void;
  /** The way there when it is not TCP from here: a channel of a jump host. */
  via?: NodeJS.ReadWriteStream;
}

/** The floor: nothing with SHA-1, CBC, DSA or 1024-bit groups. RFC 9142, and OpenSSH's own defaults. */
const algorithms = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group15-sha512',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group17-sha512',
    'diffie-hellman-group18-sha512',
  ],
  // AES-GCM first: Node does it in native code.
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'chacha20-poly1305@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
} satisfies Algorithms;

const hostKeyAlgorithms: ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

/** Known types first, as ssh(1) does, so that a host with several keys shows the one we know. */
const orderedHostKeys = (known: readonly string[]): ServerHostKeyAlgorithm[] => {
  const isKnown = (a: string) => known.includes(a) || (a.startsWith('rsa-sha2') && known.includes('ssh-rsa'));
  return [...hostKeyAlgorithms.filter(isKnown), ...hostKeyAlgorithms.filter((a) => !isKnown(a))];
};

function dial(host: ResolvedHost, deadline: Deadline): Promise<net.Socket> {
  const details = { host: host.host, port: host.port };
  const connecting = new Promise<net.Socket>((resolve, reject) => {
    const socket = net.connect({ host: host.host, port: host.port, autoSelectFamily: true });
    const off = deadline.onEnd(() => socket.destroy());
    socket.once('connect', () => {
      off();
      socket.setNoDelay(true);
      socket.setKeepAlive(true, 30_000);
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.on('error', (error) => {
      off();
      reject(networkFailure(error, details));
    });
  });
  return deadline.race(connecting, () => new AppError('connect_timeout', `no answer from ${host.host}`, details));
}

/**
 * Connects and logs in. Errors are AppErrors; the host key is judged before any login, and a changed or revoked one ends the
 * connection with both fingerprints in the details.
 */
export async function openLink(options: LinkOptions): Promise<SshLink> {
  const { host, ask, clock, knownHosts, deadline, log } = options;
  const details = { host: host.host, port: host.port, user: host.user };
  const socket = options.via ?? (await dial(host, deadline));
  const address = socket instanceof net.Socket ? (socket.remoteAddress ?? null) : null;
  log(`connected to ${host.host}:${host.port}${address === null ? '' : ` (${address})`}`);

  const name = host.hostKeyAlias?.toLowerCase() ?? storedName(host.host, host.port);
  const lines = knownHosts.lines(host.knownHostsFiles);
  const client = new ssh2.Client();
  const login = createLogin({
    host,
    route: options.route,
    ask,
    keep: options.keep,
    pause: deadline.pause,
    log,
  });
  let refused: AppError | null = null;
  let hostKey: TransportPeer['hostKey'] = null;

  const judge = async (key: Buffer): Promise<boolean> => {
    const type = keyTypeName(keyTypeOf(key));
    const fingerprint = fingerprintOf(key);
    const verdict = judgeHostKey(lines, name, key);
    log(`host key ${type} ${fingerprint}: ${verdict.state}`);
    const shown = { ...details, name, keyType: type, offered: fingerprint };
    if (verdict.state === 'revoked') {
      refused = new AppError('host_key_revoked', `the key of ${name} is marked revoked`, {
        ...shown,
        file: verdict.line.file,
        line: verdict.line.line,
      });
      return false;
    }
    if (verdict.state === 'changed') {
      const known = verdict.known[0];
      refused = new AppError('host_key_changed', `the key of ${name} is not the known one`, {
        ...shown,
        key: key.toString('base64'),
        known: known === undefined ? '' : fingerprintOf(known.key),
        knownSince: known === undefined ? null : knownHosts.since(known),
        knownIn: verdict.known.map((l) => ({
          file: l.file,
          line: l.line,
          type: keyTypeName(l.keyType),
          fingerprint: fingerprintOf(l.key),
        })),
      });
      return false;
    }
    if (verdict.state === 'unknown' && verdict.authority) {
      // The person's configuration vouches for this host by certificate (@cert-authority, sshd(8)), which ssh2 cannot check.
      // Asking whether to trust a bare key instead would be weaker than what they set up.
      refused = new AppError('needs_openssh', 'host certificates are only checked by the OpenSSH client', {
        ...shown,
        what: '@cert-authority',
      });
      return false;
    }
    let since: number | null;
    if (verdict.state === 'known') since = knownHosts.since(verdict.line);
    else {
      const trusted = await deadline.pause(() =>
        ask.hostKey({
          host: host.host,
          port: host.port,
          address,
          keyType: type,
          fingerprint,
          key: key.toString('base64'),
          randomart: randomartOf(key),
        }),
      );
      if (!trusted) {
        refused = new AppError('host_key_unknown', `the key of ${name} is not trusted`, shown);
        return false;
      }
      since = clock.now();
      knownHosts.trust(name, key, since);
      log('host key trusted by the person and remembered');
    }
    hostKey = { type, fingerprint, since };
    return true;
  };

  const ready = new Promise<void>((resolve, reject) => {
    let phase = 'handshake';
    client.on('handshake', () => {
      phase = 'login';
    });
    client.on('ready', () => resolve());
    // Not every error ends an attempt: a key the agent would not sign with is just skipped.
    client.on('error', (error) => {
      const level = (error as { level?: string }).level;
      log(`${level ?? phase}: ${error.message}`);
      if (level === 'agent') return;
      if (refused !== null) {
        reject(refused);
        return;
      }
      if (level === 'client-authentication') {
        const tried = login.tried();
        // GSSAPI is switched on for every host by some systems: it only counts where the server offers it.
        const what = host.needsOpenSsh.filter(
          (n) => n !== 'GSSAPIAuthentication' || tried.offered.some((o) => o.startsWith('gssapi')),
        );
        if (!tried.cancelled && what.length > 0) {
          reject(
            new AppError(
              'needs_openssh',
              `${what.join(', ')}: only the OpenSSH client logs in that way`,
              { ...details, ...tried, what: what.join(', ') },
              error,
            ),
          );
          return;
        }
        reject(
          new AppError(
            tried.cancelled ? 'auth_cancelled' : 'auth_failed',
            error.message,
            { ...details, ...tried },
            error,
          ),
        );
        return;
      }
      const failure = handshakeFailure(error, { ...details, phase });
      reject(
        failure.code === 'auth_failed'
          ? new AppError('auth_failed', error.message, { ...failure.details, ...login.tried() })
          : failure,
      );
    });
    client.on('close', () =>
      reject(refused ?? new AppError('connection_lost', `connection closed during ${phase}`, { ...details, phase })),
    );
  });
  // The connection may be given up before anybody listens.
  ready.catch(() => undefined);
  const off = deadline.onEnd(() => client.destroy());
  try {
    client.connect({
      // ssh2 takes any stream; its types want a Readable.
      sock: socket as unknown as net.Socket,
      username: host.user,
      authHandler: login.handler,
      algorithms: { ...algorithms, serverHostKey: orderedHostKeys(knownTypes(lines, name)) },
      hostVerifier: (key: Buffer, verify: (ok: boolean) => void) => {
        judge(key).then(verify, () => verify(false));
      },
      keepaliveInterval: 15_000,
      keepaliveCountMax: 3,
      readyTimeout: 0,
    });
    await deadline.race(
      ready,
      () => new AppError('connect_timeout', 'no session within the deadline', { ...details, phase: 'handshake' }),
    );
  } catch (error) {
    client.destroy();
    (socket as net.Socket).destroy();
    throw error;
  } finally {
    off();
  }

  let alive = true;
  let lost: Error | null = null;
  const listeners = new Set<(error: Error | null) => void>();
  client.removeAllListeners('error');
  client.removeAllListeners('close');
  client.on('error', (error) => {
    lost = error;
    log(error.message);
  });
  client.on('close', () => {
    alive = false;
    log('connection closed');
    for (const run of listeners) run(lost);
    listeners.clear();
  });
  const how = login.how();
  log(`logged in as ${host.user}${how === null ? '' : ` by ${how}`}`);
  return {
    client,
    get alive() {
      return alive;
    },
    peer: { login: how, hostKey },
    channels: createLimiter(6),
    onClose(run) {
      if (alive) listeners.add(run);
      else run(lost);
    },
    close() {
      alive = false;
      client.destroy();
    },
  };
}
