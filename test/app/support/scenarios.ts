import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventPayload } from '../../../shared/contract.ts';
import { until, type AppDriver } from './driver.ts';

const notice = (change: Partial<EventPayload<'notification'>> = {}): EventPayload<'notification'> => ({
  id: 'n1',
  at: 1_700_000_000_000,
  kind: 'opened',
  title: 'It is us: filter on mx1 not answering',
  body: '41 messages wait for 127.0.0.1:10024, since 14:14 <b>now</b>',
  severity: 'critical',
  incident: 131,
  link: 'queuewatch://incident/131',
  seen: false,
  ...change,
});

/** What the person and the system do with the app: the same on every driver. One launch for all, in this order. */
export function appScenarios(name: string, start: () => Promise<AppDriver>, skip: boolean): void {
  describe.skipIf(skip)(`the app on ${name}`, () => {
    let driver: AppDriver;
    beforeAll(async () => {
      driver = await start();
    });
    afterAll(async () => {
      await driver.quit();
    });

    /** Addresses the page was told to open. */
    async function listening(): Promise<() => Promise<string[]>> {
      const page = await driver.page();
      await page.evaluate(() => {
        const links: string[] = [];
        Object.assign(window, { links });
        window.queuewatch?.on('navigate', ({ link }) => links.push(link));
      });
      return () => page.evaluate(() => (window as unknown as { links: string[] }).links.splice(0));
    }
    const count = async (kind: string, request: string): Promise<number> =>
      (await driver.told()).filter((one) => one.kind === kind && one.name === request).length;

    it('starts with its window, and its first rows come from the engine', async () => {
      const page = await driver.page();
      expect(await page.title()).toContain('Queuewatch');
      const causes = await until('first causes', async () => {
        const view = await page.evaluate(() =>
          window.queuewatch?.request('causes.list', { scope: { servers: null }, filter: [], group: 'cause' }),
        );
        return view !== undefined && view.rows.length > 0 && view.rows;
      });
      expect(causes[0]?.messages).toBeGreaterThan(0);
      expect(await driver.windowCount()).toBe(1);
    });

    it('shows state, counts and everything to do without the window in the tray', async () => {
      const menu = await until('servers in the tray', async () => {
        const labels = await driver.trayMenu();
        return labels.some((label) => / waiting$/.test(label)) && labels;
      });
      expect(menu).toEqual(expect.arrayContaining(['Open Queuewatch', 'Look now', 'Retry', 'Pause watching']));
      expect(menu.at(-1)).toMatch(/^Quit/);
      expect(await driver.trayTooltip()).toMatch(/^Queuewatch: /);
      expect(await driver.trayIcon()).toMatch(/^(calm|warning|critical|blind|paused)/);
    });

    it('pauses from the tray, tells it by the shape, and goes on', async () => {
      await driver.chooseInTray('Pause watching');
      await until('paused icon', async () => (await driver.trayIcon()).startsWith('paused'));
      await driver.chooseInTray('Go on watching');
      await until('another icon', async () => !(await driver.trayIcon()).startsWith('paused'));
    });

    it('mutes everything for an hour from the tray, and unmutes', async () => {
      await driver.chooseInTray('Mute everything');
      await until('muted', async () => (await driver.trayMenu()).some((label) => label.startsWith('Unmute')));
      await driver.chooseInTray('Unmute');
      await until('unmuted', async () =>
        (await driver.trayMenu()).some((label) => label.startsWith('Mute everything')),
      );
    });

    it('looks now from the tray', async () => {
      const before = await count('request', 'monitor.lookNow');
      await driver.chooseInTray('Look now');
      expect(await count('request', 'monitor.lookNow')).toBe(before + 1);
    });

    it('retries from the tray: the preview of the cause opens in the window, nothing runs yet', async () => {
      const links = await listening();
      const label = await until('a cause to retry', async () =>
        (await driver.trayMenu()).find((one) => /^Retry > .*…$/.test(one)),
      );
      await driver.chooseInTray(label.slice('Retry > '.length));
      const [link] = await until('an address', async () => {
        const seen = await links();
        return seen.length > 0 && seen;
      });
      expect(link).toMatch(/^queuewatch:\/\/cause\/.+\?do=retry$/);
      expect(await count('request', 'actions.start')).toBe(0);
    });

    it('retries one: previewed, started, and each outcome told', async () => {
      const page = await driver.page();
      const outcome = await page.evaluate(async () => {
        const bridge = window.queuewatch;
        if (bridge === undefined) throw new Error('no bridge');
        const window_ = await bridge.request('messages.window', {
          scope: { servers: null },
          filter: [{ field: 'state', value: 'deferred' }],
          sort: { by: 'age', down: true },
          from: 0,
          count: 1,
        } as never);
        const [row] = window_.rows;
        if (row === undefined) throw new Error('nothing deferred');
        const preview = await bridge.request('actions.preview', {
          verb: 'retry',
          selection: { kind: 'ids', messages: [{ server: row.server, id: row.id }] },
        });
        const { run } = await bridge.request('actions.start', { token: preview.token });
        return { messages: preview.messages, run, problem: preview.problem };
      });
      expect(outcome).toMatchObject({ messages: 1, problem: null });
      const rows = await until('its outcome', async () => {
        const { rows } = await page.evaluate(
          (run) =>
            window.queuewatch?.request('actions.outcomes', { run, from: 0, count: 10 }) ??
            Promise.reject(new Error('no')),
          outcome.run,
        );
        return rows.length === 1 && rows;
      });
      expect(rows).toHaveLength(1);
    });

    it('opens the incident of a notification on its click, with plain text in it', async () => {
      const links = await listening();
      const before = (await driver.notifications()).length;
      await driver.engineSays('notification', notice());
      const shown = await until('a notification', async () => (await driver.notifications())[before]);
      expect(shown.title).toBe('It is us: filter on mx1 not answering');
      if (process.platform === 'linux') expect(shown.body).toContain('&lt;b&gt;now&lt;/b&gt;');
      else expect(shown.buttons).toEqual(['Open', 'Mute 1 h']);
      await driver.clickNotification(before);
      await until('its address', async () => (await links()).includes('queuewatch://incident/131'));
    });

    it('a second launch shows the window and opens its address, without any verb', async () => {
      const links = await listening();
      await driver.launchAgain(['queuewatch://cause/a%7Cb?do=retry']);
      await until('its address', async () => (await links()).includes('queuewatch://cause/a%7Cb'));
      await driver.launchAgain(['https://evil.example/', '--inspect=0']);
      expect(await driver.windowCount()).toBe(1);
      expect(await links()).toEqual([]);
    });

    it('tells the engine of sleep and waking', async () => {
      const signals = async (): Promise<unknown[]> =>
        (await driver.told()).filter((one) => one.kind === 'signal').map((one) => one.input);
      await driver.sleepAndWake();
      expect(await signals()).toEqual(expect.arrayContaining([{ kind: 'suspend' }, { kind: 'resume' }]));
    });

    it('refuses to leave its page', async () => {
      const page = await driver.page();
      const before = page.url();
      await page.evaluate(() => {
        location.href = 'https://evil.example/';
      });
      await page.evaluate(() => window.open('https://evil.example/'));
      await until('still our page', () => page.evaluate(() => document.querySelector('#root') !== null));
      expect(page.url().split('#')[0]).toBe(before.split('#')[0]);
      expect(await driver.windowCount()).toBe(1);
    });

    it('goes on in the tray when its window is closed, and comes back with a notification', async () => {
      const page = await driver.page();
      const settings = await page.evaluate(() => window.queuewatch?.request('settings.get', {}));
      if (settings === undefined) throw new Error('no settings');
      settings.app.desktop.closeToTray = true;
      await page.evaluate((next) => window.queuewatch?.request('settings.setApp', next), settings.app);
      await until('settings followed', async () => (await count('request', 'settings.get')) >= 2);
      await page.evaluate(() => window.queuewatch?.request('settings.get', {}));
      await driver.closeWindow();
      expect(await driver.windowCount()).toBe(0);

      const before = (await driver.notifications()).length;
      await driver.engineSays('notification', notice({ id: 'n2', incident: 7, link: 'queuewatch://incident/7' }));
      await until('a notification', async () => (await driver.notifications())[before]);
      await driver.clickNotification(before);
      expect(await driver.windowCount()).toBe(1);
      const again = await driver.page();
      expect(await again.evaluate(() => window.queuewatch?.host)).toBe('desktop');
    });

    it("had no error on any page, the policy's included", async () => {
      expect(await driver.pageErrors()).toEqual([]);
    });
  });
}
