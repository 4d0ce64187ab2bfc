import { z } from 'zod';
import type { Detection, ServerConfig } from '../../../shared/model/server.ts';

const Facts = z.object({
  program: z.string(),
  isRoot: z.boolean(),
  /** Queue folders: the daemon's, then that of the submission queue where there is one. */
  spools: z.array(z.string()),
  /** grep and rm by their paths, as sudo rules need them. */
  grep: z.string(),
  rm: z.string(),
  zone: z.number(),
  log: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('files'), files: z.array(z.string()) }),
    z.object({ kind: z.literal('journal') }),
    z.object({ kind: z.literal('none') }),
  ]),
});
export type Facts = z.infer<typeof Facts>;
export const factsOf = (found: Detection): Facts => Facts.parse(found.facts);

export const needsElevation = (config: ServerConfig, facts: Facts): boolean =>
  !facts.isRoot && config.elevate !== 'none';

/** sudo or doas as words, for scripts that start several programs. */
export const prefix = (config: ServerConfig, facts: Facts): string[] =>
  needsElevation(config, facts) ? [config.elevate, '-n'] : [];

/** The lines of control files that say why mail waits (op.me, "The queue control file"); grep's words are fixed, so that a rule can name them. */
export const controlLines = (facts: Facts): [string, ...string[]] => [
  facts.grep,
  '-asHr',
  ...['^M', '^R', '^N', '^T', '^q', '^S'].flatMap((line) => ['-e', line]),
  '--include=qf*',
  '--include=hf*',
  ...facts.spools,
];

/** One queue file whole, wherever in the queue it lies; `kind` is what stands before its id: qf, hf (quarantined) or df (body). */
export const queueFile = (facts: Facts, kind: 'qf' | 'hf' | 'df', id: string): [string, ...string[]] => [
  facts.grep,
  '-ashr',
  '--regexp=',
  `--include=${kind}${id}`,
  ...facts.spools,
];

/** The four listings there are: both queues, and of each what is quarantined, which the plain listing leaves out. */
export const listings = [['-Am'], ['-Ac'], ['-Am', '-qQ'], ['-Ac', '-qQ']] as const;

/** What stands before `-Am -qIid` (and `-Ac`) for each verb. Sendmail's hold is quarantine (op.me, "Quarantined Queue Items"). */
export const runArguments = {
  retry: [],
  hold: ['-QQueuewatch'],
  release: ['-qQ', '-Q'],
  // "now" gives up at once, without another attempt; the sender gets the usual notice.
  expire: ['-OTimeout.queuereturn=now'],
} as const;

export type Runs = keyof typeof runArguments;
export const isRun = (verb: string): verb is Runs => verb in runArguments;

/** The daemon's queue and that of local submission. */
export const queues = ['-Am', '-Ac'] as const;
