import type { z } from 'zod';
import type { ListSink } from '../../ports.ts';
import { driftField } from './call.ts';

/**
 * Reads records one by one: a broken one costs itself only. When a field is wrong in most of them it is the vendor's
 * format that changed, and the remark names the field.
 */
export function readRecords<T extends z.ZodType>(
  rows: readonly unknown[],
  schema: T,
  sink: ListSink,
  take: (record: z.output<T>) => void,
): Drift {
  const drift: Drift = { read: rows.length, broken: new Map() };
  for (const row of rows) {
    const parsed = schema.safeParse(row);
    if (parsed.success) {
      take(parsed.data);
      continue;
    }
    const field = driftField(parsed.error);
    drift.broken.set(field, (drift.broken.get(field) ?? 0) + 1);
    sink.skipped(`field ${field}`, JSON.stringify(row).slice(0, 500));
  }
  return drift;
}

export interface Drift {
  read: number;
  broken: Map<string, number>;
}

/** Remarks for the screen, from all pages together. */
export function driftRemarks(
  drifts: readonly Drift[],
  words: (field: string, broken: number, of: number) => string,
): string[] {
  const read = drifts.reduce((sum, drift) => sum + drift.read, 0);
  const broken = new Map<string, number>();
  for (const drift of drifts) {
    for (const [field, count] of drift.broken) broken.set(field, (broken.get(field) ?? 0) + count);
  }
  return [...broken].filter(([, count]) => count * 2 > read).map(([field, count]) => words(field, count, read));
}
