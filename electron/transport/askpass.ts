import { mkdtempSync, readFileSync, rmSync, watch, writeFileSync, type FSWatcher } from 'node:fs';
import { readdir, unlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A question of the OpenSSH client, answered with one line, or null to decline. */
export type AnswerPrompt = (prompt: string) => Promise<string | null>;

export interface Askpass {
  env: Record<string, string>;
  dispose(): void;
}

/**
 * The helper ssh(1) calls for passphrases, passwords and confirmations (SSH_ASKPASS). It puts the question into a folder only the
 * person may read and waits at a pipe for the answer; the secret is never in a file, an argument or the environment.
 */
const script = `#!/bin/sh
umask 077
cd "$QUEUEWATCH_ASKPASS" || exit 1
mkfifo "$$.answer" || exit 1
printf '%s' "$1" > "$$.new" && mv "$$.new" "$$.ask" || exit 1
{ IFS= read -r state; IFS= read -r answer; } < "$$.answer"
rm -f "$$.answer"
[ "$state" = ok ] || exit 1
printf '%s\\n' "$answer"
`;

/** null on systems without sh and mkfifo: the client then runs in batch mode. */
export function createAskpass(answer: AnswerPrompt): Askpass | null {
  if (process.platform === 'win32') return null;
  const dir = mkdtempSync(path.join(os.tmpdir(), 'queuewatch-ask-'));
  const program = path.join(dir, 'askpass');
  writeFileSync(program, script, { mode: 0o700 });
  const seen = new Set<string>();
  const look = async () => {
    for (const name of await readdir(dir).catch(() => [])) {
      const id = /^(\d+)\.ask$/.exec(name)?.[1];
      if (id === undefined || seen.has(id)) continue;
      seen.add(id);
      const file = path.join(dir, name);
      let prompt: string;
      try {
        prompt = readFileSync(file, 'utf8').slice(0, 8192);
      } catch {
        continue;
      }
      const given = await answer(prompt).catch(() => null);
      await unlink(file).catch(() => undefined);
      const lines = given === null || /[\r\n]/.test(given) ? 'no\n\n' : `ok\n${given}\n`;
      await writeFile(path.join(dir, `${id}.answer`), lines).catch(() => undefined);
    }
  };
  const watcher: FSWatcher = watch(dir, () => void look());
  watcher.on('error', () => undefined);
  watcher.unref();
  return {
    env: {
      SSH_ASKPASS: program,
      SSH_ASKPASS_REQUIRE: 'force',
      DISPLAY: process.env['DISPLAY'] ?? ':0',
      QUEUEWATCH_ASKPASS: dir,
    },
    dispose() {
      watcher.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
