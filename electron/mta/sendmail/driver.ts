import { AppError } from '../../../shared/error.ts';
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import type { LogLine, MtaDriver } from '../../ports.ts';
import { runChecks } from '../checks.ts';
import { readLogTraffic } from '../logTraffic.ts';
import { grepLog, newEnough } from '../mailLog.ts';
import { actOnSendmail, describeSendmail } from './act.ts';
import { detectSendmail } from './detect.ts';
import { sendmailDomain } from './domain.ts';
import { factsOf } from './facts.ts';
import { listSendmail } from './list.ts';
import { readSendmailLine } from './log.ts';
import { sendmailId } from './readQueue.ts';
import { readMessage } from './spool.ts';
import { sendmailTraffic } from './traffic.ts';
import { notShown } from '../parts.ts';

export const sendmail: MtaDriver = {
  kind: 'sendmail',
  label: 'Sendmail',
  needs: 'command',
  validId: (id) => sendmailId.test(id),
  detect: detectSendmail,
  list: (reach, config, found, sink, signal) => listSendmail(reach, config, factsOf(found), sink, signal),
  describe: (config, found, request) => describeSendmail(config, factsOf(found), request),
  act: (reach, config, found, request, signal) => actOnSendmail(reach, config, factsOf(found), request, signal),
  domain: sendmailDomain,
  async inspect(reach, config, found, id, what, signal) {
    if (!sendmailId.test(id)) throw new AppError('bad_id', 'not a Sendmail id');
    const read = await readMessage(reach, config, factsOf(found), id, what, signal);
    return read === null ? notShown(commandWords.gone) : { ...read, missing: null };
  },
  traffic: (reach, _config, found, mark, signal) =>
    readLogTraffic(reach, factsOf(found).log, sendmailTraffic, mark, signal),
  async log(reach, _config, found, ids, sinceMs, signal) {
    const facts = factsOf(found);
    if (facts.log.kind === 'none') return null;
    const asked = new Set(ids);
    const out: LogLine[] = [];
    const now = reach.clock.now();
    const readable = await grepLog(
      reach,
      facts.log,
      ids.map((id) => `: ${id}: `),
      sinceMs,
      (line) => {
        const read = readSendmailLine(line.slice(0, 8192), asked, now, facts.zone);
        if (read && newEnough(read, sinceMs) && out.length < 200_000) out.push(read);
      },
      signal,
    );
    return readable ? out : null;
  },
  checks: (reach, config, found, signal) =>
    runChecks(
      reach,
      config.ownHops.map((address) => ({ address, what: 'own hop' })),
      factsOf(found).spools[0] ?? '/var/spool',
      signal,
    ),
};
