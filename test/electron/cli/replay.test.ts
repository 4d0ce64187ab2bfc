import { Buffer } from 'node:buffer';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CliIo } from '../../../electron/cli/io.ts';
import { ClosedPipe } from '../../../electron/cli/io.ts';
import { runReplay } from '../../../electron/cli/replay.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'replay-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

interface Ran {
  code: number;
  rows: Record<string, unknown>[];
  warnings: string[];
}

async function replay(lines: readonly unknown[], argv: string[] = [], io: Partial<CliIo> = {}): Promise<Ran> {
  const input = lines.map((l) => (typeof l === 'string' ? l : JSON.stringify(l))).join('\n');
  let out = '';
  const warnings: string[] = [];
  const code = await runReplay(argv, {
    stdin: (async function* () {
      // In pieces that cut lines and characters.
      const bytes = Buffer.from(input);
      for (let i = 0; i < bytes.length; i += 1000) yield bytes.subarray(i, i + 1000);
    })(),
    stdout: async (text) => {
      out += text;
    },
    stderr: (line) => warnings.push(line),
    ...io,
  });
  const rows =
    out === '' || !out.startsWith('{')
      ? []
      : out
          .trimEnd()
          .split('\n')
          .map((l) => JSON.parse(l) as Record<string, unknown>);
  return { code, rows, warnings };
}

const start = 1_780_272_000;
/** Three hours of polls with a dead filter in the last ten minutes. */
function recording(): unknown[] {
  const lines: unknown[] = [];
  for (let i = 0; i < 180; i++) {
    const t = start + i * 60;
    const add =
      i >= 170
        ? [1, 2].map((k) => ({
            id: `4${i}${k}`,
            arrival: t - 5,
            sender: 'a@ours.example',
            recipient: `b${k}@there.example`,
            reason: 'mail transport unavailable',
          }))
        : [];
    lines.push({ t, server: 'mx1', add, remove: [] });
  }
  return lines;
}

describe('queuewatch replay', () => {
  it('prints incidents and notifications with the fields of its contract', async () => {
    const { code, rows, warnings } = await replay(recording());
    expect(code).toBe(0);
    expect(warnings).toEqual([]);
    const open = rows.find((r) => r.event === 'open');
    expect(Object.keys(open ?? {})).toEqual([
      't',
      'event',
      'incident',
      'server',
      'class',
      'provider',
      'severity',
      'count',
      'why',
    ]);
    expect(open).toMatchObject({
      t: start + 171 * 60,
      server: 'mx1',
      class: 'local_fault',
      provider: null,
      severity: 'critical',
      count: 4,
    });
    const notice = rows.find((r) => r.event === 'notify');
    expect(Object.keys(notice ?? {})).toEqual(['t', 'event', 'incident', 'kind', 'title', 'body']);
    expect(notice).toMatchObject({ t: start + 171 * 60 + 30, kind: 'opened', incident: open?.incident });
  });

  it('reads settings, and says where they are wrong', async () => {
    const file = join(dir, 's.json');
    writeFileSync(file, JSON.stringify({ local_fault: { enabled: false } }));
    expect((await replay(recording(), ['--settings', file])).rows).toEqual([]);
    writeFileSync(file, JSON.stringify({ quiet_hours: { from: '25:00', to: '07:00' } }));
    const bad = await replay(recording(), [`--settings=${file}`]);
    expect(bad.code).toBe(2);
    expect(bad.warnings[0]).toContain('quiet_hours.from');
    expect((await replay(recording(), ['--settings', join(dir, 'none')])).code).toBe(2);
  });

  it('leaves out what it cannot read, says so, and goes on', async () => {
    const lines = recording();
    lines.splice(
      10,
      0,
      '{"t": 1',
      '[]',
      'null',
      { t: 'now', server: 'mx1' },
      { t: start, server: 'mx1', add: [{ id: 1 }] },
      '',
    );
    const { code, rows, warnings } = await replay(lines);
    expect(code).toBe(1);
    expect(warnings.filter((w) => w.includes('left out'))).toHaveLength(5);
    expect(rows.some((r) => r.event === 'open')).toBe(true);
  });

  it('takes failures, actions and sleep', async () => {
    const lines: unknown[] = [
      ...recording().slice(0, 60),
      { t: start + 3600, server: 'mx1', action: 'flush', ids: 'all' },
      ...Array.from({ length: 10 }, (_, i) => ({ t: start + 3660 + i * 60, server: 'mx1', error: 'ssh: timed out' })),
      { t: start + 4300, server: 'mx1', add: [], remove: [] },
      { t: start + 4310, sleep_until: start + 40_000 },
      {
        t: start + 40_010,
        server: 'mx1',
        add: Array.from({ length: 60 }, (_, i) => ({
          id: `S${i}`,
          arrival: start + 5000 + i * 60,
          sender: '',
          recipient: `x@y${i}.example`,
          reason: null,
        })),
        remove: [],
      },
    ];
    const { code, rows } = await replay(lines);
    expect(code).toBe(0);
    expect(rows.map((r) => r.kind)).toEqual(['blind', 'away-summary']);
  });

  it('a missing file, two files, an unknown option', async () => {
    expect((await replay([], [join(dir, 'none.jsonl')])).code).toBe(1);
    expect((await replay([], ['a', 'b'])).code).toBe(2);
    expect((await replay([], ['--fast'])).code).toBe(2);
    expect((await replay([], ['--settings'])).code).toBe(2);
  });

  it('a reader that has gone ends it', async () => {
    await expect(
      replay(recording(), [], {
        stdout: async () => {
          throw new ClosedPipe();
        },
      }),
    ).rejects.toThrow(ClosedPipe);
  });
});
