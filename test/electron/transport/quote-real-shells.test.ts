import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { forLoginShell, posixScript, posixWord, remoteText } from '../../../electron/transport/quote.ts';
import type { Command } from '../../../electron/ports.ts';

const find = (shell: string) =>
  ['/bin/', '/usr/bin/', '/usr/local/bin/'].map((d) => d + shell).find((p) => existsSync(p));

/** Ids, addresses and hosts as an attacker or an accident would write them. */
const hostile = [
  'plain',
  '',
  ' ',
  "o'neil@example.net",
  '"odd name"@example.net',
  '-d',
  '--config=/tmp/x',
  '$(id)',
  '`id`',
  '$HOME',
  '${IFS}',
  '; id',
  '| id',
  '&& id',
  '> /tmp/owned',
  'a\nid',
  'a\r\nid',
  'end with newline\n',
  '!!',
  '!id',
  'a!b@example.net',
  '%1',
  '100%s%n',
  '*',
  '?',
  '[a-z]*',
  '{a,b}',
  '~',
  '~root',
  '=ls',
  '\\',
  '\\\\',
  "\\'",
  '\\n\\0101',
  '#comment',
  'tab\there',
  'zurück@exämple.example',
  '用户@例子.example',
  '😀',
  '\u0001\u001b[31m',
  '^old^new',
  '(a)',
  '<a>',
  'a&b',
  "''''",
  '"',
];

describe.each(['sh', 'bash', 'dash', 'zsh', 'csh', 'tcsh', 'fish', 'ksh', 'mksh'])('login shell %s', (name) => {
  const shell = find(name);
  it.skipIf(shell === undefined)('hands hostile words to the program literally', () => {
    const print = `for (const w of process.argv.slice(1)) process.stdout.write(JSON.stringify(w) + '\\n')`;
    const command: Command = { argv: [process.execPath, '-e', print, '--', ...hostile], deadlineMs: 1000 };
    const text = remoteText(command, { elevate: 'none', marker: null });
    const out = execFileSync(shell ?? '', ['-c', text], { encoding: 'utf8' });
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as string),
    ).toEqual(hostile);
  });

  it.skipIf(shell === undefined)('keeps stdin, stderr and the exit status, gzipped or not', () => {
    for (const compress of [false, true]) {
      const command: Command = {
        argv: ['sh', '-c', "cat; echo 'it!s' >&2; exit 7"],
        deadlineMs: 1000,
        compress,
      };
      const text = remoteText(command, { elevate: 'none', marker: 'MARK-1' });
      const run = spawnSync(shell ?? '', ['-c', text], { input: 'queue ids\n' });
      expect(run.status).toBe(7);
      expect(run.stderr.toString()).toBe('it!s\n');
      const out = run.stdout;
      if (compress) {
        expect(out.subarray(0, 11).toString()).toBe('\nMARK-1z\n\x1f\x8b'.slice(0, 11).replace('\x8b', '\ufffd'));
      } else {
        expect(out.toString()).toBe('\nMARK-1.\nqueue ids\n');
      }
    }
  });

  it.skipIf(shell === undefined)('sets C locale, UTC and a PATH with sbin', () => {
    const text = remoteText(
      { argv: ['sh', '-c', 'echo $LC_ALL $TZ $PATH'], deadlineMs: 1 },
      { elevate: 'none', marker: null },
    );
    const out = execFileSync(shell ?? '', ['-c', text], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
    expect(out).toMatch(/^C UTC \S*:\/usr\/sbin:/);
  });
});

describe('quoting', () => {
  it('leaves ordinary commands readable', () => {
    expect(
      forLoginShell(posixScript({ argv: ['postqueue', '-j'], deadlineMs: 1 }, { elevate: 'none', marker: null })),
    ).toMatch(/^\/bin\/sh -c 'PATH="\$PATH:[^']*" LC_ALL=C TZ=UTC; export PATH LC_ALL TZ; exec postqueue -j'$/);
  });
  it('puts sudo -n or doas -n in front only where asked', () => {
    const command: Command = { argv: ['/usr/sbin/postsuper', '-h', '-'], elevated: true, deadlineMs: 1 };
    expect(posixScript(command, { elevate: 'sudo', marker: null })).toMatch(
      /exec sudo -n \/usr\/sbin\/postsuper -h -$/,
    );
    expect(posixScript({ ...command, elevatedAs: 'postfix' }, { elevate: 'doas', marker: null })).toMatch(
      /exec doas -n -u postfix \/usr\/sbin\/postsuper -h -$/,
    );
    expect(posixScript(command, { elevate: 'none', marker: null })).toMatch(/exec \/usr\/sbin\/postsuper -h -$/);
  });
  it.each(['-rf', '', 'a\0b'])('refuses the program name %j', (program) => {
    expect(() => remoteText({ argv: [program], deadlineMs: 1 }, { elevate: 'none', marker: null })).toThrow();
  });
  it.each(['a b', "a'b", 'a;b', 'a\nb', 'a"b', 'a&b', 'a|b', 'a`b', 'a$b', 'a^b', 'a(b)'])(
    'refuses %j where no sh is at the far end',
    (word) => {
      expect(() =>
        remoteText({ argv: ['powershell', word], shell: 'none', deadlineMs: 1 }, { elevate: 'none', marker: null }),
      ).toThrow(/quoting/);
    },
  );
  it('quotes single words', () => {
    expect(posixWord('a')).toBe('a');
    expect(posixWord("it's")).toBe(`'it'\\''s'`);
    expect(posixWord('=a')).toBe(`'=a'`);
  });
});
