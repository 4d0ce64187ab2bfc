import { describe, expect, it } from 'vitest';
import { createEngineSlot } from '../../../electron/host/engineSlot.ts';
import { createFakeEngine, calmStatus, type FakeEngine } from '../../support/fakeEngine.ts';

describe('changing between real data and demo', () => {
  const build = async () => {
    const started: { demo: boolean; engine: FakeEngine }[] = [];
    const slot = createEngineSlot(async (demo) => {
      const engine = createFakeEngine({ 'status.get': () => ({ ...calmStatus, demo }) });
      started.push({ demo, engine });
      return engine;
    }, false);
    await slot.ready;
    return { slot, started };
  };

  it('stops the one before it starts the other, and tells listeners everything anew', async () => {
    const { slot, started } = await build();
    const heard: string[] = [];
    slot.on('status', (status) => heard.push(`status demo=${status.demo}`));
    slot.on('queue', () => heard.push('queue'));
    await slot.use(true);
    expect(started.map((one) => [one.demo, one.engine.disposed])).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(heard).toEqual(['status demo=true', 'queue']);
    started[0]?.engine.emit('status', calmStatus);
    expect(heard).toHaveLength(2);
    started[1]?.engine.emit('queue', { version: 1, servers: [] });
    expect(heard).toHaveLength(3);
  });

  it('is asked during the change: waits, and asks the new one', async () => {
    const { slot, started } = await build();
    const change = slot.use(true);
    expect(await slot.handle('status.get', {})).toMatchObject({ demo: true });
    await change;
    await slot.use(true);
    expect(started).toHaveLength(2);
  });

  it('goes back to the old one when the new one does not start', async () => {
    let starts = 0;
    const slot = createEngineSlot(async (demo) => {
      starts++;
      if (demo) throw new Error('no room');
      return createFakeEngine();
    }, false);
    await expect(slot.use(true)).rejects.toThrow('no room');
    expect(slot.demo).toBe(false);
    expect(starts).toBe(3);
    await expect(slot.handle('status.get', {})).resolves.toBeDefined();
  });

  it('answers nothing after the end', async () => {
    const { slot, started } = await build();
    await slot.dispose();
    expect(started[0]?.engine.disposed).toBe(true);
    await expect(slot.handle('status.get', {})).rejects.toMatchObject({ code: 'engine_stopped' });
  });
});
