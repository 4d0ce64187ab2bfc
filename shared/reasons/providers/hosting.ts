import type { Provider } from '../provider.ts';

/** Hosters and small mailbox services. */
export const hosting: readonly Provider[] = [
  {
    key: 'mailspamprotection',
    name: 'SiteGround',
    suffixes: ['mailspamprotection.com', 'siteground.net', 'sgvps.net', 'siteground.biz'],
  },
  {
    key: 'bluehost',
    name: 'Bluehost',
    suffixes: ['bluehost.com', 'unifiedlayer.com', 'hostgator.com', 'websitewelcome.com', 'hostmonster.com'],
  },
  { key: 'dreamhost', name: 'DreamHost', suffixes: ['dreamhost.com'] },
  { key: 'gandi', name: 'Gandi', suffixes: ['gandi.net'] },
  { key: 'infomaniak', name: 'Infomaniak', suffixes: ['infomaniak.ch', 'infomaniak.com', 'ikmail.com'] },
  { key: 'one', name: 'one.com', suffixes: ['one.com'] },
  { key: 'loopia', name: 'Loopia', suffixes: ['loopia.se'] },
  {
    key: 'hostinger',
    name: 'Hostinger',
    suffixes: ['hostinger.com', 'titan.email', 'hostinger.email', 'flockmail.com'],
  },
  { key: 'hushmail', name: 'Hushmail', suffixes: ['hushmail.com'] },
  { key: 'tutanota', name: 'Tuta', suffixes: ['tutanota.de', 'tutanota.com', 'tuta.com'] },
  { key: 'mailfence', name: 'Mailfence', suffixes: ['mailfence.com'] },
  { key: 'migadu', name: 'Migadu', suffixes: ['migadu.com'] },
  { key: 'simplelogin', name: 'SimpleLogin', suffixes: ['simplelogin.co', 'simplelogin.io'] },
  {
    key: 'forwardemail',
    name: 'Forward Email',
    suffixes: ['forwardemail.net'],
    dialect: [String.raw`\bforward ?email\b.{0,20}\bnet\b`],
  },
  { key: 'duckduckgo', name: 'DuckDuckGo', suffixes: ['duck.com'] },
  { key: 'outblaze', name: 'Outblaze', suffixes: ['outblaze.com'], dialect: [String.raw`\bno thank you rejected: `] },
];
