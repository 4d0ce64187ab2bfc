import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Outcome, OutcomeKind } from '../../../shared/model/action.ts';
import { ServerConfig } from '../../../shared/model/server.ts';
import { exitOf, intervalOf, readActArguments, runAct } from '../../../electron/cli/act.ts';
import { openSettings } from '../../../electron/store/settings.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'qw-act-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function act(...argv: string[]) {
  const out: string[] = [];
  const told: string[] = [];
  const code = await runAct(argv, {
    stdin: (async function* () {
      yield new Uint8Array();
    })(),
    stdout: async (text) => void out.push(text),
    stderr: (line) => void told.push(line),
  });
  return { code, out: out.join(''), told: told.join('\n') };
}
const outcomes = (...kinds: OutcomeKind[]): Outcome[] =>
  kinds.map((kind, i) => ({
    server: 'a',
    id: `Q${i}`,
    sender: null,
    recipient: null,
    kind,
    evidence: null,
    at: null,
    newId: null,
  }));

test('a rate is messages per second, minute or hour, and never faster than five a second', () => {
  expect([intervalOf('30/min'), intervalOf('1/s'), intervalOf('200/h')]).toEqual([2000, 1000, 18_000]);
  for (const bad of ['30', '0/min', '6/s', '30/day', '-1/s', '1.5/s', '']) expect(intervalOf(bad)).toBeNull();
});

test('a term that is not understood is refused: left out it would act on more than was meant', () => {
  expect(readActArguments(['--server', 'a', '--verb', 'delete', '--filter', 'form:x@y.example'])).toContain('form:');
  expect(readActArguments(['--server', 'a', '--verb', 'retry', '--filter', 'age:>soon'])).toContain('age:>soon');
});

test('ids or a filter, never both and never neither; only a retry is paced', async () => {
  for (const argv of [
    ['--verb', 'retry', '--id', 'A'],
    ['--server', 'a', '--id', 'A'],
    ['--server', 'a', '--verb', 'retry'],
    ['--server', 'a', '--verb', 'flush', '--id', 'A'],
    ['--server', 'a', '--verb', 'retry', '--id', 'A', '--filter', ''],
    ['--server', 'a', '--verb', 'hold', '--id', 'A', '--paced', '1/s'],
    ['--server', 'a', '--verb', 'retry', '--id', 'A', '--domain', 'example.org'],
    ['--server', 'a', '--verb', 'retry', '--filter', 'to:x', '--domain', 'example.org'],
    ['--server', 'a', '--verb', 'retry', '--domain', 'example.org', '--paced', '1/s'],
    ['--server', 'a', '--verb', 'retry', '--id', 'A', '--probe'],
    ['--server', 'a', '--verb', 'retry', '--id', '-', '--yes'],
    ['--nonsense'],
  ]) {
    const { code, told, out } = await act(...argv);
    expect({ argv, code, out }).toEqual({ argv, code: 2, out: '' });
    expect(told).toMatch(/^queuewatch act: /);
  }
});

test('what is no domain is a mistake in the call, and no server is asked', async () => {
  openSettings({ dataDir: dir, now: () => 0 }).setServers([
    ServerConfig.parse({ id: 'mx1', name: 'mx1', mta: 'postfix', route: { kind: 'local' }, paused: true }),
  ]);
  for (const domain of ['', '-Rff', 'com', '*', '$(id).example', '192.0.2.1']) {
    const { code, out, told } = await act(
      ...['--server', 'mx1', '--verb', 'delete', `--domain=${domain}`, '--data', dir, '--yes'],
    );
    expect({ domain, code, out }).toEqual({ domain, code: 2, out: '' });
    expect(told).toMatch(/is not a domain as DNS has them.*Nothing was done/);
  }
});

test('the exit code tells all, some and none; "left the queue" is no hold', () => {
  expect(exitOf('retry', outcomes('sent', 'left_queue'))).toBe(0);
  expect(exitOf('retry', outcomes('sent', 'deferred_same'))).toBe(1);
  expect(exitOf('retry', outcomes('deferred_new', 'unknown', 'gone_before', 'in_delivery'))).toBe(3);
  expect(exitOf('hold', outcomes('held', 'left_queue'))).toBe(1);
  expect(exitOf('delete', outcomes('sent'))).toBe(3);
  expect(exitOf('delete', [])).toBe(3);
});

test('a folder that the app works on is said to be in use, and nothing is done', async () => {
  openSettings({ dataDir: dir, now: () => 0 }).setServers([
    ServerConfig.parse({ id: 'mx1', name: 'mx1', mta: 'postfix', route: { kind: 'ssh', target: 'nowhere.invalid' } }),
  ]);
  // Process 1 is always there and never ours.
  writeFileSync(path.join(dir, 'in-use.pid'), '1');
  const { code, told } = await act('--server', 'mx1', '--verb', 'retry', '--id', 'A', '--data', dir, '--yes');
  expect(code).toBe(1);
  expect(told).toContain('in use by process 1');
  const other = await act('--server', 'mx9', '--verb', 'retry', '--id', 'A', '--data', dir, '--yes');
  expect(other).toMatchObject({ code: 1, out: '' });
  expect(other.told).toContain('there are: mx1');
});
