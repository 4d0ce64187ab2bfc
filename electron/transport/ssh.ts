import { randomBytes } from 'node:crypto';
import type { ClientChannel } from 'ssh2';
import { AppError, isAppError } from '../../shared/error.ts';
import type { ServerConfig, SshRoute } from '../../shared/model/server.ts';
import type { Asker, Command, CommandResult, CommandTransport, TransportPeer } from '../ports.ts';
import { createAnswer } from './answer.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import { createTransportLog } from './log.ts';
import { remoteText } from './quote.ts';
import { forward, openRoute, type OpenedRoute, type SshWorld } from './sshRoutes.ts';
import { createErrorText, textOf } from './text.ts';

export interface SshTransportOptions {
  world: SshWorld;
  route: SshRoute;
  elevate: ServerConfig['elevate'];
  ask: Asker;
  /** Prefix of the names its secrets are kept under: the server's id. */
  keep: string;
}

/** Failures a second try in the next moment cannot mend; everything else backs off. */
const lasting = /^(host_key_|auth_|needs_openssh|bad_|weak_crypto|jump_loop|disposed|aborted)/;

const firstWaitMs = 1000;
const longestWaitMs = 30_000;

/**
 * Built-in SSH. One connection a server, opened with the first command and kept; commands share it. After failures the next
 * attempts wait 1, 2, 4 ... 30 s (plus jitter), counted within the command's own deadline.
 */
