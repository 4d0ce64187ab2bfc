/**
 * The main job by hand: the built app in a real browser, clicked through by a new user, against a real sshd, Postfix and
 * Dovecot. One story, in order.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServe, type RunningHost } from '../app/support/webHost.ts';
import { whyNot } from './packages.ts';
import { startDovecot, type Dovecot } from './support/dovecot.ts';
import { startPostfix, type LabPostfix } from './support/postfix.ts';
import { scratch } from './support/scratch.ts';
import { hostBlock, labSsh } from './support/ssh.ts';
import { startSshd, type Sshd } from './support/sshd.ts';

const lacks = whyNot(
  ...['/usr/sbin/sshd', '/usr/bin/ssh', '/usr/sbin/postfix', '/usr/sbin/dovecot', '/usr/lib/dovecot/lmtp'],
  '/usr/bin/chromium',
);
if (lacks !== null) console.warn(`Wizards on real servers skipped: ${lacks}`);

const defers = '451 4.3.0 Mail server temporarily rejected message';
/** Everything here waits for something to be seen; this only ends a wait in vain. */
const patience = 50_000;

describe.skipIf(lacks !== null)('a new user with an SSH alias, in the window', () => {
  let sshd: Sshd;
  let postfix: LabPostfix;
  let dovecot: Dovecot;
  let host: RunningHost;
  let browser: Browser;
  let page: Page;
  let home: ReturnType<typeof scratch>;
  const errors: string[] = [];

  beforeAll(async () => {
    dovecot = await startDovecot();
    postfix = await startPostfix({
      sinks: { 'mailhaus.example': { eod: defers }, 'gone.example': { rcpt: '550 5.1.1 <%>: User unknown' } },
      settings: {
        virtual_mailbox_domains: 'lab.example',
        virtual_transport: `lmtp:inet:127.0.0.1:${dovecot.lmtpPort}`,
      },
    });
    // The machine's Postfix, as far as this account sees, is the lab's (postqueue(1), ENVIRONMENT).
    sshd = await startSshd({ extra: [`SetEnv MAIL_CONFIG=${postfix.config}`] });
    const ssh = labSsh(sshd, hostBlock(sshd, 'mx1', 'qwlab'), 'wizard');
    // A home of its own: aliases are listed from there, and its `ssh` reads that configuration as one's own would.
    home = scratch('home');
    mkdirSync(path.join(home.dir, '.ssh'));
    mkdirSync(path.join(home.dir, 'bin'));
    const hosts = `Include ${ssh.configFile}\n`;
    writeFileSync(path.join(home.dir, '.ssh/config'), hosts);
    writeFileSync(path.join(home.dir, 'bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${home.dir}/.ssh/config "$@"\n`);
    chmodSync(path.join(home.dir, 'bin/ssh'), 0o755);
    await postfix.send(
      Array.from({ length: 12 }, (_, i) => ({ from: 'shop@lab.example', to: [`a${i}@mailhaus.example`] })),
    );
    await postfix.settled(12);
    host = await startServe([], process.execPath, {
      ...process.env,
      HOME: home.dir,
      PATH: `${home.dir}/bin:${process.env['PATH'] ?? ''}`,
    });
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(patience);
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') errors.push(`${line.text()} ${line.location().url}`);
    });
    page.on('response', (reply) => {
      if (reply.status() >= 400) errors.push(`${reply.status()} ${reply.url()}`);
    });
    await page.goto(host.url);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await host.stop();
    await postfix.remove();
    await dovecot.dispose();
    await sshd.remove();
    home.remove();
  });

  const button = (name: string | RegExp) => page.getByRole('button', { name });

  test('the first screen asks for a server and knows the aliases; choosing one brings its host key to compare', async () => {
    await page.getByRole('heading', { name: 'Which server’s queue shall we watch?' }).waitFor();
    await page.getByRole('combobox', { name: 'Server' }).waitFor();
    await page.keyboard.type('mx');
    await page.getByRole('option', { name: /mx1/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const card = page.getByRole('region', { name: /First contact with 127\.0\.0\.1/ });
    await card.waitFor();
    expect(await card.locator(`[aria-label="${await sshd.fingerprint()}"]`).count()).toBe(1);
    await page.getByText('No login has been tried yet').waitFor();
    expect(sshd.log()).not.toContain('Accepted');
  });

  test('the pasted fingerprint of the server itself agrees; trusting it finds Postfix, its queue and the rights', async () => {
    await button('Paste a fingerprint to compare').click();
    await page.keyboard.type(await sshd.fingerprint());
    await page.getByText('The same, all 43 characters.').waitFor();
    await button('It matches, trust it').click();
    await page.getByRole('heading', { name: /^Postfix \d[\d.]* found\. It can watch and retry/ }).waitFor();
    await page.getByText('12 messages wait, 12 of them deferred.').waitFor();
    await button('Continue').click();
    await page.getByRole('heading', { name: 'Recipe for the missing rights' }).waitFor();
    await page
      .getByRole('row', { name: /Retry one/ })
      .first()
      .waitFor();
    // What this account may do is what the level offered by itself is.
    expect(await page.getByRole('radio', { checked: true }).first().getAttribute('value')).not.toBe('full');
    await button('Watch it as it is').click();
    const name = page.getByRole('textbox', { name: 'Name on screen' });
    expect(await name.inputValue()).toBe('mx1');
    await button('Watch it').click();
  });

  test('the causes show: the 451 in words, with the true count', async () => {
    await page.waitForURL(/#\/server\/mx1/);
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Causes' }).click();
    const row = page.locator('[role=row][data-key]').filter({ hasText: 'mailhaus.example' });
    await row.waitFor();
    await row.click();
    const panel = page.getByRole('complementary');
    await panel.getByText(defers).first().waitFor();
    await panel
      .getByText(/12 messages/)
      .first()
      .waitFor();
  });

  test('a click on Retry shows the exact count first, then what became of the message', async () => {
    const sink = postfix.sinks['mailhaus.example'];
    if (sink === undefined) throw new Error('no sink');
    sink.script = {};
    await page.getByRole('complementary').getByRole('button', { name: 'Retry 1' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByText(/1 message/)
      .first()
      .waitFor();
    expect(sink.accepted.length).toBe(0);
    await dialog.getByRole('button', { name: /^Retry/ }).click();
    await dialog.waitFor({ state: 'detached' });
    await page
      .getByText(/1 sent|1 left the queue/)
      .first()
      .waitFor();
    await expect.poll(() => sink.accepted.length).toBe(1);
  });

  test('a mailbox is added; its wrong password is told in words, and a real bounce appears', async () => {
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Bounces' }).click();
    await button('Add a mailbox').click();
    await page.getByRole('textbox', { name: 'Mail address or name' }).fill('bounces@lab.example');
    await page.getByRole('textbox', { name: 'IMAP server' }).fill('localhost');
    await page.getByRole('textbox', { name: 'Port' }).fill(String(dovecot.imapsPort));
    await page.getByRole('textbox', { name: 'Login name' }).fill(dovecot.user);
    await page.getByRole('textbox', { name: 'Own certificate authority' }).fill(dovecot.certificate);
    const password = page.locator('input[type=password]');
    await password.fill('not this one');
    await button('Test connection').click();
    await page
      .getByText(/refuse/i)
      .first()
      .waitFor();
    await password.fill(dovecot.password);
    await button('Test connection').click();
    await page.getByRole('checkbox', { name: 'Junk' }).waitFor();
    await button('Watch this mailbox').click();
    await page.waitForURL(/#\/bounces/);
    await page.getByText('No bounces').first().waitFor();
    await postfix.send([{ from: 'bounces@lab.example', to: ['ghost@gone.example'] }]);
    const row = page.locator('[role=row][data-key]').filter({ hasText: 'ghost@gone.example' });
    await row.waitFor();
    await row.click();
    await page
      .getByRole('complementary')
      .getByText(/User unknown/)
      .first()
      .waitFor();
  });

  test('nothing went wrong on the page on the way', () => {
    expect(errors).toEqual([]);
  });
});
