import { AlertSettings } from '../../../../shared/model/incident.ts';
import { AppSettings } from '../../../../shared/model/settings.ts';
import type { EventName, EventPayload, Handlers } from '../../../../shared/contract.ts';
import { on, today } from './clock.ts';

/** Settings, rules and the audit list. `push` sends an event to the page, as the engine would. */
export function settingsHandlers(
  push: <K extends EventName>(name: K, payload: EventPayload<K>) => void,
): Partial<Handlers> {
  let app = AppSettings.parse({});
  let alerts = AlertSettings.parse({
    quiet_hours: { from: '22:00', to: '06:30', critical_servers: ['mx1', 'mx2'], whole_days: [0] },
    expected: [{ server: 'lists', provider: 'gmail', class: 'rate_limit', from: '09:00', to: '10:00', most: 5000 }],
    targets: [{ kind: 'ntfy', name: 'phone', url: 'https://ntfy.example/kestrel-oncall-7f2b' }],
  });
  let rules = JSON.stringify(
    [
      {
        id: 'own.relay-full',
        class: 'local_fault',
        text: ['relay spool is full'],
        side: 'local',
        source: 'our runbook, page 4',
        examples: ['452 4.3.1 relay spool is full'],
      },
    ],
    null,
    2,
  );
  return {
    'settings.get': () => ({ app, alerts }),
    'settings.setApp': (next) => {
      app = next;
      push('settings', {});
      return { ok: true };
    },
    'settings.setAlerts': (next) => {
      alerts = next;
      push('settings', {});
      return { ok: true };
    },
    'alerts.series': () => [
      { key: 'all', label: 'Everything on it' },
      { key: 'provider:gmail', label: 'SENDER, Gmail' },
      { key: 'provider:microsoft', label: 'SENDER, Microsoft 365' },
    ],
    'alerts.explain': () => ({
      fired: false,
      sentence:
        'It did not fire: 26 new in 15 min is high, but this hour on Mondays often has 21. It would have opened at 32.',
      tests: [
        { name: 'New in 15 min', measured: '26', needed: '20', holds: true, words: 'worth a person' },
        { name: 'Against the median', measured: '26', needed: '2 × 11 = 22', holds: true, words: 'clearly more' },
        {
          name: 'Against the busy end',
          measured: '26',
          needed: '1.5 × 21 = 32',
          holds: false,
          words: 'this hour often has 21',
        },
        { name: 'How unusual', measured: '2.7', needed: '4.0', holds: false, words: 'compared with 4 Mondays' },
        { name: 'Still rising', measured: '2.1', needed: '2.0', holds: true, words: 'last 5 min' },
      ],
    }),
    'alerts.dryRun': ({ settings }) => ({
      opened: settings.spike.floor_server > 40 ? 2 : 5,
      notified: settings.spike.floor_server > 40 ? 2 : 4,
      rows: [
        { at: today(14, 14), title: 'Content filter is not answering', server: 'mx1' },
        { at: on(20, 16, 31), title: 'Disk for the queue 98 % full', server: 'mx2' },
      ],
      note: null,
    }),
    'alerts.testTarget': () => ({ ok: true, text: 'ntfy.example answered 200.' }),
    'rules.get': () => ({ json: rules }),
    'rules.set': ({ json }) => {
      const bad = json.includes('"class": ""');
      if (!bad) rules = json;
      return { ok: !bad, problems: bad ? ['Rule 1 has no class.'] : [] };
    },
    'rules.test': ({ json, text }) => {
      const own = (json ?? rules).includes('relay spool is full') && text.includes('relay spool is full');
      return {
        reason: {
          reply: '451',
          enhanced: '4.3.0',
          phase: null,
          side: own ? 'local' : 'remote',
          class: own ? 'local_fault' : 'remote_temporary',
          provider: null,
          speaker: null,
          retryAfter: null,
          clearsItself: 'sometimes',
          confidence: 'medium',
          rule: own ? 'own.relay-full' : 'temporary.generic-451',
        },
        rule: own ? 'own.relay-full' : 'temporary.generic-451',
        ruleSource: own ? 'our runbook, page 4' : 'RFC 5321 section 4.2.3',
        title: own ? 'Our relay is full' : 'The receiver cannot take it now',
        explanation: 'A soft failure: the sender is asked to try again later.',
        steps: [{ text: 'Wait: it is retried by itself.', source: 'RFC 5321 section 4.5.4.1', url: null, done: null }],
      };
    },
    'audit.list': ({ from, count }) => {
      const rows = Array.from({ length: 43 }, (_, i) => ({
        seq: 43 - i,
        at: today(14, 25) - i * 3_600_000,
        account: 'you',
        server: i % 3 === 0 ? 'mx1' : 'mx2',
        verb: i % 4 === 0 ? 'retry' : 'hold',
        selection: i % 4 === 0 ? 'cause: content filter is not answering' : 'from bulk@kestrel-shop.example',
        count: i % 4 === 0 ? 81 : 357,
        result: i % 4 === 0 ? '4 left the queue, 2 deferred again' : '357 of 357 held',
        run: null,
      }));
      return { total: rows.length, rows: rows.slice(from, from + count) };
    },
    'audit.export': ({ format }) => ({
      fileName: `audit.${format}`,
      mime: 'text/csv',
      text: 'at,account\n',
      truncated: false,
    }),
    'app.info': () => ({ host: 'web', version: '0.1.0', platform: 'linux', secretsBackend: 'gnome_libsecret' }),
    'app.openExternal': () => ({ opened: true, why: null }),
    'app.demo': () => ({ ok: true }),
  };
}
