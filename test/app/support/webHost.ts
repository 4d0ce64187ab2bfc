import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dist } from './built.ts';

export interface RunningHost {
  /** As printed, with the token in the fragment. */
  url: string;
  origin: string;
  token: string;
  port: number;
  pid: number;
  stderr(): string;
  /** Sends a signal and gives the exit code, and how long it took. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; ms: number }>;
}

/** `queuewatch serve` as a process of its own, from the build. */
export async function startServe(
  args: readonly string[] = [],
  program = process.execPath,
  env: NodeJS.ProcessEnv = process.env,
): Promise<RunningHost> {
  const data = mkdtempSync(path.join(os.tmpdir(), 'queuewatch-serve-'));
  const child = spawn(program, [path.join(dist, 'cli.js'), 'serve', '--no-open', '--data', data, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const clean = (): void => rmSync(data, { recursive: true, force: true, maxRetries: 5 });

  const line = await new Promise<string>((resolve, reject) => {
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const end = stdout.indexOf('\n');
      if (end >= 0) resolve(stdout.slice(0, end));
    });
    void ended.then((code) => {
      clean();
      reject(new Error(`serve ended with ${code}: ${stderr}`));
    });
  });
  const found = /^Queuewatch is at (http:\/\/[^/]+:(\d+))\/#token=([A-Za-z0-9_-]{43})$/.exec(line);
  if (found === null) throw new Error(`Not the documented first line: ${line}`);
  const [, origin = '', port = '0', token = ''] = found;

  return {
    url: `${origin}/#token=${token}`,
    origin,
    token,
    port: Number(port),
    pid: child.pid ?? 0,
    stderr: () => stderr,
    async stop(signal = 'SIGTERM') {
      const started = performance.now();
      child.kill(signal);
      const code = await ended;
      clean();
      return { code, ms: performance.now() - started };
    },
  };
}
