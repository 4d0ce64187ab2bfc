import { PassThrough } from 'node:stream';
import { AppError } from '../../shared/error.ts';
import { demoWords } from '../../shared/messages/demo.en.ts';
import type { Clock, Command, CommandResult, CommandTransport } from '../ports.ts';
import { answerAsExim } from './eximShell.ts';
import { out, type Output } from './output.ts';
import { answerAsPostfix } from './postfixShell.ts';
import type { SimulatedServer, World } from './world.ts';

function answer(world: World, server: SimulatedServer, command: Command, now: number): Output {
  const [program, ...args] = command.argv;
  const name = program.slice(program.lastIndexOf('/') + 1);
  switch (name) {
    case 'true':
      return out('');
    case 'id':
      return out('uid=0(root) gid=0(root) groups=0(root)\n');
    case 'cat':
      return args.at(-1) === '/etc/os-release' ? out('PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n') : out('', 1);
    case 'df':
      return out(
        `Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100000 ${args[0] === '-Pi' ? '12000 88000 12%' : '71000 29000 71%'} /\n`,
      );
    case 'getent':
      return out('198.41.0.4      a.root-servers.net\n');
  }
  if (name === 'sh' && args[1]?.includes('date +%z') === true) return out('+0000\n');
  const said =
    server.voice.mta === 'exim' ? answerAsExim(world, server, command, now) : answerAsPostfix(world, server, command);
  return said ?? out('', 127, demoWords.noSuchCommand(name));
}

/** A transport whose far end is a simulated server: the same commands, the same bytes, no network. */
export function createDemoTransport(world: World, name: string, clock: Clock): CommandTransport {
  const log: { at: number; text: string }[] = [];
  const server = (): SimulatedServer => {
    const found = world.server(name);
    if (found === undefined) throw new AppError('dns_failed', `there is no simulated server ${name}`);
    return found;
  };
  const note = (text: string) => {
    log.push({ at: clock.now(), text });
    if (log.length > 200) log.shift();
  };
  const perform = (command: Command): Output => {
    world.advance(clock.now());
    note(command.argv.join(' ').slice(0, 120));
    return answer(world, server(), command, clock.now());
  };
  const result = (
    { stderr, exitCode }: Output,
    bytes: number,
    truncated: CommandResult['truncated'],
  ): CommandResult => ({
    exitCode,
    signal: null,
    stderr,
    stdoutBytes: bytes,
    truncated,
  });

  return {
    async run(command, onStdout, signal) {
      signal?.throwIfAborted();
      const output = perform(command);
      const bytes = new TextEncoder().encode(output.stdout);
      const limit = Math.min(bytes.length, command.maxBytes ?? Infinity);
      // In pieces, with a pause between them, as it would come over a network.
      for (let at = 0; at < limit; at += 65_536) {
        onStdout(bytes.subarray(at, Math.min(limit, at + 65_536)));
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
      }
      return result(output, limit, limit < bytes.length ? 'limit' : false);
    },
    text(command) {
      const output = perform(command);
      const limit = command.maxBytes ?? 1024 * 1024;
      const stdout = output.stdout.slice(0, limit);
      return Promise.resolve({
        ...result(output, stdout.length, stdout.length < output.stdout.length ? 'limit' : false),
        stdout,
      });
    },
    forward(host, port) {
      world.advance(clock.now());
      const filter = server().filter;
      const now = clock.now();
      if (filter !== null && now >= filter.from && now < filter.to) {
        return Promise.reject(new AppError('connect_refused', `${host}:${String(port)} refused the connection`));
      }
      return Promise.resolve(new PassThrough());
    },
    reset: () => {
      note('connection dropped');
    },
    log: () => log,
    dispose: () => undefined,
  };
}
