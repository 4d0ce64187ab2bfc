/** Apart from the schemas, so that the window can use it without carrying them. */
export const messageSorts = [
  'age',
  'size',
  'sender',
  'recipient',
  'reason',
  'state',
  'id',
  'server',
  'tries',
  'expires',
] as const;
