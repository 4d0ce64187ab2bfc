/** What the simulated machines share in answering commands. */
import type { Command } from '../ports.ts';
import type { SimulatedMessage, SimulatedServer } from './world.ts';

export interface Output {
  stdout: string;
  stderr: string;
  exitCode: number;
}

export const out = (stdout: string, exitCode = 0, stderr = ''): Output => ({ stdout, stderr, exitCode });

/** Lines of standard input. */
export const lines = (stdin: Command['stdin'] = ''): string[] =>
  (typeof stdin === 'string' ? stdin : new TextDecoder().decode(stdin)).split('\n').filter((line) => line !== '');

/** The headers of a message below the line its server put on top. */
export const headersOf = (message: SimulatedMessage, received: string): string[] => [
  received,
  `Date: ${new Date(message.arrival).toUTCString().replace('GMT', '+0000')}`,
  `From: ${message.sender}`,
  `To: ${message.recipients.map(({ address }) => address).join(', ')}`,
  `Subject: ${message.subject}`,
  `Message-ID: ${message.messageId}`,
];

export const bodyOf = ['', 'Dear reader,', '', 'this message is simulated: nobody wrote it and nobody gets it.', ''];

type LogLine = SimulatedServer['log'][number];

/** Patterns that do not name the id of the line they are in. */
const byText = /^(orig_id|: message-id)=/;

/** Lines of the log that name one of the ids. */
export function grep(server: SimulatedServer, patterns: string[], print: (line: LogLine) => string): string {
  return server.log
    .filter(({ id, text }) =>
      patterns.some((pattern) => pattern.includes(id) || (byText.test(pattern) && text.includes(pattern))),
    )
    .map((line) => `${print(line)}\n`)
    .join('');
}

/** What the counting script prints, with lines in the place of bytes; its arguments: script, name, file, inode, offset. */
export function passed(server: SimulatedServer, args: readonly string[], arrived: RegExp, sent: RegExp): string {
  const end = server.logDropped + server.log.length;
  const mark = `mark 4711 ${String(end)}\n`;
  if ((args[4] ?? '') === '') return mark;
  const since = server.log.slice(Math.max(0, Number(args[5]) - server.logDropped));
  const count = (what: RegExp): string => String(since.filter(({ text }) => what.test(text)).length);
  return `passed ${count(arrived)} ${count(sent)} 0 0\n${mark}`;
}
