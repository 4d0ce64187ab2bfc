/** Actions on a whole engine with fake servers: preview, start, and the clock moved on until they end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { isAppError } from '../../../../shared/error.ts';
import type { Verb } from '../../../../shared/model/action.ts';
import { fakeServer, message } from '../../monitor/world.ts';
import type { FakeServer } from '../../monitor/world.ts';
import { rig } from '../rig.ts';
import type { Rig } from '../rig.ts';

export const ids = (...list: string[]) => ({
  kind: 'ids' as const,
  messages: list.map((id) => ({ server: 'mx1', id })),
});
export const everything = { kind: 'filter' as const, scope: { servers: null }, filter: [] };
export const pace = { intervalMs: 1000, stopAfter: 3 };

/** A data folder for each test of the file; the last engine begun in it is put away after the test. */
export function engines() {
  let dir = '';
  let last: Rig | null = null;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'queuewatch-actions-'));
  });
  afterEach(async () => {
    await last?.engine.dispose();
    last = null;
    rmSync(dir, { recursive: true, force: true });
  });
  return async (
    servers: Parameters<typeof rig>[0],
    configs: Parameters<typeof rig>[1],
    options?: Parameters<typeof rig>[3],
  ): Promise<Rig> => {
    last = await rig(servers, configs, dir, options);
    return last;
  };
}

export async function start(
  r: Rig,
  verb: Verb,
  selection: object,
  options: {
    pace?: typeof pace & { probe?: boolean; resume?: boolean; order?: 'oldest' | 'domains' | 'priority' };
    typed?: number;
  } = {},
) {
  const preview = await r.during(
    r.engine.handle('actions.preview', { verb, selection: selection as never, pace: options.pace ?? null }),
  );
  const { run } = await r.engine.handle('actions.start', {
    token: preview.token,
    pace: options.pace ?? null,
    typedCount: options.typed ?? null,
  });
  return { preview, run };
}

export async function finished(r: Rig, run: string, most = 400_000) {
  for (let spent = 0; spent < most; spent += 500) {
    await r.clock.advance(500);
    const now = await r.run(run);
    if (now.endedAt !== null) return now;
  }
  throw new Error('it did not end');
}

export const rowsOf = async (r: Rig, run: string) =>
  (await r.engine.handle('actions.outcomes', { run, from: 0, count: 500 })).rows;

export const code = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (e: unknown) => (isAppError(e) ? e.code : e),
  );

export const one = (n = 3): FakeServer =>
  fakeServer(Array.from({ length: n }, (_, k) => message(`A${k}`, { arrival: 1_795_000_000 + k })));
