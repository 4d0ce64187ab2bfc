import { describe, expect, it, vi } from 'vitest';
import type { AlertState } from '../../../shared/alerts/index.ts';
import { createAlerts } from '../../../shared/alerts/index.ts';
import { AlertSettings } from '../../../shared/model/incident.ts';
import { day, hosting, hour, minute, quiet, watched, type World } from './world.ts';

vi.setConfig({ testTimeout: 120_000 });

const wave = (w: World) => (): void => {
  w.defer('mx1', 5, { class: 'rate_limit', provider: 'yahoo' });
};

describe('a restart in the middle of an incident', () => {
  it('neither tells it twice nor forgets it, and its end is told', () => {
    const w = watched(['mx1'], 8, hosting);
    const start = w.t;
    w.run(20, wave(w));
    const [before] = w.alerts.incidents().filter((i) => i.kind === 'spike');
    w.restart(w.alerts.serialise());
    const [after] = w.alerts.incidents().filter((i) => i.kind === 'spike');
    expect(after).toEqual(before);
    w.run(20, wave(w));
    expect(w.notices('opened', start)).toHaveLength(1);
    w.run(120);
    expect(
      w
        .notices(undefined, start)
        .map((n) => n.kind)
        .filter((k) => k !== 'worse'),
    ).toEqual(['opened', 'recovered']);
  });

  it('keeps the notice that was still waiting for its siblings', () => {
    const w = watched(['mx1'], 8, quiet, { notifications: { group_wait: 240 } });
    const start = w.t;
    w.run(2, wave(w));
    expect(w.opened(start)).toHaveLength(1);
    w.restart(w.alerts.serialise());
    w.run(10, wave(w));
    expect(w.notices('opened', start)).toHaveLength(1);
  });

  it('keeps what is normal', () => {
    const w = watched(['mx1'], 8, hosting);
    const name = { server: 'mx1', provider: 'gmail', class: null };
    const before = w.alerts.explain(name, w.t - 2 * hour);
    w.restart(w.alerts.serialise());
    expect(w.alerts.explain(name, w.t - 2 * hour)).toEqual(before);
    expect(before.compared.with).toBe('hour_of_week');
  });

  it('after hours away it is one summary, not a burst', () => {
    const w = watched(['mx1'], 8, quiet);
    const state = w.alerts.serialise();
    const start = w.t;
    w.t += 5 * hour;
    for (let i = 0; i < 300; i++)
      w.defer('mx1', 1, {
        class: 'connect_failed',
        provider: 'gmail',
        arrival: start + Math.floor((i * 5 * hour) / 300),
      });
    w.restart(state);
    w.run(30);
    expect(w.notices(undefined, start).map((n) => n.kind)).toEqual(['away-summary']);
  });

  it('a damaged state starts anew instead of not starting', () => {
    const alerts = createAlerts(AlertSettings.parse({}), {
      version: 1,
      head: '{"core":',
      baselines: { mx1: 'x', mx2: '{"watched":"zz !! 3","series":[["a|b","~~"]]}' },
    });
    expect(alerts.incidents()).toEqual([]);
    expect(alerts.poll(1_780_000_000, 'mx1', { added: [], removed: [] })).toEqual([]);
  });
});

describe('a clock that is set', () => {
  it.each([-2 * hour, -day, 3 * hour])('by %i s in an open incident: told once, closed once', (by) => {
    const w = watched(['mx1'], 8, quiet);
    const start = w.t;
    w.run(20, wave(w));
    w.t += by;
    w.run(20, wave(w));
    w.run(120);
    const kinds = w.notices(undefined, start + Math.min(0, by)).map((n) => n.kind);
    expect(kinds.filter((k) => k === 'opened')).toHaveLength(1);
    expect(kinds.filter((k) => k === 'recovered')).toHaveLength(1);
    expect(kinds.filter((k) => k === 'blind' || k === 'unstable')).toEqual([]);
    expect(w.alerts.incidents().filter((i) => i.kind === 'spike' && i.state !== 'closed')).toEqual([]);
  });

  it('by seconds changes nothing', () => {
    const w = watched(['mx1'], 2, quiet);
    const start = w.t;
    for (let i = 0; i < 30; i++) {
      w.t -= i % 2 === 0 ? 75 : -30;
      w.run(2);
    }
    expect(w.notices(undefined, start - hour)).toEqual([]);
  });
});

