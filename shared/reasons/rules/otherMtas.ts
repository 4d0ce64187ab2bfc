import type { Rule } from '../rule.ts';

/** Own words of Exchange, KumoMTA, Haraka, Stalwart and others about their own queue and resolver. */
export const otherMtas: readonly Rule[] = [
  {
    id: 'mta.resolver',
    class: 'dns_temporary',
    ours: true,
    text: [
      'lookup xhost (on|: )* (server misbehaving|i/o timeout|try again)',
      'server misbehaving',
      '(winsock|wsa|socket) * 11002',
      'eai_again',
    ],
    source: 'Go net.DNSError, Windows Sockets 11002 WSATRY_AGAIN, getaddrinfo(3) EAI_AGAIN',
    examples: ['Could not find mail server: lookup example.com on 127.0.0.53:53: server misbehaving'],
  },
  {
    id: 'mta.own-limit',
    class: 'rate_limit',
    ours: true,
    side: 'local',
    only: ['rate limited', 'concurrency limited', 'queue rate limit exceeded', 'throttled'],
    source: 'Stalwart queue: a delivery our own limits put off',
    examples: ['Concurrency limited', 'Rate limited'],
  },
  {
    id: 'mta.no-route',
    class: 'local_fault',
    ours: true,
    text: [
      'matching connector cannot be found',
      'no route to the mailbox database',
      'no (matching|suitable) (send )?connector',
      'kumomta internal: error in',
      'error in get_(queue|egress)~',
    ],
    source: 'Exchange Server, unreachable queue; KumoMTA configuration events',
    examples: ['A matching connector cannot be found to route the external recipient'],
  },
  {
    id: 'mta.gave-up',
    class: 'expired',
    ours: true,
    text: [
      'too many failures tried all mxs',
      'retry (limit|count) (reached|exceeded)',
      '(been|was|is|mail|message) (in the )?queued? for # (days?|hours?)',
      '(still )?in (the |our )?queue (after|for|since) (more than )?# (days?|hours?)',
      '(maximum|max) (time|number of (retries|attempts)|retries|attempts) * (queue|exceed~|reached)',
      'expired without any delivery attempts?',
      'exceeded (the )?maximum time (allowed )?in (the )?(retry )?queue',
      '(given|giving|gave) up * # (hours?|days?|attempts?|retries|tries)',
      '(after|for) # (retries|attempts|tries)',
      'time limit * (exceeded|reached|expired)',
      'time to live',
      '(attempts|retries) (are |were )?exhausted',
    ],
    not: ['contacted', 'connect~', 'be reached', 'unreach~', 'not reach~'],
    confidence: 'medium',
    source: 'RFC 5321 s.4.5.4.1; Haraka outbound, Stalwart, MDaemon reports',
    examples: [
      'Too many failures (Tried all MXs)',
      'This message has exceeded the maximum time allowed in the retry queue',
      'Your mail has been queued for 4 days and cannot be delivered',
    ],
  },
];
