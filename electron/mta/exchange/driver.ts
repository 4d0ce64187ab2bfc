/**
 * Microsoft Exchange (on-premises) by PowerShell over SSH. Sources: MicrosoftDocs/office-docs-powershell
 * Get-Queue.md, Get-Message.md, Suspend-Message.md, Resume-Message.md, Remove-Message.md, Retry-Queue.md;
 * MicrosoftDocs/OfficeDocs-Exchange queues/{queue,message}-properties.md.
 */
import { z } from 'zod';
import { AppError } from '../../../shared/error.ts';
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { MtaDriver } from '../../ports.ts';
import { createAnswers } from '../answers.ts';
import { commandOf } from '../run.ts';
import { ability, absent, checkListing, listOutcome, noVerb } from '../refused.ts';
import { exchangeDomain, type ExchangeFacts } from './domain.ts';
import { createExchangeReader } from './reader.ts';
import { actScript, detectScript, listScript, MESSAGES_AT_ONCE, powershell } from './scripts.ts';
import { notShown } from '../parts.ts';

const label = 'Exchange';
const Found = z.looseObject({ version: z.string(), os: z.string(), may: z.record(z.string(), z.boolean()) });

/** The last line that is JSON: login scripts may print before it. */
function lastJson(text: string): unknown {
  for (const line of text.split('\n').reverse()) {
    if (!line.trim().startsWith('{')) continue;
    try {
      return JSON.parse(line);
    } catch {
      return null;
    }
  }
  return null;
}

const cmdlets: Partial<Record<Verb, string>> = {
  hold: 'Suspend-Message -Identity $id -Confirm:$false',
  release: 'Resume-Message -Identity $id -Confirm:$false',
  // -WithNDR is true unless told otherwise.
  delete: 'Remove-Message -Identity $id -WithNDR $false -Confirm:$false',
  expire: 'Remove-Message -Identity $id -WithNDR $true -Confirm:$false',
};

export const exchange: MtaDriver = {
  kind: 'exchange',
  label,
  needs: 'command',
  // Server\Queue\Number; the queue is a number or a word such as Submission.
  validId: (id) => /^[A-Za-z0-9._-]{1,255}\\[A-Za-z0-9 ._-]{1,255}\\\d{1,20}$/.test(id),

  async detect(reach, config, signal) {
    if (config.mta !== null && config.mta !== 'exchange') return null;
    const command = powershell(detectScript);
    const result = await commandOf(reach).text(
      { argv: command, shell: 'none', deadlineMs: 60_000, maxBytes: 65_536 },
      signal,
    );
    const parsed = Found.safeParse(lastJson(result.stdout));
    if (!parsed.success) {
      if (config.mta !== 'exchange') return null;
      throw new AppError('mta_not_configured', commandWords.exchange.noSnapin, { text: result.stderr.slice(0, 2000) });
    }
    const { version, os, may } = parsed.data;
    const granted = (cmdlet: string) => (may[cmdlet] === true ? ('yes' as const) : ('no' as const));
    return {
      mta: 'exchange',
      version: version === '' ? null : version,
      system: os,
      abilities: [
        ability('list', 'Get-Queue, Get-Message', granted('Get-Message'), commandWords.exchange.queueReason),
        absent('retry_one', commandWords.exchange.retryQueue),
        ability('retry_domain', 'Retry-Queue', granted('Retry-Queue'), commandWords.exchange.byQueue),
        absent('retry_all', commandWords.exchange.retryQueue),
        ability('hold', 'Suspend-Message', granted('Suspend-Message')),
        ability('release', 'Resume-Message', granted('Resume-Message')),
        ability('delete', 'Remove-Message -WithNDR $false', granted('Remove-Message')),
        ability('expire', 'Remove-Message -WithNDR $true', granted('Remove-Message')),
        absent('requeue', commandWords.absent(label, 'requeue')),
        absent('headers', 'Exchange shows a message only after it was suspended'),
        absent('body', 'Exchange shows a message only after it was suspended'),
        absent('log', commandWords.absent(label, 'log by queue identity')),
      ],
      facts: { may } satisfies ExchangeFacts,
      recipe: null,
      commands: ['Get-Command Get-Queue, Get-Message, ...'],
      ownHops: [],
      instances: [],
      retrySchedule: null,
    };
  },

  async list(reach, _config, _found, sink, signal) {
    let seen = 0;
    const reader = createExchangeReader({
      message(message) {
        seen += 1;
        sink.message(message);
      },
      skipped: (why, text) => sink.skipped(why, text),
    });
    const result = await commandOf(reach).run(
      { argv: powershell(listScript), shell: 'none', deadlineMs: 10 * 60_000 },
      (chunk) => reader.push(chunk),
      signal,
    );
    checkListing(result, 'Get-Message');
    const read = reader.end();
    const full = seen >= MESSAGES_AT_ONCE;
    return listOutcome(
      result,
      { ...read, complete: read.complete && !full },
      full ? [commandWords.exchange.more(MESSAGES_AT_ONCE)] : [],
    );
  },

  describe: (_config, _found, { verb, ids }) => [
    `${(cmdlets[verb] ?? '').replace('$id', 'ID')}, for each of ${String(ids.length)}`,
  ],

  async act(reach, _config, _found, { verb, ids }, signal) {
    const cmdlet = cmdlets[verb];
    if (cmdlet === undefined) return noVerb(label, verb);
    const answers = createAnswers(ids, (line) => {
      const id = /^(?:ok|no) (\S+\\[^\\]+\\\d+)/.exec(line)?.[1];
      if (id === undefined) return null;
      return {
        id,
        refused: line.startsWith('ok ')
          ? null
          : line
              .slice(3 + id.length)
              .trim()
              .slice(0, 500),
      };
    });
    const result = await commandOf(reach).run(
      {
        argv: powershell(actScript(cmdlet)),
        shell: 'none',
        stdin: `${ids.join('\r\n')}\r\n`,
        deadlineMs: 60_000 + ids.length * 500,
        maxBytes: 16 * 1024 * 1024,
      },
      (chunk) => answers.push(chunk),
      signal,
    );
    return answers.end(result.stderr);
  },

  domain: exchangeDomain,

  inspect: () => Promise.resolve(notShown('Exchange shows a message only after it was suspended')),
  log: () => Promise.resolve(null),
};
