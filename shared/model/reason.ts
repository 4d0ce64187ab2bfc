import { z } from 'zod';
import { MtaKind } from './message.ts';

/** Where in the SMTP dialogue the answer was given; null where the text does not say. */
export const phases = ['connect', 'ehlo', 'starttls', 'auth', 'mail', 'rcpt', 'data', 'end_of_data'] as const;
export const Phase = z.enum(phases);
export type Phase = z.infer<typeof Phase>;

/** Whose turn it is: `local` is our machine, `sender` our IP, domain, message or rate, `remote` theirs. */
export const sides = ['local', 'sender', 'remote', 'network', 'dns', 'tls'] as const;
export const Side = z.enum(sides);
export type Side = z.infer<typeof Side>;

export const reasonClasses = [
  'greylist',
  'rate_limit',
  'mailbox_busy',
  'remote_temporary',
  'reputation',
  'spam_content',
  'malware_attachment',
  'sender_auth',
  'sender_identity',
  'sender_rejected',
  'policy',
  'user_unknown',
  'mailbox_disabled',
  'mailbox_full',
  'message_too_big',
  'protocol_format',
  'relay_denied',
  'smtp_auth',
  'tls',
  'dns_temporary',
  'no_such_domain',
  'connect_failed',
  'connection_dropped',
  'local_fault',
  'routing_loop',
  'expired',
  'unspecified',
] as const;
export const ReasonClass = z.enum(reasonClasses);
export type ReasonClass = z.infer<typeof ReasonClass>;

/** Who spoke. `us` is the MTA that holds the message, `own_hop` a filter, store or relay of ours. */
export const Speaker = z.object({
  kind: z.enum(['us', 'own_hop', 'remote']),
  host: z.string().nullable(),
  ip: z.string().nullable(),
});
export type Speaker = z.infer<typeof Speaker>;

export const Confidence = z.enum(['high', 'medium', 'low']);
export type Confidence = z.infer<typeof Confidence>;

export const ClearsItself = z.enum(['yes', 'no', 'sometimes']);
export type ClearsItself = z.infer<typeof ClearsItself>;

/** What a deferral or bounce text says. Unknown is null, never invented. */
export const Reason = z.object({
  /** Three-digit SMTP reply code as text, "451". */
  reply: z.string().nullable(),
  /** RFC 3463 enhanced status code, "4.3.0". */
  enhanced: z.string().nullable(),
  phase: Phase.nullable(),
  side: Side.nullable(),
  class: ReasonClass,
  /** Mail provider key, as `google`, `microsoft`; null when the text does not show one. */
  provider: z.string().nullable(),
  speaker: Speaker.nullable(),
  /** Seconds the text asks us to wait. */
  retryAfter: z.number().nullable(),
  clearsItself: ClearsItself.nullable(),
  confidence: Confidence,
  /** Id of the rule that decided, for "why do you say so?". */
  rule: z.string(),
});
export type Reason = z.infer<typeof Reason>;

/**
 * Systems that hold a queue: a sentence in their listing without a quoted reply is their own. Not those that are Postfix inside,
 * nor mox, which lists the last reply as it came.
 */
export const queueHolders = MtaKind.exclude(['mailcow', 'pmg', 'mox']).options;
/** What a text may come from; the wrapper differs. */
export const textOrigins = [...queueHolders, 'dsn', 'bare'] as const;
export type TextOrigin = (typeof textOrigins)[number];
