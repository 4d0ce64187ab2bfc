import type { ReasonClass } from '../model/reason.ts';

/** Titles of cause rows: plain words first, at most 44 characters. {p} provider or domain, {h} our address. */
export interface TitleWords {
  /** The provider or domain is known. */
  readonly named: string;
  /** It is not. */
  readonly plain: string;
}

export const mostTitleCharacters = 44;

export const causeTitleWords: Readonly<Record<ReasonClass, TitleWords>> = {
  greylist: { named: '{p} greylists us', plain: 'Greylisted, clears by itself' },
  rate_limit: { named: '{p} limits our rate', plain: 'Receivers limit our rate' },
  mailbox_busy: { named: 'A mailbox at {p} is busy', plain: 'Recipient mailbox is busy' },
  remote_temporary: { named: 'Temporary trouble at {p}', plain: 'Temporary trouble at receivers' },
  reputation: { named: '{p} distrusts us', plain: 'Receivers distrust us' },
  spam_content: { named: '{p} takes it for spam', plain: 'Taken for spam' },
  malware_attachment: { named: '{p} refuses an attachment', plain: 'Attachment or virus refused' },
  sender_auth: { named: '{p}: SPF, DKIM or DMARC fails', plain: 'SPF, DKIM or DMARC fails' },
  sender_identity: { named: '{p}: reverse DNS or HELO is wrong', plain: 'Reverse DNS or HELO is wrong' },
  sender_rejected: { named: '{p} refuses the sender', plain: 'Sender address refused' },
  policy: { named: 'Refused by a rule of {p}', plain: 'Refused by a rule of the receiver' },
  user_unknown: { named: 'No such mailbox at {p}', plain: 'No such mailbox' },
  mailbox_disabled: { named: 'Mailbox disabled at {p}', plain: 'Recipient mailbox disabled' },
  mailbox_full: { named: 'Mailbox full at {p}', plain: 'Recipient mailbox full' },
  message_too_big: { named: 'Message too big for {p}', plain: 'Message too big' },
  protocol_format: { named: '{p}: malformed message', plain: 'Malformed message or dialogue' },
  relay_denied: { named: '{p} does not relay for us', plain: 'Relay denied' },
  smtp_auth: { named: 'Login at {p} failed', plain: 'Login to the smarthost failed' },
  tls: { named: 'TLS fails with {p}', plain: 'TLS fails' },
  dns_temporary: { named: 'DNS fails for {p}', plain: 'DNS fails' },
  no_such_domain: { named: '{p} takes no mail', plain: 'Recipient domain takes no mail' },
  connect_failed: { named: 'Cannot reach {p}', plain: 'Cannot reach receivers' },
  connection_dropped: { named: 'Connection to {p} breaks', plain: 'Connections break' },
  local_fault: { named: 'Our mail server has a fault', plain: 'Our mail server has a fault' },
  routing_loop: { named: 'Mail to {p} goes round in circles', plain: 'Mail goes round in circles' },
  expired: { named: 'Gave up on {p}', plain: 'Gave up after retrying' },
  unspecified: { named: '{p} refuses without a reason', plain: 'Refused without a reason' },
};

export const specialTitles = {
  distrusts: (who: string, ip: string): string => `${who} distrusts ${ip}`,
  complaints: (who: string): string => `${who} slows us for complaints`,
  dnsMany: (domains: number): string => `DNS fails for ${domains} recipient domains`,
  unreachableMany: (domains: number): string => `Cannot reach ${domains} recipient domains`,
  noMailMany: (domains: number): string => `${domains} recipient domains take no mail`,
  tlsMany: (domains: number): string => `TLS fails with ${domains} recipient domains`,
  certificateExpired: (who: string): string => `Certificate of ${who} expired`,
  filter: 'Content filter is not answering',
  store: 'Mailbox store is not answering',
  socket: (name: string): string => `${name} is not answering`,
  disk: 'Our disk or queue is full',
  transport: 'A mail transport of ours is missing',
  lookup: 'A look-up table of ours fails',
  pipe: 'A delivery program of ours fails',
  ownFilterSays: 'Our own filter or store has a fault',
  receivers: 'Receivers',
};

/** First words of our own titles that are no names or abbreviations: "Our", "Temporary", not "DNS" and not a provider. */
const common = new Set(
  [
    ...Object.values(causeTitleWords).flatMap(({ named, plain }) => [named, plain]),
    ...Object.values(specialTitles).filter((title) => typeof title === 'string'),
    specialTitles.unreachableMany(2),
    specialTitles.certificateExpired(''),
  ]
    .map((title) => title.split(' ', 1)[0] ?? '')
    .filter((word) => /^[A-Z][a-z]*$/.test(word)),
);

/** A cause's title within a sentence: names keep their capital ("Microsoft 365 distrusts us"), our own words lose it. */
export function titleInSentence(title: string): string {
  return common.has(title.split(' ', 1)[0] ?? '') ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : title;
}
