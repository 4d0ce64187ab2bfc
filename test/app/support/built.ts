import { existsSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..', '..', '..');
export const dist = path.join(root, 'dist');

for (const file of ['main.js', 'engine.js', 'cli.js', 'preload.cjs', 'renderer/index.html']) {
  if (!existsSync(path.join(dist, file))) throw new Error(`dist/${file} is missing. Run npm run build.`);
}

export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
/** App tests need a real browser; without one they are skipped and say so. */
export const hasChromium = existsSync(chromiumPath);
if (!hasChromium) console.log(`Skipped: no Chromium at ${chromiumPath} (apt-get install chromium, or set CHROMIUM).`);
