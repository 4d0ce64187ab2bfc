/**
 * The demo from its button on, in the built window at twenty times its pace: the first wave comes, is told, is opened, and
 * runs off.
 */
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, hasChromium } from './support/built.ts';
import { startServe, type RunningHost } from './support/webHost.ts';

describe.skipIf(!hasChromium)("the demo's wave of 451 4.3.0", () => {
  let host: RunningHost;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    host = await startServe([], process.execPath, { ...process.env, QUEUEWATCH_DEMO_SPEED: '20' });
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(100_000);
    await page.goto(host.url);
  });
  afterAll(async () => {
    await browser.close();
    await host.stop();
  });
  const ask = async <T>(name: string, input: object): Promise<T> => {
    const reply = await fetch(`${host.origin}/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${host.token}` },
      body: JSON.stringify(input),
    });
    return ((await reply.json()) as { value: T }).value;
  };

  it('is told by one notification whose click opens what happened, and it recovers by itself', async () => {
    // The window listens before the demo's time begins.
    await page.getByRole('button', { name: 'Start demo' }).click();
    await page.waitForURL(/#\/causes/);
    const toast = page
      .getByRole('status')
      .locator('> div', { has: page.getByRole('heading', { name: /mailhaus\.example/ }) });
    await toast.getByRole('button', { name: 'Open' }).click();
    await page.waitForURL(/#\/incident\//);
    const id = Number(/#\/incident\/(\d+)/.exec(page.url())?.[1]);
    await page.getByRole('heading', { level: 1, name: /mailhaus\.example/ }).waitFor();
    const told = await ask<{ incident: number | null; kind: string }[]>('notifications.list', {});
    expect(told.filter((one) => one.kind === 'opened' && one.incident === id)).toHaveLength(1);
    // By itself: nobody retried anything.
    await expect
      .poll(
        async () => {
          const { rows } = await ask<{ rows: { id: number; state: string }[] }>('incidents.list', {
            scope: { servers: null },
            range: '24h',
          });
          return rows.find((row) => row.id === id)?.state;
        },
        { timeout: 100_000, interval: 500 },
      )
      .toMatch(/^(?:draining|closed)$/);
    expect(await ask('actions.list', {})).toEqual([]);
  }, 220_000);
});
