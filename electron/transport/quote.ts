import { AppError } from '../../shared/error.ts';
import type { Command } from '../ports.ts';

/**
 * From a command as data to the one string an SSH server hands to the account's login shell (RFC 4254 section 6.5: the
 * command is text, interpreted by whatever shell the account has).
 *
 * The login shell may be sh, bash, dash, ksh, zsh, csh, tcsh or fish, and they agree on little: csh expands `!` inside single
 * quotes, fish reads a backslash there, csh cannot hold a newline there. So the login shell only ever sees
 * `/bin/sh -c '<text>'` where <text> has none of ' \ ! and newline, and everything else is done by /bin/sh. A script
 * that needs one of those characters travels with them as octal escapes and is rebuilt by printf at the far end.
 */

/** Words that mean the same in every shell without quotes. A leading ~ or = never gets here, % is no job name as an argument. */
const plainWord = /^[A-Za-z0-9_./:@,+%-][A-Za-z0-9_./:=@,+%-]*$/;

/** One word for a POSIX shell. */
export function posixWord(word: string): string {
  if (word.includes('\0')) throw new AppError('bad_argument', 'an argument holds a NUL byte');
  return plainWord.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The one-line script wrapped so that every login shell hands it to /bin/sh unchanged. */
export function forLoginShell(script: string): string {
  if (script.includes('\0')) throw new AppError('bad_argument', 'a command holds a NUL byte');
  if (/^[^'\\!\n\r]*$/.test(script) && isAscii(script)) return `/bin/sh -c '${script}'`;
  // printf %b with three-digit octal after \0 (XPG) is understood by every /bin/sh with $(...), dash included.
  let coded = '';
  for (const byte of Buffer.from(script, 'utf8')) {
    const char = String.fromCharCode(byte);
    coded += /[A-Za-z0-9 _./:=@,+-]/.test(char) ? char : `\\0${byte.toString(8).padStart(3, '0')}`;
  }
  return `/bin/sh -c 'eval "$(printf %b "$0")"' '${coded}'`;
}

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 126) return false;
  return true;
};

/** MTAs live in sbin, which non-interactive logins often lack. The account's own PATH comes first. */
const morePath =
  '/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin:/usr/lib/courier/bin:/usr/exim/bin:/var/qmail/bin';

export interface ScriptOptions {
  elevate: 'none' | 'sudo' | 'doas';
  /** Printed on a line of its own before the command's output, so that what the login printed can be told from it. */
  marker: string | null;
}

/** The words that are run, with sudo or doas in front where the command asks for it. */
export function elevatedWords(command: Command, elevate: ScriptOptions['elevate']): string[] {
  const words: string[] = [...command.argv];
  if (command.elevated !== true || elevate === 'none') return words;
  const as = command.elevatedAs === undefined ? [] : ['-u', command.elevatedAs];
  return [elevate, '-n', ...as, ...words];
}

/** The POSIX script for a command: PATH, C locale, UTC, the marker, and the command, gzipped where asked and possible. */
export function posixScript(command: Command, options: ScriptOptions): string {
  const [program] = command.argv;
  if (program.startsWith('-') || program === '') throw new AppError('bad_argument', 'a program name starts with "-"');
  const sets = [`PATH="$PATH:${morePath}"`, 'LC_ALL=C', 'TZ=UTC'];
  const names = ['PATH', 'LC_ALL', 'TZ'];
  for (const [name, value] of Object.entries(command.env ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new AppError('bad_argument', 'a bad environment name');
    sets.push(`${name}=${posixWord(value)}`);
    names.push(name);
  }
  const words =
    elevatedWords(command, options.elevate).map(posixWord).join(' ') + (command.mergeStderr === true ? ' 2>&1' : '');
  const head = `${sets.join(' ')}; export ${names.join(' ')}; `;
  const mark = (tag: string) => (options.marker === null ? '' : `echo; echo ${options.marker}${tag}; `);
  const plain = `${mark('.')}exec ${words}`;
  // Without the marker nobody could tell gzip from plain, so the two go together.
  if (command.compress !== true || options.marker === null) return head + plain;
  // The pipe's exit status is gzip's; the command's own comes back through descriptor 3.
  const zipped = `${mark('z')}exec 4>&1; rc=$({ { ${words} 3>&- 4>&-; echo $? >&3; } | gzip -1 -c >&4 3>&-; } 3>&1); exit $rc`;
  return `${head}if command -v gzip >/dev/null 2>&1; then ${zipped}; else ${plain}; fi`;
}

/** What goes to the far end. */
export function remoteText(command: Command, options: ScriptOptions): string {
  if (command.shell === 'none') {
    const bad = command.argv.find((word) => !/^[A-Za-z0-9_./:=@,+%\\-]+$/.test(word));
    if (bad !== undefined)
      throw new AppError('bad_argument', 'a word that needs quoting cannot go to a far end without sh');
    return command.argv.join(' ');
  }
  return forLoginShell(posixScript(command, options));
}
