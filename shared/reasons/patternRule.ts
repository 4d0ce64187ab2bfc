/** A rule of one pattern, `{ kind: 'phrase' | 'regex', pattern, note?, name? }`: the form of files exported before there were lists. */
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same rule with its pattern in a list and its note as the source; any other value as it is. */
export function withoutPattern(value: unknown): unknown {
  if (!isObject(value) || typeof value['pattern'] !== 'string') return value;
  const { kind, pattern, name, note, ...rest } = value;
  const source = [name, note].filter((part): part is string => typeof part === 'string' && part !== '').join(': ');
  return { ...(source === '' ? {} : { source }), ...rest, [kind === 'regex' ? 'regex' : 'text']: [pattern] };
}
