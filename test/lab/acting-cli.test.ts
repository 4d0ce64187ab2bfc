import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runAct } from '../../electron/cli/act.ts';
import type { CliIo } from '../../electron/cli/io.ts';
import { openSettings } from '../../electron/store/settings.ts';
import type { ServerConfig } from '../../shared/model/server.ts';
import { whyNot } from './packages.ts';
import { startActingPostfix, type ActingPostfix } from './support/actingPostfix.ts';
import { startLabEngine } from './support/engine.ts';
import { until } from './support/scratch.ts';

const lacks = whyNot('/usr/sbin/sshd', '/usr/sbin/postfix', '/usr/bin/sudo');
if (lacks !== null) console.warn(`Acting from the command line skipped: ${lacks}`);

interface Line {
  id: string;
  outcome: string;
  evidence: string | null;
}

describe.skipIf(lacks !== null)('queuewatch act on a real Postfix', () => {
  let lab: ActingPostfix;
  let data: string;
  /** Unknown to the queue, and of the right form. */
  const nowhere = '4jY9By3H3TzK6Jl';

  const settings = (change: Partial<ServerConfig> = {}) =>
    openSettings({ dataDir: data, now: () => Date.now() }).setServers([{ ...lab.config, ...change }]);
  const linesOf = (text: string): Line[] =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
  /** Runs it with stand-ins for the terminal: `answers` to its questions, `onLine` for what a person does on reading. */
  const act = async (
    argv: readonly string[],
    person: { answers?: string[]; onLine?: (line: string, interrupt: () => void) => void; input?: string } = {},
  ) => {
    const out: string[] = [];
    const told: string[] = [];
    const asked: string[] = [];
    const listeners = new Set<() => void>();
    const io: CliIo = {
      stdin: (async function* () {
        yield new TextEncoder().encode(person.input ?? '');
      })(),
      stdout: async (text) => void out.push(text),
      stderr(line) {
        told.push(line);
        person.onLine?.(line, () => {
          for (const one of listeners) one();
        });
      },
      interrupted(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      ...(person.answers === undefined
        ? {}
        : {
            ask: async (question: string) => {
              asked.push(question);
              return person.answers?.shift() ?? null;
            },
          }),
    };
    const code = await runAct(['--server', 'mx1', '--data', data, ...argv], io);
    return { code, asked, told: told.join('\n'), rows: linesOf(out.join('')) };
  };
  const queueOf = async (sender: string) =>
    (await lab.truth()).filter((m) => m.sender === sender).map((m) => m.queue_name);

  beforeAll(async () => {
    lab = await startActingPostfix({ sinks: { 'takes.example': {} } });
  }, 120_000);
  afterAll(() => lab.remove());
  beforeEach(async () => {
    data = mkdtempSync(path.join(os.tmpdir(), 'qw-lab-act-'));
    settings();
    await lab.postfix.reload({ defer_transports: 'smtp' });
    return () => rmSync(data, { recursive: true, force: true });
  });

  test('preview first, a line a message, the exit code tells all, some or none; ids by standard input', async () => {
    await lab.queued('cli@lab.example', 3, 'takes.example');
    const [first = '', ...others] = await lab.idsFrom('cli@lab.example');
    const filter = ['--filter', 'from:cli@lab.example'];
    const unasked = await act(['--verb', 'hold', ...filter]);
    expect(unasked).toMatchObject({ code: 2, rows: [] });
    expect(unasked.told).toContain('Hold: 3 messages');
    expect(unasked.told).toContain('give --yes. Nothing was done.');
    const held = await act(['--verb', 'hold', ...filter, '--yes']);
    expect([held.code, held.rows.map((row) => row.outcome)]).toEqual([0, ['held', 'held', 'held']]);
    const some = await act(['--verb', 'release', '--id', first, '--id', nowhere, '--yes']);
    expect(some.rows.map((row) => [row.id, row.outcome])).toEqual([
      [first, 'released'],
      [nowhere, 'not_done'],
    ]);
    expect(some.code).toBe(1);
    const piped = await act(['--verb', 'release', '--id', '-', '--yes'], { input: `${others.join('\r\n')}\n` });
    expect([piped.code, piped.rows.length]).toEqual([0, 2]);
    expect((await act(['--verb', 'delete', '--id', nowhere, '--yes'])).code).toBe(3);
    const audit = startLabEngine(data);
    const { rows } = await audit.ask('audit.list', { from: 0, count: 20 });
    await audit.stop();
    expect(rows.map((row) => `${row.verb} ${row.count} ${row.result}`)).toEqual([
      'release 2 2 released',
      'release 2 started',
      'release 1 1 released',
      'release 1 started',
      'hold 3 3 held',
      'hold 3 started',
    ]);
  }, 90_000);

  test('at a terminal it asks: y for what can be undone, the number itself for what cannot', async () => {
    await lab.queued('asks@lab.example', 2, 'takes.example');
    const argv = (verb: string) => ['--verb', verb, '--filter', 'from:asks@lab.example'];
    for (const answers of [['n'], [''], []]) {
      const no = await act(argv('hold'), { answers });
      expect([no.code, no.rows]).toEqual([3, []]);
      expect(no.told).toContain('nothing was done');
    }
    expect(await act(argv('delete'), { answers: ['y'] })).toMatchObject({ code: 3, rows: [] });
    expect(await act(argv('delete'), { answers: ['3'] })).toMatchObject({ code: 3, rows: [] });
    expect(await queueOf('asks@lab.example')).toEqual(['deferred', 'deferred']);
    const yes = await act(argv('hold'), { answers: ['y'] });
    expect([yes.code, yes.asked]).toEqual([0, ['Go on? [y/N] ']]);
    const gone = await act(argv('delete'), { answers: ['2'] });
    expect(gone.asked).toEqual(['Type 2 to delete 2 messages: ']);
    expect([gone.code, gone.rows.map((row) => row.outcome)]).toEqual([0, ['deleted', 'deleted']]);
    expect(await queueOf('asks@lab.example')).toEqual([]);
  }, 90_000);

  test('Ctrl-C within the first seconds of a delete takes it back', async () => {
    await lab.queued('undo@lab.example', 2, 'takes.example');
    const taken = await act(['--verb', 'delete', '--filter', 'from:undo@lab.example', '--yes'], {
      onLine(line, interrupt) {
        if (line.includes('Ctrl-C takes it back')) interrupt();
      },
    });
    expect(taken.code).toBe(3);
    expect(taken.told).toContain('Taken back; nothing was deleted.');
    expect(taken.rows.map((row) => row.outcome)).toEqual(['not_done', 'not_done']);
    expect(await queueOf('undo@lab.example')).toEqual(['deferred', 'deferred']);
  }, 90_000);

  test('the safety level holds here too', async () => {
    await lab.queued('safe@lab.example', 1, 'takes.example');
    const hold = ['--verb', 'hold', '--filter', 'from:safe@lab.example', '--yes'];
    settings({ safety: 'retry' });
    const second = await act(hold);
    expect([second.code, second.rows]).toEqual([1, []]);
    expect(second.told).toContain('mx1 allows retries only.');
    settings({ safety: 'observe' });
    for (const verb of ['retry', 'delete']) {
      const refused = await act(['--verb', verb, '--filter', 'from:safe@lab.example', '--yes']);
      expect([refused.code, refused.rows]).toEqual([1, []]);
      expect(refused.told).toContain('nothing may be changed there');
    }
    expect(await queueOf('safe@lab.example')).toEqual(['deferred']);
    settings({ safety: 'retry' });
    await lab.postfix.reload({ defer_transports: '' });
    expect(await act(['--verb', 'retry', '--filter', 'from:safe@lab.example', '--yes'])).toMatchObject({
      code: 0,
      rows: [{ outcome: 'sent' }],
    });
  }, 90_000);

  test('the program itself, paced, and a real SIGINT: what is left is said, and nothing goes twice', async () => {
    await lab.queued('paced@lab.example', 12, 'takes.example');
    await lab.postfix.reload({ defer_transports: '' });
    const taken = () =>
      lab.postfix.sinks['takes.example']!.accepted.filter((mail) => mail.from === 'paced@lab.example').flatMap(
        (m) => m.to,
      );
    const argv = ['--verb', 'retry', '--filter', 'from:paced@lab.example', '--paced', '1/s', '--yes'];
    const child = spawn(process.execPath, ['electron/cli.ts', 'act', '--server', 'mx1', '--data', data, ...argv], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, told] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await until('three were taken', () => taken().length >= 3, 60_000);
    child.kill('SIGINT');
    const code = await ended;
    const rows = linesOf(out);
    const sent = rows.filter((row) => row.outcome === 'sent').length;
    expect({ code, rows: rows.length, told }).toMatchObject({ code: 1, rows: 12 });
    expect(told).toContain('Stopping; what was handed over is followed to its outcome.');
    expect(told).toContain('Stopped by hand.');
    expect(told).toMatch(/Stopped: .*\d+ not done/);
    expect(sent).toBeGreaterThanOrEqual(2);
    expect(sent).toBeLessThan(12);
    expect(
      rows.filter((row) => row.outcome === 'not_done' && row.evidence === 'not reached: stopped').length,
    ).toBeGreaterThan(0);
    // Going on: the rest goes, and nobody has got anything twice.
    const rest = await act(['--verb', 'retry', '--filter', 'from:paced@lab.example', '--paced', '5/s', '--yes']);
    expect(rest.code).toBe(0);
    expect([taken().length, new Set(taken()).size]).toEqual([12, 12]);
  }, 120_000);
});
