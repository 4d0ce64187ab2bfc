/** The window's own behaviour, in real Chromium on fixed data: keys, order, identity, a million rows, previews. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { chromium, type Browser, type Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { now } from './fixtureBridge/areas/clock.ts';
import { violations } from './support/axe.ts';
import { chromiumPath, hasChromium } from './support/built.ts';

describe.skipIf(!hasChromium)('the window', () => {
  let server: ViteDevServer;
  let browser: Browser;
  let page: Page;
  let base: string;
  const errors: string[] = [];

  beforeAll(async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    server = await createServer({
      root,
      configFile: false,
      logLevel: 'error',
      plugins: [react()],
      cacheDir: 'node_modules/.vite-window-test',
      optimizeDeps: { entries: ['test/app/fixtureBridge/index.html'] },
      server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, fs: { strict: false } },
    });
    await server.listen();
    base = `${server.resolvedUrls?.local[0] ?? ''}test/app/fixtureBridge/index.html`;
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
    });
    // Dependencies are bundled on first use; that must not count against the first test.
    const warm = await browser.newPage();
    await warm.goto(`${base}#/causes`);
    await warm.locator('[data-key]').first().waitFor({ timeout: 100_000 });
    await warm.close();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    errors.length = 0;
    page.on('pageerror', (e) => errors.push(e.message));
    page.on('dialog', (d) => (errors.push('a dialog: markup ran'), void d.dismiss()));
    await page.clock.setFixedTime(now);
  });
  afterEach(async () => {
    expect(errors).toEqual([]);
    await page.close();
  });

  const open = async (hash: string) => {
    await page.goto(base + hash);
    await page.locator('main h1').first().waitFor();
    await page.locator('[data-key], main section, main h2').first().waitFor();
  };
  const keys = () =>
    page.locator('[data-key]').evaluateAll((rows) => rows.map((r) => (r as HTMLElement).dataset['key']));

  it('walks the causes by keys: row, panel, page, and back step by step', async () => {
    await open('#/causes');
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('[data-cursor]').getAttribute('data-key')).toBe('ms');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary').waitFor();
    expect(await page.evaluate(() => location.hash)).toBe('#/causes?open=ms');
    // The panel shows its cause before the next key is meant for it.
    await page.getByRole('complementary').getByRole('heading', { level: 2 }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash === '#/cause/ms');
    await page.getByText('What to do, in this order').first().waitFor();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => location.hash === '#/causes?open=ms');
    await page.getByRole('complementary').getByRole('heading', { level: 2 }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => location.hash === '#/causes');
  });

  it('keeps rows where they are while the pointer is over them; S applies the new order', async () => {
    await open('#/causes');
    const before = await keys();
    await page.locator('[data-key=ms]').hover();
    await page.evaluate(() => (globalThis as unknown as { turnCauses(): void }).turnCauses());
    await page.getByText('rows would move').waitFor();
    expect(await keys()).toEqual(before);
    await page.keyboard.press('s');
    await expect.poll(keys).toEqual(['filter', 'mailhaus', 'full', 'harbour', 'ms']);
  });

  it('pins our own fault on top in either order', async () => {
    await open('#/causes');
    await page.evaluate(() => (globalThis as unknown as { turnCauses(): void }).turnCauses());
    await expect.poll(keys).toEqual(['filter', 'mailhaus', 'full', 'harbour', 'ms']);
  });

  it('shows what strangers wrote as text', async () => {
    await open('#/causes');
    expect(await page.locator('[data-key=full]').textContent()).toContain('<img src=x onerror=alert(1)>');
    await open('#/messages');
    await expect
      .poll(() => page.locator('[data-key$=Q0000002]').textContent())
      .toContain('"><script>alert(1)</script>@example.com');
    expect(await page.locator('main img').count()).toBe(0);
  });

  it('scrolls a million messages to the last one, and rows are there', async () => {
    await open('#/messages');
    const grid = page.getByRole('grid');
    expect(await grid.getAttribute('aria-rowcount')).toBe('1000001');
    await grid.focus();
    await page.keyboard.press('End');
    await expect.poll(async () => (await keys()).at(-1)).toContain('Q0999999');
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('[data-cursor]').getAttribute('data-key')).toContain('Q0999998');
    await page.keyboard.press('Home');
    await expect.poll(async () => (await keys())[0]).toContain('Q0000000');
    // A small turn of the wheel moves by what the wheel says, however much longer the list is than the scrollbar.
    const top = (await page.locator('[data-key$=Q0000010]').boundingBox())?.y ?? 0;
    await page.mouse.move(600, 400);
    await page.mouse.wheel(0, 52);
    await expect
      .poll(async () => Math.round(top - ((await page.locator('[data-key$=Q0000010]').boundingBox())?.y ?? 0)))
      .toBe(52);
  });

  it('deletes only after the count is typed, and the focus rests on keeping them', async () => {
    await open('#/cause/ms');
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('Delete 357 messages on mx1?').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Keep them');
    const started = () => page.evaluate(() => (globalThis as unknown as { started?: unknown[] }).started?.length ?? 0);
    await dialog.getByRole('button', { name: 'Delete 357' }).click();
    expect(await started()).toBe(0);
    await dialog.getByRole('textbox').fill('358');
    await page.keyboard.press('Enter');
    expect(await started()).toBe(0);
    await dialog.getByRole('textbox').fill('357');
    await page.keyboard.press('Enter');
    await expect.poll(started).toBe(1);
    await dialog.waitFor({ state: 'detached' });
  });

  it('says in the preview that a retry now makes it worse', async () => {
    await open('#/cause/ms');
    await page.keyboard.press('Shift+R');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Each refused attempt counts against the IP.').waitFor();
    await dialog.getByRole('button', { name: 'Retry 357, paced' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => location.hash)).toBe('#/cause/ms');
  });

  it('types a code into the commands and gets its page', async () => {
    await open('#/causes');
    await page.keyboard.press('Control+k');
    await page.waitForFunction(() => document.activeElement instanceof HTMLInputElement);
    await page.keyboard.type('451 4.3.0');
    await page.getByRole('option', { name: 'What 451 4.3.0 means' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash.startsWith('#/code/'));
    await page.getByText('Who may say it').first().waitFor();
  });

  it('lists the keys of the screen, and letters typed into a field are letters', async () => {
    await open('#/causes');
    await page.keyboard.press('/');
    await page.keyboard.type('side:local jxs?');
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('side:local jxs?');
    await page.keyboard.press('Escape');
    await page.locator('main').click({ position: { x: 500, y: 20 } });
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Apply the waiting sort').waitFor();
  });

  for (const theme of ['light', 'dark'] as const) {
    it.each([
      '#/causes',
      '#/causes?open=filter',
      '#/cause/ms',
      '#/code/451%204.3.0',
      '#/problems',
      '#/messages',
      '#/runs',
    ])(`has nothing axe objects to: %s, ${theme}`, async (hash) => {
      await page.emulateMedia({ colorScheme: theme });
      await open(hash);
      await page.evaluate((t) => (document.documentElement.dataset['theme'] = t), theme);
      expect(await violations(page)).toEqual([]);
    });
  }
});
