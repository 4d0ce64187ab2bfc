import { spawn } from 'node:child_process';
import http from 'node:http';
import type net from 'node:net';
import path from 'node:path';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSettings } from '../../electron/store/settings.ts';
import { isAppError } from '../../shared/error.ts';
import type { ServerConfig } from '../../shared/model/server.ts';
import { whyNot } from './packages.ts';
import { chasquidBinary, startChasquid, type LabChasquid } from './support/chasquid.ts';
import { drive } from './support/drive.ts';
import { freePort, until } from './support/scratch.ts';
import { hostBlock, labAsker, labServer, labSsh } from './support/ssh.ts';
import { startSshd, type Sshd } from './support/sshd.ts';

const lacks = whyNot('/usr/sbin/sshd', '/usr/bin/ssh', '/usr/bin/openssl', chasquidBinary);
if (lacks !== null) console.warn(`chasquid lab skipped: ${lacks}`);

describe.skipIf(lacks !== null)('chasquid by its monitoring page', () => {
  let sshd: Sshd;
  let lab: ReturnType<typeof labSsh>;
  let chasquid: LabChasquid;
  const open: { dispose(): void }[] = [];
  const configOf = (port: number, overSsh: boolean, more: Partial<ServerConfig> = {}): ServerConfig =>
    labServer({
      mta: 'chasquid',
      route: {
        kind: 'https',
        baseUrl: `http://127.0.0.1:${port}`,
        ...(overSsh ? { via: { kind: 'ssh', target: 'mx', configFile: lab.configFile } } : {}),
      },
      ...more,
    });
  const reachTo = (config: ServerConfig) => {
    const reach = lab.connect(config, labAsker({}));
    open.push(reach);
    return drive(reach, config);
  };
  const codeOf = async (work: Promise<unknown>): Promise<string> => {
    const failed = await work.then(
      () => null,
      (e: unknown) => e,
    );
    return isAppError(failed) ? failed.code : String(failed);
  };

  beforeAll(async () => {
    sshd = await startSshd();
    lab = labSsh(sshd, hostBlock(sshd, 'mx', 'qwlab'), 'chasquid');
    writeFileSync(lab.knownHostsFile, sshd.knownHost());
    chasquid = await startChasquid({
      sinks: {
        'greylist.example': { rcpt: '451 4.7.1 <%>: Greylisted' },
        'mixed.example': { rcpt: (a) => (a.startsWith('full') ? '452 4.2.2 Mailbox full' : undefined) },
        'bigmail.example': { eod: '451 4.3.0 "Temporary" Zurückgestellt' },
      },
      zone: {
        'servfail.example': 'servfail',
        'refused.example': { mx: ['mx.refused.example'] },
        'mx.refused.example': { a: ['127.77.255.1'] },
      },
    });
    const from = 'alice@lab.example';
    await chasquid.send([
      ...Array.from({ length: 10 }, (_, i) => ({ from, to: [`u${i}@greylist.example`] })),
      { from, to: ['full1@mixed.example', 'ok@mixed.example', 'g@greylist.example'] },
      { from, to: ['x@bigmail.example'] },
      { from, to: ['x@servfail.example'] },
      { from, to: ['x@refused.example'] },
    ]);
  }, 120_000);
  afterAll(async () => {
    for (const one of open) one.dispose();
    await chasquid.remove();
    await sshd.remove();
  });

  it.each([
    ['directly', false],
    ['through a port forwarded over SSH', true],
  ])('lists with the reason of each recipient, %s', async (_how, overSsh) => {
    const server = await reachTo(configOf(chasquid.monitoring, overSsh));
    expect(server.found).toMatchObject({ mta: 'chasquid', version: expect.stringMatching(/^1\.\d+/) as string });
    const { messages, skipped, outcome } = await until(
      '15 recipients with a reason',
      async () => {
        const listed = await server.list();
        const all = [...listed.messages.values()].flatMap((m) => m.recipients);
        return all.length === 15 && all.every((r) => r.reason !== null) ? listed : null;
      },
      60_000,
    );
    expect([messages.size, skipped, outcome.complete, outcome.remarks]).toEqual([14, [], true, []]);
    const why = new Map([...messages.values()].flatMap((m) => m.recipients.map((r) => [r.address, r.reason])));
    const all = 'all MXs returned transient failures (last: ';
    for (let i = 0; i < 10; i++)
      expect(why.get(`u${i}@greylist.example`)).toBe(`${all}MAIL+RCPT 451 4.7.1 <u${i}@greylist.example>: Greylisted)`);
    expect(why.get('full1@mixed.example')).toBe(`${all}MAIL+RCPT 452 4.2.2 Mailbox full)`);
    expect(why.has('ok@mixed.example')).toBe(false);
    expect(why.get('x@bigmail.example')).toBe(`${all}DATA closing 451 4.3.0 "Temporary" Zurückgestellt)`);
    expect(why.get('x@servfail.example')).toMatch(/^Could not find mail server: lookup servfail\.example /);
    expect(why.get('x@refused.example')).toBe(
      `${all}Could not dial: dial tcp 127.77.255.1:25: connect: connection refused)`,
    );
    for (const m of messages.values()) {
      expect([m.state, m.sender]).toEqual(['deferred', 'alice@lab.example']);
      expect(Math.abs((m.arrival ?? 0) * 1000 - Date.now())).toBeLessThan(600_000);
    }
  });

  it('only looks: every verb it has not is said, and the queue stays', async () => {
    const server = await reachTo(configOf(chasquid.monitoring, true));
    const before = (await server.list()).messages;
    const [id = ''] = before.keys();
    expect(server.driver.validId(id)).toBe(false);
    for (const verb of ['retry', 'hold', 'release', 'delete', 'expire', 'requeue'] as const) {
      const report = await server.act(verb, [id]);
      expect([report.submitted.size, report.refused.get(id)]).toEqual([
        0,
        expect.stringMatching(/^chasquid has no /) as string,
      ]);
    }
    const absent = server.found.abilities.filter((a) => a.granted === 'absent');
    expect(absent.map((a) => a.note).every((note) => note?.startsWith('chasquid has no '))).toBe(true);
    expect((await server.inspect(id, 'headers')).missing).toBe('chasquid has no headers of a queued message');
    expect([...(await server.list()).messages.keys()].sort()).toEqual([...before.keys()].sort());
  });

  it('a closed port, another port and a server that stops are told apart from an empty queue', async () => {
    const closed = await freePort();
    expect(await codeOf(reachTo(configOf(closed, false)))).toBe('connect_refused');
    expect(await codeOf(reachTo(configOf(closed, true)))).toMatch(/^(?:forward_|connect_)/);
    // Another HTTP server at that port, and one whose page has another shape.
    const changed = http.createServer((request, response) => {
      response.end(request.url === '/' ? '<h1>chasquid @mx</h1>' : '# Queue status\n\nitems: 2\n');
    });
    await new Promise<void>((resolve) => changed.listen(0, '127.0.0.1', resolve));
    const port = (changed.address() as net.AddressInfo).port;
    const server = await reachTo(configOf(port, true));
    const failed = await server.list().catch((e: unknown) => e);
    expect(isAppError(failed) && [failed.code, failed.details['field']]).toEqual(['api_schema_changed', 'length']);
    changed.closeAllConnections();
    await new Promise((resolve) => changed.close(resolve));

    const running = await reachTo(configOf(chasquid.monitoring, false));
    const before = (await running.list()).messages.size;
    await chasquid.stop();
    expect(await codeOf(running.list())).toBe('connect_refused');
    await chasquid.start();
    // Its queue is on disk; items are loaded again at the start.
    expect((await running.list()).messages.size).toBe(before);
  }, 120_000);

  /** The command line as it is started, in a process of its own. */
  const queuewatch = (...argv: string[]) =>
    new Promise<{ code: number | null; rows: Record<string, unknown>[]; err: string }>((resolve) => {
      const child = spawn(process.execPath, [path.join(import.meta.dirname, '../../electron/cli.ts'), ...argv], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let out = '';
      let err = '';
      child.stdout.on('data', (part: Buffer) => (out += part.toString()));
      child.stderr.on('data', (part: Buffer) => (err += part.toString()));
      child.once('close', (code) => {
        const rows = out.split('\n').filter((line) => line !== '');
        resolve({ code, rows: rows.map((line) => JSON.parse(line) as Record<string, unknown>), err });
      });
    });

  it('queuewatch queue --server polls it once, with the exit codes of its --help', async () => {
    const dataDir = path.join(lab.dir, 'settings');
    const closed = await freePort();
    openSettings({ dataDir, now: () => Date.now() }).setServers([
      configOf(chasquid.monitoring, true, { id: 'mx-a', name: 'chasquid A' }),
      configOf(closed, false, { id: 'mx-b', name: 'chasquid B' }),
      configOf(chasquid.monitoring, false, { id: 'mx-c', name: 'any', mta: null }),
    ]);
    const told = await queuewatch('queue', '--server', 'chasquid A', '--data', dataDir);
    expect([told.code, told.err]).toEqual([0, '']);
    expect(told.rows.length).toBe(14);
    expect(Object.keys(told.rows[0] ?? {})).toEqual(['id', 'queue', 'arrival', 'size', 'sender', 'recipients']);
    // The page itself, saved, reads the same.
    const file = path.join(lab.dir, 'page.txt');
    writeFileSync(file, await (await fetch(`http://127.0.0.1:${chasquid.monitoring}/debug/queue`)).text());
    const saved = await queuewatch('queue', '--mta', 'chasquid', file);
    const key = (rows: Record<string, unknown>[]) => rows.map((row) => JSON.stringify(row)).sort();
    expect([saved.code, key(saved.rows)]).toEqual([0, key(told.rows)]);

    const summary = await queuewatch('queue', '--server=mx-c', '--summary', '--data', dataDir);
    expect(summary.code).toBe(0);
    expect(summary.rows[0]).toMatchObject({ messages: 14, recipients: 15, skipped_lines: 0 });
    const down = await queuewatch('queue', '--server', 'mx-b', '--data', dataDir);
    expect([down.code, down.rows]).toEqual([1, []]);
    expect(down.err).toContain('chasquid B: connect_refused');
    const unknown = await queuewatch('queue', '--server', 'nobody', '--data', dataDir);
    expect([unknown.code, unknown.rows]).toEqual([1, []]);
    expect(unknown.err).toContain('chasquid A, chasquid B');
    expect((await queuewatch('queue', '--server', 'mx-a', 'file')).code).toBe(2);
  }, 120_000);
});
