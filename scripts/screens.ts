/**
 * `npm run screens`: every screen, light and dark, of the built window on the built-in demo, into ./screens/. Run
 * `npm run build` first. `--wait SECONDS` lets the demo live before the pictures are taken (its first wave comes within
 * two minutes); 20 without.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: { wait: { type: 'string', default: '20' }, out: { type: 'string', default: 'screens' } },
});
const cli = path.join(root, 'dist/cli.js');
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((p) =>
  existsSync(p),
);
if (!existsSync(cli)) throw new Error('Run `npm run build` first.');
if (browserPath === undefined) throw new Error('Chromium is needed for the pictures.');

interface Shot {
  name: string;
  hash: string;
  size?: [number, number];
  before?: (page: Page) => Promise<void>;
}

const row = (page: Page, n = 0) => page.locator('[role=row][data-key]').nth(n);
const openFirst = async (page: Page): Promise<void> => row(page).click();
const shots: Shot[] = [
  { name: '01-causes', hash: '#/causes' },
  { name: '01-causes-wide', hash: '#/causes', size: [1920, 1080], before: openFirst },
  { name: '01-causes-narrow', hash: '#/causes', size: [900, 700] },
  { name: '02-cause-panel', hash: '#/causes', before: openFirst },
  {
    name: '02-cause-page',
    hash: '#/causes',
    before: async (page) => {
      await openFirst(page);
      await page.keyboard.press('Enter');
    },
  },
  {
    name: '02-retry-preview',
    hash: '#/causes',
    before: async (page) => {
      await openFirst(page);
      await page.keyboard.press('Shift+R');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: '02-code', hash: '#/code/451%204.3.0' },
  { name: '03-messages', hash: '#/messages' },
  { name: '03-message-drawer', hash: '#/messages', before: openFirst },
  { name: '04-bounces', hash: '#/bounces' },
  { name: '05-incidents', hash: '#/incidents' },
  { name: '06-history', hash: '#/history' },
  { name: '07-servers', hash: '#/servers' },
  { name: '07-add-server', hash: '#/servers/add' },
  { name: '08-settings-alerts', hash: '#/settings/alerts' },
  { name: '08-settings-quiet', hash: '#/settings/quiet' },
  { name: '09-first-run', hash: '#/welcome' },
  {
    name: '10-palette',
    hash: '#/causes',
    before: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('hold kes');
    },
  },
  { name: '12-problems', hash: '#/problems' },
];

const data = mkdtempSync(path.join(os.tmpdir(), 'queuewatch-screens-'));
const out = path.resolve(root, values.out);
mkdirSync(out, { recursive: true });
const served = spawn(process.execPath, [cli, 'serve', '--demo', '--no-open', '--data', data], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: served.stdout }).on('line', (line) => {
      const found = /http:\S+/.exec(line)?.[0];
      if (found !== undefined) resolve(found);
    });
    served.once('exit', (code) => reject(new Error(`serve ended with ${code ?? 'a signal'}`)));
  });
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  await new Promise((resolve) => setTimeout(resolve, Number(values.wait) * 1000));
  for (const theme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ colorScheme: theme, reducedMotion: 'reduce' });
    page.on('console', (m) => m.type() === 'error' && console.warn(`${page.url()}: ${m.text()}`));
    await page.goto(address);
    await page.locator('main h1').first().waitFor();
    for (const shot of shots) {
      const [width, height] = shot.size ?? [1280, 800];
      await page.setViewportSize({ width, height });
      await page.evaluate((hash) => (location.hash = hash), shot.hash);
      await page.waitForTimeout(900);
      try {
        await shot.before?.(page);
        await page.waitForTimeout(900);
      } catch (error) {
        console.warn(`${shot.name}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
      }
      await page.screenshot({ path: path.join(out, `${shot.name}-${theme}.png`) });
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
    }
    await page.close();
  }
  await browser.close();
  console.log(`${shots.length * 2} pictures in ${out}`);
} finally {
  served.kill('SIGTERM');
  rmSync(data, { recursive: true, force: true });
}
