import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// WCAG 2.2 contrast of every text and symbol pair the design uses (1.4.3, 1.4.11), in both themes.
const css = readFileSync(new URL('../../../renderer/ui/tokens.css', import.meta.url), 'utf8');
const block = (of: RegExp): Record<string, string> =>
  Object.fromEntries(
    [...(of.exec(css)?.[1] ?? '').matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/gi)].map((m) => [m[1]!, m[2]!]),
  );
const themes = {
  light: block(/:root,\s*\[data-theme=['"]light['"]\] \{([\s\S]*?)\n\}/),
  dark: block(/\n\[data-theme=['"]dark['"]\] \{([\s\S]*?)\n\}/),
};
const channels = (hex: string): number[] =>
  [1, 3, 5]
    .map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
const luminance = (hex: string): number => {
  const [r, g, b] = channels(hex);
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};
const ratio = (a: string, b: string): number => {
  const [high, low] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (high! + 0.05) / (low! + 0.05);
};

const surfaces = [
  'bg-window',
  'bg-page',
  'bg-sunken',
  'bg-raised',
  'bg-hover',
  'bg-selected',
  'side-local-wash',
  'sev-blind-bg',
];
const sides = ['local', 'sender', 'network', 'dns', 'tls', 'remote'];
const pairs: [string, string, number][] = [];
for (const s of surfaces) for (const f of ['fg', 'fg-2', 'fg-3', 'link', 'danger']) pairs.push([f, s, 4.5]);
for (const s of surfaces.filter((x) => x !== 'sev-blind-bg')) {
  for (const x of sides) pairs.push([`side-${x}`, s, 4.5]);
  for (const x of [
    'sev-critical',
    'sev-warning',
    'sev-info',
    'sev-ok',
    'sev-blind',
    'outcome-left',
    'outcome-again',
    'outcome-bounced',
    'outcome-unknown',
  ])
    pairs.push([x, s, 4.5]);
  for (const x of ['line-control', 'focus', 'select-bar', 'chart-over', 'chart-line', 'fg-disabled'])
    pairs.push([x, s, 3]);
}
for (const x of sides.filter((k) => k !== 'local'))
  pairs.push([`side-${x}`, `side-${x}-bg`, 4.5], ['fg-2', `side-${x}-bg`, 4.5]);
pairs.push(
  ['side-local-on', 'side-local-bg', 4.5],
  ['on-accent', 'accent', 4.5],
  ['on-danger', 'danger', 4.5],
  ['sev-critical-on', 'sev-critical', 4.5],
  ['sev-warning-on', 'sev-warning-fill', 4.5],
  ['sev-blind', 'sev-blind-bg', 4.5],
  ['chart-line', 'chart-band', 3],
  ['chart-over', 'chart-band', 3],
  ['side-local-bg', 'bg-page', 3],
  ['fg', 'bg-pressed', 4.5],
  ['fg-2', 'bg-pressed', 4.5],
);

describe.each(Object.entries(themes))('contrast, %s', (_name, theme) => {
  it('reaches AA for every pair in use', () => {
    const low = pairs
      .map(([f, b, least]) => ({
        pair: `${f} on ${b}`,
        is: ratio(theme[f] ?? '#000000', theme[b] ?? '#000000'),
        least,
      }))
      .filter((p) => p.is < p.least);
    expect(low).toEqual([]);
    expect(pairs.length).toBeGreaterThan(200);
  });
});
