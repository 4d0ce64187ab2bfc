/**
 * Renders the icons of resources/svg with Chromium into the forms the systems want, as plain files with plain names:
 * macOS knows a template image by its name, Windows wants all sizes in one ICO, Linux a PNG and its double.
 *
 *   node scripts/icons.ts        (CHROMIUM names the browser; /usr/bin/chromium when left out)
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';

const root = path.resolve(import.meta.dirname, '..');
const svg = (name: string): string => readFileSync(path.join(root, 'resources/svg', `${name}.svg`), 'utf8');
const out = path.join(root, 'resources/icons');
mkdirSync(out, { recursive: true });

/** The drawings use `color` for their one ink. */
const inked = (name: string, ink: string): string => svg(name).replace(/ color="[^"]*"/, ` color="${ink}"`);

async function render(page: Page, source: string, size: number): Promise<Buffer> {
  const sized = source.replace(/<svg ([^>]*)>/, (_all, attributes: string) => {
    const rest = attributes.replace(/\b(?:width|height)="[^"]*"\s*/g, '');
    return `<svg width="${size}" height="${size}" ${rest}>`;
  });
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>*{margin:0}svg{display:block}</style>${sized}`);
  return page.screenshot({ omitBackground: true, type: 'png' });
}

/** ICO with PNG entries (Windows Vista and later): a directory of sizes, then the files. */
function ico(images: readonly { size: number; png: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
});
const page = await browser.newPage();
const write = (name: string, data: Buffer): void => writeFileSync(path.join(out, name), data);
const png = async (source: string, sizes: readonly number[]) => {
  const images: { size: number; png: Buffer }[] = [];
  for (const size of sizes) images.push({ size, png: await render(page, source, size) });
  return images;
};

for (const state of ['calm', 'warning', 'critical', 'blind', 'paused']) {
  const [small, large] = await png(inked(`tray-${state}`, '#000000'), [16, 32]);
  if (small !== undefined) write(`${state}Template.png`, small.png);
  if (large !== undefined) write(`${state}Template@2x.png`, large.png);
  for (const [shade, ink] of [
    ['dark', '#1d2328'],
    ['light', '#f1f2f3'],
  ] as const) {
    const source = inked(`tray-${state}`, ink);
    write(`${state}-${shade}.ico`, ico(await png(source, [16, 20, 24, 32, 48])));
    const [normal, double] = await png(source, [24, 48]);
    if (normal !== undefined) write(`${state}-${shade}.png`, normal.png);
    if (double !== undefined) write(`${state}-${shade}@2x.png`, double.png);
  }
}
for (const [notice, drawing, ink] of [
  ['critical', 'state-critical', '#b3202a'],
  ['warning', 'state-warning', '#935d00'],
  ['info', 'state-info', '#3d566e'],
  ['ok', 'tray-calm', '#1d6b3c'],
  ['blind', 'tray-blind', '#4d4a5c'],
] as const) {
  const [image] = await png(inked(drawing, ink), [96]);
  if (image !== undefined) write(`notice-${notice}.png`, image.png);
}
const [mark] = await png(svg('app'), [256]);
if (mark !== undefined) write('app-256.png', mark.png);
const [full] = await png(svg('app'), [1024]);
if (full !== undefined) writeFileSync(path.join(root, 'resources/icon.png'), full.png);
writeFileSync(path.join(root, 'resources/icon.ico'), ico(await png(svg('app'), [16, 24, 32, 48, 64, 128, 256])));
await browser.close();
