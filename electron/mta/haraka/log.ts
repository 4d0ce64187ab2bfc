import { z } from 'zod';
import { findLogs } from '../mailLog.ts';
import type { Trials } from '../run.ts';

/** Log files from old to new, or "journal:UNIT"; empty where the account can read none. */
export const HarakaLog = z.array(z.string());

/** Where it writes when it runs as a daemon by itself (server.js). */
export const daemonLog = (smtpIni: string): string =>
  /^\s*daemon_log_file\s*=\s*(\/[\w./-]{1,500})\s*$/m.exec(smtpIni)?.[1] ?? '/var/log/haraka.log';

/**
 * Where Haraka writes: with `daemonize` of smtp.ini into daemon_log_file (server.js), with the plugin "syslog" into a mail log,
 * else to standard output, which systemd keeps (contrib/haraka.service).
 */
export async function findHarakaLog(trials: Trials, folder: string, smtpIni: string): Promise<string[]> {
  for (const file of [daemonLog(smtpIni), `${folder}/haraka.log`]) {
    const place = await findLogs(trials, file, '');
    if (place.kind === 'files') return place.files.reverse();
  }
  const mail = await findLogs(trials, '', 'haraka');
  if (mail.kind === 'files') return mail.files.reverse();
  const unit = await trials.text(['journalctl', '-q', '--no-pager', '-n', '1', '-o', 'cat', '-u', 'haraka'], {
    maxBytes: 8192,
    deadlineMs: 15_000,
  });
  return unit.exitCode === 0 && unit.stdout.trim() !== '' ? ['journal:haraka'] : [];
}
