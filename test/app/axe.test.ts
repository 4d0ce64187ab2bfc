import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './support/axe.ts';
import { chromiumPath, hasChromium } from './support/built.ts';

describe.skipIf(!hasChromium)('the accessibility check itself', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(() => browser.close());

  it('finds what is wrong, where, and nothing in a good page', async () => {
    const page = await browser.newPage();
    const html = (body: string): string => `<!doctype html><html lang="en"><title>T</title><main>${body}</main></html>`;
    await page.setContent(html('<button></button><p id="pale" style="color:#ccc;background:#fff">pale</p>'));
    expect((await violations(page)).map((one) => one.rule).sort()).toEqual(['button-name', 'color-contrast']);
    expect((await violations(page, '#pale')).map((one) => one.rule)).toEqual(['color-contrast']);
    await page.setContent(html('<h1>Fine</h1><button>Open</button>'));
    expect(await violations(page)).toEqual([]);
  });
});
