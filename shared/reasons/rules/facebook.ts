import type { Rule } from '../rule.ts';

const page = 'http://postmaster.facebook.com/response_codes (kept by web archives and in the table of Sisimai)';

/** Facebook's mail servers: a code of their own in front of a link, mostly without a sentence. */
export const facebook: readonly Rule[] = (
  [
    ['unknown', 'user_unknown', ['rcp-p1', 'int-(p1|p3|p4)'], '550 5.1.1 RCP-P1 postmaster.facebook.com'],
    ['preferences', 'policy', ['rcp-(p2|p3)'], '550 5.1.1 RCP-P2 postmaster.facebook.com'],
    ['temporary', 'remote_temporary', ['int-t#', 'rcp-t1'], '451 4.3.0 INT-T5 postmaster.facebook.com'],
    ['full', 'mailbox_full', ['int-p7'], '552 5.2.2 INT-P7 postmaster.facebook.com'],
    ['size', 'message_too_big', ['msg-p1', 'int-p2'], '552 5.3.4 MSG-P1 postmaster.facebook.com'],
    ['attachment', 'malware_attachment', ['msg-p2'], '550 5.6.1 MSG-P2 postmaster.facebook.com'],
    ['headers', 'protocol_format', ['msg-p3'], '550 5.6.0 MSG-P3 postmaster.facebook.com'],
    ['blocked', 'reputation', ['pol-(p1|p2|p3|p4)', 'pol-t#'], '421 4.7.1 POL-T2 postmaster.facebook.com'],
    ['link', 'spam_content', ['pol-(p5|p6)'], '554 5.7.1 POL-P6 postmaster.facebook.com'],
    ['authentication', 'sender_auth', ['pol-p7'], '550 5.7.1 POL-P7 postmaster.facebook.com'],
    ['rate', 'rate_limit', ['con-t#'], '421 4.7.1 CON-T3 postmaster.facebook.com'],
    ['sender-domain', 'sender_rejected', ['dns-(p1|p2|t1)'], '550 5.1.8 DNS-P1 postmaster.facebook.com'],
    ['reverse-dns', 'sender_identity', ['dns-(p3|t2)'], '554 5.7.1 DNS-P3 postmaster.facebook.com'],
  ] as const
).map(([name, cls, text, example]) => ({
  id: `facebook.${name}`,
  class: cls,
  provider: ['facebook'],
  text,
  source: page,
  examples: [example],
}));
