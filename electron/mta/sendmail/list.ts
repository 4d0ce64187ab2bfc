import { AppError } from '../../../shared/error.ts';
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import type { ServerConfig } from '../../../shared/model/server.ts';
import type { ListOutcome, ListSink, Reach } from '../../ports.ts';
import { checkElevation, commandOf } from '../run.ts';
import { listings, needsElevation, type Facts } from './facts.ts';
import { createSendmailReader } from './readQueue.ts';
import { readControl } from './spool.ts';

async function readOne(
  reach: Reach,
  config: ServerConfig,
  facts: Facts,
  args: readonly string[],
  sink: ListSink,
  signal?: AbortSignal,
) {
  const reader = createSendmailReader(sink, { now: reach.clock.now() });
  const result = await commandOf(reach).run(
    {
      argv: [facts.program, '-bp', '-v', ...args],
      elevated: needsElevation(config, facts),
      deadlineMs: 10 * 60_000,
      compress: true,
    },
    (chunk) => reader.push(chunk),
    signal,
  );
  checkElevation(result);
  const { remarks, complete } = reader.end();
  const denied = /permission denied|must be root|not authorized/i.test(`${remarks.join(' ')} ${result.stderr}`);
  if (denied) {
    throw new AppError('rights_missing', remarks.join(' ') || result.stderr.slice(0, 300), { why: 'list' });
  }
  const cut =
    result.truncated === 'deadline' ? [commandWords.cut] : result.truncated === 'connection' ? [commandWords.lost] : [];
  return {
    bytes: result.stdoutBytes,
    remarks: [...remarks, ...cut],
    complete: complete && result.exitCode === 0 && result.truncated === false,
  };
}

/** Both queues with what is quarantined in them, and the control files for what the listing cuts: five commands at the same time. */
export async function listSendmail(
  reach: Reach,
  config: ServerConfig,
  facts: Facts,
  sink: ListSink,
  signal?: AbortSignal,
): Promise<ListOutcome> {
  const messages: QueueMessage[] = [];
  const hold: ListSink = { message: (m) => messages.push(m), skipped: sink.skipped.bind(sink) };
  const [parts, { control, read }] = await Promise.all([
    Promise.all(listings.map((args) => readOne(reach, config, facts, args, hold, signal))),
    readControl(reach, config, facts, signal),
  ]);
  for (const message of messages) {
    // Sendmail shows times of the server's own zone, whatever TZ says (option TimeZoneSpec).
    if (message.arrival !== null) message.arrival -= facts.zone * 60;
    control.complete(message);
    sink.message(message);
  }
  const remarks = parts.flatMap((part) => part.remarks);
  if (!read) remarks.push(commandWords.sendmail.cutReasons);
  return {
    complete: parts.every((part) => part.complete),
    remarks,
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
  };
}
