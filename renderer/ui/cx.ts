/** Joins class names; anything falsy is left out. */
export const cx = (...names: readonly (string | false | null | undefined)[]): string =>
  names.filter((n) => typeof n === 'string' && n !== '').join(' ');
