import { AppError } from '../../../shared/error.ts';
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import type { Detection, ServerConfig } from '../../../shared/model/server.ts';
import type { ListOutcome, ListSink, MtaDriver, Reach } from '../../ports.ts';
import { runChecks } from '../checks.ts';
import { readLogTraffic } from '../logTraffic.ts';
import { bounded, checkElevation, commandOf } from '../run.ts';
import { actPostfix, describePostfix } from './act.ts';
import { detectPostfix } from './detect.ts';
import { postfixDomain } from './domain.ts';
import { factsOf } from './facts.ts';
import { logPostfix } from './log.ts';
import { messageIdsPostfix, successorsPostfix } from './messageIds.ts';
import { takenPostfix } from './taken.ts';
import { createJsonReader } from './readJson.ts';
import { createTextReader } from './readText.ts';
import { postfixTraffic } from './traffic.ts';
import { notShown } from '../parts.ts';

/** A listing of a million messages over a slow line; the poll loop has its own idea of "too long". */
const listDeadlineMs = 15 * 60_000;

async function list(
  reach: Reach,
  _config: ServerConfig,
  found: Detection,
  sink: ListSink,
  signal?: AbortSignal,
): Promise<ListOutcome> {
  const facts = factsOf(found);
  const c = facts.instance === null ? [] : ['-c', facts.instance];
  const options = { nullSender: facts.nullSender, now: reach.clock.now() };
  const reader = facts.json ? createJsonReader(sink, options) : createTextReader(sink, options);
  const result = await commandOf(reach).run(
    {
      argv: [facts.commands.postqueue, ...c, facts.json ? '-j' : '-p'],
      deadlineMs: listDeadlineMs,
      compress: true,
    },
    (chunk) => reader.push(chunk),
    signal,
  );
  const { remarks, complete } = reader.end();
  if (result.exitCode !== 0 && result.exitCode !== null && result.stdoutBytes === 0)
    throw listFailure(result.stderr, result.exitCode);
  if (/Mail system is down/.test(result.stderr)) remarks.push('The mail system is down; the queue was read directly.');
  if (result.truncated === 'deadline') remarks.push('The listing was cut at its deadline.');
  if (result.truncated === 'connection') remarks.push('The connection was lost during the listing.');
  if (result.exitCode !== 0 && result.exitCode !== null)
    remarks.push(`postqueue: ${result.stderr.trim().slice(0, 300)}`);
  return {
    complete: complete && result.exitCode === 0 && result.truncated === false,
    remarks,
    bytes: result.stdoutBytes,
  };
}

/** postqueue turns every fatal into exit 69: the text tells (postqueue.c, `unavailable()`). */
function listFailure(stderr: string, exitCode: number): AppError {
  const text = stderr.trim().slice(0, 500);
  const details = { text, exitCode };
  if (/not allowed to view/.test(stderr)) return new AppError('rights_missing', text, { ...details, why: 'list' });
  if (/mail system is down|Queue report unavailable/.test(stderr)) return new AppError('mta_down', text, details);
  if (/unauthorized configuration directory/.test(stderr))
    return new AppError('rights_missing', text, { ...details, why: 'instance' });
  if (/open \S*main\.cf/.test(stderr)) return new AppError('mta_not_configured', text, details);
  if (exitCode === 127 || /not found|No such file/.test(stderr)) return new AppError('command_missing', text, details);
  return new AppError('command_failed', text || `postqueue ended with ${exitCode}`, details);
}

export const postfix: MtaDriver = {
  kind: 'postfix',
  label: 'Postfix',
  needs: 'command',
  // mail_queue.h: letters and digits. ALL is a word of postsuper; a leading "-" would be an option.
  validId: (id) => /^[0-9A-Za-z]{5,255}$/.test(id) && id !== 'ALL',
  detect: detectPostfix,
  list,
  describe: (config, found, request) => describePostfix(config, factsOf(found), request),
  act: (reach, _config, found, request, signal) => actPostfix(reach, factsOf(found), request, signal),
  domain: postfixDomain,
  async inspect(reach, _config, found, id, what, signal) {
    if (!postfix.validId(id)) throw new AppError('bad_id', 'not a queue id');
    const facts = factsOf(found);
    const c = facts.instance === null ? [] : ['-c', facts.instance];
    const result = await commandOf(reach).text(
      {
        argv: [facts.commands.postcat, ...c, what === 'headers' ? '-qeh' : '-qb', id],
        elevated: !facts.isRoot && !facts.isOwner,
        elevatedAs: facts.owner,
        deadlineMs: 30_000,
        maxBytes: what === 'headers' ? 256 * 1024 : 64 * 1024,
      },
      signal,
    );
    if (result.exitCode !== 0 && result.truncated === false) {
      if (/No such file/.test(result.stderr)) return notShown(commandWords.gone);
      if (/Permission denied/.test(result.stderr))
        return notShown('This account may not read messages (postcat: Permission denied).');
      checkElevation(result);
      return notShown(result.stderr.trim().slice(0, 300) || 'postcat failed');
    }
    return {
      text: what === 'headers' ? headersOf(result.stdout) : bounded(contentOf(result.stdout)),
      truncated: result.truncated !== false,
      missing: null,
    };
  },
  log: (reach, _config, found, ids, sinceMs, signal) => logPostfix(reach, factsOf(found), ids, sinceMs, signal),
  messageIds: (reach, config, found, messages, mostHeaders, signal) =>
    messageIdsPostfix(reach, config, factsOf(found), messages, mostHeaders, signal),
  successors: (reach, _config, found, messages, sinceMs, signal) =>
    successorsPostfix(reach, factsOf(found), messages, sinceMs, signal),
  traffic: (reach, _config, found, mark, signal) =>
    readLogTraffic(reach, factsOf(found).log, postfixTraffic(factsOf(found)), mark, signal),
  taken: (reach, _config, found, messageIds, signal) => takenPostfix(reach, factsOf(found), messageIds, signal),
  checks: (reach, config, found, signal) =>
    runChecks(
      reach,
      [...found.ownHops, ...config.ownHops.map((address) => ({ address, what: 'own hop' }))],
      factsOf(found).queueDirectory,
      signal,
    ),
};

const marker = /^\*\*\* (MESSAGE CONTENTS|HEADER EXTRACTED|ENVELOPE RECORDS|MESSAGE FILE END)\b.*\*\*\*$/;

/** The section between "MESSAGE CONTENTS" and the next marker of postcat(1); everything when there is none. */
function contentOf(text: string): string {
  const lines = text.split('\n');
  const from = lines.findIndex((l) => l.startsWith('*** MESSAGE CONTENTS'));
  if (from < 0) return lines.filter((l) => !marker.test(l)).join('\n');
  const to = lines.findIndex((l, i) => i > from && marker.test(l));
  return lines.slice(from + 1, to < 0 ? undefined : to).join('\n');
}

const headersOf = (text: string): string => contentOf(text).trimEnd();
