import { AppError } from '../../../shared/error.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import type { Detection, ServerConfig } from '../../../shared/model/server.ts';
import type { ListOutcome, ListSink, Reach } from '../../ports.ts';
import { checkElevation, commandOf } from '../run.ts';
import { causeOf, domainOf, readCauses, type Causes } from './causes.ts';
import { base, factsOf } from './facts.ts';
import { readDeferrals } from './msglog.ts';
import { createEximReader } from './readQueue.ts';
import { Deferrals } from './reasons.ts';

export async function listExim(
  reach: Reach,
  config: ServerConfig,
  found: Detection,
  sink: ListSink,
  signal?: AbortSignal,
): Promise<ListOutcome> {
  const facts = factsOf(found);
  const elevated = !facts.admin && config.elevate !== 'none';
  const messages: QueueMessage[] = [];
  const reader = createEximReader(
    { message: (m) => messages.push(m), skipped: sink.skipped.bind(sink) },
    { now: reach.clock.now() },
  );
  const run = commandOf(reach).run(
    // Unsorted: sorting a big queue costs the server and gains us nothing.
    { argv: [...base(facts), '-bpr'], elevated, deadlineMs: 10 * 60_000, compress: true },
    (chunk) => reader.push(chunk),
    signal,
  );
  const [result, deferrals] = await Promise.all([
    run,
    facts.msglog === 'readable' ? readDeferrals(reach, facts, signal) : Promise.resolve(new Deferrals()),
  ]);
  const { remarks, complete } = reader.end();
  if (result.exitCode !== 0 && result.exitCode !== null && messages.length === 0) {
    checkElevation(result);
    const text = result.stderr.trim().slice(0, 500) || remarks.join(' ') || `exim ended with ${result.exitCode}`;
    throw new AppError(/permission denied/i.test(text) ? 'rights_missing' : 'command_failed', text, {
      text,
      exitCode: result.exitCode,
    });
  }

  // A message that only waits has lost its cause; another one to the same domain, the log or the retry database still has it.
  const byDomain = new Map<string, string>();
  let waiting = false;
  for (const m of messages) {
    for (const r of m.recipients) {
      const d = deferrals.of(m.id, r.address);
      if (d === null) continue;
      if (d.waiting) waiting = true;
      else byDomain.set(domainOf(r.address), d.text);
    }
  }
  const told: Causes = waiting ? await readCauses(reach, facts, signal) : { byDomain: new Map(), retry: new Map() };
  const causes: Causes = { retry: told.retry, byDomain: new Map([...told.byDomain, ...byDomain]) };
  const whole = (address: string, text: string): string => {
    const cause = causeOf(causes, address, text);
    return cause === null ? text : `${text}: ${cause}`;
  };
  for (const m of messages) {
    let known = false;
    for (const r of m.recipients) {
      const d = deferrals.of(m.id, r.address);
      if (d === null) {
        // A frozen bounce was refused for good: its own log says only why it is frozen.
        if (m.state === 'frozen') r.reason = deferrals.frozen(m.id);
        continue;
      }
      known = true;
      r.reason = d.waiting ? whole(r.address, d.text) : d.text;
    }
    // Neither frozen nor ever deferred: it has just come, or is being delivered now.
    if (!known && m.state === 'deferred' && facts.msglog === 'readable') m.state = 'incoming';
    sink.message(m);
  }
  if (facts.msglog === 'hidden') remarks.push('No reasons: this account may not read the message logs.');
  if (facts.msglog === 'off') remarks.push('No reasons: this Exim keeps no message logs (message_logs = false).');
  if (result.truncated !== false)
    remarks.push(
      result.truncated === 'deadline'
        ? 'The listing was cut at its deadline.'
        : 'The connection was lost during the listing.',
    );
  return {
    complete: complete && result.exitCode === 0 && result.truncated === false,
    remarks,
    bytes: result.stdoutBytes,
  };
}
