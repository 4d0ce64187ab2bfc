/** The window on fixed data in real Chromium: Vite serves its sources, `fixtureBridge` stands in for the engine. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { chromium, type Page } from 'playwright-core';
import { createServer } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Bridge, EventName, EventPayload } from '../../../shared/contract.ts';
import { now } from '../fixtureBridge/areas/clock.ts';
import { chromiumPath } from './built.ts';

/** What the fixture gives tests to reach from inside the page. */
export interface FixturePage {
  /** An event as the engine would send it. */
  push<K extends EventName>(name: K, payload: EventPayload<K>): void;
  /** Every request of the window, in order. */
  asked: { name: string; input: unknown }[];
  turnCauses(): void;
  queuewatch: Bridge;
}

export interface FixtureWindow {
  readonly page: Page;
  /** Opens an address of the window and waits for its first content. `as`: the host it believes to run in. */
  open: (hash: string, as?: 'web' | 'desktop') => Promise<void>;
  /** Inputs of the requests of this name so far. */
  asked: (name: string) => Promise<unknown[]>;
  push: <K extends EventName>(name: K, payload: EventPayload<K>) => Promise<void>;
  /** Keys of the rows on screen. */
  rowKeys: () => Promise<(string | undefined)[]>;
  hash: () => Promise<string>;
}

/** One browser for the file, one page a test; a script error on the page fails the test that had it. */
export function useFixtureWindow(): FixtureWindow {
  let stop: () => Promise<void> = () => Promise.resolve();
  let newPage: () => Promise<Page>;
  let page: Page;
  let base: string;
  const errors: string[] = [];

  beforeAll(async () => {
    const server = await createServer({
      root: fileURLToPath(new URL('../../..', import.meta.url)),
      configFile: false,
      logLevel: 'error',
      plugins: [react()],
      cacheDir: 'node_modules/.vite-window-test',
      optimizeDeps: { entries: ['test/app/fixtureBridge/index.html'] },
      server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, fs: { strict: false } },
    });
    await server.listen();
    base = `${server.resolvedUrls?.local[0] ?? ''}test/app/fixtureBridge/index.html`;
    const browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
    });
    stop = async () => {
      await browser.close();
      await server.close();
    };
    newPage = () => browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    // Dependencies are bundled on first use; that must not count against the first test.
    const warm = await newPage();
    await warm.goto(`${base}#/causes`);
    await warm.locator('[data-key]').first().waitFor({ timeout: 100_000 });
    await warm.close();
  });
  afterAll(() => stop());
  beforeEach(async () => {
    page = await newPage();
    errors.length = 0;
    page.on('pageerror', (e) => errors.push(e.message));
    page.on('dialog', (d) => (errors.push('a dialog: markup ran'), void d.dismiss()));
    await page.clock.setFixedTime(now);
  });
  afterEach(async () => {
    expect(errors).toEqual([]);
    await page.close();
  });

  return {
    get page() {
      return page;
    },
    open: async (hash, as = 'web') => {
      await page.goto(`${base}?host=${as}${hash}`);
      await page.locator('main h1').first().waitFor();
      await page.locator('[data-key], main section, main h2').first().waitFor();
    },
    asked: (name) =>
      page.evaluate(
        (wanted) =>
          (globalThis as unknown as FixturePage).asked.filter((one) => one.name === wanted).map((one) => one.input),
        name,
      ),
    push: (name, payload) =>
      page.evaluate(
        ([event, value]) => (globalThis as unknown as FixturePage).push(event as EventName, value as never),
        [name, payload] as [string, unknown],
      ),
    rowKeys: () => page.locator('[data-key]').evaluateAll((rows) => rows.map((r) => (r as HTMLElement).dataset['key'])),
    hash: () => page.evaluate(() => location.hash),
  };
}
