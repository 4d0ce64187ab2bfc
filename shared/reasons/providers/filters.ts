import type { Provider } from '../provider.ts';

/** Filters in front of mailboxes. */
export const filters: readonly Provider[] = [
  {
    key: 'mimecast',
    name: 'Mimecast',
    suffixes: ['mimecast.com', 'mimecast.co.za', 'mimecast-offshore.com', 'mimecastprotect.com', 'mimecast.org'],
    dialect: [
      String.raw`\bdoc-1369\b`,
      String.raw`\bemail rejected due to security policies\b`,
      String.raw`\bheader based anti-?spoofing policy\b`,
    ],
    codes: [String.raw`\bmcspamsignature\b`],
  },
  {
    key: 'proofpoint',
    name: 'Proofpoint',
    suffixes: [
      'pphosted.com',
      'proofpoint.com',
      'ppe-hosted.com',
      'ppops.net',
      'gpphosted.com',
      'pphosted.eu',
      'cloudfilter.net',
    ],
    dialect: [String.raw`\bproofpoint\b`],
  },
  {
    key: 'barracuda',
    name: 'Barracuda',
    suffixes: [
      'barracudanetworks.com',
      'barracudacentral.org',
      'barracuda.com',
      'cudamail.com',
      'ess.barracudanetworks.com',
    ],
    dialect: [
      String.raw`\bpermanent failure for one or more recipients\b`,
      String.raw`\brejecting (?:banned content|spoofed message|virus|spam)\b`,
      String.raw`\bbarracuda\b`,
    ],
    codes: [String.raw`\bcuda_[a-z]{2,6}\b`],
  },
  {
    key: 'cisco',
    name: 'Cisco Secure Email',
    suffixes: ['iphmx.com', 'ironport.com', 'cisco.com', 'senderbase.org', 'talosintelligence.com'],
    dialect: [
      String.raw`\b[45][0-9]{2} ?#[45]\.[0-9]\.[0-9]\s\S`,
      String.raw`\bironport\b`,
      String.raw`\bsenderbase\b`,
      String.raw`\byour access to this mail system has been rejected due to (?:the sending mta's )?poor reputation`,
    ],
  },
  {
    key: 'trendmicro',
    name: 'Trend Micro',
    suffixes: [
      'trendmicro.com',
      'trendmicro.eu',
      'trendmicro.co.jp',
      'mail-abuse.com',
      'mail-abuse.org',
      'trendmicro.com.au',
    ],
    dialect: [String.raw`\btmase\b`, String.raw`\btrend micro\b`],
  },
  {
    key: 'sophos',
    name: 'Sophos',
    suffixes: ['sophos.com', 'reflexion.net', 'hydra.sophos.com', 'prod.hydra.sophos.com'],
    dialect: [String.raw`\bsophos (?:anti|email|utm|xg|mail)`],
    codes: [String.raw`\bxgemail_\d{4}\b`],
  },
  {
    key: 'messagelabs',
    name: 'Symantec Email Security',
    suffixes: ['messagelabs.com', 'symantec.com', 'symanteccloud.com', 'brightmail.com', 'symantec.cloud'],
    dialect: [
      String.raw`\byou are trying to use me \[`,
      String.raw`\bsymantec\b`,
      String.raw`\bmessagelabs\b`,
      String.raw`\bexamplelabs\b`,
    ],
  },
  { key: 'postini', name: 'Postini', suffixes: ['psmtp.com', 'postini.com'], dialect: [String.raw`\bpsmtp\b`] },
  {
    key: 'mcafee',
    name: 'McAfee',
    suffixes: ['mxlogic.net', 'mcafee.com', 'mxlogic.com', 'mcafeeasap.com', 'trellix.com'],
    dialect: [
      String.raw`\bmxl_|\bmxlogic\b`,
      String.raw`\bmcafee\b`,
      // McAfee SaaS (MXLogic) ends its refusals so.
      String.raw`\(mode: normal\)`,
    ],
  },
  {
    key: 'vade',
    name: 'Vade',
    suffixes: ['vadesecure.com', 'vade.com', 'oxseu.com', 'vaderetro.com'],
    dialect: [String.raw`\bvade ?(?:secure|retro)\b`],
  },
  {
    key: 'mailchannels',
    name: 'MailChannels',
    suffixes: ['mailchannels.net', 'mailchannels.com'],
    dialect: [String.raw`\bmailchannels\b`],
    codes: [String.raw`\b550 5\.7\.1 \[(?:ss|rbl|esa|esr|bfd|br|uns|ib_feb|sb\d\d)\] `],
  },
  { key: 'zerospam', name: 'Zerospam', suffixes: ['zerospam.ca', 'zerospam.com'], dialect: [String.raw`\bzerospam\b`] },
  {
    key: 'spamexperts',
    name: 'SpamExperts',
    suffixes: ['antispamcloud.com', 'spamexperts.com', 'spamexperts.eu', 'mspam.cloud', 'mtaroutes.com', 'spamrl.com'],
  },
  {
    key: 'hornetsecurity',
    name: 'Hornetsecurity',
    suffixes: ['hornetsecurity.com', 'antispameurope.com', 'hornetdrive.com', 'expurgate.net', 'eleven.de'],
    dialect: [String.raw`\bantispameurope\b`],
  },
  { key: 'retarus', name: 'Retarus', suffixes: ['retarus.com', 'retarus.de'] },
  {
    key: 'forcepoint',
    name: 'Forcepoint',
    suffixes: ['mailcontrol.com', 'forcepoint.com', 'websense.com', 'blackspider.com'],
  },
  {
    key: 'fortinet',
    name: 'Fortinet',
    suffixes: ['fortimail.com', 'fortinet.com', 'fortimailcloud.com', 'fortiguard.com'],
    dialect: [String.raw`\bforti(?:guard|mail|net)\b`],
  },
  {
    key: 'fireeye',
    name: 'Trellix (FireEye)',
    suffixes: ['fireeyecloud.com', 'fireeye.com', 'docs.trellix.com'],
    // https://docs.trellix.com/data-and-email/docs/error-codes
    codes: [String.raw`\betp\d{3}\b`],
  },
  {
    key: 'mailprotector',
    name: 'Mailprotector',
    suffixes: ['emailservice.io', 'mailprotector.com', 'emailservice.cc', 'emailservice.co'],
  },
  { key: 'appriver', name: 'AppRiver', suffixes: ['arsmtp.com', 'appriver.com'] },
  {
    key: 'libraesva',
    name: 'Libraesva',
    suffixes: ['libraesva.com', 'esvacloud.com'],
    dialect: [String.raw`\blibra ?esva\b`],
  },
  { key: 'securence', name: 'Securence', suffixes: ['securence.com'] },
  { key: 'trustwave', name: 'Trustwave', suffixes: ['trustwave.com', 'mailmarshal.cloud'] },
  { key: 'avanan', name: 'Check Point (Avanan)', suffixes: ['avanan.net', 'avanan.com'] },
  { key: 'mailguard', name: 'MailGuard', suffixes: ['mailguard.com.au'] },
  { key: 'spamtitan', name: 'SpamTitan', suffixes: ['spamtitan.com', 'titanhq.com'] },
  { key: 'spamhero', name: 'SpamHero', suffixes: ['spamhero.com', 'mxthunder.com', 'mxthunder.net'] },
];
