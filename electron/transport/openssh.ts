import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { AppError, isAppError } from '../../shared/error.ts';
import type { ServerConfig, SshRoute } from '../../shared/model/server.ts';
import type { Asker, CommandTransport, TransportPeer } from '../ports.ts';
import { createAskpass } from './askpass.ts';
import { runChild } from './child.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import { fingerprintOf } from './hostKey.ts';
import { judgeHostKey, storedName } from './knownHosts.ts';
import { createLimiter } from './limiter.ts';
import { createTransportLog } from './log.ts';
import { remoteText } from './quote.ts';
import { openStream } from './opensshStream.ts';
import { resolveRoute, type SshWorld } from './sshRoutes.ts';
import { parseTarget, type ResolvedHost } from './sshConfig.ts';
import { textOf } from './text.ts';

export interface OpenSshOptions {
  world: SshWorld;
  route: SshRoute;
  elevate: ServerConfig['elevate'];
  ask: Asker;
  program: string;
  /** Queuewatch's own known_hosts file: the client writes there and nowhere else. */
  ownFile: string;
  dataDir: string;
}

/** ssh(1) exits 255 for its own failures; what it was stands in its words (stable since OpenSSH 5, LC_ALL=C). */
const failures: [RegExp, string][] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/, 'host_key_changed'],
  [/REVOKED HOST KEY|marked as revoked/, 'host_key_revoked'],
  [/Host key verification failed|No \S+ host key is known/, 'host_key_unknown'],
  [/Could not resolve hostname/, 'dns_failed'],
  [/Connection refused/, 'connect_refused'],
  [/Operation timed out|Connection timed out|timed out during banner/, 'connect_timeout'],
  [/No route to host|Network is unreachable/, 'network_unreachable'],
  [/Too many authentication failures|Permission denied \(|Authentication failed/, 'auth_failed'],
  [/no matching .* found|Unable to negotiate/, 'weak_crypto'],
  [/Bad configuration option|bad ownership or permissions|terminating, \d+ bad configuration/i, 'bad_ssh_config'],
  [/administratively prohibited|open failed|channel \d+: open failed|Session open refused/, 'channel_refused'],
  [/Connection (closed|reset)|kex_exchange_identification|Broken pipe/, 'connection_lost'],
];

const lostWords =
  /mux_client|Shared connection|Connection (to .* )?(closed|reset)|Broken pipe|client_loop|packet_write_wait/;

export const openSshFailure = (stderr: string): string | null =>
  failures.find(([text]) => text.test(stderr))?.[1] ?? null;

/**
 * The system's OpenSSH client, for what ssh2 cannot do: GSSAPI, FIDO keys, certificates, PKCS#11, ProxyCommand, company policy.
 * Where the system has control sockets (not Windows) one master connection serves all commands.
 */
