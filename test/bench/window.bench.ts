/**
 * The built window in real Chromium, on `queuewatch serve` with a generated listing: from the start of reading to causes on
 * screen, and the times of frames while the messages table is scrolled by wheel and by keys. Figures, no assertions.
 *
 *   node test/bench/window.bench.ts [messages]       (100,000 without)
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';

const root = path.resolve(import.meta.dirname, '../..');
if (!existsSync(path.join(root, 'dist/cli.js'))) spawnSync('npm', ['run', 'build'], { cwd: root, stdio: 'inherit' });
const { chromiumPath, hasChromium } = await import('../app/support/built.ts');
const { startServe } = await import('../app/support/webHost.ts');
if (!hasChromium) process.exit(0);

const messages = Number(process.argv[2] ?? 100_000);
const ms = (n: number): string => `${Math.round(n)} ms`;
const say = (what: string, figures: string): void => console.log(`  ${what.padEnd(32)}${figures}`);

function listingOf(n: number): Promise<string> {
  const maker = spawn(process.execPath, [path.join(import.meta.dirname, 'make-queue.mjs'), '-n', String(n)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  maker.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => maker.once('close', () => resolve(Buffer.concat(chunks).toString('utf8'))));
}

interface Frames {
  times: number[];
  /** Frames in which a row in view was not there yet. */
  waiting: number;
  rows: number;
}
declare global {
  interface Window {
    /** Epoch milliseconds at which the first row was painted. */
    benchSeen?: number;
    benchFrames?: Frames & { running: boolean };
  }
}

/**
 * Notes when rows are painted: what is there in one frame is on screen in the next. Without any server the causes are not to
 * be had, so they are asked for until they are.
 */
const watchRows = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const look = (): void => {
      if (document.querySelector('[role=row][data-key]') !== null) {
        requestAnimationFrame(() => (window.benchSeen = Date.now()));
        return;
      }
      if (!location.hash.startsWith('#/causes')) location.hash = '#/causes';
      requestAnimationFrame(look);
    };
    look();
  });

async function frames(page: Page, what: string, act: () => Promise<void>): Promise<void> {
  await page.evaluate(() => {
    const it = { times: [] as number[], waiting: 0, rows: 0, running: true };
    window.benchFrames = it;
    let before = performance.now();
    const tick = (now: number): void => {
      if (!it.running) return;
      it.times.push(now - before);
      before = now;
      const rows = document.querySelectorAll('[role=grid] [role=rowgroup]:last-child > [role=row]');
      it.rows = rows.length;
      if ([...rows].some((row) => !row.hasAttribute('data-key'))) it.waiting += 1;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame((now) => {
      before = now;
      requestAnimationFrame(tick);
    });
  });
  await act();
  const { times, waiting, rows } = await page.evaluate(() => {
    const it = window.benchFrames ?? { times: [], waiting: 0, rows: 0, running: false };
    it.running = false;
    return it;
  });
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(1);
  say(
    what,
    `${times.length} frames: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, worst ${at(1)} ms, ` +
      `${times.filter((t) => t > 33.4).length} over 33 ms; ${waiting} with a row not there yet; ${rows} rows in the page`,
  );
}

const text = await listingOf(messages);
let began = performance.now();
const lines = text.split('\n');
let recipients = 0;
for (const line of lines)
  if (line !== '') recipients += (JSON.parse(line) as { recipients: unknown[] }).recipients.length;
const plain = performance.now() - began;
console.log(
  `${messages.toLocaleString('en')} messages, ${recipients.toLocaleString('en')} recipients, ${Math.round(text.length / 1e6)} MB`,
);
say('JSON.parse per line', ms(plain));

const host = await startServe();
const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(host.url);
  await page.locator('main h1').first().waitFor();
  const body = JSON.stringify({ fileName: 'queue.json', mta: 'postfix', text });
  const start = Date.now();
  const reply = await fetch(`${host.origin}/api/servers.openListing`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${host.token}` },
    body,
  });
  const answer: unknown = await reply.json();
  const read = Date.now() - start;
  if (!reply.ok) throw new Error(JSON.stringify(answer));
  // As the window does it: an opened listing is shown when it was read.
  await watchRows(page);
  await page.waitForFunction(() => window.benchSeen !== undefined);
  const painted = (await page.evaluate(() => window.benchSeen ?? 0)) - start;
  const share = (n: number): string => `${ms(n)} (${(n / plain).toFixed(1)} x JSON.parse)`;
  say('listing sent, read and counted', share(read));
  say('causes painted', `${share(painted)} from the start of reading`);

  await page.evaluate(() => (location.hash = '#/messages'));
  began = performance.now();
  await page.locator('[role=row][data-key]').first().waitFor();
  say('messages screen opened', ms(performance.now() - began));
  const grid = page.locator('[role=grid]').first();
  const box = await grid.boundingBox();
  await page.mouse.move((box?.x ?? 0) + 300, (box?.y ?? 0) + 300);
  await frames(page, 'wheel, slowly', async () => {
    for (let n = 0; n < 150; n += 1) await page.mouse.wheel(0, 120);
  });
  await frames(page, 'wheel, fast', async () => {
    for (let n = 0; n < 150; n += 1) await page.mouse.wheel(0, 4000);
  });
  await grid.focus();
  await frames(page, 'arrow key held', async () => {
    for (let n = 0; n < 200; n += 1) await page.keyboard.press('ArrowDown');
  });
  await frames(page, 'page key held', async () => {
    for (let n = 0; n < 100; n += 1) await page.keyboard.press('PageDown');
  });
  await frames(page, 'to the end and back', async () => {
    for (let n = 0; n < 10; n += 1) await page.keyboard.press(n % 2 === 0 ? 'End' : 'Home');
  });
} finally {
  await browser.close();
  await host.stop();
}
