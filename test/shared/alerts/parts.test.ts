import { describe, expect, it } from 'vitest';
import { Bins, binCount, binOf } from '../../../shared/alerts/bins.ts';
import { dryRun, type StoredRecord } from '../../../shared/alerts/dryRun.ts';
import { Ledger, rememberGone } from '../../../shared/alerts/ledger.ts';
import { remembered } from '../../../shared/alerts/provider.ts';
import { registrableDomain } from '../../../shared/registrableDomain.ts';
import { isQuiet, quietUntil } from '../../../shared/alerts/quiet.ts';
import { clumping } from '../../../shared/alerts/spike.ts';
import { wallClock } from '../../../shared/alerts/wallclock.ts';
import { Window } from '../../../shared/alerts/window.ts';
import { alertWords, titleLimit } from '../../../shared/messages/alerts.en.ts';
import { AlertSettings, type Incident, incidentKinds, notificationKinds } from '../../../shared/model/incident.ts';
import { reasonClasses } from '../../../shared/model/reason.ts';
import { classify } from '../../../shared/reasons/index.ts';
import { quiet, watched } from './world.ts';

describe('bins', () => {
  it('forget what is older than four weeks, also when nothing came in between', () => {
    const bins = new Bins();
    bins.add(100, 7);
    bins.add(101, 300);
    expect([bins.get(100), bins.get(101), bins.total]).toEqual([7, 300, 307]);
    bins.add(100 + binCount, 1);
    expect([bins.get(100), bins.get(101), bins.get(100 + binCount), bins.total]).toEqual([0, 300, 1, 301]);
    bins.add(100 + 5 * binCount, 2);
    expect([bins.get(101), bins.total]).toEqual([0, 2]);
  });

  it('come back from their text as they were, and bad text is no harm', () => {
    const bins = new Bins();
    for (let i = 0; i < 500; i++) bins.add(5_933_000 + i * 13, (i * i) % 400);
    const back = Bins.decode(bins.encode());
    for (let b = 5_933_000; b < 5_933_000 + 7000; b++) expect(back.get(b)).toBe(bins.get(b));
    expect(Bins.decode('zz 999999999 -1:5 :: a:zzzzzzzzzzzz').get(binOf(0))).toBe(0);
  });
});

describe('ledger', () => {
  it('a message that comes back within a day is not fresh, whatever its number of recipients', () => {
    const l = new Ledger();
    for (let i = 0; i < 5000; i++) expect(l.add(`id${i}`, 100, 'a@b', 1, 1000).fresh).toBe(true);
    expect(l.add('id7', 100, 'c@d', 1, 1000).fresh).toBe(true);
    let gone = 0;
    for (let i = 0; i < 5000; i++) l.remove(`id${i}`, 1060, () => gone++);
    expect([gone, l.present]).toEqual([5001, 0]);
    for (let i = 0; i < 5000; i++) expect(l.add(`id${i}`, 100, 'a@b', 2, 1120).fresh).toBe(false);
    expect(l.present).toBe(5000);
  });

  it('the same id with another arrival is another message; a day later all is forgotten', () => {
    const l = new Ledger();
    l.add('A1B2', 100, 'a@b', 1, 1000);
    l.remove('A1B2', 1060, () => undefined);
    expect(l.add('A1B2', 5000, 'a@b', 1, 5010).fresh).toBe(true);
    l.remove('A1B2', 5100, () => undefined);
    l.sweep(5100 + rememberGone + 1);
    expect(l.add('A1B2', 5000, 'a@b', 1, 200_000).fresh).toBe(true);
  });

  it('a row that is given to another recipient is not taken for the one before', () => {
    const l = new Ledger();
    const { row } = l.add('X', 1, 'a@b', 1, 10);
    const ticket = l.ticket(row);
    l.remove('X', 20, () => undefined);
    l.sweep(20 + rememberGone + 1);
    const next = l.add('Y', 1, 'a@b', 1, 100_000);
    expect(next.row).toBe(row);
    expect(l.waits(row, ticket)).toBe(false);
  });
});

describe('window', () => {
  it('holds fifteen minutes and five, and lets go of both', () => {
    const w = new Window();
    for (let m = 0; m < 40; m++) {
      w.advance(m * 60);
      w.add(m * 60, 3, 2);
      expect(w.sums15.get(3)).toBe(2 * Math.min(15, m + 1));
      expect(w.sums5.get(3)).toBe(2 * Math.min(5, m + 1));
    }
    w.advance(60 * 60);
    expect([w.sums15.size, w.sums5.size]).toEqual([0, 0]);
  });
});

describe('wall clock', () => {
  it('quiet hours follow the zone over a change of summer time', () => {
    const settings = AlertSettings.parse({ quiet_hours: { from: '22:00', to: '07:00', timezone: 'Europe/Berlin' } });
    // 2026-03-29 02:00 CET becomes 03:00 CEST; 07:00 is then 05:00 UTC.
    const evening = Date.UTC(2026, 2, 28, 23, 0) / 1000;
    expect(isQuiet(settings, evening)).toBe(true);
    expect(quietUntil(settings, evening)).toBe(Date.UTC(2026, 2, 29, 5, 0) / 1000);
    expect(wallClock('Europe/Berlin').time(Date.UTC(2026, 6, 1, 12, 0) / 1000)).toBe('14:00');
    expect(wallClock('Asia/Kolkata').time(Date.UTC(2026, 6, 1, 20, 0) / 1000)).toBe('01:30');
    expect(wallClock('Not/AZone').offset(evening)).toBe(0);
  });

  it('whole days are quiet, and end at the first hour that is not', () => {
    const settings = AlertSettings.parse({
      quiet_hours: { from: '22:00', to: '06:30', timezone: 'UTC', whole_days: [0] },
    });
    const sunday = Date.UTC(2026, 5, 7, 12, 0) / 1000;
    expect(isQuiet(settings, sunday)).toBe(true);
    expect(quietUntil(settings, sunday)).toBe(Date.UTC(2026, 5, 8, 6, 30) / 1000);
  });
});

