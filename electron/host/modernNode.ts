import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** node:sqlite, without a flag, and module hooks came with this one. */
const needed = 24;

export type NodeChoice = { kind: 'this' } | { kind: 'other'; node: string } | { kind: 'none' };

/** Which Node can run the engine: the running one, or the one the project brings along. */
export function chooseNode(packageRoot: string, running: string = process.versions.node): NodeChoice {
  if (Number(running.split('.')[0]) >= needed) return { kind: 'this' };
  const node = path.join(
    packageRoot,
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  return existsSync(node) ? { kind: 'other', node } : { kind: 'none' };
}

/** Runs this very program again under another Node; signals go to it, its end is ours. */
export function runAgain(node: string, argv: readonly string[] = process.argv.slice(1)): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [...argv], { stdio: 'inherit', env: { ...process.env, QUEUEWATCH_NODE: node } });
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, pass);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const each of signals) process.off(each, pass);
      resolve(code ?? (signal === null ? 1 : 128));
    });
  });
}
