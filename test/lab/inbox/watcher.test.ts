import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { connectClient } from '../../../electron/inbox/client.ts';
import { createInbox } from '../../../electron/inbox/createInbox.ts';
import type { Inbox } from '../../../electron/ports.ts';
import { isBounce } from '../../../shared/model/bounce.ts';
import type { MailboxConfigInput } from '../../../shared/views/mailboxes.ts';
import { dovecotMissing, mailboxOf, startDovecot, type Dovecot } from '../support/dovecot.ts';
import { another, fillMailbox, handOver, makeFolder, putMail } from '../support/maildir.ts';
import { createMemorySink, type MemorySink } from '../support/memorySink.ts';

const why = dovecotMissing();
if (why !== null) console.log(`SKIPPED test/lab/inbox: ${why}`);

const sample = (name: string) => readFileSync(new URL(`../../fixtures/inbox/${name}`, import.meta.url), 'utf8');
const ordinary = (n: number) =>
  `From: Ann <ann@lab.example>\nTo: bounces@lab.example\nSubject: Minutes ${String(n)}\nMessage-Id: <m-${String(n)}@lab.example>\nDate: Mon, 23 Nov 2026 10:00:00 +0000\n\nHello ${String(n)}\n`;

describe.skipIf(why !== null)('watching a mailbox on a real Dovecot', () => {
  let dovecot: Dovecot;
  const opened: Inbox[] = [];
  beforeAll(async () => {
    dovecot = await startDovecot();
  });
  // Where the test before ended with the server stopped.
  beforeEach(() => dovecot.start());
  afterAll(async () => {
    await Promise.all(opened.map((inbox) => inbox.dispose()));
    await dovecot.dispose();
  });

  const mailbox = (extra: Partial<MailboxConfigInput> = {}) =>
    mailboxOf(dovecot, { id: 'lab', recheckSeconds: 15, ...extra });
  function open(sink: MemorySink): Inbox {
    const inbox = createInbox({ clock: systemClock, sink, reading: {} });
    opened.push(inbox);
    return inbox;
  }
  const watching = (sink: MemorySink) => () => sink.states.at(-1)?.state.state === 'watching';

  test('a report that is delivered is pushed by IDLE, long before the next look; ordinary mail never appears', async () => {
    const sink = createMemorySink(dovecot.password);
    const inbox = open(sink);
    inbox.set(mailbox({ recheckSeconds: 3600 }));
    await sink.when('watching', watching(sink));
    await dovecot.deliver(ordinary(1));
    await dovecot.deliver(sample('postfix-failed.eml'));
    await sink.when('the report', () => sink.reports.length === 1);
    expect(sink.reports[0]?.report.kind).toBe('failed');
    await dovecot.deliver(sample('postfix-delayed.eml'));
    await sink.when('the delay notice', () => sink.reports.length === 2);
    expect(sink.reports[1]?.report.kind).toBe('delayed');
    expect(sink.reports.every((r) => r.raw.text.includes('delivery-status'))).toBe(true);
    await inbox.dispose();
  });

  test('a restart of the program goes on where it was and stores nothing twice', async () => {
    const first = createMemorySink(dovecot.password);
    const before = open(first);
    before.set(mailbox());
    await first.when('reading back', () => first.reports.length >= 2 && watching(first)());
    await before.dispose();
    const count = first.reports.length;
    await dovecot.deliver(another(sample('postfix-failed.eml'), 101));
    const after = open(first);
    after.set(mailbox());
    await first.when('what came meanwhile', () => first.reports.length === count + 1 && watching(first)());
    expect(new Set(first.reports.map((r) => r.uid)).size).toBe(first.reports.length);
    await after.dispose();
  });

  test('the server stops and starts: back within five seconds, nothing lost, nothing doubled', async () => {
    const sink = createMemorySink(dovecot.password);
    const inbox = open(sink);
    inbox.set(mailbox());
    await sink.when('watching', watching(sink));
    const count = sink.reports.length;
    await dovecot.stop();
    await sink.when('telling that it waits', () => sink.states.at(-1)?.state.problem != null);
    await dovecot.start();
    const back = Date.now();
    await dovecot.deliver(another(sample('postfix-failed.eml'), 201));
    await sink.when('the report after the restart', () => sink.reports.length === count + 1);
    expect(Date.now() - back).toBeLessThan(5000);
    await inbox.dispose();
  });

  test('a restart too quick for the old connection to notice loses nothing', async () => {
    const sink = createMemorySink(dovecot.password);
    const inbox = open(sink);
    inbox.set(mailbox());
    await sink.when('watching', watching(sink));
    const count = sink.reports.length;
    await dovecot.stop();
    await dovecot.start();
    const back = Date.now();
    await dovecot.deliver(another(sample('postfix-failed.eml'), 251));
    await sink.when('the report after the restart', () => sink.reports.length === count + 1);
    expect(Date.now() - back).toBeLessThan(5000);
    await inbox.dispose();
  });

  test('a mailbox that was deleted and made again is noticed; known reports are not stored twice', async () => {
    const sink = createMemorySink(dovecot.password);
    const inbox = open(sink);
    inbox.set(mailbox());
    await sink.when('watching', watching(sink));
    const count = sink.reports.length;
    await dovecot.stop();
    dovecot.wipe();
    await dovecot.start();
    await dovecot.deliver(sample('postfix-failed.eml'));
    await dovecot.deliver(another(sample('postfix-failed.eml'), 301));
    await sink.when('the new report', () => sink.reports.length === count + 1);
    expect(sink.recreations).toBe(1);
    await inbox.dispose();
  });

  test('reading changes nothing: no message becomes seen, no flag is set', async () => {
    const { readdirSync } = await import('node:fs');
    const names = ['cur', 'new'].flatMap((sub) => readdirSync(`${dovecot.maildir()}/${sub}`));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => /:2,[A-Z]/.test(name))).toEqual([]);
  });

  test('a wrong password is tried twice, then never again until the person acts', async () => {
    const sink = createMemorySink('wrong');
    const inbox = open(sink);
    inbox.set(mailbox());
    await sink.when('the refusal', () => sink.states.at(-1)?.state.state === 'refused');
    expect(sink.states.at(-1)?.state.problem?.code).toBe('imap_refused_login');
    expect(sink.asked.map((a) => a.refused)).toEqual([false, true]);
    sink.secrets.set('lab', dovecot.password);
    inbox.check('lab');
    await sink.when('signing in after the new password', watching(sink));
    await inbox.dispose();
  });

  test('an untrusted certificate stops before the login', async () => {
    const sink = createMemorySink(dovecot.password);
    const inbox = open(sink);
    const untrusting = mailbox();
    delete untrusting.ca;
    inbox.set(untrusting);
    await sink.when('the refusal', () => sink.states.at(-1)?.state.state === 'refused');
    expect(sink.states.at(-1)?.state.problem?.code).toBe('imap_untrusted');
    await inbox.dispose();
  });

  test('STARTTLS works and is required; clear text to a far host is refused', async () => {
    const sink = createMemorySink(dovecot.password);
    const inbox = open(sink);
    expect(await inbox.test(mailbox({ port: dovecot.imapPort, security: 'starttls' }), dovecot.password)).toMatchObject(
      {
        ok: true,
        folders: ['INBOX', 'Junk'],
      },
    );
    expect(
      (await inbox.test(mailbox({ host: 'mail.example', security: 'none' }), dovecot.password)).problem?.code,
    ).toBe('imap_no_starttls');
    await inbox.dispose();
  });

  test('several folders are watched; one of them is polled', async () => {
    const sink = createMemorySink(dovecot.password);
    const inbox = open(sink);
    inbox.set(mailbox({ folders: ['INBOX', 'Junk'] }));
    await sink.when('watching', watching(sink));
    expect([...sink.positions.keys()].map((key) => key.split('\0')[1]).sort()).toEqual(['INBOX', 'Junk']);
    await inbox.dispose();
  });

  test('CONDSTORE and QRESYNC: a folder without changes is not even opened, what is new needs no search', async () => {
    const sink = createMemorySink(dovecot.password);
    const asked: string[] = [];
    const commands: Record<string, string> = { mailboxOpen: 'EXAMINE', status: 'STATUS', search: 'SEARCH' };
    const inbox = createInbox({
      clock: systemClock,
      sink,
      reading: {},
      connect: async (config, credential) => {
        const client = await connectClient(config, credential);
        return new Proxy(client, {
          get(target, name): unknown {
            const value: unknown = Reflect.get(target, name, target);
            if (typeof value !== 'function') return value;
            return (...args: unknown[]): unknown => {
              const command = commands[String(name)];
              if (command !== undefined) asked.push(`${command} ${command === 'SEARCH' ? '' : String(args[0])}`.trim());
              return Reflect.apply(value, target, args) as unknown;
            };
          },
        });
      },
    });
    opened.push(inbox);
    const looks = () => sink.states.filter(({ state }) => state.state === 'watching').length;
    inbox.set(mailbox({ folders: ['INBOX', 'Junk'], recheckSeconds: 3600 }));
    await sink.when('watching', watching(sink));
    const since = looks();
    asked.length = 0;
    inbox.check('lab');
    await sink.when('a second look', () => looks() > since);
    expect(asked).toEqual(['STATUS Junk', 'EXAMINE INBOX']);

    const junk = `${dovecot.maildir()}/.Junk`;
    makeFolder(junk);
    putMail(junk, 1, another(sample('postfix-failed.eml'), 351));
    handOver(dovecot, junk);
    const count = sink.reports.length;
    asked.length = 0;
    inbox.check('lab');
    await sink.when('the report in Junk', () => sink.reports.length === count + 1);
    expect(asked).toContain('EXAMINE Junk');
    expect(asked).not.toContain('SEARCH');
    expect(sink.reports.at(-1)?.folder).toBe('Junk');
    await inbox.dispose();
  });

  test('a mailbox of 5,000 is searched by the server and read with bounded memory; a 50 MB report costs kilobytes', async () => {
    const reports = fillMailbox(dovecot, 'other', 5000, 500);
    const dir = dovecot.maildir('other');
    const huge = sample('postfix-failed.eml').replace(
      /(Content-Type: message\/rfc822[\s\S]*?\n\n[\s\S]*?\n\n)/i,
      (head) => `${head}${'x'.repeat(75).concat('\n').repeat(690_000)}`,
    );
    expect(huge.length).toBeGreaterThan(50_000_000);
    putMail(dir, 999_999, another(huge, 402));
    handOver(dovecot, dir);
    const sink = createMemorySink(dovecot.password);
    const received: number[] = [];
    const inbox = createInbox({
      clock: systemClock,
      sink,
      reading: {},
      connect: async (config, credential) => {
        const client = await connectClient(config, credential);
        client.on('close', () => received.push(client.stats().received));
        return client;
      },
    });
    opened.push(inbox);
    inbox.set(mailbox({ id: 'other', user: 'other', lookBackDays: 3650 }));
    await sink.when('reading back', watching(sink), 60_000);
    // Among the ordinary mail are reports of success, which are kept and are no bounces.
    expect(sink.reports.filter((r) => isBounce(r.report)).length).toBe(reports + 1);
    expect(sink.reports.filter((r) => r.report.kind === 'not-a-bounce')).toEqual([]);
    const whole = sink.reports.find((r) => !r.raw.truncated && r.report.kind === 'failed');
    const cut = sink.reports.find((r) => r.raw.truncated);
    expect(cut?.report.recipients).toEqual(whole?.report.recipients);
    await inbox.dispose();
    // What goes over the wire bounds the memory: the candidates' headers and the reports, never the mailbox.
    await sink.when('the end of the connection', () => received.length > 0);
    expect(received[0]).toBeLessThan(16_000_000);
  });
});
