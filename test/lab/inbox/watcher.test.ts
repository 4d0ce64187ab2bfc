import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { createInbox } from '../../../electron/inbox/createInbox.ts';
import type { Inbox } from '../../../electron/ports.ts';
import { MailboxConfig, type MailboxConfigInput } from '../../../shared/views/mailboxes.ts';
import { dovecotMissing, startDovecot, type Dovecot } from '../support/dovecot.ts';
import { createMemorySink, type MemorySink } from '../support/memorySink.ts';

const why = dovecotMissing();
if (why !== null) console.log(`SKIPPED test/lab/inbox: ${why}`);

const sample = (name: string) => readFileSync(new URL(`../../fixtures/inbox/${name}`, import.meta.url), 'utf8');
/** The same report again as another message: a new Message-ID, new recipient local part. */
const another = (text: string, n: number) =>
  text.replace(/^Message-Id: <[^>]*>/im, `Message-Id: <lab-${String(n)}@lab.example>`);
const ordinary = (n: number) =>
  `From: Ann <ann@lab.example>\nTo: bounces@lab.example\nSubject: Minutes ${String(n)}\nMessage-Id: <m-${String(n)}@lab.example>\nDate: Mon, 23 Nov 2026 10:00:00 +0000\n\nHello ${String(n)}\n`;

describe.skipIf(why !== null)('watching a mailbox on a real Dovecot', () => {
  let dovecot: Dovecot;
  const opened: Inbox[] = [];
  beforeAll(async () => {
    dovecot = await startDovecot();
  });
  afterAll(async () => {
    await Promise.all(opened.map((inbox) => inbox.dispose()));
    await dovecot.dispose();
  });

  const mailbox = (extra: Partial<MailboxConfigInput> = {}) =>
    MailboxConfig.parse({
      id: 'lab',
      name: 'bounces@lab.example',
      host: 'localhost',
      port: dovecot.imapsPort,
      security: 'tls',
      ca: dovecot.certificate,
      user: dovecot.user,
      recheckSeconds: 15,
      ...extra,
    });
  function open(sink: MemorySink): Inbox {
    const inbox = createInbox({ clock: systemClock, sink, reading: {} });
    opened.push(inbox);
    return inbox;
  }
  const watching = (sink: MemorySink) => () => sink.states.at(-1)?.state.state === 'watching';

  test('a report that is delivered appears within two seconds, ordinary mail never', async () => {
    const sink = createMemorySink(dovecot.password);
    const inbox = open(sink);
    inbox.set(mailbox());
    await sink.when('watching', watching(sink));
    await dovecot.deliver(ordinary(1));
    const started = Date.now();
    await dovecot.deliver(sample('postfix-failed.eml'));
    await sink.when('the report', () => sink.reports.length === 1);
    expect(Date.now() - started).toBeLessThan(2000);
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

  test('a big mailbox is searched by the server, a 50 MB report costs a few kilobytes', async () => {
    const { mkdirSync, writeFileSync, chownSync, statSync } = await import('node:fs');
    const dir = dovecot.maildir('other');
    for (const sub of ['', 'cur', 'new', 'tmp']) mkdirSync(`${dir}/${sub}`, { recursive: true });
    const put = (n: number, text: string) => {
      writeFileSync(`${dir}/new/1790000${String(n).padStart(6, '0')}.M1P1.lab`, text);
    };
    for (let n = 0; n < 3000; n++) put(n, ordinary(n));
    put(3001, another(sample('postfix-failed.eml'), 401));
    const huge = sample('postfix-failed.eml').replace(
      /(Content-Type: message\/rfc822[\s\S]*?\n\n[\s\S]*?\n\n)/i,
      (head) => `${head}${'x'.repeat(75).concat('\n').repeat(690_000)}`,
    );
    expect(huge.length).toBeGreaterThan(50_000_000);
    put(3002, another(huge, 402));
    const { uid, gid } = statSync(dir.replace(/other$/, 'bounces'));
    const { execFileSync } = await import('node:child_process');
    chownSync(dir, uid, gid);
    execFileSync('chown', ['-R', `${String(uid)}:${String(gid)}`, dir]);
    const sink = createMemorySink(dovecot.password);
    const inbox = open(sink);
    inbox.set(mailbox({ id: 'other', user: 'other', lookBackDays: 3650 }));
    await sink.when('both reports', () => sink.reports.length === 2);
    expect(sink.reports.map((r) => r.report.kind)).toEqual(['failed', 'failed']);
    expect(sink.reports[1]?.report.recipients).toEqual(sink.reports[0]?.report.recipients);
    expect(sink.reports[1]?.raw.truncated).toBe(true);
    await inbox.dispose();
  });
});
