import { z } from 'zod';
import { Problem } from './servers.ts';

export const MailboxConfig = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/),
  name: z.string().min(1).max(320),
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65535).default(993),
  /** `none` is for loopback and tests; the screen warns. */
  security: z.enum(['tls', 'starttls', 'none']).default('tls'),
  ca: z.string().max(100_000).optional(),
  user: z.string().min(1).max(320),
  auth: z.enum(['password', 'oauth2']).default('password'),
  oauth: z
    .object({
      provider: z.enum(['google', 'microsoft', 'other']),
      clientId: z.string().min(1).max(512),
      authorizeUrl: z.url().optional(),
      tokenUrl: z.url().optional(),
      scope: z.string().max(1024).optional(),
    })
    .optional(),
  folders: z.array(z.string().max(255)).min(1).max(20).default(['INBOX']),
  /** Days to read back on the first run; 0 = only from now on. */
  lookBackDays: z.number().int().min(0).max(3650).default(7),
  recheckSeconds: z.number().int().min(15).max(3600).default(120),
  paused: z.boolean().default(false),
});
export type MailboxConfig = z.infer<typeof MailboxConfig>;
export type MailboxConfigInput = z.input<typeof MailboxConfig>;

export const MailboxView = z.object({
  config: MailboxConfig,
  state: z.enum(['connecting', 'reading', 'watching', 'polling', 'waiting', 'refused', 'broken', 'paused']),
  /** "push, 40 s ago, read only". */
  text: z.string(),
  seenAt: z.number().nullable(),
  problem: Problem.nullable(),
  progress: z.object({ done: z.number(), total: z.number() }).nullable(),
  bounces: z.number(),
});
export type MailboxView = z.infer<typeof MailboxView>;
