import { describe, expect, test } from 'vitest';
import { AppError } from '../../../../shared/error.ts';
import { config, workAsPostfix } from '../../monitor/world.ts';
import { engines, everything, finished, one, start } from './acting.ts';

const begin = engines();

describe('a lost connection', () => {
  test('in the middle of a delete: what is gone may have been delivered, so it is unknown, and nothing is done twice', async () => {
    const mx1 = one();
    for (const [id, m] of mx1.queue) mx1.queue.set(id, { ...m, state: 'held', queue: 'hold' });
    mx1.onAct = (verb, list) => {
      if (verb === 'delete') {
        mx1.queue.delete(list[0] ?? '');
        throw new AppError('connection_lost', 'the connection broke');
      }
      return workAsPostfix(mx1, verb, list);
    };
    const it = await begin({ mx1 }, [config('mx1')]);
    const done = await finished(it, (await start(it, 'delete', everything, { typed: 3 })).run);
    expect(done.counts).toEqual({ unknown: 1, not_done: 2 });
    expect(mx1.acts.filter((a) => a.verb === 'delete')).toHaveLength(1);
  });

  test('in the middle of a hold: the next listing tells which were held', async () => {
    const mx1 = one();
    mx1.onAct = (verb, list) => {
      workAsPostfix(mx1, verb, list.slice(0, 2));
      throw new AppError('connection_lost', 'the connection broke');
    };
    const it = await begin({ mx1 }, [config('mx1')]);
    const done = await finished(it, (await start(it, 'hold', everything)).run);
    expect(done.counts).toEqual({ held: 2, unknown: 1 });
    expect(mx1.acts).toHaveLength(1);
  });

  test('before anything ran: known not to be done', async () => {
    const mx1 = one();
    mx1.onAct = () => {
      throw new AppError('connect_timeout', 'no answer');
    };
    const it = await begin({ mx1 }, [config('mx1')]);
    const done = await finished(it, (await start(it, 'hold', everything)).run);
    expect(done.counts).toEqual({ not_done: 3 });
  });
});
