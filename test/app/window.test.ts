/** The window's own behaviour, in real Chromium on fixed data: keys, order, identity, a million rows, previews. */
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { hasChromium } from './support/built.ts';
import { useFixtureWindow, type FixturePage } from './support/fixtureWindow.ts';

describe.skipIf(!hasChromium)('the window', () => {
  const window_ = useFixtureWindow();
  const { open, rowKeys, asked, hash } = window_;
  let page: Page;
  beforeEach(() => {
    page = window_.page;
  });

  it('walks the causes by keys: row, panel, page, and back step by step, without waiting between the keys', async () => {
    await open('#/causes');
    for (const key of ['j', 'ArrowDown', 'Enter', 'Enter']) await page.keyboard.press(key);
    expect(await hash()).toBe('#/cause/ms');
    // The page may still be on its way the first time; then its keys count at once.
    await page.getByRole('heading', { level: 1 }).getByText('Microsoft 365').waitFor();
    await page.keyboard.press('Escape');
    expect(await hash()).toBe('#/causes?open=ms');
    await page.keyboard.press('Escape');
    expect(await hash()).toBe('#/causes');
    await page.getByRole('grid').waitFor();
    expect(await page.getByRole('complementary').count()).toBe(0);
  });

  it('keeps rows where they are while the pointer is over them; S applies the new order', async () => {
    await open('#/causes');
    const before = await rowKeys();
    await page.locator('[data-key=ms]').hover();
    await page.evaluate(() => (globalThis as unknown as FixturePage).turnCauses());
    await page.getByText('rows would move').waitFor();
    expect(await rowKeys()).toEqual(before);
    await page.keyboard.press('s');
    await expect.poll(rowKeys).toEqual(['filter', 'mailhaus', 'full', 'harbour', 'ms']);
  });

  it('pins our own fault on top in either order', async () => {
    await open('#/causes');
    await page.evaluate(() => (globalThis as unknown as FixturePage).turnCauses());
    await expect.poll(rowKeys).toEqual(['filter', 'mailhaus', 'full', 'harbour', 'ms']);
  });

  it('shows what strangers wrote as text', async () => {
    await open('#/causes');
    expect(await page.locator('[data-key=full]').textContent()).toContain('<img src=x onerror=alert(1)>');
    await open('#/messages');
    await expect
      .poll(() => page.locator('[data-key$=Q0000002]').textContent())
      .toContain('"><script>alert(1)</script>@example.com');
    expect(await page.locator('main img').count()).toBe(0);
  });

  it('scrolls a million messages to the last one, and rows are there', async () => {
    await open('#/messages');
    const grid = page.getByRole('grid');
    expect(await grid.getAttribute('aria-rowcount')).toBe('1000001');
    await grid.focus();
    await page.keyboard.press('End');
    await expect.poll(async () => (await rowKeys()).at(-1)).toContain('Q0999999');
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('[data-cursor]').getAttribute('data-key')).toContain('Q0999998');
    await page.keyboard.press('Home');
    await expect.poll(async () => (await rowKeys())[0]).toContain('Q0000000');
    // A small turn of the wheel moves by what the wheel says, however much longer the list is than the scrollbar.
    const top = (await page.locator('[data-key$=Q0000010]').boundingBox())?.y ?? 0;
    await page.mouse.move(600, 400);
    await page.mouse.wheel(0, 52);
    await expect
      .poll(async () => Math.round(top - ((await page.locator('[data-key$=Q0000010]').boundingBox())?.y ?? 0)))
      .toBe(52);
  });

  it('deletes only after the count is typed, and the focus rests on keeping them', async () => {
    await open('#/cause/ms');
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('Delete 357 messages on mx1?').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Keep them');
    const started = async () => (await asked('actions.start')).length;
    await dialog.getByRole('button', { name: 'Delete 357' }).click();
    expect(await started()).toBe(0);
    await dialog.getByRole('textbox').fill('358');
    await page.keyboard.press('Enter');
    expect(await started()).toBe(0);
    await dialog.getByRole('textbox').fill('357');
    await page.keyboard.press('Enter');
    await expect.poll(started).toBe(1);
    await dialog.waitFor({ state: 'detached' });
  });

  it('says in the preview that a retry now makes it worse', async () => {
    await open('#/cause/ms');
    await page.keyboard.press('Shift+R');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Each refused attempt counts against the IP.').waitFor();
    await dialog.getByRole('button', { name: 'Retry 357, paced' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await hash()).toBe('#/cause/ms');
  });

  it('takes what is typed right after Ctrl K, and a code leads to its page', async () => {
    await open('#/causes');
    await page.keyboard.press('j');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('451 4.3.0');
    await page.getByRole('option', { name: 'What 451 4.3.0 means' }).waitFor();
    expect(await page.getByRole('combobox').inputValue()).toBe('451 4.3.0');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash === '#/code/451%204.3.0');
    await page.getByText('Who may say it').first().waitFor();
  });

  it('gives the focus back where it was when the commands are closed', async () => {
    await open('#/causes');
    await page.keyboard.press('j');
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Escape');
    await page.getByRole('combobox').waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('grid');
    expect(await hash()).toBe('#/causes');
  });

  it('lists the keys of the screen, and letters typed into a field are letters', async () => {
    await open('#/causes');
    await page.keyboard.press('/');
    await page.keyboard.type('side:local jxs?');
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('side:local jxs?');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Apply the waiting sort').waitFor();
  });
});
