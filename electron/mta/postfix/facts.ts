import { z } from 'zod';
import type { Detection } from '../../../shared/model/server.ts';

/** What the driver needs again after detection; stored with it. */
export const PostfixFacts = z.object({
  /** Absolute paths, so that sudo rules match and PATH does not matter. */
  commands: z.object({ postqueue: z.string(), postsuper: z.string(), postcat: z.string() }),
  instance: z.string().nullable(),
  /** `postqueue -j` (3.1 and later). */
  json: z.boolean(),
  nullSender: z.string(),
  owner: z.string(),
  /** The account itself is root or the queue's owner. */
  isRoot: z.boolean(),
  isOwner: z.boolean(),
  queueDirectory: z.string(),
  /** Minutes east of UTC of the server's own zone, for log times. */
  zone: z.number(),
  /** Program name in the log; another instance may write into the same file. */
  syslogName: z.string().optional(),
  /** What `postqueue -s` knows; absent in what an earlier version found. */
  fastFlush: z.object({ domains: z.string(), parents: z.boolean() }).optional(),
  log: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('files'), files: z.array(z.string()) }),
    z.object({ kind: z.literal('journal') }),
    z.object({ kind: z.literal('none') }),
  ]),
});
export type PostfixFacts = z.infer<typeof PostfixFacts>;
export const factsOf = (found: Detection): PostfixFacts => PostfixFacts.parse(found.facts);
