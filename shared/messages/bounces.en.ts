import type { EvidenceKind, JoinDoubt } from '../dsn/join.ts';
import type { BounceKind, BounceSubkind, ReadLimit, UnreadableReason } from '../model/bounce.ts';
import type { ReasonClass } from '../model/reason.ts';

/** Words about bounces. `{r}` is the recipient, `{s}` the sender, `{t}` a time, `{m}` a mail server. */
export const bounceKindWords: Readonly<Record<BounceKind | 'unreadable' | 'not-ours', string>> = {
  failed: 'Failed for good',
  delayed: 'Delayed, still trying',
  relayed: 'Handed on to a system that sends no reports',
  expanded: 'Handed to a list or alias',
  delivered: 'Delivered',
  'not-a-bounce': 'Not a bounce',
  unreadable: 'Could not be read',
  'not-ours': 'Not ours: we never sent this',
};

export const bounceSubkindWords: Readonly<Record<BounceSubkind, string>> = {
  'delivered-dsn': 'A report of success',
  'auto-reply': 'An automatic answer',
  vacation: 'Somebody is away',
  'challenge-response': 'Somebody asks the sender to confirm',
  'feedback-report': 'A complaint or unsubscribe report',
  'read-receipt': 'A read receipt',
  'forwarded-dsn': 'Somebody forwarded a bounce',
  'quotes-a-bounce': 'Somebody quotes a bounce',
  'list-owner-notice': "A list manager's notice to its owner",
  'postmaster-notice': "A mail server's notice to its postmaster",
  report: 'A DMARC or TLS report',
  calendar: 'An invitation',
  ordinary: 'Ordinary mail',
};

/** The heading of a failed recipient, by class. */
export const failedTitles: Readonly<Record<ReasonClass, string>> = {
  greylist: '{r} was turned away for now, and the sending server gave up',
  rate_limit: '{r} was refused: we send more than they accept',
  mailbox_busy: 'The mailbox of {r} was too busy, and the sending server gave up',
  remote_temporary: 'The server of {r} had trouble, and the sending server gave up',
  reputation: '{r} was refused: their server does not trust ours',
  spam_content: '{r} was refused: the message was taken for spam',
  malware_attachment: '{r} was refused: the attachment was taken for malware',
  sender_auth: '{r} was refused: SPF, DKIM or DMARC failed',
  sender_identity: '{r} was refused: our server name or reverse DNS is wrong',
  sender_rejected: '{r} was refused: they do not accept the sender address',
  policy: '{r} was refused by a rule of the receiver',
  user_unknown: '{r} does not exist there',
  mailbox_disabled: 'The mailbox of {r} is closed',
  mailbox_full: 'The mailbox of {r} is full',
  message_too_big: 'The message was too big for {r}',
  protocol_format: '{r} was refused: the message is malformed',
  relay_denied: '{r} was refused: that server does not take mail for the domain',
  smtp_auth: '{r} was not reached: our login to the relay failed',
  tls: '{r} was not reached: no secure connection',
  dns_temporary: '{r} was not reached: the DNS did not answer',
  no_such_domain: 'The domain of {r} takes no mail',
  connect_failed: '{r} was not reached: no connection to their server',
  connection_dropped: '{r} was not reached: the connection broke',
  local_fault: '{r} was not reached: our own mail server has a fault',
  routing_loop: '{r} was not reached: the mail goes in circles',
  expired: '{r} was not reached before the time ran out',
  unspecified: '{r} was refused without a usable reason',
};

export const bounceWords = {
  failedUnknown: '{r} did not get the message',
  unreadable: 'This message could not be read',
  failedNobody: 'A message could not be delivered',
  delayed: '{r} has not got the message yet',
  delayedNobody: 'A message is delayed',
  delivered: '{r} got the message',
  relayed: 'The message for {r} was handed on; no further report will come',
  expanded: 'The message for {r} was handed to the members of a list or alias',
  more: '{title}, and {n} more',
  told: '{s} was told {t}.',
  toldNobody: 'Reported {t}.',
  nobodyRetries: 'Nobody retries this.',
  retriesUntil: '{m} keeps trying until {t}.',
  retries: '{m} keeps trying.',
  theServer: 'The sending server',
  notOurs: 'We never sent this message; its sender address was forged.',
  mixed: 'Others of the same message: {parts}.',
  partFailed: '{n} failed',
  partDelayed: '{n} delayed',
  partDelivered: '{n} delivered',
} as const;

export const evidenceWords: Readonly<Record<EvidenceKind, string>> = {
  'envelope-id': 'envelope id',
  'message-id': 'Message-ID',
  'queue-id': 'queue id',
  verp: 'return address',
  'recipient-and-time': 'recipient and time',
};

export const joinWords = {
  none: 'no match',
  one: '{a}',
  two: '{a} and {b}, both agree',
  many: '{list} and {last}, all agree',
  probable: '{a}, probably',
  never: 'no match; the logs of all servers, back to {t}, do not know its Message-ID',
} as const;

/** Behind "no match": why it is not said whether the mail was ours. */
export const doubtWords: Readonly<Record<JoinDoubt, string>> = {
  'not-searched': 'whether it is ours is not known: the log of {servers} could not be searched',
  'no-message-id': 'whether it is ours is not known: the report does not name the Message-ID',
  'no-time': 'whether it is ours is not known: the report does not say when the mail was sent',
  'too-old': 'whether it is ours is not known: the logs begin {t}, after it was sent',
  'own-reporter': 'it says that our own server reports it, whose log does not know the message',
  'other-ways': 'whether it is ours is not known: no mail of this sender was seen to leave through the servers watched',
};

/** Why a message could not be read, or not in full. */
export const unreadableWords: Readonly<Record<UnreadableReason, string>> = {
  empty: 'The message is empty.',
  'header-too-large': 'A header of the message is larger than 256 KB; the rest of it was left out.',
  'too-many-parts': 'The message has more than 200 parts; the others were left out.',
  'nested-too-deep': 'The message has parts nested more than 12 deep; those were left out.',
  'report-without-content': 'The message calls itself a delivery report but holds nothing.',
  'only-tnef': 'The message holds only winmail.dat (TNEF), which is not read.',
  encrypted: 'The message is encrypted.',
  internal: 'The message could not be taken apart.',
};

export const readLimitWords: Readonly<Record<ReadLimit, string>> = {
  size: 'Only the first 64 MB were read.',
  header: 'A header was cut at 256 KB.',
  parts: 'Only the first 200 parts were read.',
  depth: 'Parts nested more than 12 deep were left out.',
  text: 'A text was cut at 256 KB.',
  recipients: 'Only the first recipients are listed.',
};

/** Column headings of the dead-address export. */
export const deadAddressColumns = [
  'address',
  'failures',
  'first_failed',
  'last_failed',
  'class',
  'status',
  'diagnostic',
] as const;