describe('explain', () => {
  it('gives the tests with what was measured and needed, and says what would have opened', () => {
    const w = watched(['mx1'], 8, hosting);
    w.run(8, () => w.defer('mx1', 1, { class: 'mailbox_busy', provider: 'gmail' }));
    const e = w.alerts.explain({ server: 'mx1', provider: 'gmail', class: 'mailbox_busy' }, w.t);
    expect(e.fired).toBe(false);
    expect(e.sentence).toMatch(/^It did not fire: 8 new in 15 min .* It would have opened at \d+\.$/);
    expect(e.tests.map((t) => t.name)).toEqual(['floor', 'median', 'busy_end', 'unusual', 'still_rising', 'own_rise']);
    expect(e.tests[0]).toMatchObject({ measured: 8, needed: 10, holds: false });
    w.run(4, () => w.defer('mx1', 2, { class: 'mailbox_busy', provider: 'gmail' }));
    expect(w.alerts.explain(e.series, w.t).fired).toBe(true);
    expect(w.opened().some((i) => i.key.class === 'mailbox_busy')).toBe(true);
  });

  it('does not invent what it did not see', () => {
    const w = watched(['mx1'], 1, quiet);
    expect(w.alerts.explain({ server: 'mx1', provider: null, class: null }, w.t - 3 * day).fired).toBeNull();
    expect(w.alerts.explain({ server: 'nobody', provider: null, class: null }, w.t).fired).toBeNull();
  });
  it('keeps its normal in the moments between the turn of five minutes and the next poll', () => {
    const w = watched(['mx1'], 8, hosting);
    const name = { server: 'mx1', provider: null, class: null };
    w.run(4, () => undefined);
    const turn = (Math.floor(w.t / 300) + 1) * 300;
    expect(w.alerts.explain(name, turn).normal).toEqual(w.alerts.explain(name, w.t).normal);
    expect(w.alerts.explain(name, turn).normal).not.toBeNull();
    expect(w.alerts.explain(name, w.t + day).fired).toBeNull();
    expect(w.t % minute).toBe(0);
  });
});

describe('a look that is taken in by steps', () => {
  const burst = (n: number, t: number) =>
    Array.from({ length: n }, (_, k) => ({
      id: `B${k}`,
      arrival: t - 20,
      sender: 's@ours.example',
      recipient: `u${k}@gmail.com`,
      reason: { class: 'rate_limit' as const, provider: 'gmail', side: 'remote' as const },
    }));

  it('ends as it would have in one go, whatever is asked between the steps', () => {
    const w = watched(['mx1', 'mx2'], 4, quiet);
    const state = JSON.parse(JSON.stringify(w.alerts.serialise())) as AlertState;
    const whole = createAlerts(w.settings, state);
    const stepped = createAlerts(w.settings, state);
    const added = burst(5000, w.t + 60);
    const events = whole.poll(w.t + 60, 'mx1', { added, removed: [] });
    const steps = stepped.pollSteps(w.t + 60, 'mx1', { added, removed: [] });
    let n = 0;
    for (;;) {
      const step = steps.next();
      if (step.done === true) {
        expect(step.value).toEqual(events);
        break;
      }
      n += 1;
      stepped.tick(w.t + 60);
      stepped.poll(w.t + 60, 'mx2', { added: [], removed: [] });
      stepped.serialise();
      stepped.trayState(w.t + 60);
    }
    expect(n).toBeGreaterThan(5);
    expect(stepped.incidents()[0]).toMatchObject({ count: 5000, messages: null, key: { provider: 'gmail' } });
  });

  it('a server that is removed meanwhile opens nothing', () => {
    const w = watched(['mx1'], 4, quiet);
    const steps = w.alerts.pollSteps(w.t + 60, 'mx1', { added: burst(5000, w.t + 60), removed: [] });
    steps.next();
    w.alerts.removeServer(w.t + 60, 'mx1');
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    expect(step.value).toEqual([]);
    expect(w.alerts.watched()).toEqual([]);
  });
});
