import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, hasChromium } from './support/built.ts';
import { until } from './support/driver.ts';
import { startServe, type RunningHost } from './support/webHost.ts';

describe('queuewatch serve, from the build', () => {
  let host: RunningHost;
  beforeAll(async () => {
    host = await startServe(['--demo']);
  });
  afterAll(() => host.stop());

  const post = (name: string, headers: Record<string, string> = {}) =>
    fetch(`${host.origin}/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${host.token}`, ...headers },
      body: '{}',
    });

  it('answers its token and nobody else', async () => {
    expect((await post('status.get')).status).toBe(200);
    expect((await post('status.get', { authorization: 'Bearer x' })).status).toBe(401);
    expect((await post('status.get', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await fetch(`${host.origin}/metrics`)).status).toBe(401);
  });

  it('tells Prometheus what waits', async () => {
    const text = await until('a server in the metrics', async () => {
      const reply = await fetch(`${host.origin}/metrics`, { headers: { authorization: `Bearer ${host.token}` } });
      const body = await reply.text();
      return /queuewatch_server_waiting_messages\{server="[^"]+"\} \d+/.test(body) && body;
    });
    expect(text.endsWith('# EOF\n')).toBe(true);
  });

  it('writes nothing secret to standard error', () => {
    expect(host.stderr()).not.toContain(host.token);
  });
});

describe('stops cleanly', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('on %s, with open streams', async (signal) => {
    const host = await startServe(['--demo']);
    const stream = await fetch(`${host.origin}/api/events`, { headers: { authorization: `Bearer ${host.token}` } });
    await stream.body?.getReader().read();
    const { code, ms } = await host.stop(signal);
    expect(code).toBe(0);
    expect(ms).toBeLessThan(15_000);
  });
});

const systemNode = '/usr/bin/node';
describe('on a Node that is too old for the engine', () => {
  it('runs under the one the project brings along', async () => {
    // The machine's own Node where there is one; else this only shows that nothing changes under a new one.
    const program = existsSync(systemNode) ? systemNode : process.execPath;
    const host = await startServe(['--demo'], program);
    const reply = await fetch(`${host.origin}/`);
    expect(reply.status).toBe(200);
    expect((await host.stop()).code).toBe(0);
  });
});

describe.skipIf(!hasChromium)('the window in a browser', () => {
  let host: RunningHost;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    host = await startServe(['--demo']);
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error') errors.push(line.text());
    });
  });
  afterAll(async () => {
    await browser.close();
    await host.stop();
  });
  const shell = (): Promise<unknown> =>
    page.waitForFunction(() => document.querySelector('#root')?.childElementCount ?? 0);

  it('opens with the printed address, takes the token out of it, and survives a reload', async () => {
    await page.goto(host.url);
    await shell();
    expect(page.url()).not.toContain(host.token);
    const causes = page.waitForResponse((reply) => reply.url().endsWith('/api/status.get'));
    await page.reload();
    expect((await causes).status()).toBe(200);
    expect(page.url()).not.toContain(host.token);
  });

  it('without the token shows its frame and no data', async () => {
    const other = await browser.newContext();
    const stranger = await other.newPage();
    const statuses: number[] = [];
    stranger.on('response', (reply) => {
      if (reply.url().includes('/api/')) statuses.push(reply.status());
    });
    await stranger.goto(`${host.origin}/`);
    await stranger.waitForFunction(() => document.querySelector('#root')?.childElementCount ?? 0);
    expect(statuses.filter((status) => status < 400)).toEqual([]);
    await other.close();
  });

  it('had no error, the policy included', () => {
    expect(errors).toEqual([]);
  });

  it('asks again when the host is gone, and stops at one that does not know its token', async () => {
    const answers: string[] = [];
    page.on('requestfailed', (request) => {
      if (request.url().endsWith('/api/events')) answers.push('failed');
    });
    page.on('response', (reply) => {
      if (reply.url().includes('/api/')) answers.push(String(reply.status()));
    });
    await host.stop();
    await until('an attempt that failed', () => answers.filter((one) => one === 'failed').length >= 2);
    host = await startServe(['--demo', '--port', String(host.port)]);
    await until('the refusal', () => answers.includes('401'));
  });
});
