import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** A folder of the lab's own that everybody may enter, gone after `remove`. */
export function scratch(name: string): { dir: string; remove: () => void } {
  const dir = mkdtempSync(path.join(os.tmpdir(), `qw-lab-${name}-`));
  chmodSync(dir, 0o755);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A port nobody listens on right now. */
export const freePort = (host = '127.0.0.1'): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program without blocking the in-process servers of the lab. */
export const run = (
  file: string,
  args: readonly string[],
  options: { input?: string; env?: NodeJS.ProcessEnv; timeout?: number } = {},
): Promise<Ran> =>
  new Promise((resolve) => {
    const child = execFile(
      file,
      [...args],
      { maxBuffer: 256 * 1024 * 1024, timeout: options.timeout ?? 60_000, env: options.env ?? process.env },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 255;
        resolve({ code, stdout, stderr });
      },
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });

/** Runs and throws with the program's words when it fails. */
export async function must(
  file: string,
  args: readonly string[],
  options: Parameters<typeof run>[2] = {},
): Promise<Ran> {
  const ran = await run(file, args, options);
  if (ran.code !== 0) throw new Error(`${file} ${args.join(' ')}: exit ${ran.code}: ${ran.stderr}${ran.stdout}`);
  return ran;
}

/** Asks until it is so; the lab's servers need milliseconds, so this is short. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | false> | T | null | false,
  ms = 15_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await ask();
    if (found !== null && found !== false) return found;
    if (Date.now() > end) throw new Error(`the lab waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export const accepts = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect({ host, port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** A daemon in the foreground, stopped by its own pid. */
export interface Daemon {
  pid: number;
  output(): string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export function daemon(file: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Daemon {
  const child: ChildProcess = spawn(file, [...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let said = '';
  const keep = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-20_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.once('error', (error) => keep(Buffer.from(error.message)));
  const closed = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid ?? 0,
    output: () => said,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      const force = setTimeout(() => child.kill('SIGKILL'), 5000);
      await closed;
      clearTimeout(force);
    },
  };
}

const root = '/var/lib/queuewatch-lab';

/**
 * A number no other run on this machine holds: it gives a private piece of 127/8 and fixed folders (a Postfix instance must be named
 * in the machine's main.cf before an ordinary account may use it).
 */
export function claimSlot(): { slot: number; dir: string; address(last: number): string; release(): void } {
  mkdirSync(root, { recursive: true, mode: 0o755 });
  for (let slot = 0; slot < slots; slot++) {
    const lock = path.join(root, `slot-${slot}.lock`);
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch {
      const owner = Number(readFileSync(lock, 'utf8') || '0');
      if (alive(owner)) continue;
      // Left behind by a run that was killed.
      writeFileSync(lock, String(process.pid));
    }
    const dir = path.join(root, `slot-${slot}`);
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { mode: 0o755 });
    return {
      slot,
      dir,
      address: (last) => `127.77.${slot}.${last}`,
      release() {
        rmSync(dir, { recursive: true, force: true });
        rmSync(lock, { force: true });
      },
    };
  }
  throw new Error('all places of the lab are taken');
}

export const slots = 16;
export const slotDir = (slot: number): string => path.join(root, `slot-${slot}`);

const alive = (pid: number): boolean => {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
