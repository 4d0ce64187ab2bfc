/** The whole job without a pointer, in the built window on the demo: found, understood, retried, its outcome read. */
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, hasChromium } from './support/built.ts';
import { startServe, type RunningHost } from './support/webHost.ts';

describe.skipIf(!hasChromium)('the window by keyboard alone', () => {
  let host: RunningHost;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    host = await startServe(['--demo']);
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(50_000);
    await page.goto(host.url);
    await page.locator('[role=row][data-key]').first().waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await host.stop();
  });
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** What has the focus, as a screen reader would name it. */
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      const at = document.activeElement;
      return at?.getAttribute('aria-label') ?? at?.textContent.trim() ?? '';
    });

  it('Tab reaches every part of the frame, the first one leads past it, and the focus is always seen', async () => {
    await press('Tab');
    expect(await focused()).toMatch(/skip/i);
    await press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    const seen = new Set<string>();
    const unseen: string[] = [];
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    for (let i = 0; i < 60; i += 1) {
      await press('Tab');
      const name = await focused();
      seen.add(name);
      const visible = await page.evaluate(() => {
        const at = document.activeElement;
        if (at === null || at === document.body) return true;
        const box = at.getBoundingClientRect();
        const look = getComputedStyle(at);
        const ring =
          look.outlineStyle !== 'none' || look.boxShadow !== 'none' || at.matches(':focus-within [role=grid]');
        return box.width > 0 && box.height > 0 && ring;
      });
      if (!visible) unseen.push(name);
    }
    for (const part of [/Search, jump/, /^Notifications|unseen|notification/i, /^Messages/, /^Settings/, /keys/])
      expect([...seen].some((name) => part.test(name))).toBe(true);
    expect(unseen).toEqual([]);
  });

  it('from the causes to one message retried and its outcome, and back', async () => {
    await page.goto(`${host.origin}/#/causes`);
    await page.locator('[role=row][data-key]').first().waitFor();
    await press('j', 'Enter');
    await page.getByRole('complementary').getByText('What to do, in this order').waitFor();
    await press('Enter');
    await page.waitForURL(/#\/cause\//);
    const title = (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
    await page.getByRole('button', { name: /^Retry 1/ }).waitFor();
    await press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Exactly', { exact: true }).waitFor();
    // The preview is known: its harmless or its one button is reached by Tab, and Enter takes it.
    const start = dialog.getByRole('button', { name: /^Retry/ });
    await expect.poll(() => dialog.evaluate((e) => e.contains(document.activeElement))).toBe(true);
    for (let i = 0; i < 12 && !(await start.evaluate((e) => e === document.activeElement)); i += 1) await press('Tab');
    await press('Enter');
    await dialog.waitFor({ state: 'detached' });
    // What becomes of it stands beside the cause.
    await page
      .getByRole('complementary')
      .getByText(/^Retry, /)
      .first()
      .waitFor();
    await press('Escape');
    await page.waitForURL(/#\/causes\?open=/);
    await press('Escape');
    await page.waitForURL(/#\/causes$/);
    expect(title).not.toBe('');
  });

  it('from the commands to a server, its panel and its settings', async () => {
    await press('Control+k');
    await page.keyboard.type('@mx2');
    await page.getByRole('option', { name: /mx2/ }).first().waitFor();
    await press('Enter');
    await page.waitForURL(/#\/server\/mx2/);
    await page.getByRole('complementary').getByText('mx2').first().waitFor();
    await press('Escape');
    await page.waitForURL(/#\/servers$/);
    await press('Control+2');
    await page.waitForURL(/#\/messages/);
    await page.locator('[role=row][data-key]').first().waitFor();
    await press('/');
    await page.keyboard.type('state:deferred');
    await press('Enter');
    await page.waitForURL(/q=/);
    await press('Escape', 'j', 'x');
    await page
      .getByText(/^1 selected|1 message selected|1 of/)
      .first()
      .waitFor();
    await press('?');
    await page.getByRole('dialog').waitFor();
    await press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});
