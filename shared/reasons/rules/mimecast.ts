import type { Rule } from '../rule.ts';

/** Mimecast. Source: its page of SMTP error codes. */
const mimecastPage =
  'https://mimecastsupport.zendesk.com/hc/en-us/articles/34000709564691-Policies-Mimecast-SMTP-Error-Codes';
const mimecast = ['mimecast'];

/** Asked in this order. */
export const mimecastRules: readonly Rule[] = [
  {
    id: 'mimecast.signature',
    class: 'spam_content',
    whole: ['mcspamsignature', 'mcspam'],
    source: mimecastPage,
    examples: ['554 email rejected due to security policies - MCSpamSignature.sa.5.6 mimecast.com'],
  },
  {
    id: 'mimecast.login',
    class: 'smtp_auth',
    provider: mimecast,
    text: ['submitter failed to authenticate', 'incorrect authentication data'],
    source: mimecastPage,
    examples: ['550 Submitter failed to authenticate - https://community.mimecast.com/docs/DOC-1369#550'],
  },
  {
    id: 'mimecast.certificate',
    class: 'tls',
    provider: mimecast,
    text: ['invalid for this certificate'],
    source: mimecastPage,
    examples: ['554 Configuration is invalid for this certificate - https://community.mimecast.com/docs/DOC-1369#554'],
  },
  {
    id: 'mimecast.security',
    class: 'policy',
    provider: mimecast,
    text: [
      'anti-?spoofing policy',
      'header based',
      'blocked by * polic~',
      'administrative prohibition',
      'sender (address )?blocked by (the )?recipient',
      'rejected by (policy|administrator)',
      'customer access',
    ],
    not: ['sender address blocked$', 'rbl', 'ip'],
    source: mimecastPage,
    examples: [
      '550 Rejected by header based Anti-Spoofing policy: user@example.com - https://community.mimecast.com/docs/DOC-1369#550',
    ],
  },
  {
    id: 'mimecast.recipients',
    class: 'user_unknown',
    provider: mimecast,
    text: [
      'invalid recipient',
      'recipient (not|unknown|email address is possibly incorrect)',
      'unknown recipient',
      'email address is possibly incorrect',
    ],
    source: mimecastPage,
    examples: [
      '550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550',
      '451 Recipient email address is possibly incorrect https://community.mimecast.com/docs/DOC-1369#451',
    ],
  },
  {
    id: 'mimecast.reputation',
    class: 'reputation',
    provider: mimecast,
    text: [
      'poor reputation',
      'ip reputation',
      'temporarily blacklisted',
      'host network(,)? not allowed',
      'rbl',
      'blacklist~',
      'block list',
    ],
    source: mimecastPage,
    examples: [
      '550 csi.mimecast.org Poor Reputation Sender. - https://community.mimecast.com/docs/DOC-1369#550',
      '451 IP temporarily blacklisted - https://community.mimecast.com/docs/DOC-1369#451',
      '554 Host network, not allowed - https://community.mimecast.com/docs/DOC-1369#554',
    ],
  },
  {
    id: 'mimecast.sender-invalid',
    class: 'sender_auth',
    provider: mimecast,
    text: ['(dkim|dmarc|spf|domain) sender invalid'],
    source: mimecastPage,
    examples: ['550 DMARC Sender Invalid - envelope rejected - https://community.mimecast.com/docs/DOC-1369#550'],
  },
  {
    id: 'mimecast.blocked',
    class: 'policy',
    provider: mimecast,
    text: [
      'envelope (blocked|rejected)',
      'blocked senders',
      'user (domain )?entry',
      'administrative prohibition',
      'recipient (is )?blocked',
      'account (inbounds|outbounds) disabled',
      'rejected by (header|policy|customer)',
      'not permitted',
      'submitter',
    ],
    source: mimecastPage,
    examples: [
      '550 Administrative prohibition - envelope blocked - https://community.mimecast.com/docs/DOC-1369#550',
      '550 Envelope blocked - User Entry - https://community.mimecast.com/docs/DOC-1369#550',
    ],
  },
  {
    id: 'mimecast.greylist',
    class: 'greylist',
    provider: mimecast,
    text: ['greylist~'],
    source: mimecastPage,
    examples: ['451 Greylisted, please try later - https://community.mimecast.com/docs/DOC-1369#451'],
  },
  {
    id: 'mimecast.virus',
    class: 'malware_attachment',
    provider: mimecast,
    text: ['virus', 'malware', 'attachment', 'signature detected'],
    not: ['large', 'size'],
    source: mimecastPage,
    examples: [
      '554 Email rejected due to security policies: virus signature detected - https://community.mimecast.com/docs/DOC-1369#554',
    ],
  },
];
