import { describe, expect, it } from 'vitest';
import { requestNames, requests } from '../../../shared/contract.ts';
import { createDispatch } from '../../../electron/host/dispatch.ts';
import { createFakeEngine } from '../../support/fakeEngine.ts';

const build = (engine = createFakeEngine()) => {
  const failures: unknown[] = [];
  const dispatch = createDispatch({
    engine,
    failed: (name) => failures.push(name),
    host: {
      'app.openExternal': ({ url }) => ({ opened: true, why: url }),
      'app.window': () => ({ ok: true }),
      'app.demo': () => ({ ok: true }),
      // A wrong output is our bug and is refused as one.
      'app.info': () => ({ host: 'television' }) as never,
    },
  });
  return { dispatch, engine, failures };
};

describe('the door to requests', () => {
  it.each(['', 'constructor', '__proto__', 'toString', 'status', 'status.get ', 'electron.shell'])(
    'does not know %j',
    async (name) => {
      const { dispatch, engine } = build();
      expect(await dispatch(name, {})).toMatchObject({ ok: false, error: { code: 'unknown_request' } });
      expect(engine.asked).toEqual([]);
    },
  );

  it('sends each request of the contract to who answers it, parsed', async () => {
    const { dispatch, engine } = build();
    await dispatch('notifications.seen', { id: 'x', extra: 'dropped' });
    expect(engine.asked).toEqual([{ name: 'notifications.seen', input: { id: 'x' } }]);
    expect(await dispatch('app.openExternal', { url: 'https://x' })).toEqual({
      ok: true,
      value: { opened: true, why: 'https://x' },
    });
    expect(engine.asked).toHaveLength(1);
  });

  const garbage = [undefined, null, 'text', 42, [], { surprise: { deep: [1] } }];
  it.each(requestNames)('%s: what does not fit never reaches the engine', async (name) => {
    for (const input of garbage) {
      if (requests[name].in.safeParse(input).success) continue;
      const { dispatch, engine } = build();
      expect(await dispatch(name, input)).toMatchObject({ ok: false, error: { code: 'bad_input' } });
      expect(engine.asked).toEqual([]);
    }
  });

  it('hides what an unexpected error says, and logs it', async () => {
    const { dispatch, failures } = build(
      createFakeEngine({
        'status.get': () => {
          throw new TypeError('password=hunter2');
        },
      }),
    );
    const reply = await dispatch('status.get', {});
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(reply)).not.toContain('hunter2');
    expect(failures).toEqual(['status.get']);
  });

  it('refuses a wrong answer of the host', async () => {
    const { dispatch, failures } = build();
    expect(await dispatch('app.info', {})).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(failures).toEqual(['app.info']);
  });
});
