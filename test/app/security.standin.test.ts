import { readFileSync } from 'node:fs';
import path from 'node:path';
import type * as Electron from 'electron';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { eventNames, requestNames } from '../../shared/contract.ts';
import { dist, hasChromium } from './support/built.ts';
import { until } from './support/driver.ts';
import { startOnStandin, type StandinDriver } from './support/standinDriver.ts';

/** Every permission Electron 45 names (electron.d.ts, setPermissionRequestHandler). */
const permissions = [
  ...[
    'ar',
    'automatic-fullscreen',
    'background-fetch',
    'background-sync',
    'captured-surface-control',
    'clipboard-read',
  ],
  ...['deprecated-sync-clipboard-read', 'display-capture', 'fileSystem', 'fullscreen', 'geolocation', 'hand-tracking'],
  ...['geolocation-approximate', 'hid', 'idle-detection', 'keyboardLock', 'local-fonts', 'local-network', 'media'],
  ...['local-network-access', 'loopback-network', 'mediaKeySystem', 'midi', 'midiSysex', 'nfc', 'notifications'],
  ...['openExternal', 'payment-handler', 'periodic-background-sync', 'persistent-storage', 'pointerLock', 'sensors'],
  ...[
    'screen-wake-lock',
    'serial',
    'smart-card',
    'speaker-selection',
    'storage-access',
    'system-wake-lock',
    'usb',
    'vr',
  ],
  ...['top-level-storage-access', 'web-app-installation', 'web-printing', 'window-management', 'unknown'],
] as Parameters<Parameters<Electron.Session['setPermissionRequestHandler']>[0] & object>[1][];

