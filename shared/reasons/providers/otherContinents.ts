import type { Provider } from '../provider.ts';

/** Mailbox providers of Oceania, Canada, the Americas and India. */
export const otherContinents: readonly Provider[] = [
  { key: 'optus', name: 'Optus', suffixes: ['optusnet.com.au', 'optus.com.au', 'optus.net'] },
  { key: 'telstra', name: 'Telstra', suffixes: ['bigpond.com', 'telstra.com', 'bigpond.net.au', 'telstra.net'] },
  {
    key: 'tpg',
    name: 'TPG',
    suffixes: ['tpg.com.au', 'iinet.net.au', 'iinet.com.au', 'internode.on.net', 'westnet.com.au'],
  },
  { key: 'xtra', name: 'Spark', suffixes: ['xtra.co.nz', 'spark.co.nz'] },
  { key: 'bell', name: 'Bell', suffixes: ['bell.net', 'sympatico.ca', 'bell.ca'] },
  { key: 'rogers', name: 'Rogers', suffixes: ['rogers.com'] },
  { key: 'shaw', name: 'Shaw', suffixes: ['shaw.ca', 'shawcable.net'] },
  { key: 'telus', name: 'TELUS', suffixes: ['telus.net', 'telus.com'] },
  { key: 'videotron', name: 'Vidéotron', suffixes: ['videotron.ca'] },
  {
    key: 'centurylink',
    name: 'CenturyLink',
    suffixes: ['centurylink.net', 'centurylink.com', 'qwest.net', 'embarqmail.com', 'q.com'],
  },
  { key: 'frontier', name: 'Frontier', suffixes: ['frontier.com', 'frontiernet.net'] },
  { key: 'optimum', name: 'Optimum', suffixes: ['optonline.net', 'cv.net', 'suddenlink.net', 'alticeusa.com'] },
  { key: 'unitedonline', name: 'NetZero and Juno', suffixes: ['untd.com', 'netzero.net', 'netzero.com', 'juno.com'] },
  { key: 'windstream', name: 'Windstream', suffixes: ['windstream.net'] },
  { key: 'synacor', name: 'Synacor', suffixes: ['synacor.com', 'zcs.synacor.com'] },
  { key: 'uol', name: 'UOL', suffixes: ['uol.com.br', 'bol.com.br', 'uolhost.com.br'] },
  { key: 'terra', name: 'Terra', suffixes: ['terra.com.br', 'terra.com'] },
  { key: 'locaweb', name: 'Locaweb', suffixes: ['locaweb.com.br', 'locamail.com.br', 'email.locaweb.com.br'] },
  {
    key: 'rediff',
    name: 'Rediff',
    suffixes: ['rediff.com', 'rediffmail.com', 'rediffmailpro.com', 'rediff.akadns.net'],
  },
];
