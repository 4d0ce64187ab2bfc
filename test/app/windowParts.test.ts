/** Parts of the window that open above or beside its screens, in real Chromium on fixed data. */
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ActionRun } from '../../shared/model/action.ts';
import type { Prompt } from '../../shared/views/servers.ts';
import { now } from './fixtureBridge/areas/clock.ts';
import { violations } from './support/axe.ts';
import { hasChromium } from './support/built.ts';
import { useFixtureWindow } from './support/fixtureWindow.ts';

const hostKey: Prompt = {
  kind: 'host_key',
  id: 'p1',
  server: 'mx1',
  host: 'mx1.kestrel-shop.example:22',
  address: '203.0.113.10',
  keyType: 'ED25519',
  fingerprint: 'SHA256:Zk9v2WmXhT4qLr8sYd1bNcE6uJp0oFa7GiR5xVw3Kt8',
  randomart: '',
  compareCommand: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
};
const secret = (more: Partial<Extract<Prompt, { kind: 'secret' }>>): Prompt => ({
  kind: 'secret',
  id: 'p2',
  server: 'mx1',
  what: 'passphrase',
  text: 'Enter passphrase for <b>/home/me/.ssh/id_ed25519</b>',
  echo: false,
  canSave: true,
  ...more,
});
const aRun = (more: Partial<ActionRun>): ActionRun => ({
  id: 'run-1',
  verb: 'delete',
  pace: null,
  servers: ['mx1'],
  title: 'Delete 357 messages on mx1',
  state: 'undo_window',
  note: null,
  startedAt: now,
  endedAt: null,
  total: 357,
  counts: {},
  nextAt: null,
  undoUntil: now + 8000,
  doneAt: null,
  cause: 'ms',
  incident: null,
  domain: null,
  recent: [],
  ...more,
});

