import type { Rule } from '../rule.ts';

/** The server refuses us as a client of its relay. Asked before the rules about logging in: the words speak of both. */
export const relayClient: readonly Rule[] = [
  {
    id: 'relay.client',
    class: 'relay_denied',
    side: 'local',
    text: [
      'not (permitted|allowed|authori[sz]ed) to * relay * (through|via) (this|our) (server|host|system)',
      'invalid credentials for relay',
      'use me * as a relay',
      'not been configured to let you',
      'open relay not allowed',
      'requires authentication when attempting to send to a non-local',
    ],
    source:
      'Exim default configuration, Mimecast and Email Security.cloud (support.broadcom.com, 553): what is refused is our host as a client of a relay',
    examples: [
      '553-you are trying to use me [server-9.tower-181.messagelabs 553-.com] as a relay, but I have not been configured to let 553-you [203.0.113.101, server4.example.co.uk] do this. (#5.7.1)',
      '451 Open relay not allowed - https://community.mimecast.com/docs/DOC-1369#451',
      '550-mx.example.com [198.51.100.21]:22222 is not permitted to 550 relay through this server without authentication.',
      "550 5.7.1 Invalid credentials for relay [192.0.2.1]. The IP address you've registered in your Workspace SMTP Relay service doesn't match the domain of the account this email is being sent from.",
    ],
  },
];

/** The server does not take mail for the recipient domain. */
export const relaying: readonly Rule[] = [
  {
    id: 'relay.denied',
    class: 'relay_denied',
    text: [
      'relay(ing)? (is |was |to |mail |access |operation |host |attempt |this |the |your |addr |through |for |from |a )*(denied|not (allowed|permitted|possible|authori[sz]ed)|prohibited|disallowed|forbidden|refused|rejected|restricted|blocked|disabled|failed)',
      "(not|unable|cannot|can't|couldn't|don't|do not|won't|refuse|refused|refusing|denied|no|not allowed|not permitted|not authori[sz]ed|unauthori[sz]ed|prohibit~|we don't|attempt) (to |allow |permit |the |third party |open |provide |a )*relay(ing)?",
      'relaying',
      'open relay',
      'we do not relay',
      'not (an )?open relay',
      'as a relay',
      'not in (my|our|the) (list of allowed )?rcpthosts',
      "isn't in (my|our) (list of allowed )?rcpthosts",
      'list of allowed rcpthosts',
      'rcpthosts',
      '(domain|address|recipient|host|mail)( is| are)? not (hosted|handled|local|accepted|served|configured|relayed|serviced|our domain|one of ours|managed|supported|a local domain) ?(here|on|by|at|for|domain)?',
      'not (a )?(local|hosted|our|accepted|served|handled) (domain|host|address)',
      'not a gateway',
      'non-local e-?mail',
      'insecure mail relay',
      'specified domain is not allowed',
      "(do not|don't|does not|doesn't|not) (handle|host|accept|serve|know|service|process|manage|relay) (mail |e-?mail |messages |any mail )?(for|to)? ?(this |that |the |your |recipient )?(domain|host)",
      "we (do not|don't) (accept|handle|take) (mail|messages) for",
      'no such domain (here|at this)',
      'domain (is )?not (in|on|found on|found in) (our|this|the|my) (server|system|list~)',
      'is not (allowed|permitted|authori[sz]ed) to (relay|send mail (through|via))',
      'not (gateway|gatewaying)|mail (server )?does not (serve|handle)',
      'relay not',
      'relais (refusé|interdit|non autorisé)',
      'weiterleit~ (nicht erlaubt|verweigert|abgelehnt)|relay-zugriff verweigert',
      'no se permite (el )?relay|reenvío (denegado|no permitido)',
      'не (обслуживает~|ретранслир~)|ретрансляция запрещена',
      '(不|禁止|拒绝)(允许)?(转发|中继)',
      'invalid credentials for relay',

      'non-local (recipient|address|domain)',
      'unable to relay',
    ],
    not: [
      'spam',
      'relay= ',
      'quota',
      'network error',
      'mailer',
      'dynamic',
      'administrative prohibition * (spam|virus|block)',
      'relay limit',
      'temporar~',
      'relay ip',
      'relays? (black|block)',
      'open relay (database|list|test)',
      'listed',
      'spamhaus',
      'ordb',
      'rbl',
    ],
    source:
      'RFC 5321 s.3.6.2; RFC 3463 X.7.1; Postfix reject_unauth_destination, Sendmail, Exim "relay not permitted", qmail rcpthosts',
    examples: [
      '554 5.7.1 <user@example.com>: Relay access denied',
      '550 relay not permitted',
      "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
      '550 5.7.1 <user@example.com>... Relaying denied',
      '553 Relaying disallowed',
      '550 5.7.1 Unable to relay for user@example.com',
    ],
  },
];
