import type { Rule } from '../rule.ts';

const sophosPage =
  'https://docs.sophos.com/central/customer/help/en-us/ManageYourProducts/EmailSecurity/SMTPErrorCodes/';
const mailchannelsPage = 'https://docs.mailchannels.com/outbound/smtp-errors';
const hornetPage =
  'https://support.everycloud.com/support/solutions/articles/4000007755-workspace-classification-codes';

/** Mail filters in front of mailboxes. Sources: their bounce-code pages. */
export const filters: readonly Rule[] = [
  ...(
    [
      [
        'authentication',
        'sender_auth',
        ['xgemail_0001', 'xgemail_0002', 'xgemail_0003'],
        '550 5.7.1 XGEMAIL_0002 Command rejected',
      ],
      ['blocklist', 'reputation', ['xgemail_0004', 'xgemail_0005'], '554 5.7.1 XGEMAIL_0004 Command rejected'],
      ['tls', 'tls', ['xgemail_0006'], '554 5.7.1 XGEMAIL_0006 Command rejected'],
      [
        'listed-here',
        'policy',
        ['xgemail_0007', 'xgemail_0008', 'xgemail_0009'],
        '554 5.7.1 XGEMAIL_0008 Command rejected',
      ],
      ['domain', 'relay_denied', ['xgemail_0010'], '550 5.7.1 XGEMAIL_0010 Command rejected'],
      [
        'recipient',
        'user_unknown',
        ['xgemail_0011'],
        '550 5.1.1 <user@example.com>: Recipient address rejected: XGEMAIL_0011 Command rejected',
      ],
      ['size', 'message_too_big', ['xgemail_0012'], '552 5.3.4 XGEMAIL_0012 Command rejected'],
      ['recipients', 'rate_limit', ['xgemail_0013'], '552 5.5.3 XGEMAIL_0013 Command rejected'],
      ['mailbox-rate', 'mailbox_busy', ['xgemail_0014', 'xgemail_0015'], '452 4.2.1 XGEMAIL_0015 Command rejected'],
    ] as const
  ).map(([name, cls, text, example]): Rule => ({
    id: `sophos.${name}`,
    class: cls,
    text,
    source: sophosPage,
    examples: [example],
  })),
  {
    id: 'sophos.flood',
    class: 'rate_limit',
    text: ['mail flood detected'],
    source: 'Sophos Email: outbound rate limit, 554 5.7.28',
    examples: ['554 5.7.28 Mail flood detected; Command rejected'],
  },
  ...(
    [
      ['spam', 'spam_content', ['ss]'], '550 5.7.1 [SS] Message blocked. relay.mailchannels.net'],
      [
        'listed',
        'reputation',
        ['rbl]', 'esa]', 'esr]', 'br]', 'sb#]'],
        '550 5.7.1 [SB01] Your email address has been blocked due to complaints',
      ],
      ['authentication', 'sender_auth', ['bfd]'], '550 5.7.1 [BFD] Sender prohibited by SPF'],
      ['unsubscribed', 'policy', ['uns]'], '550 5.7.1 [UNS] Recipient has unsubscribed from your list.'],
      ['later', 'remote_temporary', ['s09]'], '450 [S09] Try Again Later mx1.mailchannels.net'],
    ] as const
  ).map(([name, cls, whole, example]): Rule => ({
    id: `mailchannels.${name}`,
    class: cls,
    provider: ['mailchannels'],
    whole,
    source: mailchannelsPage,
    examples: [example],
  })),
  ...(
    [
      ['listed', 'reputation', ['5.5.4'], '554 5.5.4 Spam IP rejected mx01.hornetsecurity.com'],
      [
        'spam',
        'spam_content',
        ['5.5.5', '5.6.1', '5.6.2', '5.6.3'],
        '554 5.6.2 Spam Link rejected mx01.hornetsecurity.com',
      ],
      ['loop', 'routing_loop', ['5.5.6'], '554 5.5.6 Loop detection mx01.hornetsecurity.com'],
      [
        'attachment',
        'malware_attachment',
        ['5.5.7', '5.6.4'],
        '554 5.5.7 e-mail Rejected Content Attachment mx01.hornetsecurity.com',
      ],
    ] as const
  ).map(([name, cls, code, example]): Rule => ({
    id: `hornetsecurity.${name}`,
    class: cls,
    provider: ['hornetsecurity'],
    code,
    source: hornetPage,
    examples: [example],
  })),
  {
    id: 'mailchannels.blocked',
    class: 'reputation',
    provider: ['mailchannels'],
    text: ['blocked', 's#'],
    not: ['content', 'user unknown', 'recipient', 'no such'],
    confidence: 'medium',
    source: 'https://blog.mailchannels.com/ (bounce codes)',
    examples: ['550 [S10] Blocked mailchannels.net'],
  },
  {
    id: 'barracuda.quarantined',
    class: 'spam_content',
    provider: ['barracuda'],
    text: ['permanent failure for one or more recipients'],
    and: ['quarantined'],
    confidence: 'medium',
    source: 'Barracuda Email Gateway Defense: ":quarantined" after the address is the verdict of its content filter',
    examples: ['550 permanent failure for one or more recipients (user@example.com:quarantined)'],
  },
  {
    id: 'barracuda.permanent-failure',
    class: 'policy',
    provider: ['barracuda'],
    text: ['permanent failure for one or more recipients'],
    and: ['blocked'],
    confidence: 'medium',
    source: 'Barracuda Email Gateway Defense: ":blocked" after the address is a rule of the receiver there',
    examples: ['550 permanent failure for one or more recipients (user@example.com:blocked)'],
  },
  {
    id: 'messagelabs.authentication',
    class: 'sender_auth',
    provider: ['messagelabs'],
    text: ['spf', 'sender policy framework', 'dmarc', 'dkim'],
    source:
      'https://support.broadcom.com/ Email Security.cloud: 553 SPF (Sender Policy Framework) domain authentication fail',
    examples: [
      '553-SPF (Sender Policy Framework) domain authentication 553-fail. Refer to the Troubleshooting page at 553-http://www.symanteccloud.com/troubleshooting for more 553 information. (#5.7.1)',
    ],
  },
  {
    id: 'cloudmark.list',
    class: 'reputation',
    text: ['esmtp server not available (pbl|sbl|xbl|css|rbl|csi|cdrbl|zen)'],
    source: 'Cloudmark Gateway, as BT, Ziggo and others run it: the greeting names the list the address is on',
    examples: ['554 mx1.tb.mail.iss.as9143.net mx1.tb.mail.iss.as9143.net ESMTP server not available PBL'],
  },
  {
    id: 'messagelabs.content',
    class: 'spam_content',
    provider: ['messagelabs'],
    text: [
      'message filtered',
      'not accepted for delivery',
      'desktop (support|contact)',
      'refer to the troubleshooting',
    ],
    confidence: 'medium',
    source: 'https://support.broadcom.com/ Email Security.cloud: 553 message filtered',
    examples: [
      '553-Message filtered. Refer to the Troubleshooting page at 553-http://www.symanteccloud.com/troubleshooting for more 553 information. (#5.7.1)',
    ],
  },
  {
    id: 'proofpoint.blocked',
    class: 'reputation',
    whole: ['ipcheck.proofpoint.com', 'support.proofpoint.com/dnsbl-lookup', 'dnsbl-lookup.cgi', 'csi.cloudmark.com'],
    not: ['content', 'url'],
    source: 'https://ipcheck.proofpoint.com/',
    examples: [
      '550 5.7.0 Blocked - see https://ipcheck.proofpoint.com/?ip=203.0.113.111',
      '554 Blocked - see https://support.proofpoint.com/dnsbl-lookup.cgi?ip=192.0.2.225',
    ],
  },
  {
    id: 'cisco.address',
    class: 'unspecified',
    provider: ['cisco'],
    text: ['address rejected'],
    not: ['address rejected addr', 'sender', 'unknown', 'relay~'],
    confidence: 'medium',
    source: 'Cisco Secure Email user guide: recipient access table REJECT, "550 #5.1.0 Address rejected."',
    examples: [
      '550 #5.1.0 Address rejected.',
      'host mx1.hc1.iphmx.com[192.0.2.170] said: 550 #5.1.0 Address rejected. (in reply to RCPT TO command)',
    ],
  },
  {
    id: 'trendmicro.reputation',
    class: 'reputation',
    whole: ['ers.trendmicro.com', 'trendmicro.com/reputations', 'email reputation service'],
    source: 'https://servicecentral.trendmicro.com/ers/ (formerly ers.trendmicro.com)',
    examples: [
      '450 4.7.1 Mail from 192.0.2.25 has been blocked by Trend Micro Email Reputation Service. Please see https://ers.trendmicro.com/reputations',
    ],
  },
];