describe.skipIf(!hasChromium)('parts above and beside the screens', () => {
  const window_ = useFixtureWindow();
  const { open, asked, push, hash } = window_;
  let page: Page;
  beforeEach(() => {
    page = window_.page;
  });

  describe('questions of the engine', () => {
    it('shows a new host key wherever the person is; Enter trusts nothing, a differing paste takes the way away', async () => {
      await open('#/causes');
      await push('prompts', [hostKey]);
      const dialog = page.getByRole('alertdialog');
      await dialog.getByText('mx1.kestrel-shop.example:22').waitFor();
      expect(await dialog.getByRole('heading').count()).toBe(1);
      await page.keyboard.press('Enter');
      expect(await asked('prompts.answer')).toEqual([]);
      await dialog.getByRole('button', { name: /Paste/ }).click();
      await page.keyboard.type('SHA256:Zk9v2WmXhT4qLr8sYd1bNcE6uJp0oFa7GiR5xVw3KtX');
      expect(await dialog.getByRole('button', { name: /It matches/ }).isDisabled()).toBe(true);
      expect(await violations(page)).toEqual([]);
      await dialog.getByRole('textbox').fill('SHA256:Zk9v2WmXhT4qLr8sYd1bNcE6uJp0oFa7GiR5xVw3Kt8');
      await dialog.getByRole('button', { name: /It matches/ }).click();
      await expect.poll(() => asked('prompts.answer')).toEqual([{ id: 'p1', accept: true, text: null, save: false }]);
      await dialog.waitFor({ state: 'detached' });
    });

    it('takes Esc as no to a host key', async () => {
      await open('#/messages');
      await push('prompts', [hostKey]);
      await page.getByRole('alertdialog').waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => asked('prompts.answer')).toEqual([{ id: 'p1', accept: false, text: null, save: false }]);
    });

    it('asks for a passphrase: hidden, kept only when ticked, its question shown as text', async () => {
      await open('#/causes');
      await push('prompts', [secret({})]);
      const dialog = page.getByRole('alertdialog');
      await dialog.getByText('<b>/home/me/.ssh/id_ed25519</b>').waitFor();
      const field = dialog.locator('input[type=password]');
      await expect.poll(() => field.evaluate((e) => e === document.activeElement)).toBe(true);
      await page.keyboard.type('correct horse jkR/');
      await dialog.getByRole('checkbox').check();
      expect(await violations(page)).toEqual([]);
      await field.press('Enter');
      await expect
        .poll(() => asked('prompts.answer'))
        .toEqual([{ id: 'p2', accept: true, text: 'correct horse jkR/', save: true }]);
      expect(await hash()).toBe('#/causes');
    });

    it('asks for a one-time code: seen as typed where the server says so, never offered to be kept', async () => {
      await open('#/servers/mailbox');
      await push('prompts', [
        secret({ what: 'one_time_code', text: 'Verification code:', echo: true, canSave: false }),
      ]);
      const dialog = page.getByRole('alertdialog');
      const field = dialog.locator('input[autocomplete=one-time-code]');
      await field.waitFor();
      expect(await field.getAttribute('type')).toBe('text');
      expect(await dialog.getByRole('checkbox').count()).toBe(0);
      await field.fill('123456');
      await page.keyboard.press('Enter');
      await expect
        .poll(() => asked('prompts.answer'))
        .toEqual([{ id: 'p2', accept: true, text: '123456', save: false }]);
    });

    it('shows one after the other, and nothing typed for one counts for the next', async () => {
      await open('#/causes');
      const first = secret({});
      const second = secret({ id: 'p3', server: 'mx2', what: 'password', text: '' });
      await push('prompts', [first, second]);
      await page.locator('input[type=password]').fill('for the first');
      await push('prompts', [second]);
      await page.getByRole('alertdialog').getByText('mx2').first().waitFor();
      expect(await page.locator('input[type=password]').inputValue()).toBe('');
    });
  });

  describe('a whole domain', () => {
    it('from the palette by keyboard: the own command or only these messages, and the domain typed before it is deleted', async () => {
      await open('#/causes');
      await page.keyboard.press('Control+k');
      await page.keyboard.type('delete hotmail.example');
      await page.getByText('whole domain').waitFor();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('alertdialog');
      await dialog.getByText('exim4 -Rf @hotmail.example').waitFor();
      const go = dialog.getByRole('button', { name: 'Delete 357 for hotmail.example' });
      const field = dialog.getByRole('textbox', { name: 'Type hotmail.example to confirm' });
      await field.fill('357');
      await page.keyboard.press('Enter');
      expect(await violations(page)).toEqual([]);
      await dialog.getByText('Only these messages').click();
      await dialog.getByText('mx1: message by message, only these.').waitFor();
      await dialog.getByText('The server’s own command').click();
      await field.fill('Hotmail.example');
      await go.click();
      await expect
        .poll(() => asked('actions.start'))
        .toEqual([{ token: 't-delete-357', pace: null, typedCount: 357, typedDomain: 'hotmail.example' }]);
      expect(await asked('actions.preview')).toContainEqual(
        expect.objectContaining({
          verb: 'delete',
          selection: { kind: 'domain', scope: { servers: null }, domain: 'hotmail.example', own: true },
        }),
      );
    });

    it('from a domain of a cause', async () => {
      await open('#/causes');
      const menu = page.getByRole('button', { name: /^Actions for all mail to / }).first();
      await page.locator('[role=row][data-key]').nth(1).click();
      await menu.click();
      await page.getByRole('menuitem', { name: 'Hold…' }).click();
      await page
        .getByRole('dialog')
        .getByText(/^Hold 357 messages for /)
        .waitFor();
    });
  });

  describe('actions', () => {
    it('counts down on every screen before a deletion begins, and undoes it', async () => {
      await open('#/servers');
      await push('actions', [aRun({})]);
      const bar = page.getByRole('alert').filter({ hasText: 'starts in 8 s' });
      await bar.waitFor();
      expect(await violations(page)).toEqual([]);
      await bar.getByRole('button', { name: 'Undo' }).click();
      await expect.poll(() => asked('actions.control')).toEqual([{ run: 'run-1', what: 'undo' }]);
      await push('actions', [aRun({ state: 'stopped', endedAt: now, undoUntil: null })]);
      await bar.waitFor({ state: 'detached' });
    });

    it('shows a running retry beside its cause: how far, what became of each, pause and stop', async () => {
      await open('#/cause/ms');
      const running = aRun({
        verb: 'retry',
        title: 'Retry of 357, paced',
        state: 'running',
        undoUntil: null,
        pace: { intervalMs: 10_000, stopAfter: 3, order: 'oldest', probe: false, resume: false },
        counts: { sent: 2, deferred_same: 1, waiting: 354 },
        nextAt: now + 7000,
        recent: [
          {
            server: 'mx1',
            id: '4Zq3m1k8Lw',
            sender: null,
            recipient: 'd.nwosu@example.com',
            kind: 'sent',
            evidence: 'postfix/smtp[9]: 4Zq3m1k8Lw: status=sent',
            at: now,
            newId: null,
          },
        ],
      });
      await push('actions', [running]);
      const aside = page.getByRole('complementary');
      await aside.getByText('4Zq3m1k8Lw').waitFor();
      await aside.getByText('next in 7 s').waitFor();
      expect(await violations(page)).toEqual([]);
      await aside.getByRole('button', { name: 'Pause' }).click();
      await aside.getByRole('button', { name: 'Stop' }).click();
      await expect
        .poll(() => asked('actions.control'))
        .toEqual([
          { run: 'run-1', what: 'pause' },
          { run: 'run-1', what: 'stop' },
        ]);
      await push('actions', [{ ...running, state: 'stopped', endedAt: now, note: 'Stopped at the third refusal.' }]);
      await aside.getByText('Stopped at the third refusal.').waitFor();
      expect(await aside.getByRole('button', { name: 'Stop' }).count()).toBe(0);
    });

    it('opens the preview of a retry that the tray asked for, and starts nothing by itself', async () => {
      await open('#/servers', 'desktop');
      // What the host sends for the tray's "Retry".
      await push('navigate', { link: 'queuewatch://cause/ms?do=retry' });
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Retry 357, paced' }).waitFor();
      expect(await hash()).toBe('#/cause/ms');
      expect(await asked('actions.start')).toEqual([]);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await asked('actions.start')).toEqual([]);
      // Once: it does not come back with the next figures, nor by going back.
      await push('queue', { version: 2, servers: [] });
      await page.keyboard.press('Escape');
      await page.goBack();
      await page.getByText('What to do, in this order').first().waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);
    });

    it('deletes when the button is kept pressed for two seconds, not a moment before', async () => {
      await open('#/cause/ms');
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Delete…' }).click();
      await page.getByRole('alertdialog').getByText('Delete 357 messages on mx1?').waitFor();
      await page.clock.install({ time: now });
      await page.clock.pauseAt(now + 1000);
      const button = page.getByRole('alertdialog').getByRole('button', { name: 'Delete 357' });
      const started = async () => (await asked('actions.start')).length;
      await button.hover();
      await page.mouse.down();
      await page.clock.runFor(1900);
      await page.mouse.up();
      await page.clock.runFor(5000);
      expect(await started()).toBe(0);
      await page.mouse.down();
      await page.clock.runFor(2100);
      await expect.poll(started).toBe(1);
      await page.mouse.up();
    });
  });

  describe('columns of a table', () => {
    const heads = () =>
      page.getByRole('columnheader').evaluateAll((all) => all.map((one) => one.textContent.replace(/ [↑↓]$/, '')));
    const widthOf = async (name: string) =>
      Math.round((await page.getByRole('columnheader', { name }).boundingBox())?.width ?? 0);

    it('are dragged to another place, sized at their edge, hidden, remembered, and put back', async () => {
      await open('#/messages');
      const before = await heads();
      await page.getByRole('columnheader', { name: 'Sender' }).dragTo(page.getByRole('columnheader', { name: 'Age' }));
      const moved = await heads();
      expect(moved.indexOf('Sender')).toBe(moved.indexOf('Age') - 1);
      expect([...moved].sort()).toEqual([...before].sort());

      const was = await widthOf('Sender');
      const handle = page.getByRole('columnheader', { name: 'Sender' }).locator('span').last();
      const box = await handle.boundingBox();
      if (box === null) throw new Error('no handle');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2, { steps: 4 });
      await page.mouse.up();
      await expect.poll(() => widthOf('Sender')).toBe(was + 60);

      await page.reload();
      await page.getByRole('columnheader', { name: 'Sender' }).waitFor();
      expect(await heads()).toEqual(moved);
      expect(await widthOf('Sender')).toBe(was + 60);
    });

    it('move and size by keys, and are hidden and shown from the menu', async () => {
      await open('#/causes');
      const before = await heads();
      const movable = () =>
        page.locator('[role=columnheader][draggable=true]').evaluateAll((all) => all.map((one) => one.textContent));
      const [column = '', after = ''] = (await movable()).slice(-2);
      const button = page.getByRole('columnheader', { name: column }).getByRole('button');
      await button.focus();
      await page.keyboard.press('Alt+ArrowRight');
      await expect.poll(async () => (await movable()).slice(-2)).toEqual([after, column]);
      // The focus goes with the column that was moved.
      const was = await widthOf(column);
      await page.keyboard.press('Shift+ArrowRight');
      await expect.poll(() => widthOf(column)).toBe(was + 10);

      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('menuitemcheckbox', { name: column }).click();
      await expect.poll(heads).not.toContain(column);
      await page.getByRole('menuitem', { name: 'Reset columns' }).click();
      await expect.poll(heads).toEqual(before);
    });
  });

  describe('size of type', () => {
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));

    it('Ctrl + and Ctrl - change it in the desktop window, everything with it, and Ctrl 0 puts it back', async () => {
      await open('#/causes', 'desktop');
      const height = async () => (await page.locator('[data-key]').first().boundingBox())?.height ?? 0;
      const before = await height();
      await page.keyboard.press('Control++');
      await page.keyboard.press('Control+=');
      await expect.poll(size).toBe(20);
      await expect.poll(height).toBe(before * 1.25);
      await page.keyboard.press('Control+-');
      await expect.poll(size).toBeCloseTo(17.6);
      await page.keyboard.press('Control+0');
      await expect.poll(size).toBe(16);
    });

    it('stays inside the window at 200 %: nothing is cut off sideways', async () => {
      await open('#/causes', 'desktop');
      for (let i = 0; i < 6; i += 1) await page.keyboard.press('Control++');
      await expect.poll(size).toBe(32);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    });
  });
});
