/**
 * How a simulated server speaks: its queue ids, the lines of its delivery log, its reports. What happens to a message is
 * the world's business and the same for all.
 */
import type { Answer } from './destinations.ts';
import { eximMessageId, postfixQueueId } from './queueId.ts';
import { createEximReport, createReport } from './report.ts';
import type { SimulatedMessage } from './world.ts';

export interface Failed {
  address: string;
  status: string;
  text: string;
}

export interface Voice {
  readonly mta: 'postfix' | 'exim';
  id(now: number, microseconds: number, serial: number): string;
  arrived(message: SimulatedMessage): string[];
  tried(message: SimulatedMessage, recipient: string, answer: Answer, now: number): string;
  removed(message: SimulatedMessage): string;
  report(
    host: string,
    message: SimulatedMessage,
    kind: 'failed' | 'delayed',
    failed: Failed[],
    now: number,
    lifetime: number,
  ): string;
}

/** Lines of cleanup(8) and qmgr(8), for a new message as for one that is requeued. */
const takenByPostfix = ({ id, sender, size, messageId, recipients }: SimulatedMessage): string[] => [
  `postfix/cleanup[655]: ${id}: message-id=${messageId}`,
  `postfix/qmgr[712]: ${id}: from=<${sender}>, size=${String(size)}, nrcpt=${String(recipients.length)} (queue active)`,
];

export const requeuedByPostfix = (message: SimulatedMessage, before: string): string[] => [
  `postfix/pickup[700]: ${message.id}: uid=0 from=<${message.sender}> orig_id=${before}`,
  ...takenByPostfix(message),
];

export const postfixVoice: Voice = {
  mta: 'postfix',
  id: postfixQueueId,
  arrived: (message) => [
    `postfix/smtpd[640]: ${message.id}: client=app.kestrel-shop.example[192.0.2.17]`,
    ...takenByPostfix(message),
  ],
  tried({ id, tries, arrival }, recipient, answer, now) {
    const status = answer.kind === 'sent' ? '2.0.0' : answer.status;
    const delay = ((now - arrival) / 1000).toFixed(1);
    return `postfix/smtp[${String(2000 + (tries % 900))}]: ${id}: to=<${recipient}>, relay=${answer.relay}, delay=${delay}, delays=0.1/0/0.2/0.1, dsn=${status}, status=${answer.kind} (${answer.text})`;
  },
  removed: ({ id }) => `postfix/qmgr[712]: ${id}: removed`,
  report: createReport,
};

/**
 * The same failure in Exim's words (specification, chapter "Log files"; errno values of its macros.h): Postfix' "host H[A]
 * said: REPLY (in reply to COMMAND)" is "H=H [A]: SMTP error from remote mail server after COMMAND: REPLY".
 */
export function eximWords(text: string, recipient: string, sender: string): string {
  const said = /^host (\S+)\[([\d.]+)\] said: (.*) \(in reply to (.*?)(?: command)?\)$/.exec(text);
  if (said !== null) {
    const [, host = '', address = '', reply = '', command = ''] = said;
    const after =
      command === 'RCPT TO'
        ? `RCPT TO:<${recipient}>`
        : command === 'MAIL FROM'
          ? `MAIL FROM:<${sender}>`
          : command.startsWith('end of')
            ? 'end of data'
            : command;
    return `R=dnslookup T=remote_smtp defer (-44) H=${host} [${address}]: SMTP error from remote mail server after ${after}: ${reply}`;
  }
  const refused = /^connect to (\S+)\[([\d.]+)\]:25: (.*)$/.exec(text);
  if (refused !== null) {
    const [, host = '', address = '', why = ''] = refused;
    return `R=dnslookup T=remote_smtp defer (${why.includes('timed out') ? '110' : '111'}) H=${host} [${address}]: ${why}`;
  }
  if (text.startsWith('Host or domain name not found')) return 'R=dnslookup defer (-1): host lookup did not complete';
  return `R=dnslookup T=remote_smtp defer (-38): ${text}`;
}

export const eximVoice: Voice = {
  mta: 'exim',
  id: eximMessageId,
  arrived: ({ id, sender, size }) => [
    `${id} <= ${sender === '' ? '<>' : sender} H=app.kestrel-shop.example [192.0.2.17] P=esmtps X=TLS1.3:TLS_AES_256_GCM_SHA384:256 S=${String(size)}`,
  ],
  tried({ id, sender }, recipient, answer) {
    if (answer.kind === 'deferred') return `${id} == ${recipient} ${eximWords(answer.text, recipient, sender)}`;
    const [, host = answer.relay, address = ''] = /^(\S+?)\[([\d.]+)\]/.exec(answer.relay) ?? [];
    const way = `R=dnslookup T=remote_smtp H=${host} [${address}]`;
    if (answer.kind === 'sent') return `${id} => ${recipient} ${way} C="${answer.text}"`;
    const said = /said: (.*) \(in reply to/.exec(answer.text)?.[1] ?? answer.text;
    return `${id} ** ${recipient} ${way}: SMTP error from remote mail server after RCPT TO:<${recipient}>: ${said}`;
  },
  removed: ({ id }) => `${id} Completed`,
  report: createEximReport,
};
