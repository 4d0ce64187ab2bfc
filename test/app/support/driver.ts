import type { Page } from 'playwright-core';
import type { EventName, EventPayload } from '../../../shared/contract.ts';

export interface ShownNotice {
  title: string;
  body: string;
  buttons: string[];
}

/**
 * The app from the outside, however it is run: on the stand-in, or in real Electron. What the person and the system do to
 * it are calls; what it does to them can be read.
 */
export interface AppDriver {
  readonly name: string;
  /** The window's page; waits until there is one. */
  page(): Promise<Page>;
  windowCount(): Promise<number>;
  closeWindow(): Promise<void>;
  /** Labels of the tray's menu; submenus as "Retry > ...". */
  trayMenu(): Promise<string[]>;
  chooseInTray(label: string): Promise<void>;
  trayTooltip(): Promise<string>;
  trayIcon(): Promise<string>;
  notifications(): Promise<ShownNotice[]>;
  clickNotification(index: number): Promise<void>;
  /** The machine sleeps and wakes. */
  sleepAndWake(): Promise<void>;
  /** Somebody starts the app again. */
  launchAgain(argv: readonly string[]): Promise<void>;
  opened(): Promise<string[]>;
  /** What the engine's worker was told, newest last. */
  told(): Promise<{ kind: string; name: string; input: unknown }[]>;
  /** An event as the engine's worker would send it. */
  engineSays<K extends EventName>(name: K, payload: EventPayload<K>): Promise<void>;
  /** Errors of the page: exceptions and error lines on its console. */
  pageErrors(): Promise<string[]>;
  quit(): Promise<void>;
}

/** Looks until it is so; fails with the last look after a while. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  ms = 40_000,
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`Waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
