import { expect, it } from 'vitest';
import { quotedIps } from '../../../../electron/monitor/causes/quotedIps.ts';
import { classify } from '../../../../shared/reasons/index.ts';

const ours = (text: string, mta: string): string[] => quotedIps(text, classify(text, { mta }).speaker);

it.each([
  [
    'our address in the reply of another host',
    'host mx.example.net[192.0.2.7] said: 451 4.7.650 The mail server [203.0.113.25] has been temporarily rate limited',
    'postfix',
    ['203.0.113.25'],
  ],
  [
    'not the address of the host that spoke',
    'host mx.example.net[192.0.2.7] said: 450 4.7.1 192.0.2.7 is busy',
    'postfix',
    [],
  ],
  [
    'not the address we could not reach',
    'connect to mx.example.net[192.0.2.7]:25: Connection timed out',
    'postfix',
    [],
  ],
  [
    'nor where Exim says so',
    'R=dnslookup T=remote_smtp defer (110) H=mx.example.net [192.0.2.7]: Connection timed out',
    'exim',
    [],
  ],
  ['our address in a bare reply', '550 5.7.1 Client host [2001:db8::25] blocked', 'dsn', ['2001:db8::25']],
])('tells which address of ours a reply is about: %s', (_, text, mta, ips) => expect(ours(text, mta)).toEqual(ips));