export function createSshTransport(options: SshTransportOptions): CommandTransport {
  const { world, route, elevate, ask, keep } = options;
  const { clock } = world;
  const log = createTransportLog(clock);
  let opened: Promise<OpenedRoute> | null = null;
  let current: OpenedRoute | null = null;
  let generation = 0;
  let failures = 0;
  let notBefore = -Infinity;
  let lastError: AppError | null = null;
  let peer: TransportPeer | null = null;
  let disposed = false;

  const drop = () => {
    generation++;
    const old = opened;
    opened = null;
    current = null;
    void old?.then(
      (o) => o.release(),
      () => undefined,
    );
  };

  const backOff = async (deadline: Deadline) => {
    const waitMs = notBefore - clock.monotonic();
    if (waitMs <= 0) return;
    log.add(`waiting ${Math.round(waitMs / 100) / 10} s before the next attempt`);
    await deadline.race(
      new Promise<void>((resolve) => void clock.after(waitMs, resolve)),
      () => lastError ?? new AppError('connect_timeout', 'waiting for the next attempt'),
    );
  };

  const open = async (deadline: Deadline): Promise<OpenedRoute> => {
    await backOff(deadline);
    try {
      const way = await openRoute(world, { route, ask, keep, deadline, log: log.add });
      failures = 0;
      notBefore = -Infinity;
      lastError = null;
      peer = way.link.peer;
      return way;
    } catch (error) {
      const failure = isAppError(error) ? error : new AppError('ssh_protocol', String(error), {}, error);
      log.add(`${failure.code}: ${failure.message}`);
      lastError = failure;
      if (!lasting.test(failure.code)) {
        const base = Math.min(longestWaitMs, firstWaitMs * 2 ** failures++);
        notBefore = clock.monotonic() + base * (0.75 + clock.random() / 2);
      }
      throw failure;
    }
  };

  /** The connection there is, or a new one; callers at the same time share the attempt. */
  const connection = async (deadline: Deadline): Promise<OpenedRoute> => {
    if (disposed) throw new AppError('disposed', 'the transport is closed');
    if (current !== null && !current.link.alive) drop();
    if (opened === null) {
      const mine = ++generation;
      const attempt = open(deadline).then((way) => {
        if (mine !== generation || disposed) {
          way.release();
          throw new AppError('aborted', 'the connection was dropped meanwhile');
        }
        current = way;
        return way;
      });
      attempt.catch(() => {
        if (mine === generation) opened = null;
      });
      opened = attempt;
    }
    return deadline.race(
      opened,
      () => lastError ?? new AppError('connect_timeout', 'no connection within the deadline', { target: route.target }),
    );
  };

  const exec = (way: OpenedRoute, text: string, deadline: Deadline): Promise<ClientChannel> =>
    deadline.race(
      new Promise((resolve, reject) => {
        way.link.client.exec(text, (error, channel) => {
          if (error) reject(new AppError('channel_refused', error.message, { target: route.target }));
          else resolve(channel);
        });
      }),
      () => new AppError('connect_timeout', 'no channel within the deadline', { target: route.target }),
    );

  const run: CommandTransport['run'] = async (command, onStdout, signal) => {
    const deadline = createDeadline(clock, command.deadlineMs, signal);
    try {
      if (deadline.expired) throw new AppError('aborted', 'given up by the caller');
      const marker = command.shell === 'none' ? null : `=-=${randomBytes(9).toString('hex')}`;
      const text = remoteText(command, { elevate, marker });
      let way = await connection(deadline);
      const free = await way.link.channels.take();
      try {
        let channel: ClientChannel;
        try {
          channel = await exec(way, text, deadline);
        } catch (error) {
          // A connection that died unnoticed (sleep, NAT) shows only now; nothing has run yet, so try once more anew.
          if (way.link.alive || deadline.leftMs() === 0) throw error;
          drop();
          way = await connection(deadline);
          channel = await exec(way, text, deadline);
        }
        return await attend(way, channel, command, marker, onStdout, deadline);
      } finally {
        free();
      }
    } finally {
      deadline.dispose();
    }
  };

  const attend = (
    way: OpenedRoute,
    channel: ClientChannel,
    command: Command,
    marker: string | null,
    onStdout: (chunk: Uint8Array) => void,
    deadline: Deadline,
  ): Promise<CommandResult> =>
    new Promise((resolve, reject) => {
      let exitCode: number | null = null;
      let signalName: string | null = null;
      let exited = false;
      let lastByte = clock.monotonic();
      let finished = false;
      const errors = createErrorText();
      const stop = () => {
        // OpenSSH from 7.9 on delivers signals; older ones see their pipe closed.
        try {
          channel.signal('TERM');
        } catch {
          // The channel is gone already.
        }
        channel.destroy();
        finish();
      };
      const answer = createAnswer({
        command,
        marker,
        deadline,
        onStdout,
        stop,
        onDeadline: () => {
          // A link that has been silent may be dead without knowing: do not hand it to the next command.
          const silent = clock.monotonic() - lastByte > 5000;
          stop();
          if (silent) drop();
        },
        drained: () => channel.resume(),
      });
      const { output } = answer;
      const finish = () => {
        if (finished) return;
        finished = true;
        answer.off();
        void output.end().then(() => {
          if (output.noise > 1) log.add(`login printed ${output.noise} bytes before the command`);
          const { cut, error } = answer;
          if (error !== null) reject(error);
          else {
            resolve({
              exitCode,
              signal: signalName,
              stderr: errors.text(),
              stdoutBytes: output.bytes,
              truncated: cut === false && !exited ? 'connection' : cut,
            });
          }
        });
      };
      way.link.onClose(finish);
      const ended = (code: number | null, name?: string): void => {
        exited = true;
        exitCode = code;
        signalName = name ?? null;
      };
      channel.on('exit', ended);
      channel.on('data', (chunk: Buffer) => {
        lastByte = clock.monotonic();
        if (!finished && !output.push(chunk)) channel.pause();
      });
      channel.stderr.on('data', (chunk: Buffer) => {
        lastByte = clock.monotonic();
        errors.push(chunk);
      });
      channel.on('error', (error: Error) => log.add(error.message));
      channel.on('close', (code?: number | null, name?: string) => {
        // "exit" is over before anybody can listen when a quick command's answer, status and end come in one piece.
        if (!exited && code !== undefined) ended(code, name);
        finish();
      });
      channel.end(command.stdin ?? '');
    });

  return {
    run,
    text: textOf(run),
    async forward(host, port, signal) {
      const deadline = createDeadline(clock, 20_000, signal);
      try {
        const way = await connection(deadline);
        return await forward(way.link, host, port, deadline);
      } finally {
        deadline.dispose();
      }
    },
    reset() {
      log.add('connections dropped');
      failures = 0;
      notBefore = -Infinity;
      drop();
    },
    peer: () => peer,
    log: log.lines,
    dispose() {
      disposed = true;
      drop();
    },
  };
}
