/**
 * Every screen, panel, dialog and wizard of the built window on the demo, as the host serves it: nothing that axe objects
 * to in either theme, nothing the page's policy stops, no error on the console.
 */
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './support/axe.ts';
import { chromiumPath, hasChromium } from './support/built.ts';
import { startServe, type RunningHost } from './support/webHost.ts';

interface Place {
  name: string;
  hash: string;
  /** What is done there before the look. */
  then?: (page: Page) => Promise<void>;
}

const firstRow = async (page: Page): Promise<void> => {
  await page.locator('[role=row][data-key]').first().click();
  await page.getByRole('complementary').getByRole('heading').first().waitFor();
};
const dialog = (page: Page) => page.getByRole('dialog').or(page.getByRole('alertdialog')).waitFor();
const press =
  (...keys: string[]) =>
  async (page: Page): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
const pressed =
  (...keys: string[]) =>
  async (page: Page): Promise<void> => {
    await press(...keys)(page);
    await dialog(page);
  };

const places: readonly Place[] = [
  { name: 'causes', hash: '#/causes' },
  { name: 'causes, panel', hash: '#/causes', then: firstRow },
  { name: 'causes, filter', hash: '#/causes?q=side:remote' },
  {
    name: 'cause page',
    hash: '#/causes',
    then: async (page) => {
      await firstRow(page);
      await page.keyboard.press('Enter');
      await page.getByText('What to do, in this order').first().waitFor();
    },
  },
  {
    name: 'retry preview',
    hash: '#/causes',
    then: async (page) => {
      await firstRow(page);
      await pressed('Shift+R')(page);
    },
  },
  { name: 'code page', hash: '#/code/451%204.3.0' },
  { name: 'problems', hash: '#/problems' },
  { name: 'messages', hash: '#/messages' },
  { name: 'messages, panel', hash: '#/messages', then: firstRow },
  {
    name: 'messages, selection',
    hash: '#/messages',
    then: async (page) => {
      await page.locator('[role=row][data-key]').first().waitFor();
      await press('j', 'x')(page);
    },
  },
  {
    name: 'messages, ages',
    hash: '#/messages',
    then: async (page) => {
      await page.locator('[role=row][data-key]').first().waitFor();
      await pressed('d')(page);
    },
  },
  { name: 'runs', hash: '#/runs' },
  { name: 'bounces', hash: '#/bounces' },
  { name: 'bounces, panel', hash: '#/bounces', then: firstRow },
  { name: 'bounces, groups', hash: '#/bounces?by=domain' },
  { name: 'incidents', hash: '#/incidents' },
  { name: 'history', hash: '#/history' },
  { name: 'servers', hash: '#/servers' },
  { name: 'server, panel', hash: '#/server/mx1' },
  { name: 'server, edit', hash: '#/server/mx1/edit' },
  { name: 'add server', hash: '#/servers/add' },
  { name: 'add mailbox', hash: '#/servers/mailbox' },
  { name: 'open a listing', hash: '#/servers/listing' },
  { name: 'all mail systems', hash: '#/servers/programs' },
  { name: 'first run', hash: '#/welcome' },
  ...['alerts', 'quiet', 'safety', 'mailboxes', 'reasons', 'history', 'appearance', 'keyboard', 'desktop'].map(
    (part) => ({ name: `settings, ${part}`, hash: `#/settings/${part}` }),
  ),
  { name: 'commands', hash: '#/causes', then: pressed('Control+k') },
  { name: 'keys', hash: '#/causes', then: pressed('?') },
  {
    name: 'notifications',
    hash: '#/causes',
    then: (page) => page.getByRole('button', { name: /notification/i }).click(),
  },
  {
    name: 'which servers',
    hash: '#/causes',
    then: (page) => page.getByRole('button', { name: /^Servers shown|All servers/ }).click(),
  },
  { name: 'an address that does not exist', hash: '#/nothing' },
];

describe.skipIf(!hasChromium)('every screen of the built window', () => {
  let host: RunningHost;
  let browser: Browser;
  beforeAll(async () => {
    host = await startServe(['--demo']);
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser.close();
    await host.stop();
  });

  it.each(['light', 'dark'] as const)(
    'is accessible, within its policy and without errors: %s',
    async (colorScheme) => {
      const page = await browser.newPage({
        colorScheme,
        reducedMotion: 'reduce',
        viewport: { width: 1280, height: 800 },
      });
      const errors: string[] = [];
      let at = 'start';
      page.on('pageerror', (error) => errors.push(`${at}: ${error.message}`));
      page.on('console', (line) => {
        if (line.type() === 'error') errors.push(`${at}: ${line.text()}`);
      });
      await page.addInitScript(() => {
        const stopped: string[] = [];
        Object.assign(window, { stopped });
        document.addEventListener('securitypolicyviolation', (event) =>
          stopped.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
        );
      });
      const found: string[] = [];
      await page.goto(host.url);
      await page.locator('[role=row][data-key]').first().waitFor();
      for (const place of places) {
        at = place.name;
        // Away first: the same address twice would not leave what the place before opened.
        await page.evaluate(() => (location.hash = '#/nothing'));
        await page.evaluate((hash) => (location.hash = hash), place.hash);
        await page.locator('main h1, main h2').first().waitFor();
        await place.then?.(page);
        for (const one of await violations(page)) found.push(`${at}: ${one.rule}: ${one.places.join(' | ')}`);
        for (let i = 0; i < 3; i += 1) await page.keyboard.press('Escape');
      }
      expect(found).toEqual([]);
      expect(errors).toEqual([]);
      expect(await page.evaluate(() => (window as unknown as { stopped: string[] }).stopped)).toEqual([]);
      await page.close();
    },
    240_000,
  );
});
