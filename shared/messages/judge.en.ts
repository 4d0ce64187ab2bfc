/** Short words for tables, by class: what it is, and what to do in a few words. */
import type { ReasonClass } from '../model/reason.ts';
import { count } from './words.en.ts';

const short: Readonly<Record<ReasonClass, string>> = {
  greylist: 'Greylisting',
  rate_limit: 'Rate limit',
  mailbox_busy: 'Mailbox busy',
  remote_temporary: 'Trouble there',
  reputation: 'IP reputation',
  spam_content: 'Taken for spam',
  malware_attachment: 'Attachment refused',
  sender_auth: 'SPF, DKIM or DMARC',
  sender_identity: 'Reverse DNS or HELO',
  sender_rejected: 'Sender refused',
  policy: 'Refused by rule',
  user_unknown: 'No such mailbox',
  mailbox_disabled: 'Mailbox disabled',
  mailbox_full: 'Mailbox full',
  message_too_big: 'Message too big',
  protocol_format: 'Malformed',
  relay_denied: 'Relaying denied',
  smtp_auth: 'Relay login failed',
  tls: 'TLS failed',
  dns_temporary: 'DNS look-up failed',
  no_such_domain: 'Domain takes no mail',
  connect_failed: 'Cannot connect',
  connection_dropped: 'Connection broke',
  local_fault: 'Our own fault',
  routing_loop: 'Mail loops',
  expired: 'Gave up',
  unspecified: 'No usable reason',
};

const advice: Readonly<Record<ReasonClass, string>> = {
  greylist: 'Wait, it clears',
  rate_limit: 'Slow down, do not flush',
  mailbox_busy: 'Wait, spread out',
  remote_temporary: 'Wait, ask after 4 h',
  reputation: 'Stop the source, do not flush',
  spam_content: 'Check the content',
  malware_attachment: 'Remove the attachment',
  sender_auth: 'Check SPF, DKIM, DMARC',
  sender_identity: 'Fix reverse DNS and HELO',
  sender_rejected: 'Fix the sender address',
  policy: 'Ask their postmaster',
  user_unknown: 'Correct the address',
  mailbox_disabled: 'Stop sending to it',
  mailbox_full: 'Wait, tell the sender',
  message_too_big: 'Make it smaller',
  protocol_format: 'Mend the program that wrote it',
  relay_denied: 'Check the route',
  smtp_auth: 'Check the login',
  tls: 'Tell their postmaster',
  dns_temporary: 'Check our resolver, then theirs',
  no_such_domain: 'Correct the domain',
  connect_failed: 'Tell senders before it bounces',
  connection_dropped: 'Wait, look at firewalls',
  local_fault: 'Fix it, retry one, then the rest',
  routing_loop: 'Correct the routing',
  expired: 'Tell the sender',
  unspecified: 'Read the reply',
};

const list = (names: readonly string[]): string => names.slice(0, 5).join(', ') + (names.length > 5 ? ' …' : '');
const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const judgeWords = {
  short,
  advice,
  rule: {
    none: 'No rule knows this text; its code alone decided.',
    gone: (id: string) => `Rule ${id}, which is no longer there.`,
    of: (id: string, title: string, phrases: readonly string[], codes: readonly string[]) =>
      [
        `Rule ${id} reads it as “${title}”`,
        phrases.length > 0 ? `, for words such as ${phrases.map((p) => `“${p}”`).join(', ')}` : '',
        codes.length > 0 ? `${phrases.length > 0 ? ' and' : ', for'} code ${codes.join(', ')}` : '',
        '.',
      ].join(''),
    /** Words as in `reasons/clues.ts`: of whom or what the text speaks, and what it says of it. */
    weighed: (clues: readonly string[]) =>
      clues[0] === 'code' || clues[0] === 'subject'
        ? 'No known sentence fits this text; its single words, weighed together with the code, point there.'
        : `No known sentence fits this text; words for ${clues.map((clue) => `“${clue}”`).join(' and ')}, weighed together with the code, point there.`,
    ownHop: ' A filter, store or relay of ours said it, so the fault is ours.',
  },
  patterns: {
    /** What the figures count. */
    basis: { fresh: 'new in the last 15 minutes', waiting: 'waiting' },
    local: (hit: number, of: number, share: number, providers: number, names: readonly string[]) => ({
      title: 'Everything fails at once',
      text: `${count(hit)} of ${count(of)} new in the last 15 minutes (${percent(share)}) fail alike at ${providers} unrelated receivers (${list(names)}). That is our network, our DNS or our address, whatever the texts say.`,
    }),
    oneSender: (n: number, basis: string, provider: string, of: number) => ({
      title: 'One sender',
      text:
        of > 1
          ? `${count(n)} ${basis} with the same reply of ${provider}, all from one of at least ${of} sender domains with mail to it. Look at what it sends.`
          : `${count(n)} ${basis} with the same reply of ${provider}, all from one sender domain; no other with mail to it was seen. Look at what it sends.`,
    }),
    manySenders: (n: number, basis: string, provider: string, senders: number, of: number) => ({
      title: senders === of ? 'All senders' : 'Not one sender',
      text: `${count(n)} ${basis} with the same reply of ${provider}, from ${senders} sender domains${
        senders === of ? ', all that were seen with mail to it' : ` of at least ${of} with mail to it`
      }: it is about our server, not about one sender’s mail.`,
    }),
    oneIp: (provider: string, ip: string, of: number) => ({
      title: 'One of our addresses',
      text: `${provider} names ${ip} only, of ${of} addresses of ours.`,
    }),
    ips: (provider: string, hit: number) => ({
      title: 'Several of our addresses',
      text: `${provider} names ${hit} addresses of ours: it is not one address alone.`,
    }),
    seconds: (tried: number, cleared: number, works: boolean, overdue: number) => ({
      title: works ? 'Second tries pass' : 'Second tries do not pass',
      text: `Of ${count(tried)} tried again in the last 3 hours ${count(cleared)} left the queue${overdue > 0 ? `; ${count(overdue)} wait longer than an hour` : ''}.${
        works ? '' : ' A pool of sending addresses or a broken greylist is the usual cause.'
      }`,
    }),
  },
};
