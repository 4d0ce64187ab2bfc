import type { Provider } from '../provider.ts';

/** North American mailbox providers and hosters. */
export const northAmerica: readonly Provider[] = [
  {
    key: 'comcast',
    name: 'Comcast',
    suffixes: ['comcast.net', 'comcast.com', 'xfinity.com'],
    dialect: [String.raw`\bcomcast (?:requires|block|ipv6)\b`],
  },
  {
    key: 'spectrum',
    name: 'Spectrum',
    suffixes: [
      'spectrum.net',
      'rr.com',
      'charter.net',
      'charter.com',
      'twc.com',
      'roadrunner.com',
      'brighthouse.com',
      'spectrum.com',
    ],
    codes: [String.raw`\baup#(?:in|i|out|cdrbl|o)-\d{3,5}`],
  },
  {
    key: 'cox',
    name: 'Cox',
    suffixes: ['cox.net', 'cox.com', 'cxr.mx.a.cloudfilter.net', 'cxr.smtp.a.cloudfilter.net'],
    dialect: [
      String.raw`\b(?:imp|eastrmimpi\d+|fed1rmimpi\d+|cxibl\S{0,20}|\S{1,30}) cox (?:too many|192|\d|rejected|invalid|sender|spam)\b`,
    ],
    codes: [
      String.raw`\baup#(?:cx[a-z]{2,6}|cdrbl)\b`,
      String.raw`\b(?:url|ip)bl\d{3,5}\b`,
      String.raw`\bcx(?:bl|cnct|snd[rb]?|mxrt|thrt|dns|spf|dmarc|nj)\b`,
    ],
  },
  {
    key: 'att',
    name: 'AT&T',
    suffixes: [
      'att.net',
      'sbcglobal.net',
      'bellsouth.net',
      'prodigy.net',
      'swbell.net',
      'ameritech.net',
      'pacbell.net',
      'att.com',
      'worldnet.att.net',
    ],
    dialect: [String.raw`\babuse_rbl@abuse-att\.net\b`],
    codes: [
      String.raw`\battrbl\b`,
      String.raw`\b(?:alph|flph|clph|nlph|mlph)[a-z]?\d{1,4}\b`,
      String.raw`\bdnsbl:(?:rbl|attrbl) 521<`,
    ],
  },
  {
    key: 'earthlink',
    name: 'EarthLink',
    suffixes: ['earthlink.net', 'mindspring.com', 'peoplepc.com'],
    dialect: [
      String.raw`\bconnections not accepted from servers without a valid sender domain\..{0,10}fix reverse dns`,
      String.raw`\baddressee unknown, relay=`,
    ],
  },
  {
    key: 'rackspace',
    name: 'Rackspace',
    suffixes: ['emailsrvr.com', 'rackspace.com', 'mailtrust.com'],
    dialect: [String.raw`\breverse dns failure : try again later`],
    codes: [String.raw`\(g(?:1[0-9]?|2[0-9]?|[3-9])\)(?=\s|$|\.|")`],
  },
  {
    key: 'godaddy',
    name: 'GoDaddy',
    suffixes: ['secureserver.net', 'godaddy.com', 'x.co'],
    dialect: [String.raw`\bbizsmtp\b`, String.raw`\bibsmtp\b`],
    codes: [String.raw`\bib[0-7]\d\d[a-z]?\b`],
  },
  {
    key: 'facebook',
    name: 'Facebook',
    suffixes: ['facebook.com', 'facebookmail.com', 'meta.com', 'fb.com'],
    codes: [String.raw`\b(?:rcp|pol|con|int|sen)-[pt]\d\b`],
  },
  { key: 'cloudflare', name: 'Cloudflare Email Routing', suffixes: ['cloudflare.net', 'cloudflare.com'] },
  {
    key: 'improvmx',
    name: 'ImprovMX',
    suffixes: ['improvmx.com'],
    codes: [String.raw`\(#id-\d\.\d\.\d{1,2}\)`],
  },
  { key: 'hostedemail', name: 'OpenSRS hosted email', suffixes: ['hostedemail.com', 'tucows.com'] },
  { key: 'fastmail', name: 'Fastmail', suffixes: ['messagingengine.com', 'fastmail.com', 'fastmail.fm'] },
  {
    key: 'proton',
    name: 'Proton Mail',
    suffixes: ['protonmail.ch', 'protonmail.com', 'proton.me', 'pm.me', 'proton.ch'],
  },
  {
    key: 'namecheap',
    name: 'Namecheap Private Email',
    suffixes: ['privateemail.com', 'registrar-servers.com', 'web-hosting.com', 'jellyfish.systems'],
  },
  {
    key: 'zoho',
    name: 'Zoho',
    suffixes: [
      'zoho.com',
      'zohomail.in',
      'zoho.eu',
      'zoho.in',
      'zohomail.com',
      'zohomail.eu',
      'zoho.com.cn',
      'zohocorp.com',
      'zoho.com.au',
    ],
    dialect: [String.raw`\bunusual sending activity detected\b`, String.raw`\bdetected by zoho mail\b`],
  },
];
