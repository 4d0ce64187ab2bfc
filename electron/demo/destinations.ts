import type { Random } from './random.ts';

/** What a far end (or our own filter) answers to one delivery attempt. */
export type Answer =
  | { kind: 'sent'; relay: string; text: string }
  | { kind: 'deferred'; relay: string; status: string; text: string }
  | { kind: 'bounced'; relay: string; status: string; text: string };

export interface Attempt {
  /** Epoch ms. */
  now: number;
  arrival: number;
  tries: number;
  recipient: string;
  sender: string;
  /** Messages this server sent to this destination in the last minute. */
  lastMinute: number;
  random: Random;
}

export interface Destination {
  domain: string;
  /** Share of the traffic. */
  weight: number;
  answer(attempt: Attempt): Answer;
}

const MINUTE = 60_000;
/** Documentation addresses (RFC 5737). */
const host = (domain: string, ip: string) => `mx.${domain}[${ip}]`;

const accepts = (domain: string, ip: string) => (): Answer => ({
  kind: 'sent',
  relay: `${host(domain, ip)}:25`,
  text: '250 2.0.0 Ok: queued',
});
const defers = (relay: string, status: string, text: string): Answer => ({ kind: 'deferred', relay, status, text });
const bounces = (relay: string, status: string, text: string): Answer => ({ kind: 'bounced', relay, status, text });

/** What a server says of its own content filter while that is dead. */
export const deadFilter = defers('none', '4.4.1', 'connect to 127.0.0.1[127.0.0.1]:10024: Connection refused');

function plain(domain: string, ip: string, weight: number): Destination {
  const accept = accepts(domain, ip);
  return {
    domain,
    weight,
    answer(attempt) {
      if (/^(?:ghost|old|unknown)/.test(attempt.recipient)) {
        return bounces(
          `${host(domain, ip)}:25`,
          '5.1.1',
          `host ${host(domain, ip)} said: 550 5.1.1 <${attempt.recipient}>: Recipient address rejected: User unknown in virtual mailbox table (in reply to RCPT TO command)`,
        );
      }
      return accept();
    },
  };
}

function greylisting(domain: string, ip: string, weight: number): Destination {
  return {
    domain,
    weight,
    answer({ now, arrival, recipient }) {
      // Lets us in at any try five minutes after the first one (RFC 6647).
      if (now - arrival >= 5 * MINUTE) return accepts(domain, ip)();
      const text = `host ${host(domain, ip)} said: 450 4.2.0 <${recipient}>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/${domain}.html (in reply to RCPT TO command)`;
      return defers(`${host(domain, ip)}:25`, '4.2.0', text);
    },
  };
}

/** Destinations of the demo. Names are reserved (RFC 2606) but for the big providers, whose replies are told apart. */
export function createDestinations(start: number): Destination[] {
  const waveFrom = start + 45_000;
  const waveTo = start + 5 * MINUTE;
  const gmail = 'gmail-smtp-in.l.google.com[192.0.2.27]';
  const outlook = 'outlook-com.olc.protection.outlook.com[192.0.2.33]';
  return [
    plain('example.com', '192.0.2.10', 30),
    plain('example.org', '192.0.2.44', 22),
    plain('example.net', '198.51.100.9', 16),
    greylisting('garden-club.example', '198.51.100.61', 2),
    greylisting('village-school.example', '198.51.100.62', 2),
    greylisting('choir.example', '198.51.100.63', 1),
    {
      domain: 'gmail.com',
      weight: 16,
      answer({ lastMinute }) {
        if (lastMinute < 12) return { kind: 'sent', relay: `${gmail}:25`, text: '250 2.0.0 OK' };
        return defers(
          `${gmail}:25`,
          '4.7.28',
          `host ${gmail} said: 421-4.7.28 Gmail has detected an unusual rate of mail originating from your IP address [203.0.113.25]. To protect our users from spam, mail has been temporarily rate limited. 421 4.7.28 https://support.google.com/mail/answer/81126 (in reply to end of DATA command)`,
        );
      },
    },
    {
      domain: 'outlook.com',
      weight: 10,
      answer({ sender, now, random }) {
        if (!sender.startsWith('bulk@') && !random.chance(0.05)) {
          return { kind: 'sent', relay: `${outlook}:25`, text: '250 2.6.0 Queued mail for delivery' };
        }
        return defers(
          `${outlook}:25`,
          '4.7.650',
          `host ${outlook} said: 451 4.7.650 The mail server [203.0.113.25] has been temporarily rate limited due to IP reputation. For e-mail delivery information, see https://aka.ms/postmaster (S775) [AMS0EPF000001${String(now % 90)}.eurprd05.prod.outlook.com] (in reply to MAIL FROM command)`,
        );
      },
    },
    {
      domain: 'mailhaus.example',
      weight: 9,
      answer({ now }) {
        const relay = host('mailhaus.example', '192.0.2.71');
        if (now < waveFrom || now > waveTo) return accepts('mailhaus.example', '192.0.2.71')();
        return defers(
          `${relay}:25`,
          '4.3.0',
          `host ${relay} said: 451 4.3.0 Mail server temporarily rejected message (in reply to end of DATA command)`,
        );
      },
    },
    {
      domain: 'fullbox.example',
      weight: 0.7,
      answer({ recipient }) {
        const relay = host('fullbox.example', '192.0.2.52');
        return defers(
          `${relay}:25`,
          '4.2.2',
          `host ${relay} said: 452 4.2.2 <${recipient}>: mailbox full (in reply to RCPT TO command)`,
        );
      },
    },
    {
      domain: 'harbour-print.example',
      weight: 0.5,
      answer: () =>
        defers('none', '4.4.1', 'connect to mx.harbour-print.example[198.51.100.200]:25: Connection timed out'),
    },
    {
      domain: 'inn.example',
      weight: 0.4,
      answer: () =>
        defers(
          'none',
          '4.4.3',
          'Host or domain name not found. Name service error for name=inn.example type=MX: Host not found, try again',
        ),
    },
    {
      domain: 'partner-bank.example',
      weight: 0.4,
      answer: () =>
        defers(
          'mx.partner-bank.example[192.0.2.90]:25',
          '4.7.5',
          'Server certificate not verified: certificate has expired',
        ),
    },
  ];
}