export function createOpenSshTransport(options: OpenSshOptions): CommandTransport {
  const { world, route, elevate, ask, program, ownFile } = options;
  const { clock } = world;
  const log = createTransportLog(clock);
  const channels = createLimiter(6);
  let disposed = false;
  let peer: TransportPeer | null = null;
  let resolved: Promise<ResolvedHost> | null = null;
  const windows = process.platform === 'win32';
  const secretsKept = new Map<string, number>();

  // A unix socket's path may be 104 bytes on macOS, 108 on Linux: the data folder is often too deep for one.
  const socketDir = path.join(os.tmpdir(), `queuewatch-${process.getuid?.() ?? 0}`);
  const socket = path.join(
    socketDir,
    createHash('sha256')
      .update(JSON.stringify([route, options.dataDir, process.pid, randomBytes(6).toString('hex')]))
      .digest('hex')
      .slice(0, 24),
  );

  const host = (): Promise<ResolvedHost> => {
    resolved ??= resolveRoute(world, route);
    resolved.catch(() => (resolved = null));
    return resolved;
  };

  const answer = async (prompt: string, deadline: Deadline): Promise<string | null> => {
    const h = await host();
    const authenticity = /authenticity of host '([^']*)' can't be established/.exec(prompt);
    if (authenticity) {
      const print = /(\S+) key fingerprint is (SHA256:[A-Za-z0-9+/]+)/.exec(prompt);
      const art = /(\+-[\s\S]*?\+\n?)(?=(This|Are|$))/.exec(prompt.slice(prompt.indexOf('\n+')))?.[1] ?? '';
      const trusted = await deadline.pause(() =>
        ask.hostKey({
          host: h.host,
          port: h.port,
          address: /\(([^)]+)\)/.exec(authenticity[1] ?? '')?.[1] ?? null,
          keyType: print?.[1] ?? '',
          fingerprint: print?.[2] ?? '',
          key: '',
          randomart: art.trim(),
        }),
      );
      return trusted ? 'yes' : 'no';
    }
    const phrase = /passphrase for (?:key )?'?([^':]+)'?/i.exec(prompt);
    const password = /password/i.test(prompt) && phrase === null;
    const keep = phrase
      ? `ssh:passphrase:${phrase[1] ?? ''}`
      : password
        ? `ssh:password:${h.user}@${h.host}:${h.port}`
        : undefined;
    const before = secretsKept.get(prompt) ?? 0;
    secretsKept.set(prompt, before + 1);
    return deadline.pause(() =>
      ask.secret({
        what: phrase
          ? 'passphrase'
          : password
            ? 'password'
            : /code|otp|token|pin\b/i.test(prompt)
              ? 'one_time_code'
              : 'answer',
        text: prompt.trim(),
        echo: false,
        ...(keep === undefined ? {} : { keep }),
        ...(before > 0 ? { refused: true } : {}),
      }),
    );
  };

  const baseArgs = (h: ResolvedHost, batch: boolean): string[] => {
    const known = [ownFile, ...h.knownHostsFiles].map((f) => `"${f.replaceAll('"', '')}"`).join(' ');
    const set = (name: string, value: string) => ['-o', `${name}=${value}`];
    return [
      ...(route.configFile === undefined ? [] : ['-F', route.configFile]),
      ...set('UserKnownHostsFile', known),
      // The person's own files are read, never written.
      ...set('UpdateHostKeys', 'no'),
      ...set('HashKnownHosts', 'no'),
      ...set('StrictHostKeyChecking', batch ? 'yes' : 'ask'),
      ...set('VisualHostKey', 'yes'),
      ...set('BatchMode', batch ? 'yes' : 'no'),
      ...set('NumberOfPasswordPrompts', '3'),
      ...set('ServerAliveInterval', '15'),
      ...set('ServerAliveCountMax', '3'),
      ...set('ClearAllForwardings', 'yes'),
      ...set('ForwardAgent', 'no'),
      ...set('ForwardX11', 'no'),
      ...set('PermitLocalCommand', 'no'),
      ...set('RemoteCommand', 'none'),
      ...set('RequestTTY', 'no'),
      ...set('LogLevel', 'INFO'),
      ...(windows
        ? []
        : [...set('ControlMaster', 'auto'), ...set('ControlPath', socket), ...set('ControlPersist', '120')]),
      ...(route.auth === 'password' ? set('PubkeyAuthentication', 'no') : []),
      ...(route.auth === 'agent' || route.auth === 'key' ? set('PreferredAuthentications', 'publickey') : []),
      ...(route.identityFile === undefined ? [] : ['-i', route.identityFile, ...set('IdentitiesOnly', 'yes')]),
      ...(route.port === undefined ? [] : ['-p', String(route.port)]),
      ...(route.user === undefined ? [] : ['-l', route.user]),
    ];
  };

  const where = (): string[] => {
    const asked = parseTarget(route.target);
    return [
      ...(asked.port === undefined || route.port !== undefined ? [] : ['-p', String(asked.port)]),
      ...(asked.user === undefined || route.user !== undefined ? [] : ['-l', asked.user]),
      '--',
      asked.target,
    ];
  };

  const failure = async (stderr: string): Promise<AppError> => {
    const h = await host();
    const details: Record<string, unknown> = { host: h.host, port: h.port, user: h.user, text: stderr.slice(0, 4000) };
    const code = openSshFailure(stderr) ?? 'ssh_failed';
    if (code === 'host_key_changed') {
      const name = h.hostKeyAlias?.toLowerCase() ?? storedName(h.host, h.port);
      const offered = /(SHA256:[A-Za-z0-9+/]+)/.exec(stderr)?.[1] ?? '';
      const verdict = judgeHostKey(world.knownHosts.lines(h.knownHostsFiles), name, Buffer.alloc(0));
      const known = verdict.state === 'changed' ? verdict.known[0] : undefined;
      details['offered'] = offered;
      details['known'] = known === undefined ? '' : fingerprintOf(known.key);
      details['knownSince'] = known === undefined ? null : world.knownHosts.since(known);
      details['name'] = name;
    }
    return new AppError(code, stderr.trim().split('\n').at(-1) ?? 'ssh failed', details);
  };

  const run: CommandTransport['run'] = async (command, onStdout, signal) => {
    if (disposed) throw new AppError('disposed', 'the transport is closed');
    const marker = command.shell === 'none' ? null : `=-=${randomBytes(9).toString('hex')}`;
    const text = remoteText(command, { elevate, marker });
    const deadline = createDeadline(clock, command.deadlineMs, signal);
    const askpass = createAskpass((prompt) => answer(prompt, deadline));
    const free = await channels.take();
    try {
      const h = await host();
      mkdirSync(options.dataDir, { recursive: true });
      if (!windows) {
        mkdirSync(socketDir, { recursive: true, mode: 0o700 });
        chmodSync(socketDir, 0o700);
      }
      const started = await world.starts.take();
      // The handshake is over when the first bytes come; a place is not held through a long listing.
      const begun = () => started();
      const result = await runChild({
        clock,
        command,
        file: program,
        args: [...baseArgs(h, askpass === null), ...where(), text],
        env: { ...process.env, LC_ALL: 'C', ...askpass?.env },
        marker,
        onStdout: (chunk) => {
          begun();
          onStdout(chunk);
        },
        signal,
        deadline,
      }).finally(begun);
      if (result.exitCode === 255 && !result.started) {
        const error = await failure(result.stderr);
        log.add(`${error.code}: ${error.message}`);
        throw error;
      }
      secretsKept.clear();
      peer ??= { login: 'OpenSSH client', hostKey: null };
      const { started: ran, noise, ...rest } = result;
      if (noise > 1) log.add(`login printed ${noise} bytes before the command`);
      if (result.truncated === 'deadline' && !ran && marker !== null) {
        throw new AppError('connect_timeout', 'no session within the deadline', { host: h.host, port: h.port });
      }
      // 255 after the start is the client's own word for "lost", unless the command itself had something to say.
      const lost = result.exitCode === 255 && (result.stderr.trim() === '' || lostWords.test(result.stderr));
      return lost ? { ...rest, exitCode: null, truncated: 'connection' } : rest;
    } catch (error) {
      if (isAppError(error) && error.code === 'command_missing') {
        throw new AppError('no_ssh_client', 'there is no OpenSSH client', { program });
      }
      throw error;
    } finally {
      free();
      askpass?.dispose();
      deadline.dispose();
    }
  };

  const closeMaster = () => {
    if (windows) return;
    void host().then(
      () => {
        execFile(
          program,
          ['-o', `ControlPath=${socket}`, '-O', 'exit', ...where()],
          { timeout: 5000 },
          () => undefined,
        );
      },
      () => undefined,
    );
  };

  return {
    run,
    text: textOf(run),
    async forward(toHost, toPort, signal) {
      // -W gives one TCP stream on standard input and output.
      const deadline = createDeadline(clock, 20_000, signal);
      const askpass = createAskpass((prompt) => answer(prompt, deadline));
      try {
        const h = await host();
        const args = [
          ...baseArgs(h, askpass === null),
          '-W',
          `${toHost.includes(':') ? `[${toHost}]` : toHost}:${toPort}`,
          ...where(),
        ];
        return openStream(program, args, { ...process.env, LC_ALL: 'C', ...askpass?.env }, () => askpass?.dispose());
      } finally {
        deadline.dispose();
      }
    },
    reset() {
      log.add('connections dropped');
      resolved = null;
      closeMaster();
    },
    peer: () => peer,
    log: log.lines,
    dispose() {
      disposed = true;
      closeMaster();
    },
  };
}
