import { describe, expect, it } from 'vitest';
import { createEventHub, type Sink } from '../../../electron/web/eventHub.ts';
import { createFakeClock } from '../../support/fakeClock.ts';
import { calmStatus, createFakeEngine } from '../../support/fakeEngine.ts';

function createSink(writableLength = 0): Sink & { text: string; destroyed: boolean } {
  return {
    text: '',
    destroyed: false,
    writableLength,
    write(text) {
      this.text += text;
      return true;
    },
    destroy() {
      this.destroyed = true;
    },
  };
}
const names = (text: string): string[] => [...text.matchAll(/^event: (\w+)$/gm)].map((found) => found[1] ?? '');
const note = (id: string) => ({
  id,
  at: 0,
  kind: 'opened',
  title: 't',
  body: 'b',
  severity: 'info' as const,
  incident: null,
  link: 'queuewatch://incident/1',
  seen: false,
});

describe('event stream of the web host', () => {
  const build = () => {
    const engine = createFakeEngine();
    const clock = createFakeClock();
    return { engine, clock, hub: createEventHub({ engine, clock, run: 'r1' }) };
  };

  it('tells a new page each present value once, and no notification of before its time', () => {
    const { engine, hub } = build();
    engine.emit('status', calmStatus);
    engine.emit('notification', note('1'));
    engine.emit('status', { ...calmStatus, inSight: 1 });
    const sink = createSink();
    hub.attach(sink, undefined);
    expect(names(sink.text)).toEqual(['status']);
    expect(sink.text).toContain('"inSight":1');
  });

  it('gives a page that comes back what it missed, in order, and nothing twice', () => {
    const { engine, hub } = build();
    const first = createSink();
    const detach = hub.attach(first, undefined);
    engine.emit('notification', note('1'));
    const lastId = /id: (.*)/.exec(first.text)?.[1] ?? '';
    detach();
    engine.emit('notification', note('2'));
    engine.emit('status', calmStatus);
    engine.emit('notification', note('3'));
    const second = createSink();
    hub.attach(second, lastId);
    expect(names(second.text)).toEqual(['notification', 'status', 'notification']);
    expect(second.text).not.toContain('"id":"1"');
  });

  it.each(['other-5', 'r1-x', '', 'r1-999999999999999999999'])(
    'takes the id %j of another run for a first visit',
    (id) => {
      const { engine, hub } = build();
      engine.emit('notification', note('1'));
      engine.emit('status', calmStatus);
      const sink = createSink();
      hub.attach(sink, id);
      expect(names(sink.text)).toEqual(['status']);
    },
  );

  it('sends a sign of life, and lets go of a page that stopped reading', () => {
    const { engine, hub, clock } = build();
    const slow = createSink(100_000_000);
    const good = createSink();
    hub.attach(good, undefined);
    expect(hub.size).toBe(1);
    clock.advance(30_000);
    expect(good.text.match(/still here/g)).toHaveLength(2);
    hub.attach(slow, undefined);
    engine.emit('status', calmStatus);
    expect(slow.destroyed).toBe(true);
    expect(hub.size).toBe(1);
    hub.dispose();
    expect(good.destroyed).toBe(true);
    expect(clock.timers).toBe(0);
  });
});
