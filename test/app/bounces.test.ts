/** The Bounces screen of the built window on the demo: days, kinds apart, groups, the raw source, dead addresses. */
import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BouncesWindow } from '../../shared/views/bounces.ts';
import { chromiumPath, hasChromium } from './support/built.ts';
import { startServe, type RunningHost } from './support/webHost.ts';

describe.skipIf(!hasChromium)('the Bounces screen', () => {
  let host: RunningHost;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    host = await startServe(['--demo']);
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
    await page.goto(host.url);
    await page.getByRole('link', { name: /^Bounces/ }).click();
    await rows().first().waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await host.stop();
  });

  const rows = () => page.locator('[role=row][data-key]');
  const go = async (hash: string): Promise<void> => {
    await page.evaluate((to) => (location.hash = to), hash);
    await page.getByRole('heading', { name: 'Bounces' }).waitFor();
  };
  const windowOf = async (filter: object): Promise<BouncesWindow> => {
    const reply = await fetch(`${host.origin}/api/bounces.window`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${host.token}` },
      body: JSON.stringify({ scope: { servers: null }, filter, from: 0, count: 500 }),
    });
    return ((await reply.json()) as { value: BouncesWindow }).value;
  };
  const of = (kind: string) => rows().filter({ has: page.getByText(kind, { exact: true }) });
  /** Rows on screen, once they are all of a kind. */
  const only = async (kind: string, other: string): Promise<void> => {
    await of(kind).first().waitFor();
    await of(other).first().waitFor({ state: 'detached' });
  };

  it('begins each day with its name and its counts', async () => {
    const { days } = await windowOf({});
    expect(days.length).toBeGreaterThan(0);
    expect(days.map((d) => d.day)).toEqual(
      days
        .map((d) => d.day)
        .sort()
        .reverse(),
    );
    const heading = page.getByText(/^(Today|Yesterday|\w{3}.* \w{3})$/).first();
    await heading.waitFor();
    await page
      .getByText(/\d+ (failed|delayed)/)
      .first()
      .waitFor();
  });

  it('keeps failed and delayed apart', async () => {
    const kinds = page.getByRole('radiogroup', { name: 'Kind of report' }).or(page.getByLabel('Kind of report'));
    await kinds.getByText(/^Failed/).click();
    await only('Failed', 'Delayed');
    await kinds.getByText(/^Delayed/).click();
    await only('Delayed', 'Failed');
  });

  it.each(['domain', 'class', 'sender'])('groups by %s; a group opens as a filter', async (by) => {
    await go(`#/bounces?by=${by}`);
    const group = page.getByRole('table').getByRole('button').first();
    const name = await group.innerText();
    await group.click();
    await rows().first().waitFor();
    expect(new URL(page.url()).hash).toContain(`${by}=`);
    await page.getByText(name).first().waitFor();
  });

  it('shows the raw source as text: nothing in it is a link, an image or a part of the page', async () => {
    await go('#/bounces');
    await rows().first().click();
    await page.getByRole('tab', { name: 'Raw' }).click();
    const source = page.getByRole('complementary').locator('pre');
    await source.filter({ hasText: 'message/delivery-status' }).waitFor();
    expect(await source.locator('*').count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  it('exports dead addresses, never one that is only delayed', async () => {
    await go('#/bounces');
    await page.getByRole('button', { name: 'Export' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: '.json' }).first().click(),
    ]);
    const dead = JSON.parse(readFileSync(await file.path(), 'utf8')) as { address: string; class: string }[];
    expect(file.suggestedFilename()).toMatch(/^dead-addresses-.*\.json$/);
    expect(dead.length).toBeGreaterThan(0);
    // Searched among all recipients of the failed reports: a row shows the first of them.
    for (const { address } of dead.slice(0, 30))
      expect((await windowOf({ kind: 'failed', text: address })).matched, address).toBeGreaterThan(0);
  });

  it('says when no report is of an incident, and leads back', async () => {
    await go('#/bounces?incident=999999');
    await page.getByText('No report matches.').waitFor();
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await rows().first().waitFor();
  });
});