describe('providers of recipients', () => {
  it.each([
    ['mail.example.com', 'example.com'],
    ['a.b.shop.co.uk', 'shop.co.uk'],
    ['firma.de', 'firma.de'],
    ['localhost', 'localhost'],
    ['', ''],
  ])('%s is grouped as %s', (domain, group) => {
    expect(registrableDomain(domain)).toBe(group);
  });

  it('the memory of texts gives what the classifier gives', () => {
    const plain = (text: string): unknown => classify(text, { mta: 'postfix' });
    const memory = remembered((text) => classify(text, { mta: 'postfix' }));
    for (const text of [
      'host mx1.there.example[192.0.2.7] said: 450 4.2.0 <a@there.example>: Recipient address rejected: Greylisted',
      'host mx1.there.example[198.51.100.9] said: 450 4.2.0 <b@there.example>: Recipient address rejected: Greylisted',
      'connect to 127.0.0.1[127.0.0.1]:10024: Connection refused',
      'connect to mx.there.example[203.0.113.4]:25: Connection refused',
    ]) {
      const { class: cls, provider, side } = memory(text);
      expect({ cls, provider, side }).toEqual(
        (({ class: c, provider: p, side: s }) => ({ cls: c, provider: p, side: s }))(
          plain(text) as ReturnType<typeof classify>,
        ),
      );
    }
  });
});

describe('clumping', () => {
  it('is one for single recipients and grows with the size of messages', () => {
    expect(clumping([1, 1, 1])).toBe(1);
    expect(clumping([4, 4])).toBe(2);
    expect(clumping([])).toBe(1);
  });
});

describe('words', () => {
  const incident = (over: Partial<Incident>): Incident => {
    const w = watched(['mx1'], 1, quiet);
    w.run(1, () => w.defer('mx1', 3, { class: 'local_fault', provider: 'gmail' }));
    const [base] = w.opened();
    if (!base) throw new Error('nothing opened');
    return { ...base, ...over };
  };
  const base = incident({});
  const context = { time: () => '14:02', now: base.openedAt + 600, addresses: false };

  it('a title never has more than 44 characters, whatever the names', () => {
    const longs = [
      'x',
      'mail-relay-frankfurt-datacentre-3.internal.example.com',
      '😀'.repeat(40),
      'a\u0000b\nc\u202ed',
    ];
    for (const kind of incidentKinds)
      for (const cls of [...reasonClasses, null])
        for (const server of longs)
          for (const provider of [null, 'gmail', ...longs])
            for (const notice of notificationKinds) {
              const inc: Incident = { ...base, kind, key: { servers: [server], class: cls, provider } };
              const { title } = alertWords.incident(notice, [inc], context);
              if (title.length > titleLimit) throw new Error(`${title.length}: ${title}`);
              if (/[\p{Cc}\p{Cf}]/u.test(title)) throw new Error(`control character: ${JSON.stringify(title)}`);
            }
  });

  it('no address is told unless switched on', () => {
    const inc = { ...base, topSender: { sender: 'boss@ours.example', count: 3 } };
    expect(alertWords.incident('opened', [inc], context).body).not.toContain('@');
    expect(alertWords.incident('opened', [inc], { ...context, addresses: true }).body).toContain('boss@ours.example');
  });
});

describe('dry run', () => {
  it('tells what other settings would have opened, and leaves the learning time out', async () => {
    const start = 1_780_272_000;
    const history = function* (): Generator<StoredRecord> {
      for (let i = 0; i < 3 * 1440; i++) {
        const t = start + i * 60;
        const wave = i >= 4000 && i < 4020 ? 4 : 0;
        yield {
          t,
          server: 'mx1',
          difference: {
            added: Array.from({ length: wave }, (_, k) => ({
              id: `${i}-${k}`,
              arrival: t - 10,
              sender: '',
              recipient: 'a@b.example',
              reason: { class: 'rate_limit' as const, provider: 'yahoo', side: 'sender' as const },
            })),
            removed: [],
          },
        };
      }
    };
    let pauses = 0;
    const pause = async (): Promise<void> => {
      pauses++;
    };
    const loose = await dryRun(AlertSettings.parse({}), history(), start + 86_400, pause);
    expect(loose.opened).toMatchObject([{ key: { provider: 'yahoo', class: 'rate_limit' }, state: 'closed' }]);
    expect(loose.notifications.map((n) => n.kind)).toEqual(['opened', 'recovered']);
    expect(pauses).toBeGreaterThan(1);
    const strict = await dryRun(AlertSettings.parse({ spike: { floor_provider: 500 } }), history(), start);
    expect(strict.opened).toEqual([]);
  });
});
