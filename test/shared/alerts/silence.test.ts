import { describe, expect, it, vi } from 'vitest';
import { day, hosting, hour, minute, monday, quiet, watched, World } from './world.ts';

vi.setConfig({ testTimeout: 120_000 });

const wave =
  (w: World, provider = 'yahoo', n = 5) =>
  (): void => {
    w.defer('mx1', n, { class: 'rate_limit', provider });
  };

describe('mutes, acknowledgements, budget', () => {
  it('a muted cause opens without a notice, and is told when the mute ends while it is open', () => {
    const w = watched(['mx1'], 8, quiet);
    const start = w.t;
    w.alerts.mute(w.t, { server: 'mx1', provider: 'yahoo', class: null, until: w.t + hour, since: 0, by: 'me' });
    w.run(50, wave(w));
    expect(w.opened(start)).toHaveLength(1);
    expect(w.notices(undefined, start)).toEqual([]);
    expect(w.alerts.trayState(w.t).count).toBe(0);
    w.run(20, wave(w));
    expect(w.notices('opened', start)).toHaveLength(1);
    expect(w.alerts.settings().mutes).toEqual([]);
  });

  it('a mute of another provider holds nothing back', () => {
    const w = watched(['mx1'], 8, quiet);
    w.alerts.mute(w.t, { server: null, provider: 'gmail', class: null, until: w.t + day, since: 0, by: 'me' });
    w.run(10, wave(w));
    expect(w.notices('opened')).toHaveLength(1);
  });

  it('a mute until recovery ends with the incident it was made for', () => {
    const w = watched(['mx1'], 8, quiet);
    w.run(10, wave(w));
    w.alerts.mute(w.t, {
      server: 'mx1',
      provider: 'yahoo',
      class: 'rate_limit',
      until: 'recovery',
      since: 0,
      by: 'me',
    });
    w.run(90);
    expect(w.alerts.settings().mutes).toEqual([]);
    expect(w.notices('recovered')).toEqual([]);
  });

  it('acknowledged: no reminder before its end, no recovery notice, the note stands on the timeline', () => {
    const w = watched(['mx1'], 8, quiet);
    w.run(10, wave(w));
    const [incident] = w.opened();
    w.alerts.acknowledge(w.t, incident?.id ?? 0, w.t + 10 * hour, 'ticket 8841-22', 'me');
    w.run(6 * 60, wave(w));
    expect(w.notices('reminder')).toEqual([]);
    w.run(90);
    expect(w.notices('recovered')).toEqual([]);
    expect(
      w.alerts
        .incidents()
        .find((i) => i.kind === 'spike')
        ?.timeline.some((e) => e.kind === 'acknowledged' && e.text === 'ticket 8841-22'),
    ).toBe(true);
  });

  it('reminds after four hours, at most twice', () => {
    const w = watched(['mx1'], 8, quiet);
    w.run(20 * 60, wave(w));
    expect(w.notices('reminder')).toHaveLength(2);
    const [first] = w.notices('reminder');
    expect((first?.t ?? 0) - (w.notices().findLast((n) => n.t < (first?.t ?? 0))?.t ?? 0)).toBeGreaterThanOrEqual(
      4 * hour,
    );
  });

  it('after six notifications in an hour one digest names the rest', () => {
    const w = watched(['mx1'], 8, quiet);
    const start = w.t;
    w.run(10, () => {
      for (let i = 0; i < 12; i++) w.defer('mx1', 2, { class: 'mailbox_busy', provider: `p${i}.example` });
    });
    w.run(80);
    expect(
      w.notices(undefined, start).filter((n) => n.t < start + hour && n.kind === 'opened').length,
    ).toBeLessThanOrEqual(6);
    expect(w.notices('digest', start).length).toBeLessThanOrEqual(2);
  });

  it('a recovery is told only when the opening was', () => {
    const w = watched(['mx1'], 8, quiet, { notifications: { enabled: false } });
    w.run(10, wave(w));
    w.alerts.updateSettings(w.t, { ...w.settings, notifications: { ...w.settings.notifications, enabled: true } });
    w.run(120);
    expect(w.notices()).toEqual([]);
  });
});

