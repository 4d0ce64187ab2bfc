import { z } from 'zod';
import type { Verb } from '../../../shared/model/action.ts';
import type { Detection } from '../../../shared/model/server.ts';

const Facts = z.object({ mox: z.string(), conf: z.string(), isRoot: z.boolean() });
export type Facts = z.infer<typeof Facts>;
export const factsOf = (found: Detection): Facts => Facts.parse(found.facts);

/** Its words for them, after `mox queue`. */
export const verbs: Readonly<Partial<Record<Verb, string>>> = {
  retry: 'schedule',
  hold: 'hold',
  release: 'unhold',
  delete: 'drop',
  expire: 'fail',
};
