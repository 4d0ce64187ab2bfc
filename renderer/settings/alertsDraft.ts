import type { AlertSettings } from '../../shared/model/incident.ts';

/** Keys of the alert settings that hold an object of their own. */
export type AlertGroup = {
  [K in keyof AlertSettings]: AlertSettings[K] extends readonly unknown[]
    ? never
    : NonNullable<AlertSettings[K]> extends object
      ? K
      : never;
}[keyof AlertSettings];

/** Settings with some values of one group changed. */
export function withGroup<K extends Exclude<AlertGroup, 'quiet_hours'>>(
  settings: AlertSettings,
  group: K,
  values: Partial<AlertSettings[K]>,
): AlertSettings {
  return { ...settings, [group]: { ...settings[group], ...values } };
}

/** Same settings, whatever the order of their keys. */
export function sameSettings(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) =>
    sameSettings((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}

/** Only what decides whether something opens: a change elsewhere needs no dry run. */
export function decides(settings: AlertSettings): AlertSettings {
  return { ...settings, targets: [], mutes: [], quiet_hours: null };
}

/** The draft while it is edited, laid over what is saved meanwhile elsewhere (quiet hours, targets, mutes). */
export function merged(draft: AlertSettings, saved: AlertSettings): AlertSettings {
  return { ...draft, quiet_hours: saved.quiet_hours, mutes: saved.mutes, targets: saved.targets };
}

/** Reads a number field within its bounds; null where it is none. */
export function readNumber(text: string, min: number, max: number): number | null {
  const value = Number(text.replace(/[\s,]/gu, ''));
  return text.trim() === '' || !Number.isFinite(value) || value < min || value > max ? null : value;
}

/** Addresses and @domains, one a line; returns those that are neither. */
export function readAddresses(text: string): { good: string[]; bad: string[] } {
  const words = text.split(/[\s,;]+/u).filter((w) => w !== '');
  const isGood = (w: string): boolean => /^[^@\s]{0,64}@[^@\s]+\.[^@\s]+$|^[^@\s]{1,64}@[^@\s]+$/u.test(w);
  return { good: words.filter(isGood), bad: words.filter((w) => !isGood(w)) };
}

/** What of a target's address may be shown: its host; path and query can be secrets. */
export function shownUrl(url: string): string {
  return URL.canParse(url) ? `${new URL(url).host}/…` : '…';
}
