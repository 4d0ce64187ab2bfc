import { AppError } from '../../../shared/error.ts';
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import type { LogLine, MtaDriver } from '../../ports.ts';
import { runChecks } from '../checks.ts';
import { noLog, readLogTraffic } from '../logTraffic.ts';
import { grepLog, newEnough } from '../mailLog.ts';
import { checkElevation, commandOf } from '../run.ts';
import { actOnExim, describeExim } from './act.ts';
import { detectExim } from './detect.ts';
import { eximDomain } from './domain.ts';
import { base, factsOf } from './facts.ts';
import { listExim } from './list.ts';
import { logPlace, readEximLogLine } from './log.ts';
import { eximId } from './readQueue.ts';
import { headersOfSpool } from './spool.ts';
import { takenExim } from './taken.ts';
import { eximTraffic } from './traffic.ts';
import { notShown } from '../parts.ts';

export const exim: MtaDriver = {
  kind: 'exim',
  label: 'Exim',
  needs: 'command',
  validId: (id) => eximId.test(id),
  detect: detectExim,
  list: listExim,
  describe: describeExim,
  act: actOnExim,
  domain: eximDomain,
  async inspect(reach, config, found, id, what, signal) {
    if (!eximId.test(id)) throw new AppError('bad_id', 'not an Exim id');
    const facts = factsOf(found);
    const result = await commandOf(reach).text(
      {
        argv: [...base(facts), what === 'headers' ? '-Mvh' : '-Mvb', id],
        elevated: !facts.admin && config.elevate !== 'none',
        deadlineMs: 30_000,
        maxBytes: what === 'headers' ? 256 * 1024 : 64 * 1024,
      },
      signal,
    );
    if (result.exitCode !== 0 && result.truncated === false) {
      checkElevation(result);
      const said = `${result.stdout}${result.stderr}`;
      const missing = /permission denied/i.test(said)
        ? 'This account may not read messages.'
        : /Failed to open|No such file/i.test(said)
          ? commandWords.gone
          : said.trim().slice(0, 300);
      return notShown(missing);
    }
    // The first line of -Mvb is the name of the file.
    const text = what === 'headers' ? headersOfSpool(result.stdout) : result.stdout.replace(/^\S+-D\n/, '');
    return { text, truncated: result.truncated !== false, missing: null };
  },
  traffic: (reach, _config, found, mark, signal) => {
    const { mainLog, logReadable } = factsOf(found);
    const place = mainLog !== null && logReadable ? { kind: 'files' as const, files: [mainLog] } : noLog;
    return readLogTraffic(reach, place, eximTraffic, mark, signal);
  },
  async log(reach, _config, found, ids, sinceMs, signal) {
    const facts = factsOf(found);
    if (facts.mainLog === null || !facts.logReadable) return null;
    const asked = new Set(ids);
    const out: LogLine[] = [];
    const readable = await grepLog(
      reach,
      logPlace(facts.mainLog),
      ids,
      sinceMs,
      (line) => {
        const read = readEximLogLine(line.slice(0, 8192), asked, facts.zone);
        if (read && newEnough(read, sinceMs) && out.length < 200_000) out.push(read);
      },
      signal,
    );
    return readable ? out : null;
  },
  async taken(reach, _config, found, messageIds, signal) {
    const facts = factsOf(found);
    if (facts.mainLog === null || !facts.logReadable) return null;
    return takenExim(reach, logPlace(facts.mainLog), facts.zone, messageIds, signal);
  },
  checks: (reach, config, found, signal) =>
    runChecks(
      reach,
      [...found.ownHops, ...config.ownHops.map((address) => ({ address, what: 'own hop' }))],
      factsOf(found).spool,
      signal,
    ),
};