describe('quiet hours', () => {
  const settings = {
    quiet_hours: { from: '22:00', to: '07:00', timezone: 'UTC', critical_passes: true, critical_servers: ['mx1'] },
  };

  it('lets critical pass for the servers that may', () => {
    const w = watched(['mx1', 'mx2'], 2, quiet, settings);
    w.runTo(monday + 2 * day + 23 * hour);
    const night = w.t;
    w.run(5, () => w.defer('mx2', 3, { class: 'local_fault', provider: 'gmail' }));
    expect(w.notices(undefined, night)).toEqual([]);
    w.runTo(night + 2 * hour);
    w.run(5, () => w.defer('mx1', 3, { class: 'local_fault', provider: 'gmail' }));
    expect(w.notices(undefined, night)).toMatchObject([{ kind: 'opened', servers: ['mx1'] }]);
    w.runTo(monday + 3 * day + 7 * hour + 10 * minute);
    const [morning] = w.notices('digest', night);
    expect(morning?.servers).toContain('mx2');
    // Its end is critical's end and passes as well; the other server's both stand in the summary.
    expect(w.notices(undefined, night).map((n) => n.kind)).toEqual(['opened', 'recovered', 'digest']);
  });

  it('do not disturb holds back everything and ends with one summary', () => {
    const w = watched(['mx1'], 8, quiet);
    w.events.push(...w.alerts.doNotDisturb(w.t, true));
    const start = w.t;
    w.run(10, wave(w));
    expect(w.notices(undefined, start)).toEqual([]);
    w.events.push(...w.alerts.doNotDisturb(w.t, false));
    w.run(1);
    expect(w.notices(undefined, start).map((n) => n.kind)).toEqual(['digest']);
  });
});

describe('blindness', () => {
  it('all servers out of sight at once: our own network, said once', () => {
    const w = watched(['a', 'b', 'c', 'd'], 2, quiet);
    const start = w.t;
    for (const s of ['a', 'b', 'c', 'd']) w.blind(s);
    w.run(20);
    expect(w.notices(undefined, start)).toMatchObject([
      { kind: 'blind', title: 'No server in sight: our own network?' },
    ]);
    expect(w.alerts.trayState(w.t).shape).toBe('blind');
    for (const s of ['a', 'b', 'c', 'd']) w.blind(s, false);
    w.run(120);
    expect(w.notices(undefined, start)).toHaveLength(1);
    expect(w.alerts.trayState(w.t).shape).toBe('calm');
  });

  it('one or two failed polls say nothing, and what they hid is spread over them', () => {
    const w = watched(['mx1'], 8, hosting);
    const start = w.t;
    for (let i = 0; i < 10; i++) {
      w.blind('mx1');
      w.run(2);
      w.blind('mx1', false);
      w.run(5);
    }
    expect(w.notices(undefined, start)).toEqual([]);
    expect(w.opened(start)).toEqual([]);
  });

  it('a first sight of a full queue is silent, but not about our own fault', () => {
    const w = new World(['mx1', 'mx2']);
    w.background = quiet;
    w.defer('mx1', 2000, { class: 'connect_failed', provider: 'gmail', arrival: w.t - day });
    w.defer('mx2', 10, { class: 'local_fault', provider: 'gmail', arrival: w.t - 600 });
    w.run(60);
    expect(w.notices('opened').map((n) => n.servers)).toEqual([['mx2']]);
  });
});

describe('what is not news', () => {
  it('a short queue id used again for another message is fresh, the same message back is not', () => {
    const w = watched(['mx1'], 8, quiet);
    const start = w.t;
    const list = w.defer('mx1', 30, { class: 'rate_limit', provider: 'gmail', arrival: monday });
    w.events.length = 0;
    w.run(1);
    w.run(40);
    const before = w.alerts.incidents().find((i) => i.kind === 'spike')?.count;
    w.clear('mx1', (d) => d.provider === 'gmail');
    w.run(2);
    w.putBack('mx1', list);
    w.run(2);
    expect(w.alerts.incidents().find((i) => i.kind === 'spike')?.count).toBe(before);
    w.clear('mx1', (d) => d.provider === 'gmail');
    w.run(60);
    const again = w.t;
    w.putBack(
      'mx1',
      list.map((d) => ({ ...d, arrival: w.t })),
    );
    w.run(2);
    expect(w.opened(again)).toHaveLength(1);
    expect(start).toBeLessThan(again);
  });

  it('a burst of the whole server is no incident of its providers', () => {
    const w = watched(['mx1'], 8, hosting);
    const start = w.t;
    w.background = () => 4;
    w.run(30);
    expect(w.opened(start)).toEqual([]);
  });

  it('everything unreachable at once is our network, not seven providers', () => {
    const w = watched(['mx1'], 8, hosting);
    const start = w.t;
    w.run(20, () => {
      for (const p of ['gmail', 'microsoft365', 'yahoo', 'alpha', 'beta', 'gamma', 'delta'])
        w.defer('mx1', 1, { class: 'connect_failed', provider: p });
    });
    expect(w.opened(start)).toMatchObject([{ kind: 'everywhere', key: { provider: null }, severity: 'critical' }]);
    expect(w.notices('opened', start)[0]?.title).toBe('Nobody reachable, mx1: our network?');
  });

  it('priority mail that waits is told at once, whatever the counts', () => {
    const w = watched(['mx1'], 2, quiet, { priority: { senders: ['@boss.example'] } });
    const start = w.t;
    w.run(1, () => w.defer('mx1', 1, { class: 'mailbox_busy', provider: 'gmail', sender: 'ceo@boss.example' }));
    w.run(20);
    expect(w.opened(start)).toMatchObject([{ kind: 'priority', severity: 'critical' }]);
    expect(JSON.stringify(w.notices('opened', start))).not.toContain('ceo@');
  });
});
