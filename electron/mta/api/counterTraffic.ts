/** What passed between two readings of counters that only rise, and begin anew when the program does. */
import { z } from 'zod';
import type { TrafficReading } from '../../ports.ts';

const Counts = z.object({ accepted: z.number().nullable(), sent: z.number().nullable() });
type Counts = z.infer<typeof Counts>;

function before(mark: string | null): Counts | null {
  if (mark === null) return null;
  try {
    return Counts.safeParse(JSON.parse(mark)).data ?? null;
  } catch {
    return null;
  }
}

export function counterTraffic(source: string, now: Counts, mark: string | null): TrafficReading {
  const was = before(mark);
  const since = (name: keyof Counts): number | null => {
    const a = was?.[name] ?? null;
    const b = now[name];
    if (a === null || b === null) return null;
    return Math.max(0, Math.round(b < a ? b : b - a));
  };
  return {
    source,
    mark: JSON.stringify(now),
    passed: was === null ? null : { accepted: since('accepted'), sent: since('sent'), refused: null },
  };
}
