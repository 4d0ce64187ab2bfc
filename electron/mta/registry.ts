import { AppError } from '../../shared/error.ts';
import type { MtaKind } from '../../shared/model/message.ts';
import type { CreateListingReader, MtaDriver, MtaRegistry } from '../ports.ts';
import { postfix } from './postfix/driver.ts';
import { createPostfixReader } from './postfix/reader.ts';

/** In the order of detection: programs that no other MTA ships come first. */
const all: readonly MtaDriver[] = [postfix];

const readers: Readonly<Partial<Record<MtaKind, CreateListingReader>>> = {
  postfix: createPostfixReader,
};

export function createMtaRegistry(): MtaRegistry {
  const byKind = new Map(all.map((driver) => [driver.kind, driver]));
  return {
    driver(kind) {
      const found = byKind.get(kind);
      if (!found) throw new AppError('no_driver', `there is no driver for ${kind}`, { kind });
      return found;
    },
    drivers(route) {
      const needs = route.kind === 'https' ? 'http' : 'command';
      return all.filter((driver) => driver.needs === needs);
    },
    reader: (kind) => readers[kind] ?? null,
  };
}
