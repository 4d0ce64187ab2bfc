import { z } from 'zod';
import { MtaKind } from '../model/message.ts';
import { Detection, ServerConfig } from '../model/server.ts';
import { Spark } from './causes.ts';

/** A problem in words: what happened, what it means for what you see, what to do. */
export const Problem = z.object({
  /** Stable code, "ssh_auth_failed". */
  code: z.string(),
  title: z.string(),
  /** What it means for what is on screen. */
  meaning: z.string(),
  /** What to do now. */
  next: z.string(),
  /** Exact text from the system, one click away. */
  detail: z.string().nullable(),
  /** A command to copy, where one helps. */
  command: z.string().nullable(),
  at: z.number(),
  /** Only with `host_key_changed`: both fingerprints ("SHA256:..."), and since when (epoch ms) the known one was trusted. */
  hostKey: z.object({ known: z.string(), knownSince: z.number().nullable(), offered: z.string() }).optional(),
});
export type Problem = z.infer<typeof Problem>;

export const serverStates = ['new', 'calm', 'pending', 'open', 'draining', 'blind', 'paused'] as const;

export const ServerView = z.object({
  config: ServerConfig,
  state: z.enum(serverStates),
  /** "pending 2 of 3", "blind 47 min". */
  stateText: z.string(),
  severity: z.enum(['critical', 'warning', 'info']).nullable(),
  detection: Detection.nullable(),
  /** "Postfix 3.9.1". */
  program: z.string(),
  /** "ssh mx2 via bastion". */
  routeText: z.string(),
  waiting: z.number().nullable(),
  held: z.number().nullable(),
  fresh15: z.number().nullable(),
  normal: z.object({ low: z.number(), high: z.number() }).nullable(),
  spark: Spark,
  /** Epoch milliseconds of the last good listing; null = never. */
  seenAt: z.number().nullable(),
  nextPollAt: z.number().nullable(),
  pollMs: z.number().nullable(),
  polling: z.boolean(),
  /** Messages read so far in the running first listing. */
  readSoFar: z.number().nullable(),
  tries: z.number(),
  problem: Problem.nullable(),
  /** Things about the last listing worth saying: cut off, skipped records, sample of N. */
  remarks: z.array(z.string()),
  skipped: z.number(),
  complete: z.boolean(),
  /** Silent outage is watched here, or why not. */
  inflow: z.string(),
  /** False: a silent outage would not be noticed on this server. */
  inflowWatched: z.boolean(),
  /** How it logged in: "ssh agent, ED25519, laptop 2025"; null before the first login and where nothing tells it. */
  login: z.string().nullable(),
  /** Key the host showed at the last login; `since` (epoch ms) is when it was first trusted here, where known. */
  hostKey: z.object({ type: z.string(), fingerprint: z.string(), since: z.number().nullable() }).nullable(),
  rights: z.string(),
  /** Hosts seen refusing as if they were ours; the admin confirms or refuses. */
  proposedHops: z.array(z.string()),
});
export type ServerView = z.infer<typeof ServerView>;

/** A host the admin may mean: an alias of the SSH configuration, local MTA ... */
export const HostCandidate = z.object({
  /** `ssh`: an alias or host to reach by SSH; `local`: the MTA of this machine; `https`: a typed API address. */
  kind: z.enum(['ssh', 'local', 'https']),
  target: z.string(),
  /** "monitor@mx1.example:22". */
  resolved: z.string(),
  note: z.string().nullable(),
  watched: z.boolean(),
});
export type HostCandidate = z.infer<typeof HostCandidate>;

/** In their order. */
export const probeStepIds = ['resolve', 'connect', 'host_key', 'login', 'detect', 'rights', 'list'] as const;
export const ProbeStep = z.object({
  id: z.enum(probeStepIds),
  state: z.enum(['waiting', 'running', 'ok', 'failed', 'asking']),
  text: z.string(),
});
export type ProbeStep = z.infer<typeof ProbeStep>;

/** The add-server wizard's conversation with a host. */
export const Probe = z.object({
  id: z.string(),
  steps: z.array(ProbeStep),
  detection: Detection.nullable(),
  /** Further MTAs found on the host. */
  found: z.array(z.object({ mta: MtaKind, instance: z.string().nullable(), label: z.string() })),
  waiting: z.number().nullable(),
  deferred: z.number().nullable(),
  tookMs: z.number().nullable(),
  problem: Problem.nullable(),
  done: z.boolean(),
});
export type Probe = z.infer<typeof Probe>;

/** A conversation of which nothing has happened yet. */
export const newProbe = (id: string): Probe => ({
  id,
  steps: probeStepIds.map((step) => ({ id: step, state: 'waiting', text: '' })),
  detection: null,
  found: [],
  waiting: null,
  deferred: null,
  tookMs: null,
  problem: null,
  done: false,
});

/** Something only the person can answer. */
export const Prompt = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('host_key'),
    id: z.string(),
    server: z.string(),
    host: z.string(),
    address: z.string().nullable(),
    keyType: z.string(),
    fingerprint: z.string(),
    randomart: z.string(),
    compareCommand: z.string(),
  }),
  z.object({
    kind: z.literal('secret'),
    id: z.string(),
    server: z.string(),
    what: z.enum(['password', 'passphrase', 'one_time_code', 'answer', 'api_key']),
    /** The server's or key's own question; a stranger's text. */
    text: z.string(),
    echo: z.boolean(),
    canSave: z.boolean(),
  }),
]);
export type Prompt = z.infer<typeof Prompt>;