describe.skipIf(!hasChromium)('Electron security checklist, on the built app', () => {
  let driver: StandinDriver;
  let page: Page;
  beforeAll(async () => {
    // A Linux desktop without a keyring.
    process.env['STANDIN_KEYRING'] = 'basic_text';
    driver = await startOnStandin(['--demo']);
    page = await driver.page();
  });
  afterAll(() => driver.quit());
  const recorded = () => driver.standin.recorded;

  it('1: loads nothing from outside', () => {
    expect(recorded().blocked).toEqual([]);
  });

  it('has no error on its page, the policy included', async () => {
    await page.waitForLoadState('networkidle');
    expect(recorded().pageErrors).toEqual([]);
  });

  it('2, 3, 4, 6, 8 to 11: every window has the safe options and none of the dangerous ones', () => {
    expect(recorded().sandboxed).toBe(true);
    expect(recorded().windowOptions.length).toBeGreaterThan(0);
    for (const { webPreferences = {} } of recorded().windowOptions) {
      expect(webPreferences).toMatchObject({ sandbox: true, contextIsolation: true });
      const dangerous = [
        ...['nodeIntegration', 'nodeIntegrationInWorker', 'nodeIntegrationInSubFrames', 'webSecurity', 'webviewTag'],
        ...['allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures', 'navigateOnDragDrop'],
      ];
      for (const option of dangerous) expect(webPreferences).not.toHaveProperty(option);
    }
  });

  it('5: grants no permission but copying, and that to our own page only', () => {
    const { permissionRequest, permissionCheck, devicePermission } = recorded();
    const ask = (
      permission: (typeof permissions)[number] | 'clipboard-sanitized-write',
      requestingUrl: string,
      isMainFrame = true,
    ) => {
      let answer: boolean | null = null;
      const details = { requestingUrl, isMainFrame };
      permissionRequest?.(
        null as unknown as Electron.WebContents,
        permission,
        (granted) => (answer = granted),
        details,
      );
      const check = permissionCheck?.(null, permission, requestingUrl, {
        isMainFrame,
      });
      return [answer, check];
    };
    const own = 'app://queuewatch/';
    for (const permission of permissions)
      expect([permission, ...ask(permission, own)]).toEqual([permission, false, false]);
    expect(ask('clipboard-sanitized-write', own)).toEqual([true, true]);
    expect(ask('clipboard-sanitized-write', own, false)).toEqual([false, false]);
    expect(ask('clipboard-sanitized-write', 'https://evil.example/')).toEqual([false, false]);
    expect(devicePermission?.({} as Electron.DevicePermissionHandlerHandlerDetails)).toBe(false);
  });

  it('7: the policy blocks inline script, eval, foreign requests and new policies for trusted types', async () => {
    const result = await page.evaluate(async () => {
      // What the test's own protocol runs may do more than a page; a later task is the page's.
      await new Promise((resolve) => setTimeout(resolve));
      const seen: string[] = [];
      const attempt = (what: string, run: () => unknown): void => {
        try {
          run();
          seen.push(`${what} ran`);
        } catch {
          // Blocked, as it should be.
        }
      };
      const script = document.createElement('script');
      attempt('text', () => {
        script.textContent = 'window.injected = true';
        document.body.append(script);
      });
      // Indirect: the page's own eval, which the policy must forbid.
      attempt('eval', () => (0, eval)('1'));
      attempt('markup', () => {
        document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.injected = true">');
      });
      attempt('trusted types', () =>
        (
          window as unknown as { trustedTypes: { createPolicy(name: string, rules: object): object } }
        ).trustedTypes.createPolicy('x', {}),
      );
      const fetched = await fetch('https://evil.example/').then(
        () => 'fetched',
        () => 'blocked',
      );
      return { seen, fetched, injected: 'injected' in window };
    });
    expect(result.injected).toBe(false);
    expect(result.fetched).toBe('blocked');
    expect(result.seen).toEqual([]);
    expect(recorded().blocked).toEqual([]);
  });

  it('13, 14: refuses navigation, windows and frames, and keeps its page', async () => {
    const { webContents } = driver.standin.openWindows()[0] ?? {};
    const refuses = (event: string, details: object): boolean => {
      let prevented = false;
      webContents?.emit(event, { preventDefault: () => (prevented = true), isMainFrame: true, ...details });
      return prevented;
    };
    const foreign = [
      ...['https://evil.example/', 'http://localhost/', 'file:///etc/passwd', 'app://evil/', 'data:text/html,x'],
      ...['javascript:alert(1)', 'about:blank', 'blob:null/x', 'app://queuewatch@evil/', 'ssh://host/', ''],
    ];
    for (const url of foreign) {
      for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
        expect([event, url, refuses(event, { url })]).toEqual([event, url, true]);
      }
      expect(webContents?.openHandler({ url } as Electron.HandlerDetails)).toEqual({ action: 'deny' });
    }
    expect(webContents?.openHandler({ url: 'app://queuewatch/' } as Electron.HandlerDetails)).toEqual({
      action: 'deny',
    });
    expect(refuses('will-frame-navigate', { url: 'app://queuewatch/', isMainFrame: false })).toBe(true);
    expect(refuses('will-attach-webview', {})).toBe(true);
    expect(refuses('will-navigate', { url: 'app://queuewatch/' })).toBe(false);
  });

  it('saves what its own page made, and downloads nothing else', () => {
    const session = driver.standin.shell.session.defaultSession;
    const saves = (address: string): boolean => {
      let prevented = false;
      session.emit('will-download', { preventDefault: () => (prevented = true) }, { getURL: () => address });
      return !prevented;
    };
    expect(saves('blob:app://queuewatch/0b1c')).toBe(true);
    for (const address of [
      'https://evil.example/x.exe',
      'blob:https://evil.example/1',
      'data:text/plain,x',
      'file:///x',
      '',
    ])
      expect([address, saves(address)]).toEqual([address, false]);
  });

  it('15: gives the system https and mail addresses only, after asking', async () => {
    const ask = (url: string) => page.evaluate((u) => window.queuewatch?.request('app.openExternal', { url: u }), url);
    for (const url of [
      'file:///etc/passwd',
      'smb://h/s',
      'ms-msdt:/id',
      'javascript:1',
      '\\\\h\\s',
      'https://u:p@h/',
      'http://h/',
    ]) {
      expect([url, (await ask(url))?.opened]).toEqual([url, false]);
    }
    expect([recorded().external, recorded().dialogs]).toEqual([[], []]);

    recorded().dialogAnswer = { response: 1, checkboxChecked: false };
    expect((await ask('https://www.postfix.org/'))?.opened).toBe(false);
    recorded().dialogAnswer = { response: 0, checkboxChecked: true };
    expect((await ask('https://www.postfix.org/postqueue.1.html'))?.opened).toBe(true);
    expect((await ask('https://www.postfix.org/qmgr.8.html'))?.opened).toBe(true);
    expect((await ask('https://www.postfix.org.evil.example/'))?.opened).toBe(true);
    expect(recorded().external).toEqual([
      'https://www.postfix.org/postqueue.1.html',
      'https://www.postfix.org/qmgr.8.html',
      'https://www.postfix.org.evil.example/',
    ]);
    // Asked for the first host twice (declined, then trusted for good), and for the other one.
    expect(recorded().dialogs.map((one) => one.message)).toHaveLength(3);
    expect(recorded().dialogs[2]?.message).toContain('www.postfix.org.evil.example');
  });

  it('17: has one handler for each request of the contract, none beside, and answers our main frame only', async () => {
    const { handlers } = driver.standin.ipcMain;
    expect([...handlers.keys()].sort()).toEqual([...requestNames].sort());
    expect(driver.standin.ipcMain.eventNames()).toEqual([]);

    const sender = driver.standin.openWindows()[0]?.webContents;
    const own = { url: 'app://queuewatch/index.html', parent: null };
    const strangers = [
      { sender, senderFrame: null },
      { sender, senderFrame: { ...own, parent: own } },
      { sender, senderFrame: { ...own, url: 'https://evil.example/' } },
      { sender, senderFrame: { ...own, url: 'app://evil/' } },
      { sender: { id: 999 }, senderFrame: own },
    ];
    for (const name of requestNames) {
      const handler = handlers.get(name);
      for (const event of strangers) {
        // Throws or rejects: either way the stranger gets an error and no answer.
        await expect((async () => handler?.(event as unknown as Electron.IpcMainInvokeEvent, {}))()).rejects.toThrow(
          'Refused',
        );
      }
    }
    const answer = await handlers.get('app.info')?.(
      { sender, senderFrame: own } as unknown as Electron.IpcMainInvokeEvent,
      {},
    );
    expect(answer).toMatchObject({ ok: true, value: { host: 'desktop' } });
  });

  it('18: serves its own files and nothing else of the disk', async () => {
    const status = (address: string, method = 'GET') =>
      page.evaluate(
        ([a, m]) =>
          fetch(a, { method: m }).then(
            (reply) => reply.status,
            () => 0,
          ),
        [address, method] as const,
      );
    expect(await status('/index.html')).toBe(200);
    for (const address of [
      '/..%2f..%2fpackage.json',
      '/%2e%2e%2f%2e%2e%2fetc/passwd',
      '/index.html%00',
      '/..%5cmain.js',
      '/%',
    ]) {
      expect([address, await status(address)]).toEqual([address, 400]);
    }
    for (const address of ['/main.js', '/preload.cjs', '/../main.js', '/assets', '/nothing.js']) {
      expect([address, await status(address)]).toEqual([address, 404]);
    }
    expect(await status('/index.html', 'POST')).toBe(405);
    const policy = await page.evaluate(() =>
      fetch('/index.html').then((r) => r.headers.get('content-security-policy')),
    );
    expect(policy).toContain("default-src 'none'");
    expect(recorded().privilegedSchemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
  });

  it('20: the page sees three members and closed lists of names, and nothing of Electron', async () => {
    const seen = await page.evaluate(async () => {
      const bridge = window.queuewatch as unknown as Record<string, (...args: unknown[]) => unknown>;
      const refusal = (run: () => unknown) =>
        Promise.resolve()
          .then(run)
          .then(
            () => 'done',
            (error: unknown) => (error instanceof Error ? error.message : String(error)),
          );
      return {
        members: Object.keys(bridge).sort(),
        frozen: Object.isFrozen(bridge),
        request: await refusal(() => bridge['request']?.('electron-store-get-data', {})),
        proto: await refusal(() => bridge['request']?.('__proto__', {})),
        event: await refusal(() => bridge['on']?.('ipc-message', () => undefined)),
        input: await refusal(() => bridge['request']?.('bounces.get', { id: 'x' })),
        globals: ['require', 'process', 'module', 'Buffer', 'global', 'electron'].filter((name) => name in window),
      };
    });
    expect(seen).toEqual({
      members: ['host', 'on', 'request'],
      frozen: true,
      request: expect.stringContaining('[unknown_request]') as string,
      proto: expect.stringContaining('[unknown_request]') as string,
      event: expect.stringContaining('[unknown_event]') as string,
      input: expect.stringContaining('[bad_input]') as string,
      globals: [],
    });
  });

  it('the preload is one plain script that needs Electron only', () => {
    const preload = readFileSync(path.join(dist, 'preload.cjs'), 'utf8');
    expect([...preload.matchAll(/\brequire\(\s*['"]([^'"]+)['"]\s*\)/g)].map((found) => found[1])).toEqual([
      'electron',
    ]);
    expect(preload).not.toMatch(/^\s*(?:import|export)\b/m);
    expect(preload).not.toMatch(/\bimport\(/);
    for (const name of [...requestNames, ...eventNames]) expect(preload).toContain(`"${name}"`);
  });

  it('tells at once where secrets are kept when the choice about a weak keychain changes', async () => {
    const kept = (): Promise<string | undefined> =>
      page.evaluate(() => window.queuewatch?.request('status.get', {}).then((status) => status.secrets));
    const choose = (choice: 'accept' | 'session_only') =>
      page.evaluate(async (weakSecrets) => {
        const settings = await window.queuewatch?.request('settings.get', {});
        if (settings === undefined) return;
        await window.queuewatch?.request('settings.setApp', {
          ...settings.app,
          desktop: { ...settings.app.desktop, weakSecrets },
        });
      }, choice);
    expect(await kept()).toBe('memory');
    await choose('accept');
    await until('the weak keychain', async () => (await kept()) === 'weak');
    await choose('session_only');
    await until('memory', async () => (await kept()) === 'memory');
  });

  it('hands every event of the engine to the page, but shows notifications by the system', async () => {
    await page.evaluate((names) => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      for (const name of names) window.queuewatch?.on(name, () => heard.push(name));
    }, eventNames);
    const lists = ['servers', 'mailboxes', 'prompts', 'actions'];
    const bare = eventNames.filter((name) => name !== 'notification' && name !== 'settings' && name !== 'status');
    for (const name of bare) {
      const payload = lists.includes(name) ? [] : { version: 1, servers: [], link: 'queuewatch://causes' };
      await driver.engineSays(name, payload);
    }
    await until('all events', () =>
      page.evaluate(
        (names) => names.every((name) => (window as unknown as { heard: string[] }).heard.includes(name)),
        bare,
      ),
    );
  });
});
