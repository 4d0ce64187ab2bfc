import type { ClearsItself, ReasonClass, Side } from '../model/reason.ts';

export interface ClassFacts {
  readonly side: Side;
  /** For a temporary (4xx or MTA-made) answer and for a permanent one. */
  readonly clears: readonly [temporary: ClearsItself | null, permanent: ClearsItself | null];
}

/** What a class means when a rule says nothing more exact. */
export const classFacts: Readonly<Record<ReasonClass, ClassFacts>> = {
  greylist: { side: 'remote', clears: ['yes', 'yes'] },
  rate_limit: { side: 'sender', clears: ['yes', 'sometimes'] },
  mailbox_busy: { side: 'remote', clears: ['yes', 'sometimes'] },
  remote_temporary: { side: 'remote', clears: ['yes', 'sometimes'] },
  reputation: { side: 'sender', clears: ['sometimes', 'no'] },
  spam_content: { side: 'sender', clears: ['sometimes', 'no'] },
  malware_attachment: { side: 'sender', clears: ['no', 'no'] },
  sender_auth: { side: 'sender', clears: ['sometimes', 'no'] },
  sender_identity: { side: 'sender', clears: ['no', 'no'] },
  sender_rejected: { side: 'sender', clears: ['no', 'no'] },
  policy: { side: 'remote', clears: ['no', 'no'] },
  user_unknown: { side: 'remote', clears: ['no', 'no'] },
  mailbox_disabled: { side: 'remote', clears: ['no', 'no'] },
  mailbox_full: { side: 'remote', clears: ['sometimes', 'sometimes'] },
  message_too_big: { side: 'sender', clears: ['no', 'no'] },
  protocol_format: { side: 'sender', clears: ['no', 'no'] },
  relay_denied: { side: 'remote', clears: ['no', 'no'] },
  smtp_auth: { side: 'local', clears: ['no', 'no'] },
  tls: { side: 'tls', clears: ['no', 'no'] },
  dns_temporary: { side: 'dns', clears: ['sometimes', 'sometimes'] },
  no_such_domain: { side: 'dns', clears: ['no', 'no'] },
  connect_failed: { side: 'network', clears: ['sometimes', 'sometimes'] },
  connection_dropped: { side: 'network', clears: ['sometimes', 'sometimes'] },
  local_fault: { side: 'local', clears: ['no', 'no'] },
  routing_loop: { side: 'local', clears: ['no', 'no'] },
  expired: { side: 'remote', clears: ['no', 'no'] },
  unspecified: { side: 'remote', clears: [null, null] },
};
