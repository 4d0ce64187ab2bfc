import { z } from 'zod';
import type { Detection, ServerConfig } from '../../../shared/model/server.ts';

const Facts = z.object({
  program: z.string(),
  /** `-C FILE` of a further instance. */
  instance: z.string().nullable(),
  spool: z.string(),
  mainLog: z.string().nullable(),
  logReadable: z.boolean(),
  msglog: z.enum(['readable', 'hidden', 'off']),
  /** This account is an Exim admin: no sudo in front. */
  admin: z.boolean(),
  zone: z.number(),
});
export type Facts = z.infer<typeof Facts>;
export const factsOf = (found: Detection): Facts => Facts.parse(found.facts);

export const base = (facts: Facts): [string, ...string[]] =>
  facts.instance === null ? [facts.program] : [facts.program, '-C', facts.instance];

/** sudo or doas as words, for programs that start others (xargs). */
export const prefix = (config: ServerConfig, facts: Facts): string[] =>
  facts.admin || config.elevate === 'none' ? [] : [config.elevate, '-n'];
