import { describe, expect, it } from 'vitest';
import { createAlerts } from '../../../shared/alerts/index.ts';
import type { AlertState } from '../../../shared/alerts/index.ts';
import { hour, minute, monday, World } from './world.ts';

/** Polls a server for `minutes`, with what its log tells. */
function feed(w: World, minutes: number, passed: (t: number) => { accepted?: number; sent?: number }): void {
  for (let i = 0; i < minutes; i++) {
    w.t += minute;
    w.events.push(...w.alerts.poll(w.t, 'mx1', { added: [], removed: [], interval: 60, ...passed(w.t) }));
    w.tick();
  }
}
const both = (n: number) => () => ({ accepted: n, sent: n });
const watchedFor = (days: number, passed: (t: number) => { accepted?: number; sent?: number } = both(4)): World => {
  const w = new World(['mx1']);
  feed(w, days * 1440, passed);
  return w;
};
/** An office: hardly anything at night and on weekends. */
const office = (t: number) => {
  const local = ((t - monday) / 86_400) % 7;
  const at = (t % 86_400) / hour;
  return both(local < 5 && at >= 8 && at < 18 ? 5 : 0)();
};

describe('a silent outage', () => {
  it('nothing accepted for 15 minutes where this hour always brings mail: critical, and its end is told', () => {
    const w = watchedFor(8);
    feed(w, 14, both(0));
    expect(w.opened()).toEqual([]);
    feed(w, 3, both(0));
    expect(w.opened()).toMatchObject([{ kind: 'silent_outage', severity: 'critical', why: { silence: 'in' } }]);
    feed(w, 40, both(4));
    expect(w.notices().map((n) => n.kind)).toEqual(['opened', 'recovered']);
    expect(w.notices()[0]?.title).toBe('No mail comes in on mx1');
  });

  it('mail comes in and none goes out: told as that', () => {
    const w = watchedFor(8);
    feed(w, 20, () => ({ accepted: 4, sent: 0 }));
    expect(w.opened()).toMatchObject([{ kind: 'silent_outage', severity: 'critical', why: { silence: 'out' } }]);
    expect(w.notices('opened')[0]?.title).toBe('No mail goes out of mx1');
    expect(w.notices('opened')[0]?.body).toMatch(/^Mail comes in, but nothing was delivered since/);
  });

  it('nothing goes out because everything is deferred: the incident that says why is enough', () => {
    const w = watchedFor(8);
    for (let i = 0; i < 30; i++) {
      w.defer('mx1', 4, { class: 'connect_failed', provider: `p${i % 9}` });
      w.t += minute;
      w.poll('mx1', w.t);
      feed(w, 1, () => ({ accepted: 4, sent: 0 }));
    }
    expect(w.opened().map((i) => i.kind)).not.toContain('silent_outage');
    expect(w.opened().length).toBeGreaterThan(0);
  });

  it('an office is silent at night and on Sunday without an alarm, and on Monday morning with one', () => {
    const w = watchedFor(14, office);
    expect(w.opened()).toEqual([]);
    feed(w, 10 * 60, (t) => (t - monday - 14 * 86_400 < 9 * hour ? office(t) : both(0)()));
    expect(w.opened()).toMatchObject([{ kind: 'silent_outage' }]);
  });

  it('is watched again the day after: an outage does not make its hour one that is sometimes empty', () => {
    const w = watchedFor(8);
    feed(w, 60, both(0));
    feed(w, 1440 - 60, both(4));
    const second = w.t;
    feed(w, 20, both(0));
    expect(w.opened(second)).toMatchObject([{ kind: 'silent_outage' }]);
  });

  it('a log that is no longer readable is not silence, and the server counts as not watched', () => {
    const w = watchedFor(8);
    feed(w, 60, () => ({}));
    expect(w.opened()).toEqual([]);
    expect(w.alerts.watched()).toEqual([{ server: 'mx1', silentOutage: false }]);
    // Back again: what was not counted meanwhile is a gap, not 15 empty minutes.
    feed(w, 10, both(0));
    expect(w.opened()).toEqual([]);
    expect(w.alerts.watched()).toEqual([{ server: 'mx1', silentOutage: true }]);
  });

  it('nine hours of sleep are no outage, and what is counted at the return is no rate', () => {
    const w = watchedFor(8);
    w.sleep(9 * hour, true);
    feed(w, 1, both(0));
    feed(w, 10, both(4));
    expect(w.opened()).toEqual([]);
  });

  it('survives a restart in its middle, and remembers what is normal', () => {
    const w = watchedFor(8);
    const state = JSON.parse(JSON.stringify(w.alerts.serialise())) as AlertState;
    w.alerts = createAlerts(w.alerts.settings(), state);
    feed(w, 17, both(0));
    expect(w.opened()).toHaveLength(1);
    w.alerts = createAlerts(w.alerts.settings(), JSON.parse(JSON.stringify(w.alerts.serialise())) as AlertState);
    feed(w, 5, both(0));
    expect(w.opened()).toHaveLength(1);
    feed(w, 40, both(4));
    expect(w.notices().map((n) => n.kind)).toEqual(['opened', 'recovered']);
  });

  it('can be switched off', () => {
    const w = watchedFor(8);
    w.alerts.updateSettings(w.t, {
      ...w.alerts.settings(),
      silent_outage: { ...w.alerts.settings().silent_outage, enabled: false },
    });
    feed(w, 30, both(0));
    expect(w.opened()).toEqual([]);
  });
});
