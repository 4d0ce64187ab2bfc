import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './support/built.ts';
import { until } from './support/driver.ts';
import { startOnStandin, type StandinDriver } from './support/standinDriver.ts';

const notice = {
  id: 'n1',
  at: 0,
  kind: 'opened',
  title: 'It is us',
  body: '41 messages wait',
  severity: 'critical' as const,
  incident: 131,
  link: 'queuewatch://incident/131',
  seen: false,
};

/** The demo's own wave may be told meanwhile. */
const shownBy = (driver: StandinDriver) =>
  driver.standin.shell.Notification.shown.filter(({ options }) => options.title === notice.title);

describe.skipIf(!hasChromium)('where the system shows no notification', () => {
  let driver: StandinDriver;
  beforeAll(async () => {
    driver = await startOnStandin(['--demo']);
    await until('the engine', async () => (await driver.trayMenu()).some((label) => / waiting$/.test(label)));
  });
  afterAll(() => driver.quit());

  it('the window shows it instead, also one that came before the page listened', async () => {
    const page = await driver.page();
    driver.standin.shell.Notification.failsWith = 'Notifications are not allowed for this application';
    await page.evaluate(() => {
      const shown: string[] = [];
      Object.assign(window, { shown });
      window.queuewatch?.on('notification', ({ id }) => shown.push(id));
    });
    await driver.engineSays('notification', notice);
    await until('it in the window', () =>
      page.evaluate(() => (window as unknown as { shown: string[] }).shown.includes('n1')),
    );
    expect(shownBy(driver)).toEqual([]);
  });

  it('and does so when the person switched them off', async () => {
    const page = await driver.page();
    driver.standin.shell.Notification.failsWith = null;
    const asked = async () => (await driver.told()).filter((one) => one.name === 'settings.get').length;
    const before = await asked();
    await page.evaluate(async () => {
      const bridge = window.queuewatch;
      const settings = await bridge?.request('settings.get', {});
      if (settings === undefined) return;
      settings.app.desktop.notifications = false;
      await bridge?.request('settings.setApp', settings.app);
    });
    // The page's own question above, then the host's after the change; one more tells that the host's was answered.
    await until('settings followed', async () => (await asked()) >= before + 2);
    await page.evaluate(() => window.queuewatch?.request('settings.get', {}));
    await driver.engineSays('notification', { ...notice, id: 'n2' });
    await until('it in the window', () =>
      page.evaluate(() => (window as unknown as { shown: string[] }).shown.includes('n2')),
    );
    expect(shownBy(driver)).toEqual([]);
  });
});
