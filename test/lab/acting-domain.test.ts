import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runAct } from '../../electron/cli/act.ts';
import { openSettings } from '../../electron/store/settings.ts';
import { whyNot } from './packages.ts';
import type { actingOn } from './support/acting.ts';
import { startActingExim } from './support/actingExim.ts';
import { startActingPostfix, type ActingPostfix } from './support/actingPostfix.ts';
import type { LabEngine } from './support/engine.ts';
import { eximBinary, startExim, type LabExim } from './support/exim.ts';
import { run, until } from './support/scratch.ts';
import { startSshd, type Sshd } from './support/sshd.ts';

const noExim = whyNot('/usr/sbin/sshd', eximBinary);
if (noExim !== null) console.warn(`A whole domain on Exim skipped: ${noExim}`);
const noPostfix = whyNot('/usr/sbin/sshd', '/usr/sbin/postfix', '/usr/bin/sudo');
if (noPostfix !== null) console.warn(`A whole domain on Postfix skipped: ${noPostfix}`);

const later = { rcpt: '451 4.7.1 <%>: Greylisted' };

describe.skipIf(noExim !== null)(
  'exim -Rf on a real Exim: a neighbour that contains the domain, and a frozen message',
  () => {
    let sshd: Sshd;
    let exim: LabExim;
    let engine: LabEngine;
    let on: ReturnType<typeof actingOn>;
    const domains = ['busy.example', 'busy.example.uk', 'other.example'] as const;
    const idOf = new Map<string, string>();
    let frozen = '';

    beforeAll(async () => {
      sshd = await startSshd();
      exim = await startExim(Object.fromEntries(domains.map((domain) => [domain, later])));
      await run('usermod', ['-aG', 'Debian-exim', 'qwsudo']);
      for (const domain of domains) await exim.send([{ from: 'a@home.example', to: [`u@${domain}`] }]);
      for (const domain of domains) {
        const id = await until(`a deferred message for ${domain}`, async () => {
          const listed = (await exim.exim('-bp')).split('\n\n').find((one) => one.trimEnd().endsWith(`u@${domain}`));
          const found = listed?.match(/\S{6}-\S{6,11}-\S{2,4}/)?.[0] ?? null;
          return found !== null && (await exim.exim('-Mvl', found)).includes('Greylisted') ? found : null;
        });
        idOf.set(domain, id);
      }
      [frozen = ''] = exim.copies(idOf.get('busy.example') ?? '', 1, 'frozen@home.example');
      await exim.exim('-Mf', frozen);
      // Enough for a retry of a domain, and for nothing else.
      ({ engine, on } = await startActingExim(sshd, 'retry'));
    }, 120_000);
    afterAll(async () => {
      await engine.stop();
      await exim.remove();
      await sshd.remove();
    });

    const takenAt = (domain: string) => exim.sinks[domain]?.accepted.length;

    test('what the preview found is what Exim tries, to the message; one that comes later is tried and counted', async () => {
      expect((await on.preview('hold', on.domain('busy.example'))).messages).toBe(0);
      const seen = await on.preview('retry', on.domain('busy.example', false));
      expect([seen.messages, seen.domain?.servers[0]?.own]).toEqual([2, false]);
      const shown = await on.preview('retry', on.domain('@Busy.Example'));
      expect(shown.commands).toEqual([expect.stringMatching(/exim4 -Rf @busy\.example$/)]);
      expect(shown.domain?.servers[0]).toMatchObject({
        own: true,
        extras: 1,
        extraDomains: [{ domain: 'busy.example.uk', messages: 1 }],
      });
      expect(shown.leftOut).toEqual([{ why: expect.stringContaining('frozen') as string, messages: 1 }]);
      for (const domain of domains) exim.sinks[domain]!.script = {};
      exim.copies(idOf.get('busy.example') ?? '', 1, 'late@home.example');
      await on.look();
      const { run: ended, rows } = await on.ended(await on.begin(shown));
      expect(rows.map((row) => row.id).sort()).toEqual([idOf.get('busy.example'), idOf.get('busy.example.uk')].sort());
      on.proven(rows, 'sent', /=> u@busy\.example/);
      expect(ended.domain).toEqual({ name: 'busy.example', own: ['mx2'], later: 1 });
      await until('the one that came later', () => takenAt('busy.example') === 2, 60_000);
      expect(domains.map(takenAt)).toEqual([2, 1, 0]);
      expect(exim.sinks['busy.example']!.accepted.map((mail) => mail.from).sort()).toEqual([
        'a@home.example',
        'late@home.example',
      ]);
      expect(await exim.exim('-bp')).toContain(`${frozen} <frozen@home.example> *** frozen ***`);
      const { rows: audit } = await engine.ask('audit.list', { from: 0, count: 5 });
      expect(audit.map((row) => row.selection)).toEqual([
        expect.stringMatching(/^whole domain busy\.example: .*exim4 -Rf @busy\.example$/),
        expect.stringMatching(/^whole domain busy\.example: /),
      ]);
      expect(audit[0]?.result).toContain('Also affected: 1, came after the preview.');
    }, 120_000);
  },
);

describe.skipIf(noPostfix !== null)('queuewatch act --domain on a real Postfix', () => {
  let lab: ActingPostfix;
  let data: string;
  beforeAll(async () => {
    lab = await startActingPostfix({
      sinks: { 'flush.example': {}, 'plain.example': {} },
      settings: { fast_flush_domains: 'flush.example' },
    });
    data = mkdtempSync(path.join(os.tmpdir(), 'qw-lab-domain-'));
    openSettings({ dataDir: data, now: () => Date.now() }).setServers([{ ...lab.config, safety: 'retry' }]);
  }, 120_000);
  afterAll(async () => {
    rmSync(data, { recursive: true, force: true });
    await lab.remove();
  });
  const act = async (domain: string) => {
    const [out, told]: [string[], string[]] = [[], []];
    const code = await runAct(['--server', 'mx1', '--data', data, '--verb', 'retry', '--domain', domain, '--yes'], {
      stdin: (async function* () {
        yield new Uint8Array();
      })(),
      stdout: async (text) => void out.push(text),
      stderr: (line) => void told.push(line),
    });
    const rows = out
      .join('')
      .split('\n')
      .filter((line) => line !== '');
    return { code, rows: rows.map((row) => JSON.parse(row) as { outcome: string }), told: told.join('\n') };
  };
  const accepted = (domain: string) => lab.postfix.sinks[domain]?.accepted.length;

  test('postqueue -s where fast_flush_domains has the domain; elsewhere by ids, and it says which and why', async () => {
    await lab.queued('site@lab.example', 2, 'flush.example');
    await lab.queued('site@lab.example', 1, 'plain.example');
    await lab.postfix.reload({ defer_transports: '' });
    const own = await act('flush.example');
    expect(own.told).toContain(`runs: /usr/sbin/postqueue -c ${lab.postfix.config} -s flush.example`);
    expect(own.told).toContain('whole domain flush.example, by the own command of mx1');
    expect(own.told).toContain('Also affected: 0, came after the preview.');
    expect([own.code, own.rows.map((row) => row.outcome)]).toEqual([0, ['sent', 'sent']]);
    expect([accepted('flush.example'), accepted('plain.example')]).toEqual([2, 0]);
    const byIds = await act('plain.example');
    expect(byIds.told).toContain('whole domain plain.example, message by message on mx1: only those found');
    expect(byIds.told).toContain('plain.example is not in it');
    expect([byIds.code, byIds.rows.map((row) => row.outcome)]).toEqual([0, ['sent']]);
    expect(accepted('plain.example')).toBe(1);
  }, 120_000);
});
