import type { Rule } from '../rule.ts';

/** Mail filters in front of mailboxes. Sources: their bounce-code pages. */
export const filters: readonly Rule[] = [
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
    text: ['server not available (pbl|sbl|xbl|css|rbl|csi|cdrbl|zen)', 'server not available$'],
    and: ['esmtp server not available'],
    code: ['554', '421'],
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
