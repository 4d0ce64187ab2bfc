import type { Rule } from '../rule.ts';

/** Sentences qmail writes itself (qmail-remote.c, qmail-local.c, qmail-send.c). */
export const qmail: readonly Rule[] = [
  // qmail
  {
    id: 'qmail.no-connection',
    class: 'connect_failed',
    text: [
      "sorry, i wasn't able to establish an smtp connection",
      'cannot establish an smtp connection',
      'no smtp connection got far enough',
      'unable to establish an smtp connection',
    ],
    not: ['said #'],
    source: 'qmail-remote.c (#4.4.1)',
    examples: ["Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)"],
  },
  {
    id: 'qmail.connection-died',
    class: 'connection_dropped',
    text: [
      'connected to * but greeting failed',
      'connected to * but connection died',
      'connection died. possible duplicate',
    ],
    source: 'qmail-remote.c (#4.4.2)',
    examples: ['Connected to 192.0.2.20 but connection died. Possible duplicate! (#4.4.2)'],
  },
  {
    id: 'qmail.name-rejected',
    class: 'sender_identity',
    phase: ['ehlo'],
    code: ['5'],
    text: [
      '(domain|host|helo|ehlo)( name)? (is )?(invalid|unknown|not)',
      '(invalid|unknown|bad|illegal) (domain|host|helo|ehlo)( name)?',
    ],
    source: 'qmail-remote.c "Connected to … but my name was rejected": what is refused after HELO is our name',
    examples: ['Connected to 192.0.2.112 but my name was rejected. Remote host said: 501 5.0.0 Invalid domain name'],
  },
  {
    id: 'qmail.host-for-now',
    class: 'dns_temporary',
    code: ['4.1.2'],
    text: ["couldn't find any host (by that name|named)"],
    source: 'qmail-remote.c temp_dns: 4.1.2 is asked again, 5.1.2 is not',
    examples: ["Sorry, I couldn't find any host by that name. (#4.1.2)"],
  },
  {
    id: 'qmail.no-host',
    class: 'no_such_domain',
    text: ["sorry, i couldn't find a(ny)? (mail exchanger|host)", "couldn't find any host (by that name|named)"],
    source: 'qmail-remote.c (#5.1.2, #5.4.4)',
    examples: [
      "Sorry, I couldn't find any host named mx.example.invalid. (#5.1.2)",
      "Sorry, I couldn't find a mail exchanger or IP address. (#5.4.4)",
    ],
  },
  {
    id: 'qmail.loop',
    class: 'routing_loop',
    text: [
      "sorry. although i'm listed as a best-preference mx",
      "it isn't in my control/locals",
      'this message is looping',
      'already has your delivered-to line',
      'looping: already has',
    ],
    side: 'local',
    source: 'qmail-remote.c (#5.4.6), qmail-local.c',
    examples: [
      "Sorry. Although I'm listed as a best-preference MX or A for that host, it isn't in my control/locals file, so I don't treat it as local. (#5.4.6)",
    ],
  },
  {
    id: 'qmail.sticky',
    class: 'mailbox_busy',
    side: 'local',
    text: ['home directory is sticky', 'user is editing his .qmail'],
    source: 'dot-qmail(5): the sticky bit says that the user is changing his instructions; mail is deferred',
    examples: ['Home directory is sticky: user is editing his .qmail file. (#4.2.1)'],
  },
  {
    id: 'qmail.local',
    class: 'local_fault',
    text: [
      'unable to (chdir|switch|open|run|fork|read|write|exec|initialize|get)',
      'temporary (nfs|problem|error)',
      'system resources temporarily unavailable',
      'qq (temporary problem|trouble|internal bug)',
      'uh-oh',
      'message has wrong owner',
      'home directory is writable',
      'in control/',
      'out of memory',
      'qmail-spawn unable',
      'unable to run qmail-~',
      'aack, child crashed',
      'oops',
    ],
    ours: true,
    ourServer: true,
    source: 'qmail-local.c, qmail-lspawn.c, qmail-rspawn.c (#4.3.0)',
    examples: [
      'Unable to chdir to maildir. (#4.2.1)',
      'Aack, child crashed. (#4.3.0)',
      'Uh-oh: home directory is writable. (#4.7.0)',
    ],
  },
  {
    id: 'qmail.partial-line',
    class: 'protocol_format',
    text: ['smtp cannot transfer messages with partial final lines'],
    source: 'qmail-remote.c temp_/perm_partialline (#5.6.2)',
    examples: ['SMTP cannot transfer messages with partial final lines. (#5.6.2)'],
  },
  {
    id: 'qmail.no-mailbox',
    class: 'user_unknown',
    text: [
      'sorry, no mailbox here by that name',
      'this address no longer accepts mail',
      'no mailbox here by that name',
    ],
    source: 'qmail-local.c (#5.1.1)',
    examples: ['Sorry, no mailbox here by that name. (#5.1.1)'],
  },
];
