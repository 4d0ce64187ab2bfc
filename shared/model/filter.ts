import { z } from 'zod';
import { filterFields, type FilterField as FieldName } from './filterFields.ts';

export const FilterField = z.enum(filterFields);
export type FilterField = FieldName;

/**
 * One term. `age` and `expires` are seconds, `size` bytes, `tries` a count; the others are text: exact for side, class,
 * provider, server, id, state, cause and code (code also by prefix, "4.7"), contained and without case for from, to, text.
 */
export const FilterTerm = z.object({
  field: FilterField,
  op: z.enum(['is', '<', '>']).default('is'),
  value: z.string().max(500),
  not: z.boolean().default(false),
});
export type FilterTerm = z.infer<typeof FilterTerm>;

/**
 * All terms must hold; several terms of one field with `is` and without `not` are alternatives, except `text`, where each
 * word narrows.
 */
export const Filter = z.array(FilterTerm).max(50);
export type Filter = z.infer<typeof Filter>;

/** What the whole window is looking at: null is every server. */
export const Scope = z.object({ servers: z.array(z.string().max(64)).max(1000).nullable() });
export type Scope = z.infer<typeof Scope>;
