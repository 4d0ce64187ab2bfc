/** A text column as a string; '' for NULL. Tables are STRICT, so a text column holds nothing else. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
