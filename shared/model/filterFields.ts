/** Apart from the schemas, so that the window can read a query line without carrying them. */

/** The words of the query line (design/ui section 7); `text` searches every field, the reason included. */
export const filterFields = [
  'side',
  'class',
  'provider',
  'server',
  'from',
  'to',
  'age',
  'size',
  'tries',
  'code',
  'id',
  'state',
  'expires',
  'cause',
  'text',
] as const;

export type FilterField = (typeof filterFields)[number];
