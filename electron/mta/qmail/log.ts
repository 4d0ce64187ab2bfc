import type { LogLine } from '../../ports.ts';

/**
 * The log of qmail-send (qmail-log(5)): deliveries are numbered, and only "starting delivery N: msg ID to remote addr" tells
 * whose a later "delivery N: deferral: text/" is. Blanks in the text are underscores.
 */
export function createQmailLog() {
  const open = new Map<string, { id: string; recipient: string }>();
  /** Time of a multilog line: TAI64N label (10 s ahead of UTC in 1970, plus leap seconds that are ignored). */
  const timeOf = (line: string): number | null => {
    const m = /^@([0-9a-f]{16})([0-9a-f]{8}) /.exec(line);
    if (m === null) return null;
    const seconds = BigInt(`0x${m[1] ?? '0'}`) - 0x4000000000000000n - 10n;
    return Number(seconds) * 1000 + Math.floor(Number.parseInt(m[2] ?? '0', 16) / 1e6);
  };
  const words = (text: string) => text.replace(/\/$/, '').replaceAll('_', ' ').trim();
  return {
    read(line: string): (LogLine & { reason: string | null }) | null {
      const at = timeOf(line);
      const started = /\bstarting delivery (\d{1,12}): msg (\d{1,20}) to (?:local|remote) (\S{1,1024})/.exec(line);
      if (started !== null) {
        open.set(started[1] ?? '', { id: started[2] ?? '', recipient: started[3] ?? '' });
        if (open.size > 50_000) open.delete(open.keys().next().value ?? '');
        return null;
      }
      const ended = /\bdelivery (\d{1,12}): (success|failure|deferral): ?(.*)$/.exec(line);
      if (ended !== null) {
        const delivery = open.get(ended[1] ?? '');
        open.delete(ended[1] ?? '');
        if (delivery === undefined) return null;
        const proves = ({ success: 'sent', failure: 'bounced', deferral: 'deferred' } as const)[ended[2] as 'success'];
        return { at, ...delivery, proves, newId: null, text: line, reason: words(ended[3] ?? '') };
      }
      const over = /\bend msg (\d{1,20})\b/.exec(line);
      return over === null
        ? null
        : { at, id: over[1] ?? '', recipient: null, proves: 'removed', newId: null, text: line, reason: null };
    },
  };
}
