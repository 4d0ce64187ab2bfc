#!/usr/bin/env node
import process from 'node:process';
import type { CliIo } from './cli/io.ts';
import { exitCode, isClosedPipe, processIo } from './cli/io.ts';
import { cliWords } from '../shared/messages/cli.en.ts';

/** A subcommand: its arguments, its streams, its exit code. */
type Subcommand = (argv: string[], io: CliIo) => Promise<number>;

/** Loaded when asked for, so that the pure ones start fast and run on an older Node too. One line a subcommand. */
const subcommands: Readonly<Record<string, { run: string; load: () => Promise<unknown> }>> = {
  explain: { run: 'runExplain', load: () => import('./cli/explain.ts') },
  queue: { run: 'runQueue', load: () => import('./cli/queue.ts') },
  replay: { run: 'runReplay', load: () => import('./cli/replay.ts') },
  dsn: { run: 'runDsn', load: () => import('./cli/dsn.ts') },
  act: { run: 'runAct', load: () => import('./cli/act.ts') },
  serve: { run: 'serve', load: () => import('./cli/serve.ts') },
};

async function main(argv: string[], io: CliIo): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    await io.stdout(cliWords.help);
    return name === undefined ? exitCode.usage : exitCode.done;
  }
  const known = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (known === undefined) {
    io.stderr(cliWords.unknownCommand(name));
    return exitCode.usage;
  }
  const loaded = (await known.load()) as Readonly<Record<string, Subcommand | undefined>>;
  const run = loaded[known.run];
  if (run === undefined) {
    io.stderr(cliWords.notHere(name));
    return exitCode.usage;
  }
  return run(rest, io);
}

const io = processIo();
try {
  process.exitCode = await main(process.argv.slice(2), io);
} catch (error) {
  if (isClosedPipe(error)) process.exitCode = exitCode.done;
  else {
    io.stderr(cliWords.failed(error instanceof Error ? error.message : String(error)));
    process.exitCode = exitCode.someFailed;
  }
}
