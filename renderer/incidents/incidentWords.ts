/** When a mute or an acknowledgement ends: an hour on, tomorrow at seven, a week on. Epoch ms. */
export function muteUntil(which: 'hour' | 'four_hours' | 'morning' | 'week', now: number): number {
  if (which === 'hour') return now + 3_600_000;
  if (which === 'four_hours') return now + 4 * 3_600_000;
  if (which === 'week') return now + 7 * 86_400_000;
  const morning = new Date(now);
  morning.setHours(7, 0, 0, 0);
  if (morning.getTime() <= now) morning.setDate(morning.getDate() + 1);
  return morning.getTime();
}
