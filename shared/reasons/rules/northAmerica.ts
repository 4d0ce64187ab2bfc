import type { Rule } from '../rule.ts';

/** Comcast, Cox, Spectrum, GoDaddy. */
export const northAmerica: readonly Rule[] = [
  // Cox, http://postmaster.cox.net/confluence/display/postmaster/Error+Codes: the code at the end of the reply decides.
  ...(
    [
      [
        'rate',
        'rate_limit',
        ['cxcnct', 'cxthrt', 'cxmxrt'],
        '421 cmsmtp 192.0.2.1 blocked. Refer to Error Codes section. AUP#CXCNCT',
      ],
      ['reverse-dns', 'sender_identity', ['cxdns'], '554 cox.net 192.0.2.1 rejected - no rDNS AUP#CXDNS'],
      ['sender', 'sender_rejected', ['cxsndr'], '550 5.1.0 <user@example.com> sender rejected. AUP#CXSNDR'],
      ['dialogue', 'protocol_format', ['cxsmtp'], '554 cox.net rejected AUP#CXSMTP'],
      [
        'account',
        'smtp_auth',
        ['cxmj'],
        '550 cox.net Email sending blocked due to suspicious account activity AUP#CXMJ',
      ],
      ['blocklist', 'reputation', ['ipbl~', 'cdrbl', 'cxbl'], '554 cox.net 192.0.2.1 rejected IPBL0001'],
    ] as const
  ).map(([name, cls, text, example]): Rule => ({
    id: `cox.${name}`,
    class: cls,
    provider: ['cox'],
    text: text,
    source: 'http://postmaster.cox.net/confluence/display/postmaster/Error+Codes',
    examples: [example],
  })),
  {
    id: 'cox.links',
    class: 'spam_content',
    provider: ['cox'],
    whole: ['urlbl~', 'url within the message'],
    source: 'https://www.cox.com/residential/support/email-error-codes.html',
    examples: ['554 URLBL011 cox message rejected: a URL within the message has been found on blocklists'],
  },
  // Comcast, https://postmaster.comcast.net/smtp-error-codes.php
  {
    id: 'comcast.code',
    class: 'reputation',
    provider: ['comcast'],
    whole: ['bl0~'],
    source: 'https://postmaster.comcast.net/smtp-error-codes.php (BL codes)',
    examples: [
      '554 resimta-po-11v.sys.comcast.net 203.0.113.1 found on one or more DNSBLs, see http://postmaster.comcast.net/smtp-error-codes.php#BL000010',
    ],
  },
  {
    id: 'comcast.rate',
    class: 'rate_limit',
    provider: ['comcast'],
    whole: ['rl0~'],
    source: 'https://postmaster.comcast.net/smtp-error-codes.php (RL codes)',
    examples: [
      '421 4.1.0 192.0.2.39 Throttled - try again later. Please see https://postmaster.comcast.net/smtp-error-codes.php#RL000003',
    ],
  },
  {
    id: 'comcast.dmarc',
    class: 'sender_auth',
    provider: ['comcast'],
    whole: ['dm0~'],
    source: 'https://postmaster.comcast.net/smtp-error-codes.php (DM codes)',
    examples: ['550 5.2.0 Message rejected, see https://postmaster.comcast.net/smtp-error-codes.php#DM000001'],
  },
  {
    id: 'comcast.unavailable',
    class: 'unspecified',
    provider: ['comcast'],
    text: ['recipient unavailable'],
    not: ['xurl'],
    confidence: 'medium',
    source: 'https://postmaster.comcast.net/smtp-error-codes.php',
    examples: ['550 5.2.0 <user@comcast.net> - Recipient unavailable'],
  },
  // Rackspace, https://docs.rackspace.com/docs/common-email-bounces: a code in brackets closes each reply.
  ...(
    [
      ['rate', 'rate_limit', ['g2', 'g28'], '421 Too many concurrent connections from this client (G2) emailsrvr.com'],
      ['reverse-dns', 'sender_identity', ['g1f'], '450 4.7.1 Client host 192.0.2.1 has no PTR record (G1F)'],
      [
        'temporary',
        'remote_temporary',
        ['g6'],
        "450 4.4.1 <user@example.com>: The recipient's server was temporarily unavailable (G6)",
      ],
      [
        'mailbox-rate',
        'mailbox_busy',
        ['g30'],
        '450 4.2.1 <user@example.com>: Mailbox received too much email in a short period of time (G30)',
      ],
    ] as const
  ).map(([name, cls, text, example]): Rule => ({
    id: `rackspace.${name}`,
    class: cls,
    provider: ['rackspace'],
    text,
    source: 'https://docs.rackspace.com/docs/common-email-bounces; https://smtp.codes/rackspace',
    examples: [example],
  })),
  // GoDaddy, IB codes
  {
    id: 'godaddy.blocked',
    class: 'reputation',
    provider: ['godaddy'],
    text: ['ib103', 'ib104', 'ib105', 'ib106', 'ib110', 'ib111', 'ib112', 'ib113'],
    not: ['too many connections', 'reverse dns'],
    source: 'https://www.godaddy.com/help/fix-rejected-email-with-a-bounce-error-40685',
    examples: [
      '554 This IP has been temporarily blocked for attempting to mail too many invalid recipients. IB112',
      '554 bizsmtp IB103. Connection refused. This IP has a poor reputation on Cloudmark Sender Intelligence (CSI).',
    ],
  },
  {
    id: 'godaddy.content',
    class: 'spam_content',
    provider: ['godaddy'],
    text: ['content judged to be spam', 'ib212'],
    not: ['this ip'],
    source: 'https://www.godaddy.com/help/fix-rejected-email-with-a-bounce-error-40685',
    examples: ['552 This message has been rejected due to content judged to be spam by the internet community. IB212'],
  },
  {
    id: 'spectrum.aup',
    class: 'reputation',
    provider: ['spectrum'],
    text: ['aup#(in|i|out|o|cdrbl)-#', 'sender rejected', 'blocked', 'ip'],
    not: [
      'too many',
      'concurrent',
      'recipient',
      'user unknown',
      'exceeded',
      'reverse',
      'rdns',
      'dmarc',
      'spf',
      'ptr',
      'auth',
    ],
    source: 'https://www.spectrum.net/support/internet/understanding-email-error-codes',
    examples: [
      '550 5.1.0 <user@amazonses.com> sender rejected. Please see https://www.spectrum.net/support/internet/understanding-email-error-codes for more information. AUP#In-1310',
    ],
  },
  {
    id: 'cox.code',
    class: 'reputation',
    provider: ['cox'],
    text: ['cxbl', 'blocked', 'cxsnd', 'cdrbl', 'aup#(cdrbl|cxbl)', 'ib#'],
    not: ['recipient', 'user unknown', 'too many', 'cxsndr', 'rate', 'mailbox', 'dns'],
    source: 'https://www.cox.com/residential/support/email-error-codes.html',
    examples: ['554 cox.net cox 192.0.2.1 connection blocked'],
  },
];
