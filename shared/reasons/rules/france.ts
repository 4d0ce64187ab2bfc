import type { Rule } from '../rule.ts';

/** Orange, SFR, La Poste, Free. */
export const france: readonly Rule[] = [
  // SFR: the last two digits tell what was counted; each block lasts two hours.
  ...(
    [
      ['blocked', 'reputation', ['sfr_in_#(01|04)'], '450 4.7.1 Service refused due to bad behavior SFR_IN_104'],
      ['virus', 'malware_attachment', ['sfr_in_#02'], '450 4.7.1 Service refused SFR_IN_102'],
      ['errors', 'protocol_format', ['sfr_in_#03'], '450 4.7.1 Service refused SFR_IN_103'],
      ['volume', 'rate_limit', ['sfr_in_#05'], '450 4.7.1 Service refused SFR_IN_105'],
    ] as const
  ).map(([name, cls, text, example]): Rule => ({
    id: `sfr.${name}`,
    class: cls,
    text,
    source: 'SFR postmaster codes, https://www.postmastery.com/all-about-isp-sfr-and-smtp-error-codes-sfr_in_xxx/',
    examples: [example],
  })),
  // Orange, SFR, La Poste, Free
  {
    id: 'orange.refused-later',
    class: 'reputation',
    provider: ['orange', 'sfr', 'laposte'],
    whole: ['(ofr|lpn)_(102|510|521|999)', '(ofr|lpn)#_(102|510|521|999)'],
    text: ['service refus~', 'veuillez essayer plus tard'],
    not: ['ip', 'spam', 'trop de', 'reverse', 'spf', 'dmarc'],
    confidence: 'medium',
    source: 'https://postmaster.orange.fr/ (OFR_102)',
    examples: ['421 Service refuse. Veuillez essayer plus tard. Service refused, please try later. OFR_102 orange.fr'],
  },
  {
    id: 'orange.refused',
    class: 'reputation',
    provider: ['orange', 'sfr', 'laposte'],
    code: ['5'],
    text: ['service refus~'],
    not: ['spam', 'trop de', 'reverse', 'spf', 'dmarc'],
    confidence: 'medium',
    source: 'https://postmaster.orange.fr/: for good it is our address or network that is refused',
    examples: ['550 5.5.0 Service refuse. Veuillez essayer plus tard. service refused, please try later. LPN001_108'],
  },
  {
    id: 'orange.not-now',
    class: 'remote_temporary',
    provider: ['orange', 'sfr', 'laposte'],
    text: ['service refus~', 'veuillez essayer plus tard'],
    not: ['ip', 'spam', 'trop de', 'reverse', 'spf', 'dmarc'],
    confidence: 'medium',
    source: 'https://postmaster.orange.fr/: the other numbers of this sentence name no cause',
    examples: [
      '421 4.2.0 Service refuse. Veuillez essayer plus tard. Service refused, please try later. OFR005_505 [505]',
    ],
  },
  {
    id: 'orange.rejected',
    class: 'spam_content',
    provider: ['orange', 'sfr', 'laposte'],
    text: ['mail rejet~', 'mail rejected', 'message rejected'],
    not: ['ip', 'destinataire', 'recipient', 'emetteur', 'dmarc', 'spf', 'dkim'],
    source: 'https://postmaster.orange.fr/ (OFR_506)',
    examples: ['550 5.2.0 Mail rejete. Mail rejected. ofr_506 [506] orange.fr'],
  },
  {
    id: 'orange.blocked',
    class: 'reputation',
    provider: ['orange', 'sfr', 'laposte', 'free'],
    text: [
      'ip * (bloqu~|blacklist~)',
      'incident de spam',
      'refuse~ depuis (cette|votre) adresse',
      'blacklisted',
      'too many errors from your ip',
      'adresse ip * (bloquee|refusee)',
    ],
    source: 'https://postmaster.orange.fr/; http://postmaster.free.fr/',
    examples: [
      '550 mwinf5c04 ME Adresse IP source bloquee pour incident de spam.',
      '451 too many errors from your ip (192.0.2.17), please visit http://postmaster.free.fr/',
    ],
  },
  {
    id: 'orange.connections',
    class: 'rate_limit',
    provider: ['orange', 'sfr', 'laposte', 'free'],
    text: ['trop de connexions', 'too many connections', 'nombre (maximum )?de', 'slow down', 'too many recipients'],
    source: 'https://postmaster.orange.fr/ (OFR_104, OFR_109)',
    examples: [
      '421 opmta1m wmsmtp.orange.fr Trop de connexions, veuillez verifier votre configuration. Too many connections, slow down. OFR004_104 [104]',
    ],
  },
];
