import net from 'node:net';
import { AppError, isAppError } from '../../shared/error.ts';
import type { ServerConfig } from '../../shared/model/server.ts';
import type { Clock, CommandTransport } from '../ports.ts';
import { runChild } from './child.ts';
import { createDeadline } from './deadline.ts';
import { networkFailure } from './failure.ts';
import { createTransportLog } from './log.ts';
import { elevatedWords } from './quote.ts';
import { textOf } from './text.ts';

const sbin = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin'];

/** The MTA of this machine: programs are started directly, no shell in between. */
export function createLocalTransport(options: { clock: Clock; elevate: ServerConfig['elevate'] }): CommandTransport {
  const { clock, elevate } = options;
  const log = createTransportLog(clock);
  let disposed = false;
  const run: CommandTransport['run'] = async (command, onStdout, signal) => {
    if (disposed) throw new AppError('disposed', 'the transport is closed');
    if (command.argv.some((word) => word.includes('\0')))
      throw new AppError('bad_argument', 'an argument holds a NUL byte');
    const [file = '', ...args] = elevatedWords(command, elevate);
    const windows = process.platform === 'win32';
    const path = windows ? process.env['PATH'] : [process.env['PATH'] ?? '', ...sbin].join(':');
    const env = {
      ...process.env,
      LC_ALL: 'C',
      TZ: 'UTC',
      ...(path === undefined ? {} : { PATH: path }),
      ...command.env,
    };
    try {
      const {
        exitCode,
        signal: name,
        stderr,
        stdoutBytes,
        truncated,
      } = await runChild({
        clock,
        command,
        file,
        args,
        env,
        marker: null,
        onStdout,
        signal,
      });
      return { exitCode, signal: name, stderr, stdoutBytes, truncated };
    } catch (error) {
      // As a shell says it, so that drivers see one kind of "not found" whatever the way.
      if (isAppError(error) && error.code === 'command_missing') {
        return { exitCode: 127, signal: null, stderr: `${file}: not found\n`, stdoutBytes: 0, truncated: false };
      }
      throw error;
    }
  };
  return {
    run,
    text: textOf(run),
    async forward(host, port, signal) {
      const deadline = createDeadline(clock, 20_000, signal);
      const socket = net.connect({ host, port });
      try {
        await deadline.race(
          new Promise<void>((resolve, reject) => {
            socket.once('connect', resolve);
            socket.once('error', (error) => reject(networkFailure(error, { host, port })));
          }),
          () => new AppError('connect_timeout', 'no answer', { host, port }),
        );
        return socket;
      } catch (error) {
        socket.destroy();
        throw error;
      } finally {
        deadline.dispose();
      }
    },
    reset: () => undefined,
    peer: () => null,
    log: log.lines,
    dispose() {
      disposed = true;
    },
  };
}
