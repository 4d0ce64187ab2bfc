import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineRequestName, RequestOutput } from '../../shared/contract.ts';
import { chromiumPath, hasChromium } from './support/built.ts';
import { until } from './support/driver.ts';
import { startServe, type RunningHost } from './support/webHost.ts';

/**
 * What a person does about an incident, by clicks in the served window over the demo: the wave the demo always brings is
 * acknowledged with a note, muted, marked as normal, explained, tried with other settings and handed on.
 */
describe.skipIf(!hasChromium)('an incident, by clicks', () => {
  let host: RunningHost;
  let browser: Browser;
  let page: Page;
  let sink: Server;
  const received: { path: string; type: string; body: string }[] = [];
  let id = 0;

  const ask = async <K extends EngineRequestName>(name: K, input: object = {}): Promise<RequestOutput<K>> => {
    const reply = await fetch(`${host.origin}/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${host.token}` },
      body: JSON.stringify(input),
    });
    const said = (await reply.json()) as { ok: boolean; value: RequestOutput<K>; error?: { message: string } };
    if (!said.ok) throw new Error(said.error?.message ?? name);
    return said.value;
  };
  const list = () => ask('incidents.list', { scope: { servers: null }, range: '24h' });
  const detail = () => ask('incidents.get', { id });
  const shot = (name: string) =>
    process.env['QUEUEWATCH_SHOTS'] === undefined
      ? Promise.resolve()
      : page.screenshot({ path: `${process.env['QUEUEWATCH_SHOTS']}/${name}.png` }).then(() => undefined);
  const go = async (hash: string): Promise<void> => {
    await page.evaluate((to) => (window.location.hash = to), hash);
  };
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  beforeAll(async () => {
    sink = createServer((request, reply) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        received.push({ path: request.url ?? '', type: request.headers['content-type'] ?? '', body });
        reply.end('ok');
      });
    });
    await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
    host = await startServe(['--demo']);
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage({ viewport: { width: 1280, height: 820 } });
    await page.goto(host.url);
    await until(
      'the wave of the demo',
      async () => {
        const open = (await list()).rows.filter(
          (r) => r.state !== 'closed' && r.severity !== 'info' && r.cause !== null,
        );
        id = open.at(-1)?.id ?? 0;
        return id > 0;
      },
      240_000,
    );
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await host.stop();
    await new Promise((resolve) => sink.close(resolve));
  });

  it('is acknowledged from its cause with a note and an end, and N adds another note', async () => {
    const cause = (await detail())?.row.cause ?? '';
    await go(`#/cause/${encodeURIComponent(cause)}`);
    await button(/^Acknowledge/).waitFor();
    await page.keyboard.press('a');
    const asked = page.getByRole('dialog');
    await asked.getByRole('textbox').fill('Provider told, ticket 4711');
    await shot('acknowledge');
    await asked.getByRole('button', { name: /^Acknowledge/ }).click();
    const told = await until('the acknowledgement', async () => {
      const now = await detail();
      return now?.row.acknowledgedUntil != null && now;
    });
    expect(told.row.acknowledgedUntil ?? 0).toBeGreaterThan(Date.now() + 3 * 3_600_000);
    expect(JSON.stringify(told.events)).toContain('ticket 4711');
    await page.keyboard.press('n');
    await asked.getByRole('textbox').fill('Clears since noon');
    await asked.getByRole('button', { name: 'Add note' }).click();
    await until('the note', async () => JSON.stringify((await detail())?.events).includes('Clears since noon'));
  });

  it('is muted with its whole provider for an hour, which stands in the list and can be ended', async () => {
    await go(`#/incident/${id}`);
    await button(/^Mute/).waitFor();
    await page.keyboard.press('m');
    await page.getByRole('menuitem', { name: /^Everything at / }).waitFor();
    await shot('mute');
    await page.getByRole('menuitem', { name: /^Everything at / }).click();
    const [mute] = await until('the mute', async () => {
      const { mutes } = await ask('status.get');
      return mutes.length > 0 && mutes;
    });
    expect(mute).toBeDefined();
    await until('the incident to be muted', async () => (await detail())?.row.muted);
    await go('#/settings/quiet');
    await button('End now').first().waitFor();
    await shot('mutes');
    await button('End now').first().click();
    await until('no mute', async () => (await ask('status.get')).mutes.length === 0);
  });

  it('says why anything fired or did not, and what other settings would have done, before they are saved', async () => {
    await go('#/settings/alerts');
    const why = page.getByText(/^It (did not fire|fired)|^Nothing is known/).first();
    await why.waitFor();
    await why.scrollIntoViewIfNeeded();
    await shot('why');
    const before = (await ask('settings.get')).alerts;
    await page.getByRole('switch').first().click();
    const tried = page.getByText(/these settings would have opened \d+ incidents? and told you \d+ times?/);
    await tried.waitFor({ timeout: 60_000 });
    await tried.scrollIntoViewIfNeeded();
    await shot('dry-run');
    await button('Discard').click();
    expect((await ask('settings.get')).alerts).toEqual(before);
  });

  it('sends a test notice to a webhook, to ntfy and to a Slack-compatible address', async () => {
    const at = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
    await go('#/settings/targets');
    await button('Add a target').click();
    await page.getByLabel('Name', { exact: true }).fill('Own system');
    await page.getByLabel('Address', { exact: true }).fill(`${at}/hook`);
    await page.locator('form').getByRole('button').first().click();
    await until('the saved target', async () => (await ask('settings.get')).alerts.targets.length === 1);
    const { alerts } = await ask('settings.get');
    const [hook] = alerts.targets;
    if (hook === undefined) throw new Error('no target');
    await ask('settings.setAlerts', {
      ...alerts,
      targets: [
        hook,
        { ...hook, kind: 'ntfy', name: 'Phone', url: `${at}/topic` },
        { ...hook, kind: 'slack', name: 'Chat', url: `${at}/chat` },
      ],
    });
    await page.reload();
    const tests = page.getByRole('button', { name: 'Send a test' });
    await until('three targets', async () => (await tests.count()) === 3);
    for (let k = 0; k < 3; k++) await tests.nth(k).click();
    await until('three notices', () => new Set(received.map((r) => r.path)).size === 3);
    await shot('targets');
    const body = (path: string) => received.find((r) => r.path === path)?.body ?? '';
    expect(JSON.parse(body('/hook'))).toMatchObject({ title: expect.any(String) as string });
    expect(JSON.parse(body('/chat'))).toMatchObject({ text: expect.any(String) as string });
    // ntfy takes JSON at its root and the topic inside (docs.ntfy.sh, "Publish as JSON").
    expect(JSON.parse(body('/'))).toMatchObject({ topic: 'topic' });
  });

  it('goes out as Markdown and JSON', async () => {
    for (const [format, starts] of [
      ['markdown', '#'],
      ['json', '{'],
    ] as const) {
      const out = await ask('incidents.export', { id, format, addresses: false });
      expect(out.text.trimStart().startsWith(starts), format).toBe(true);
      expect(out.text).toContain('ticket 4711');
      expect(out.text).not.toMatch(/[a-z.]+\d*@mailhaus\.example/);
    }
    await go(`#/incident/${id}`);
    await button('Timeline').waitFor();
    await shot('incident');
    const [file] = await Promise.all([page.waitForEvent('download'), button('Timeline').click()]);
    expect(file.suggestedFilename()).toBe(`incident-${id}.md`);
  });

  it('is marked as normal in one click', async () => {
    await button('This is normal here').click();
    await until('the mark', async () => (await ask('settings.get')).alerts.expected.length > 0);
    expect((await detail())?.row.severity).toBe('info');
  });
});
