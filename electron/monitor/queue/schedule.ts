/**
 * When a message is tried next and when it bounces. Told by the MTA where it does; else an estimate from the retry times
 * it is configured for. Postfix waits as long as the message is old, between a least and a greatest wait (qmgr(8),
 * minimal_backoff_time, maximal_backoff_time).
 */
import type { Detection } from '../../../shared/model/server.ts';
import type { ToldTime } from '../../../shared/views/causes.ts';
import type { QueueTable } from './table.ts';
import { stateNumber } from './table.ts';

export type RetrySchedule = NonNullable<Detection['retrySchedule']>;

/** Epoch seconds of the next attempt, or null. */
export function nextTryOf(
  table: QueueTable,
  slot: number,
  now: number,
  schedule: RetrySchedule | null,
): ToldTime | null {
  const state = table.state[slot];
  if (state === stateNumber.held || state === stateNumber.frozen) return null;
  const told = table.nextTry[slot] ?? 0;
  if (told > 0) return { at: told, how: 'known' };
  const arrival = table.arrival[slot] ?? 0;
  if (schedule === null || arrival === 0 || state !== stateNumber.deferred) return null;
  const wait = (age: number): number => Math.max(schedule.minimum, Math.min(schedule.maximum, age));
  const seen = table.lastTry[slot] ?? 0;
  if (seen > arrival) {
    const next = seen + wait(seen - arrival);
    if (next >= now) return { at: next, how: 'est' };
  }
  let at = arrival + schedule.minimum;
  // Doubling reaches the greatest wait in a few steps; from there on it is a plain division.
  for (let step = 0; at < now && step < 64 && at - arrival < schedule.maximum; step += 1) at += wait(at - arrival);
  if (at < now) at += Math.ceil((now - at) / schedule.maximum) * schedule.maximum;
  return { at, how: 'est' };
}

/** Epoch seconds at which the MTA gives up, or null. */
export function expiryOf(table: QueueTable, slot: number, schedule: RetrySchedule | null): ToldTime | null {
  const told = table.expires[slot] ?? 0;
  if (told > 0) return { at: told, how: 'known' };
  const arrival = table.arrival[slot] ?? 0;
  const state = table.state[slot];
  if (schedule === null || arrival === 0 || state === stateNumber.held || state === stateNumber.frozen) return null;
  return { at: arrival + schedule.lifetime, how: 'est' };
}
