import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createKnownHosts,
  judgeHostKey,
  knownTypes,
  matchesHost,
  parseKnownHosts,
  storedName,
} from '../../../electron/transport/knownHosts.ts';
import { fingerprintOf, keyBits, keyTypeName, keyTypeOf, randomartOf } from '../../../electron/transport/hostKey.ts';

const haveKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined;
let dir = '';
const keys: { pub: string; blob: Buffer }[] = [];

beforeAll(() => {
  if (!haveKeygen) return;
  dir = mkdtempSync(path.join(os.tmpdir(), 'qw-kh-'));
  for (const [i, args] of [
    ['-t', 'ed25519'],
    ['-t', 'rsa', '-b', '2048'],
    ['-t', 'ecdsa', '-b', '384'],
    ['-t', 'ed25519'],
    ['-t', 'rsa', '-b', '3072'],
  ].entries()) {
    const file = path.join(dir, `k${i}`);
    execFileSync('ssh-keygen', ['-q', '-N', '', '-C', 'c', ...args, '-f', file]);
    const pub = readFileSync(`${file}.pub`, 'utf8').trim();
    keys.push({ pub, blob: Buffer.from(pub.split(' ')[1] ?? '', 'base64') });
  }
});
afterAll(() => {
  if (dir !== '') rmSync(dir, { recursive: true });
});

describe.skipIf(!haveKeygen)('known_hosts against ssh-keygen', () => {
  it('fingerprint, bits and randomart equal ssh-keygen -lv', () => {
    for (const [i, { blob }] of keys.entries()) {
      const said = execFileSync('ssh-keygen', ['-lvf', path.join(dir, `k${i}.pub`)], { encoding: 'utf8' }).trimEnd();
      const [first = '', ...art] = said.split('\n');
      const [bits, print] = first.split(' ');
      expect(fingerprintOf(blob)).toBe(print);
      expect(keyBits(blob)).toBe(Number(bits));
      expect(first).toContain(`(${keyTypeName(keyTypeOf(blob))})`);
      expect(randomartOf(blob)).toBe(art.join('\n'));
    }
  });

  it('finds the same lines as ssh-keygen -F for random files, plain and hashed', { timeout: 30_000 }, () => {
    // A small generator with a fixed seed: the same cases every run.
    let seed = 42;
    const random = (n: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return (seed >>> 8) % n;
    };
    const names = ['mx1.example', 'mx2.example', 'MX3.Example', 'a', 'ab', '192.0.2.7', '2001:db8::1', 'x.mx1.example'];
    const patterns = [
      '*',
      '*.example',
      'mx?.example',
      '!mx2.example',
      'm*1.*',
      '*a',
      '?',
      '192.0.2.*',
      '[mx1.example]:2222',
    ];
    for (let round = 0; round < 8; round++) {
      const lines: string[] = [];
      for (let i = 0; i < 8; i++) {
        const parts: string[] = [];
        for (let k = 0; k <= random(3); k++) {
          const host = random(3) > 0 ? (names[random(names.length)] ?? '') : (patterns[random(patterns.length)] ?? '');
          parts.push(random(4) === 0 && !/[[*?!]/.test(host) ? `[${host}]:2222` : host);
        }
        // ssh-keygen -H gives up on a file with a broken line; only the plain rounds get some.
        const noise = (round % 2 === 1 ? ['# comment', ''] : ['# comment', '', '   ', 'broken', 'host ssh-rsa !!!'])[
          random(9)
        ];
        if (noise !== undefined) lines.push(noise);
        lines.push(`${parts.join(',')} ${keys[random(keys.length)]?.pub ?? ''}`);
      }
      const file = path.join(dir, 'kh');
      writeFileSync(file, lines.join('\n') + '\n');
      if (round % 2 === 1) execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
      const parsed = parseKnownHosts(readFileSync(file, 'utf8'), file);
      for (const name of names) {
        for (const port of [22, 2222]) {
          const stored = storedName(name, port);
          const said = spawnSync('ssh-keygen', ['-F', stored, '-f', file], { encoding: 'utf8' }).stdout;
          const theirs = [...said.matchAll(/found: line (\d+)/g)].map((m) => Number(m[1]));
          const mine = parsed.filter((l) => matchesHost(l.hosts, stored)).map((l) => l.line);
          expect(mine, `${stored} in\n${lines.join('\n')}`).toEqual(theirs);
        }
      }
    }
  });

  it('knows, refuses changed and revoked keys, and asks for unknown ones', () => {
    const [a, b, c, d] = keys;
    const text = [
      `mx1.example ${a!.pub}`,
      `@revoked * ${b!.pub}`,
      `@cert-authority *.corp.example ${c!.pub}`,
      `[mx1.example]:2222 ${d!.pub}`,
    ].join('\n');
    const lines = parseKnownHosts(text, 'f');
    expect(judgeHostKey(lines, 'mx1.example', a!.blob).state).toBe('known');
    expect(judgeHostKey(lines, 'mx1.example', d!.blob)).toMatchObject({ state: 'changed', known: [{ line: 1 }] });
    // Another type than the known one is no first contact either.
    expect(judgeHostKey(lines, 'mx1.example', c!.blob).state).toBe('changed');
    expect(judgeHostKey(lines, 'mx1.example', b!.blob).state).toBe('revoked');
    expect(judgeHostKey(lines, 'other.example', b!.blob).state).toBe('revoked');
    expect(judgeHostKey(lines, 'other.example', a!.blob)).toEqual({ state: 'unknown', authority: false });
    expect(judgeHostKey(lines, 'x.corp.example', a!.blob)).toEqual({ state: 'unknown', authority: true });
    expect(judgeHostKey(lines, storedName('mx1.example', 2222), d!.blob).state).toBe('known');
    expect(knownTypes(lines, 'mx1.example')).toEqual(['ssh-ed25519']);
  });

  it('writes only its own file, and a replaced key no longer counts there or in the person’s file', () => {
    const [a, b] = keys;
    const user = path.join(dir, 'user_known_hosts');
    const ownFile = path.join(dir, 'data', 'known_hosts');
    writeFileSync(user, `mx1.example ${a!.pub}\nmx2.example ${a!.pub}\n`);
    const store = createKnownHosts(ownFile);
    const at = Date.UTC(2026, 0, 2);
    store.trust('mx9.example', b!.blob, at);
    const known = judgeHostKey(store.lines([user]), 'mx9.example', b!.blob);
    expect(known).toMatchObject({ state: 'known' });
    expect(known.state === 'known' && store.since(known.line)).toBe(at);
    const changed = judgeHostKey(store.lines([user]), 'mx1.example', b!.blob);
    expect(changed.state).toBe('changed');
    if (changed.state === 'changed') store.replace('mx1.example', b!.blob, changed.known, at);
    expect(judgeHostKey(store.lines([user]), 'mx1.example', b!.blob).state).toBe('known');
    expect(judgeHostKey(store.lines([user]), 'mx1.example', a!.blob).state).toBe('changed');
    expect(judgeHostKey(store.lines([user]), 'mx2.example', a!.blob).state).toBe('known');
    expect(judgeHostKey(store.lines([user]), 'mx9.example', b!.blob).state).toBe('known');
    expect(readFileSync(user, 'utf8')).toBe(`mx1.example ${a!.pub}\nmx2.example ${a!.pub}\n`);
  });
});
