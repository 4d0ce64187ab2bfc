import { isAppError } from '../../shared/error.ts';
import type { Reach } from '../ports.ts';
import { commandOf } from './run.ts';

export interface Check {
  id: string;
  label: string;
  state: 'ok' | 'bad' | 'not_checked';
  text: string;
}

/** host:port or [v6]:port; null for paths and bare hosts. */
export function hostPort(address: string): { host: string; port: number } | null {
  const m = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(address);
  if (m === null) return null;
  const port = Number(m[3]);
  return port < 1 || port > 65535 ? null : { host: m[1] ?? m[2] ?? '', port };
}

/** Whether something listens there, seen from the server; only a connection is opened and closed again. */
async function checkPort(reach: Reach, label: string, address: string, signal?: AbortSignal): Promise<Check> {
  const id = `port:${address}`;
  const place = hostPort(address);
  const transport = commandOf(reach);
  if (place === null || transport.forward === undefined) {
    return { id, label, state: 'not_checked', text: 'This address cannot be tried from here.' };
  }
  try {
    const stream = await transport.forward(place.host, place.port, signal);
    stream.destroy();
    return { id, label, state: 'ok', text: 'It accepts connections.' };
  } catch (error) {
    const code = isAppError(error) ? error.code : '';
    if (code === 'forward_prohibited') {
      return {
        id,
        label,
        state: 'not_checked',
        text: 'The server does not let this account open ports (AllowTcpForwarding).',
      };
    }
    const text = error instanceof Error ? error.message.slice(0, 200) : 'failed';
    return { id, label, state: code === 'aborted' ? 'not_checked' : 'bad', text };
  }
}

async function checkSocket(reach: Reach, label: string, path: string, signal?: AbortSignal): Promise<Check> {
  const id = `socket:${path}`;
  const result = await commandOf(reach).text(
    {
      argv: [
        'sh',
        '-c',
        'if [ -S "$1" ]; then echo yes; elif [ -x "${1%/*}" ]; then echo no; else echo hidden; fi',
        'sh',
        path,
      ],
      deadlineMs: 10_000,
    },
    signal,
  );
  const said = result.stdout.trim();
  if (said === 'yes') return { id, label, state: 'ok', text: 'The socket is there.' };
  if (said === 'no') return { id, label, state: 'bad', text: 'The socket is missing.' };
  return { id, label, state: 'not_checked', text: 'This account may not look there.' };
}

/** `df -P` answers; the sixth column is the mount point, the fifth how full it is. */
export function readDf(text: string): { percent: number; available: number } | null {
  const line = text.trim().split('\n').at(-1) ?? '';
  const m =
    /\s(\d+)\s+(\d+|-)\s+(\d+|-)\s+(\d+)%\s+\S/.exec(line) ?? /\s(\d+)\s+(\d+|-)\s+(\d+|-)\s+(-)\s+\S/.exec(line);
  if (m === null || m[4] === '-') return null;
  return { percent: Number(m[4]), available: Number(m[3]) };
}

async function checkDisk(reach: Reach, path: string, signal?: AbortSignal): Promise<Check[]> {
  const transport = commandOf(reach);
  const [space, nodes] = await Promise.all([
    transport.text({ argv: ['df', '-Pk', path], deadlineMs: 15_000 }, signal),
    transport.text({ argv: ['df', '-Pi', path], deadlineMs: 15_000 }, signal),
  ]);
  const judge = (id: string, label: string, text: string, what: string): Check => {
    const read = readDf(text);
    if (read === null) return { id, label, state: 'not_checked', text: 'df does not tell.' };
    return { id, label, state: read.percent >= 95 ? 'bad' : 'ok', text: `${read.percent} % of ${what} used.` };
  };
  return [
    judge('disk', 'Room for the queue', space.stdout, 'the disk'),
    judge('inodes', 'Files for the queue', nodes.stdout, 'the inodes'),
  ];
}

/** Asks the server's own resolver for a name that always exists. */
async function checkResolver(reach: Reach, signal?: AbortSignal): Promise<Check> {
  const label = 'DNS resolver';
  const result = await commandOf(reach).text(
    { argv: ['getent', 'hosts', 'a.root-servers.net'], deadlineMs: 12_000 },
    signal,
  );
  if (result.exitCode === 0 && result.stdout.trim() !== '') {
    return { id: 'resolver', label, state: 'ok', text: 'It answers.' };
  }
  if (result.exitCode === 127)
    return { id: 'resolver', label, state: 'not_checked', text: 'The server has no getent.' };
  return { id: 'resolver', label, state: 'bad', text: 'It does not answer for a.root-servers.net.' };
}

/** Checks of our own side of a mail server. A check that fails to run says so and costs only itself. */
export async function runChecks(
  reach: Reach,
  hops: readonly { address: string; what: string }[],
  queueDirectory: string,
  signal?: AbortSignal,
): Promise<Check[]> {
  const ports = hops.slice(0, 20).map(({ address, what }) => {
    const label = `${what} ${address}`;
    if (hostPort(address)) return checkPort(reach, label, address, signal);
    const path = address.startsWith('/')
      ? address
      : /^[\w./-]+$/.test(address) && address.includes('/')
        ? `${queueDirectory}/${address}`
        : null;
    return path === null ? null : checkSocket(reach, label, path, signal);
  });
  const guard = async (id: string, label: string, run: Promise<Check | Check[]>): Promise<Check[]> => {
    try {
      return [await run].flat();
    } catch (error) {
      return [
        { id, label, state: 'not_checked', text: error instanceof Error ? error.message.slice(0, 200) : 'failed' },
      ];
    }
  };
  const all = await Promise.all([
    ...ports.filter((p) => p !== null).map((p) => guard('port', 'Own next hop', p)),
    guard('disk', 'Room for the queue', checkDisk(reach, queueDirectory, signal)),
    guard('resolver', 'DNS resolver', checkResolver(reach, signal)),
  ]);
  return all.flat();
}
