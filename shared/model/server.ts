import { z } from 'zod';
import { MtaKind } from './message.ts';

/** What Queuewatch may do on a server: look; retry; everything. Enforced in the engine. */
export const safetyLevels = ['observe', 'retry', 'full'] as const;
export const SafetyLevel = z.enum(safetyLevels);
export type SafetyLevel = z.infer<typeof SafetyLevel>;

export const ServerId = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/);

/** How SSH logs in. Secrets are never part of it: they live in the keychain under the server's id. */
export const SshRoute = z.object({
  kind: z.literal('ssh'),
  /** An alias of the SSH configuration, a host, or user@host. */
  target: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65535).optional(),
  user: z.string().max(64).optional(),
  /** `builtin` is ssh2, `openssh` the system's client (GSSAPI, FIDO keys, certificates, Match exec ...). */
  client: z.enum(['builtin', 'openssh']).default('builtin'),
  /** `auto` tries agent, keys of the configuration, then asks; the others fix one way. */
  auth: z.enum(['auto', 'agent', 'key', 'password']).default('auto'),
  identityFile: z.string().max(1024).optional(),
  /** SSH configuration file other than the user's own. */
  configFile: z.string().max(1024).optional(),
  /** known_hosts file other than the user's own. */
  knownHostsFile: z.string().max(1024).optional(),
});
export type SshRoute = z.infer<typeof SshRoute>;

export const LocalRoute = z.object({ kind: z.literal('local') });

export const HttpRoute = z.object({
  kind: z.literal('https'),
  /** Base address of the API; http:// is refused except on loopback or through SSH. */
  baseUrl: z.url().max(1024),
  auth: z.enum(['none', 'apikey', 'basic', 'bearer', 'ticket']).default('none'),
  username: z.string().max(255).optional(),
  /** PEM of an own certificate authority. */
  ca: z.string().max(100_000).optional(),
  /** SHA-256 of the pinned server certificate, hex with or without colons. */
  pin: z.string().max(128).optional(),
  /** Reach the API through a port forwarded over this SSH route. */
  via: SshRoute.optional(),
});
export type HttpRoute = z.infer<typeof HttpRoute>;

/** The built-in simulation. */
export const DemoRoute = z.object({ kind: z.literal('demo'), simulation: z.string().max(64) });

/** A listing opened from a file: shown, never polled. */
export const ListingRoute = z.object({ kind: z.literal('listing'), fileName: z.string().max(255) });

export const Route = z.discriminatedUnion('kind', [SshRoute, LocalRoute, HttpRoute, DemoRoute, ListingRoute]);
export type Route = z.infer<typeof Route>;

/** One MTA instance on one host. */
export const ServerConfig = z.object({
  id: ServerId,
  name: z.string().min(1).max(64),
  /** null: find out on first contact. */
  mta: MtaKind.nullable(),
  route: Route,
  /** Configuration directory of a further instance (`postfix -c DIR`, `exim -C`, Haraka's directory). */
  instance: z.string().max(1024).nullable().default(null),
  /** How to get rights the account lacks: sudo -n or doas -n in front of the privileged commands. */
  elevate: z.enum(['none', 'sudo', 'doas']).default('none'),
  /** The admin's floor for the poll interval, seconds. */
  pollSeconds: z.number().int().min(15).max(3600).default(60),
  safety: SafetyLevel.default('observe'),
  production: z.boolean().default(false),
  group: z.string().max(64).nullable().default(null),
  paused: z.boolean().default(false),
  /** Hosts, addresses or host:port the admin confirmed as our own filter, store or relay. */
  ownHops: z.array(z.string().max(255)).max(100).default([]),
  /** Count what it accepts and delivers, in its log or by its counters, where that can be read: for silent outages. */
  countMail: z.boolean().default(true),
});
export type ServerConfig = z.infer<typeof ServerConfig>;
/** As the screen sends it: defaults may be missing. */
export type ServerConfigInput = z.input<typeof ServerConfig>;

export const abilityIds = [
  'list',
  'retry_one',
  'retry_domain',
  'retry_all',
  'hold',
  'release',
  'delete',
  'expire',
  'requeue',
  'headers',
  'body',
  'log',
] as const;

/** Something an account may or may not do on a server, with the command that was tried. */
export const Ability = z.object({
  id: z.enum(abilityIds),
  /** The command or endpoint it needs, for people. */
  command: z.string(),
  /** `absent`: this MTA has no such thing. `unknown`: cannot be told without trying. */
  granted: z.enum(['yes', 'no', 'absent', 'unknown']),
  /** What that means, in words ("Exim has no ..."). */
  note: z.string().nullable(),
});
export type Ability = z.infer<typeof Ability>;
export type AbilityId = Ability['id'];

/** What detection found on a server. */
export const Detection = z.object({
  mta: MtaKind,
  version: z.string().nullable(),
  /** "Debian GNU/Linux 13", where told. */
  system: z.string().nullable(),
  abilities: z.array(Ability),
  /** Facts the driver needs again (absolute paths of programs, spool, log files). JSON values only. */
  facts: z.record(z.string(), z.unknown()),
  /** Least-privilege recipe for what is missing, as text for a file on the server. */
  recipe: z.object({ observe: z.string(), act: z.string() }).nullable(),
  /** Read-only commands that were run to find all this out. */
  commands: z.array(z.string()),
  /** Own hops found in the MTA's configuration (content_filter, relayhost, virtual_transport ...). */
  ownHops: z.array(z.object({ address: z.string(), what: z.string() })),
  /** Further instances on the same host that could be watched too. */
  instances: z.array(z.object({ mta: MtaKind, instance: z.string().nullable(), label: z.string() })),
  /** Seconds between attempts the MTA is configured for; null where unknown. For estimates. */
  retrySchedule: z.object({ minimum: z.number(), maximum: z.number(), lifetime: z.number() }).nullable(),
});
export type Detection = z.infer<typeof Detection>;
