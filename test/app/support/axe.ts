import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { AxeResults, RunOptions } from 'axe-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Violation {
  rule: string;
  impact: string;
  help: string;
  /** Selector and markup of each place. */
  places: string[];
}

/**
 * What axe-core finds wrong with the page, or with the part below `within`: WCAG 2.0 to 2.2, A and AA. An empty list is
 * what a test expects: `expect(await violations(page)).toEqual([])`.
 */
export async function violations(page: Page, within?: string, options: RunOptions = {}): Promise<Violation[]> {
  // By the protocol, not as a script element: the page's policy allows none.
  await page.evaluate(source);
  const found = await page.evaluate(
    ([place, given]) => {
      const { axe } = window as unknown as {
        axe: { run(context: Document | string, options: RunOptions): Promise<AxeResults> };
      };
      return axe.run(place ?? document, given);
    },
    [
      within ?? null,
      { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'], ...options },
    ] as [string | null, RunOptions],
  );
  return found.violations.map(({ id, impact, help, nodes }) => ({
    rule: id,
    impact: impact ?? 'unknown',
    help,
    places: nodes.map(({ target, html }) => `${target.join(' ')}: ${html.slice(0, 200)}`),
  }));
}
