import { expect, it } from 'vitest';
import { exim } from '../../../electron/mta/exim/driver.ts';
import type { Command, CommandTransport, Reach } from '../../../electron/ports.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import { ServerConfig, type Detection } from '../../../shared/model/server.ts';

/**
 * Ids of 23 characters (Exim 4.97 and later) beside those of 16, which stay in the spool after an upgrade. Listing, message logs, main log
 * and answers in the forms of queue.c, log.c and deliver.c; the same on a real Exim is the lab's, with ids of whatever length it makes.
 */
const long = '1xVWLI-00000000ABC-1abc';
const short = '1xVWLI-000ABC-1a';

function reach(): { reach: Reach; ran: Command[] } {
  const ran: Command[] = [];
  const says = (command: Command): string => {
    ran.push(command);
    const words = command.argv.join(' ');
    if (words.endsWith(' -bpr'))
      return ` 4h  1.6K ${long} <a@lab.example>\n          b@x.example\n          c@y.example\n\n25m   270 ${short} <> *** frozen ***\n          d@lab.example\n\n`;
    if (words.includes('msglog'))
      return [
        `./${long}:2026-11-23 15:52:33 b@x.example R=r T=remote_smtp defer (-44) H=mx.x.example [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<b@x.example>: 451 4.7.1 later`,
        `./${long}:2026-11-23 15:53:33 c@y.example R=r T=remote_smtp defer (-54): retry time not reached for any host for 'y.example'`,
        `./${short}:*** Frozen (delivery error message)`,
        '',
      ].join('\n');
    if (words.includes('exim_dumpdb'))
      return `  R:z.example -1 77 z\n=== main log\n2026-11-23 15:50:00 == c@y.example R=r T=remote_smtp defer (111): Connection refused H=mx.y.example [192.0.2.2]\n`;
    if (words.includes('-Mf')) return `Message ${long} is now frozen\nMessage ${short} is already frozen\n`;
    if (words.includes('grep -aF -f'))
      return `2026-11-23 16:00:00 ${long} => b@x.example R=r T=remote_smtp H=mx C="250 ok"\n2026-11-23 16:00:01 ${long} Completed\n`;
    return '';
  };
  const done = (stdout: string) => ({
    exitCode: 0,
    signal: null,
    stderr: '',
    stdoutBytes: stdout.length,
    truncated: false as const,
  });
  const command: CommandTransport = {
    run: (c, onStdout) => {
      const text = says(c);
      onStdout(Buffer.from(text));
      return Promise.resolve(done(text));
    },
    text: (c) => {
      const stdout = says(c);
      return Promise.resolve({ ...done(stdout), stdout });
    },
    reset: () => undefined,
    log: () => [],
    dispose: () => undefined,
  };
  const clock = { now: () => 1_795_460_000_000, monotonic: () => 0, after: () => () => undefined, random: () => 0 };
  return { reach: { command, clock }, ran };
}

const config = ServerConfig.parse({ id: 'x', name: 'x', mta: 'exim', route: { kind: 'local' } });
const found = {
  facts: {
    program: '/usr/sbin/exim4',
    instance: null,
    spool: '/var/spool/exim4',
    mainLog: '/var/log/exim4/mainlog',
    logReadable: true,
    msglog: 'readable',
    admin: true,
    zone: 0,
  },
} as unknown as Detection;

it('lists both, each recipient with its reason, a waiting one with its cause from the main log, in three commands', async () => {
  const { reach: way, ran } = reach();
  const messages: QueueMessage[] = [];
  const skipped: string[] = [];
  const outcome = await exim.list(way, config, found, {
    message: (m) => messages.push(m),
    skipped: (why, text) => skipped.push(`${why}: ${text}`),
  });
  expect([outcome.complete, skipped, ran.length]).toEqual([true, [], 3]);
  expect(messages.map((m) => [m.id, m.state])).toEqual([
    [long, 'deferred'],
    [short, 'frozen'],
  ]);
  expect(messages[0]?.recipients[0]?.reason).toContain('451 4.7.1 later');
  expect(messages[0]?.recipients[1]?.reason).toMatch(/retry time not reached .*: .*Connection refused/);
  // Both ids begin with the same second.
  expect(messages[0]?.arrival).toBe(messages[1]?.arrival);
});

it('acts on both and reads their log', async () => {
  const { reach: way } = reach();
  expect([long, short].map((id) => exim.validId(id))).toEqual([true, true]);
  const report = await exim.act(way, config, found, { verb: 'hold', ids: [long, short] });
  expect([...report.submitted]).toEqual([long]);
  expect([...report.refused.keys()]).toEqual([short]);
  const log = await exim.log(way, config, found, [long], 0);
  expect(log?.map((l) => [l.id, l.proves])).toEqual([
    [long, 'sent'],
    [long, 'removed'],
  ]);
});
