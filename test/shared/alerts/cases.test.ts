import { describe, expect, it, vi } from 'vitest';
import { day, hosting, hour, minute, monday, quiet, watched, World } from './world.ts';

// A week of polls a case.
vi.setConfig({ testTimeout: 120_000 });

/** The acceptance cases of an alert engine: what must be told, and what must not. */
describe('acceptance cases', () => {
  it('1: 400 deferrals at one provider in 10 minutes on a quiet server give one notice with cause and place', () => {
    const w = watched(['mx1'], 8, quiet);
    const start = w.t;
    w.run(10, () => w.defer('mx1', 40, { class: 'rate_limit', provider: 'yahoo' }));
    w.run(90);
    const opened = w.notices('opened', start);
    expect(opened).toHaveLength(1);
    expect(opened[0]?.title).toBe('Yahoo limits our rate, mx1');
    expect(opened[0]?.title.length).toBeLessThanOrEqual(44);
    expect(opened[0]?.t).toBeLessThanOrEqual(start + 3 * minute);
    expect(opened[0]?.body).toMatch(/new in 15 min.*since.*It is about us/s);
    expect(w.notices('worse', start).length).toBeLessThanOrEqual(1);
    expect(w.notices('digest', start)).toHaveLength(0);
  });

  it('2: 5,000 old deferrals flushed and all back: nothing', () => {
    const w = new World(['mx1']);
    w.defer('mx1', 5000, { class: 'connect_failed', provider: 'gmail', arrival: monday - day });
    w.background = quiet;
    w.run(8 * 1440);
    const start = w.t;
    for (const told of [true, false]) {
      if (told) w.events.push(...w.alerts.acted(w.t, 'mx1', 'flush', 'all'));
      const flushed = w.clear('mx1');
      w.run(1);
      for (let i = 0; i < 5; i++) {
        w.putBack('mx1', flushed.slice(i * 1000, (i + 1) * 1000));
        w.run(1);
      }
      w.run(120);
    }
    expect(w.notices(undefined, start)).toEqual([]);
    expect(w.opened(start)).toEqual([]);
    expect(w.notices()).toEqual([]);
  });

  it('3: 300 greylist replies of 200 domains that clear at the next retry: nothing', () => {
    const w = watched(['mx1'], 8, quiet);
    const start = w.t;
    w.run(15, (_, i) => {
      for (let k = 0; k < 20; k++) w.defer('mx1', 1, { class: 'greylist', provider: `d${(i * 20 + k) % 200}.example` });
      w.clear('mx1', (d) => d.class === 'greylist' && d.arrival < w.t - 330);
    });
    w.run(60, () => w.clear('mx1', (d) => d.class === 'greylist' && d.arrival < w.t - 330));
    expect(w.notices(undefined, start)).toEqual([]);
    expect(w.opened(start)).toEqual([]);
  });

  it('3b: greylisting that one provider does not let go of opens after half an hour', () => {
    const w = watched(['mx1'], 8, quiet);
    const start = w.t;
    w.run(50, () => w.defer('mx1', 1, { class: 'greylist', provider: 'mailhaus.example' }));
    const [incident] = w.opened(start);
    expect(incident?.key).toEqual({ servers: ['mx1'], class: 'greylist', provider: 'mailhaus.example' });
    expect(incident?.openedAt).toBeGreaterThan(start + 30 * minute);
  });

  it('4: the content filter dies: three deferrals are critical at the next poll', () => {
    const w = watched(['mx1'], 2, quiet);
    const start = w.t;
    w.run(1, () => w.defer('mx1', 3, { class: 'local_fault', provider: 'gmail' }));
    expect(w.opened(start)).toMatchObject([{ kind: 'local_fault', severity: 'critical', openedAt: start + minute }]);
    w.run(1);
    expect(w.notices('opened', start)).toHaveLength(1);
    expect(w.notices('opened', start)[0]?.title).toMatch(/^It is us: /);
  });

  it('4b: two recipients of one message with a local error are not an outage', () => {
    const w = watched(['mx1'], 2, quiet);
    const start = w.t;
    const one = { id: 'SAME', class: 'local_fault', provider: 'gmail' } as const;
    w.run(1, () => w.defer('mx1', 4, { ...one, arrival: w.t }));
    expect(w.opened(start)).toEqual([]);
  });

  it('5: a dead milter: silence at a busy hour is no recovery, and with a log it is a silent outage', () => {
    const w = watched(['mx1'], 8, () => 2.5);
    const start = w.t;
    w.run(30, () => w.defer('mx1', 8, { class: 'rate_limit', provider: 'yahoo' }));
    expect(w.notices('opened', start)).toHaveLength(1);
    w.background = () => 0;
    const silent = w.t;
    w.run(90);
    expect(w.notices('recovered', silent)).toEqual([]);
    expect(w.opened(silent)).toEqual([]);
    // Without a log only a badge says so; what is not watched is told as that.
    expect(w.alerts.incidents().some((i) => i.kind === 'silent_outage' && i.severity === 'info')).toBe(true);
    expect(w.alerts.watched()).toEqual([{ server: 'mx1', silentOutage: false }]);
    w.background = () => 2.5;
    w.run(120);
    expect(w.notices('recovered', silent)).toHaveLength(1);
  });

  it('5b: with what the log tells as accepted, a silent outage is critical', () => {
    const w = new World(['mx1']);
    const feed = (n: number, minutes: number): void => {
      for (let i = 0; i < minutes; i++) {
        w.t += minute;
        w.events.push(...w.alerts.poll(w.t, 'mx1', { added: [], removed: [], accepted: n }));
      }
    };
    feed(4, 8 * 1440);
    feed(0, 17);
    w.tick();
    expect(w.opened()).toMatchObject([{ kind: 'silent_outage', severity: 'critical' }]);
    feed(4, 40);
    expect(w.notices().map((n) => n.kind)).toEqual(['opened', 'recovered']);
    expect(w.alerts.watched()).toEqual([{ server: 'mx1', silentOutage: true }]);
  });

  it.each([true, false])(
    '6: nine hours of sleep (told to us: %s) and 800 more in the queue give one summary',
    (told) => {
      const w = watched(['mx1', 'mx2'], 8, quiet);
      const start = w.t;
      w.sleep(9 * hour, told);
      for (let i = 0; i < 800; i++)
        w.defer('mx1', 1, {
          class: 'connect_failed',
          provider: 'gmail',
          arrival: start + Math.floor((i / 800) * 9 * hour),
        });
      w.run(60);
      expect(w.notices(undefined, start).map((n) => n.kind)).toEqual(['away-summary']);
      expect(w.notices(undefined, start)[0]?.title).toMatch(/While you were away: 8\d\d deferred/);
      expect(w.opened(start)).toEqual([]);
    },
  );

  it('7: blind for 30 minutes in an open incident: frozen, told once, no recovery, no second opening', () => {
    const w = watched(['mx1', 'mx2'], 8, quiet);
    const start = w.t;
    const wave = (): void => void w.defer('mx1', 8, { class: 'remote_temporary', provider: 'gmail' });
    w.run(25, wave);
    w.blind('mx1');
    w.run(30, wave);
    expect(w.alerts.incidents()[0]?.state).toBe('frozen');
    expect(w.alerts.trayState(w.t).lines.some((l) => l.severity === 'blind')).toBe(true);
    w.blind('mx1', false);
    w.run(30, wave);
    expect(
      w
        .notices(undefined, start)
        .map((n) => n.kind)
        .filter((k) => k !== 'worse'),
    ).toEqual(['opened', 'blind']);
    expect(w.notices('blind')[0]?.title).toMatch(/^Cannot see mx1 for \d min$/);
    w.run(120);
    expect(w.notices(undefined, start).at(-1)?.kind).toBe('recovered');
  });

  it('8: one wave on seven servers is one fleet notice', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const w = watched(names, 8, quiet);
    const start = w.t;
    w.run(60, () => {
      for (const s of names) w.defer(s, 5, { class: 'remote_temporary', provider: 'comcast' });
    });
    w.run(90);
    expect(w.notices('opened', start)).toHaveLength(1);
    expect(w.notices('opened', start)[0]?.title).toBe('Temporary trouble at Comcast, 7 servers');
    expect(w.notices('recovered', start)).toHaveLength(1);
    const fleet = w.alerts.incidents().find((i) => i.kind === 'fleet');
    expect([...(fleet?.key.servers ?? [])].sort()).toEqual(names);
  });

  it('9: on and off around the limit for hours: the opening and at most one "unstable"', () => {
    const w = watched(['mx1'], 8, hosting);
    const start = w.t;
    w.run(12 * 60, (_, i) => {
      if (i % 60 < 12) w.defer('mx1', 3, { class: 'rate_limit', provider: 'yahoo' });
    });
    const kinds = w.notices(undefined, start).map((n) => n.kind);
    expect(kinds.filter((k) => k === 'opened').length).toBeLessThanOrEqual(2);
    expect(kinds.filter((k) => k === 'unstable').length).toBeLessThanOrEqual(1);
    expect(kinds.filter((k) => k === 'recovered').length).toBeLessThanOrEqual(1);
    expect(kinds.length).toBeLessThanOrEqual(4);
  });

  it('10: opened and closed in quiet hours: nothing at night, both in one morning summary', () => {
    const w = watched(['mx1'], 8, quiet, {
      quiet_hours: { from: '22:00', to: '07:00', timezone: 'UTC', critical_passes: false },
    });
    const night = monday + 8 * day + 23 * hour;
    w.runTo(night);
    w.run(40, () => w.defer('mx1', 5, { class: 'rate_limit', provider: 'yahoo' }));
    w.runTo(monday + 9 * day + 6 * hour);
    expect(w.notices(undefined, night)).toEqual([]);
    expect(w.alerts.incidents().find((i) => i.kind === 'spike')?.state).toBe('closed');
    w.run(120);
    const morning = w.notices(undefined, night);
    expect(morning.map((n) => n.kind)).toEqual(['digest']);
    expect(morning[0]?.title).toBe('Night summary: 1 came and went');
    expect(morning[0]?.body).toMatch(/Yahoo limits our rate.*Nothing is open/s);
    expect(morning[0]?.t).toBeLessThanOrEqual(monday + 9 * day + 7 * hour + minute);
  });

  it('11: one message with 500 recipients at one provider is marked as 1 message and not critical', () => {
    const w = watched(['mx1'], 8, quiet);
    const start = w.t;
    w.run(1, () => w.defer('mx1', 500, { id: 'BIG', class: 'rate_limit', provider: 'gmail', arrival: w.t - 30 }));
    w.run(60);
    expect(w.opened(start)).toMatchObject([{ severity: 'warning', why: { messages: 1 } }]);
    expect(w.notices(undefined, start).map((n) => n.kind)).toEqual(['opened', 'recovered']);
    expect(w.notices('opened', start)[0]?.body).toContain('1 message');
    expect(w.events.some((e) => e.event !== 'notify' && e.incident.severity === 'critical')).toBe(false);
  });

  it('12: the daily newsletter is silent from week two on, and three times its size is not', () => {
    const w = new World(['mx1']);
    w.background = quiet;
    const send = (size: number) => (t: number) => {
      const at = t % day;
      if (at >= 9 * hour && at < 9 * hour + 20 * minute)
        w.defer('mx1', size, { class: 'rate_limit', provider: 'yahoo' });
      w.clear('mx1', (d) => d.provider === 'yahoo' && d.arrival < t - 2 * hour);
    };
    w.run(7 * 1440, send(30));
    const weekTwo = w.t;
    w.run(4 * 1440, send(30));
    expect(w.notices(undefined, weekTwo)).toEqual([]);
    const triple = w.t;
    w.run(1440, send(90));
    expect(w.notices('opened', triple)).toHaveLength(1);
  });

  it('12b: in the first week it may be told once and marked as normal in one click', () => {
    const w = new World(['mx1']);
    w.background = quiet;
    const send = (t: number): void => {
      const at = t % day;
      if (at >= 9 * hour && at < 9 * hour + 20 * minute) w.defer('mx1', 30, { class: 'rate_limit', provider: 'yahoo' });
      w.clear('mx1', (d) => d.provider === 'yahoo' && d.arrival < t - 2 * hour);
    };
    w.runTo(monday + day + 10 * hour, send);
    const [incident] = w.alerts.incidents().filter((i) => i.severity !== 'info');
    if (!incident) throw new Error('the newsletter did not open');
    w.alerts.markExpected(w.t, incident.id, 'me');
    const marked = w.t;
    expect(w.alerts.settings().expected).toHaveLength(1);
    w.run(3 * 1440, send);
    expect(w.notices(undefined, marked)).toEqual([]);
  });
});
