import { describe, expect, it } from 'vitest';
import { targetRequest, wants } from '../../../shared/alerts/targets.ts';
import { AlertSettings, AlertTarget, type Notification } from '../../../shared/model/incident.ts';

const notice: Notification = {
  kind: 'opened',
  severity: 'warning',
  title: 'Yahoo limits our rate, <!channel> & co',
  body: '31 new in 15 min.',
  incidents: [7],
  servers: ['mx1'],
};
const target = (t: object): AlertTarget =>
  AlertTarget.parse({ name: 'x', kind: 'webhook', url: 'https://hook.example/a', ...t });

describe('alert targets', () => {
  it('a webhook gets stable JSON', () => {
    const r = targetRequest(target({}), notice, 1_780_000_000);
    expect(r).toMatchObject({ url: 'https://hook.example/a', method: 'POST' });
    expect(JSON.parse(r.body)).toEqual({
      source: 'queuewatch',
      version: 1,
      time: '2026-05-28T20:26:40.000Z',
      kind: 'opened',
      severity: 'warning',
      title: notice.title,
      body: notice.body,
      incidents: [7],
      servers: ['mx1'],
    });
  });

  it('Slack: a server name cannot call the channel', () => {
    const { text } = JSON.parse(targetRequest(target({ kind: 'slack' }), notice, 0).body) as { text: string };
    expect(text).toContain('&lt;!channel&gt; &amp; co');
    expect(text).not.toContain('<!');
  });

  it.each([
    ['https://ntfy.sh/my-topic', 'https://ntfy.sh/', 'my-topic'],
    ['https://push.example/ntfy/mail%20alerts/', 'https://push.example/ntfy/', 'mail alerts'],
  ])('ntfy: %s is published at %s', (url, root, topic) => {
    const r = targetRequest(target({ kind: 'ntfy', url }), notice, 0);
    expect(r.url).toBe(root);
    expect(JSON.parse(r.body)).toMatchObject({ topic, title: notice.title, message: notice.body, priority: 4 });
  });

  it('only http and https, and only what was asked for', () => {
    expect(AlertTarget.safeParse({ name: 'x', kind: 'webhook', url: 'file:///etc/passwd' }).success).toBe(false);
    const settings = AlertSettings.parse({ timezone: 'UTC', quiet_hours: { from: '22:00', to: '07:00' } });
    const midnight = 1_780_012_800;
    expect(wants(target({ least: 'critical' }), notice, settings, 0)).toBe(false);
    expect(wants(target({ kinds: ['digest'] }), notice, settings, 0)).toBe(false);
    expect(wants(target({ quiet: true }), notice, settings, midnight)).toBe(false);
    expect(wants(target({}), notice, settings, midnight)).toBe(true);
  });
});
