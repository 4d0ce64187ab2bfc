import { expect, it } from 'vitest';
import { z } from 'zod';
import { events, requests } from '../../shared/contract.ts';

/** Names of everything below a schema. */
function names(schema: unknown, found = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found;
  if ('properties' in schema && typeof schema.properties === 'object' && schema.properties !== null)
    for (const name of Object.keys(schema.properties)) found.add(name);
  for (const value of Object.values(schema)) names(value, found);
  return found;
}

/** They say where secrets are kept, or stand for a previewed set of messages; none holds a secret. */
const harmless = new Set(['secrets', 'secretsBackend', 'weakSecrets', 'token', 'tokenUrl', 'hostKey', 'singleKeys']);

it('has no field in any answer or event that could carry a password or key to the page', () => {
  const said = [
    ...Object.entries(requests).map(([name, { out }]) => [name, out] as const),
    ...Object.entries(events).map(([name, payload]) => [name, payload] as const),
  ];
  for (const [name, schema] of said) {
    const suspects = [...names(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }))].filter(
      (field) => /pass(?!es|ed|age)|secret|token|credential|api_?key|private/i.test(field) && !harmless.has(field),
    );
    expect([name, suspects]).toEqual([name, []]);
  }
});
