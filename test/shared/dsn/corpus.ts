import { readFileSync } from 'node:fs';
import type { Truth } from './score.ts';

const folder = new URL('../../fixtures/dsn/', import.meta.url);

export const corpus: readonly Truth[] = readFileSync(new URL('truth.jsonl', folder), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Truth);

export function fixture(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(file, folder)));
}
