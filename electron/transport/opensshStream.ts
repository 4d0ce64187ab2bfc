import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

/** A TCP stream made of the standard input and output of `ssh -W`. */
export function openStream(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  onClose: () => void,
): NodeJS.ReadWriteStream & { destroy(): void } {
  const child = spawn(program, args, { env, windowsHide: true, stdio: ['pipe', 'pipe', 'ignore'] });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  // Who uses the stream hears of its end by `close`; destroying it early is no error.
  stream.on('error', () => undefined);
  child.once('error', (error) => stream.destroy(error));
  child.once('close', onClose);
  stream.once('close', () => child.kill());
  return stream;
}
