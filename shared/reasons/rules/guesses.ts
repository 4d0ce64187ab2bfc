import type { Rule } from '../rule.ts';

/**
 * Single words, asked last: servers of small makers say in two or three words of their own what the rules before know
 * by whole sentences. The answer is called a guess (low confidence).
 */
const guess = (name: string, of: Pick<Rule, 'class' | 'text' | 'examples'> & Partial<Rule>): Rule => ({
  id: `guess.${name}`,
  confidence: 'low',
  source: 'RFC 5321 s.4.2: the text is free; its words are all there is to go by',
  ...of,
});

export const guesses: readonly Rule[] = [
  guess('relay', {
    class: 'relay_denied',
    text: ['(open)?relay~', 'local domains? only', 'domain * not (local|hosted|served)'],
    examples: ['553 relay check domain fail', '553 host denies relay.'],
  }),
  guess('name', {
    class: 'sender_identity',
    text: [
      'helo~',
      'ehlo~',
      'ptr',
      'rdns',
      'reverse~',
      'host ?name',
      'fqdn',
      'from rfc#? reserved domain',
      'reserved domain',
    ],
    examples: ['555 helohost error.'],
  }),
  guess('rate', {
    class: 'rate_limit',
    text: [
      '(number|count|limit|quota|rate|frequen~|allow|maximum|max) * (rcpts?|recipients?|messages?|mails?|connections?|sessions?|requests?|errors?|hour|day|minute)',
      'too (many|much|often|fast)',
      '(rcpts?|recipients?|messages?|mails?|connections?|sessions?|requests?) * (number|over|limit|allow~|exceed~|count|rate|many|fast)',
      'quota * sending',
      'flood~',
    ],
    not: ['storage', 'mailbox', 'disk', 'length'],
    examples: ['451 out of allow RCPT numbers.'],
  }),
  guess('size', {
    class: 'message_too_big',
    text: [
      '(mail|message|data|content|body|attachment)(size)? * (size|length|large|big|long|maximum)',
      'mailsize',
      'too (big|large|long)',
    ],
    examples: ['557 The length of DATA content is achieved the maximum threshold'],
  }),
  guess('full', {
    class: 'mailbox_full',
    text: ['quota', 'no space', 'space', 'full', 'storage'],
    not: ['name ?space'],
    examples: ['550 quota'],
  }),
  guess('closed', {
    class: 'mailbox_disabled',
    text: [
      '(user|account|mail ?box|recipient|address) * (hang ?up|suspend~|frozen|freez~|lock~|inactive|stopp~|expire~|clos~|disabl~|moved|gone|retired|left)',
    ],
    examples: ['550 User hangup'],
  }),
  guess('address', {
    class: 'reputation',
    text: [
      '(black|bad|banned|blocked|invalid|denied|rejected|evil|listed) (ip|ips|host|client|server|network|domain)',
      '(ip|ips|host|client|server|network|domain|url|xhost) * (rejected|banned|hang ?up|denied|black~|blocked|refused|prison|listed|abus~|penal~|bad|invalid|trust~)',
      'ban list',
      'banned',
      'abus~',
      'trap',
      'attack~',
      'reputation',
      'go away',
      'spammer~',
      'not welcome',
    ],
    not: [
      'server (permanently |temporarily |has |have )?(rejected|refused|denied)',
      'sender',
      'user',
      'recipient',
      'from',
    ],
    examples: ['554 IP is Hangup', '550 ip in prison', '550 The domain example.com is banned'],
  }),
  guess('sender', {
    class: 'sender_rejected',
    text: [
      '(fake|forged|black|unvalidated|invalid|unverified|bad|denied|blocked|banned|illegal|unknown|null|empty|denies the|wrong|no) (sender|mail address|from|originator|return path|mail from)',
      '(sender|mail from|from|originator|envelope from|return path) * (unvalidated|denied|banned|black~|refused|invalid|unknown|not|no|fail~|wrong|tld|reject~)',
      'bounces?',
    ],
    not: ['ip', 'relay'],
    examples: ['553 host denies the sender.', '554 sender is unvalidated.', '554 Black mail address.'],
  }),
  guess('recipient', {
    class: 'user_unknown',
    text: [
      '(user|users|rcptto|recipient|rcpt|mail ?box|account|mail address|addressee) * (not|exist~|unknown|invalid|no|fail~|wrong|bad|non~|verif~)',
      "(not|no|non|invalid|unknown|bad|wrong|doesn't|don't|isn't) * (user|users|rcptto|recipient|rcpt|mail ?box|account|addressee)",
    ],
    not: ['want', 'accept~', 'authori~', 'allow~', 'permit~'],
    examples: ['559 Invalid rcptto', "550 local server don't exists that user", '550 not user of this server'],
  }),
  guess('spam', {
    class: 'spam_content',
    text: [
      'spam~',
      'junk',
      'phish~',
      'bulk',
      'unsolicited',
      'content',
      'advert~',
      'newsletter~',
      'keyword~',
      'links?',
      'urls?',
      'subject',
    ],
    examples: ['571 advertising'],
  }),
  guess('domain', {
    class: 'no_such_domain',
    text: ['host not found', 'no data * (dns|resolve)', 'domain * (not|no|invalid|unknown)', 'no mx'],
    examples: ['526 No data by dns resolve'],
  }),
  guess('dns', {
    class: 'dns_temporary',
    text: ['dns', 'resolv~', 'name ?server~'],
    examples: ['423 Dns resolve error'],
  }),
  guess('login', {
    class: 'smtp_auth',
    text: ['auth', 'authenticat~', 'log ?in', 'password', 'credential~'],
    examples: ['551 auth'],
  }),
  guess('connect', {
    class: 'connect_failed',
    text: ['unreachable', 'connect to', 'no route', 'host is down'],
    examples: ['427 Socks Connect to UNREACHABLE host'],
  }),
  guess('dialogue', {
    class: 'protocol_format',
    text: [
      'parse',
      'sequence',
      'command',
      'syntax',
      'format',
      'illegal',
      'invalid',
      'header~',
      'protocol',
      'encod~',
      'standards?',
    ],
    examples: ['551 line parse error'],
  }),
  guess('rule', {
    class: 'policy',
    text: [
      'restrict~',
      'rule~',
      "(doesn't|does not|don't) * want",
      'definitively',
      'want~ * mail',
      'unwanted',
      'prohibit~',
      'not allowed',
      'not permitted',
      'private list',
      'closed list',
      'mx only',
      'country',
    ],
    examples: ['550 restricted', "550 5.7.1 Recipient doesn't want your mail"],
  }),
];
