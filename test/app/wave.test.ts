/** The demo's first wave in the built window, at twenty times its pace: it comes, is told, is opened, and clears. */
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, hasChromium } from './support/built.ts';
import { startServe, type RunningHost } from './support/webHost.ts';

describe.skipIf(!hasChromium)("the demo's wave of 451 4.3.0", () => {
  let host: RunningHost;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    host = await startServe(['--demo'], process.execPath, { ...process.env, QUEUEWATCH_DEMO_SPEED: '20' });
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
    await page
      .getByText(/\bdemo\b/i)
      .first()
      .waitFor();
    const toast = page.getByRole('status').getByRole('heading', { name: /mailhaus\.example/ });
    await toast.waitFor();
    await page.getByRole('status').getByRole('button', { name: 'Open' }).last().click();
    await page.waitForURL(/#\/(?:incident|cause)\//);
    await page.getByRole('heading', { level: 1, name: /mailhaus\.example/ }).waitFor();
    const told = await ask<{ title: string; kind: string }[]>('notifications.list', {});
    expect(told.filter(({ title, kind }) => kind === 'opened' && title.includes('mailhaus.example'))).toHaveLength(1);
    // By itself: nobody retried anything.
    await expect
      .poll(
        async () => {
          const { rows } = await ask<{ rows: { title: string; state: string }[] }>('incidents.list', {
            scope: { servers: null },
            range: '24h',
          });
          return rows.find(({ title }) => title.includes('mailhaus.example'))?.state;
        },
        { timeout: 100_000, interval: 500 },
      )
      .toBe('closed');
    expect(await ask('actions.list', {})).toEqual([]);
  }, 220_000);
});
