import { AppError } from '../../shared/error.ts';
import type { Command, CommandResult, CommandTransport, HttpTransport, Reach } from '../ports.ts';

export const commandOf = (reach: Reach): CommandTransport => {
  if (!reach.command) throw new AppError('wrong_route', 'this MTA is read by commands, not by HTTP');
  return reach.command;
};

export const httpOf = (reach: Reach): HttpTransport => {
  if (!reach.http) throw new AppError('wrong_route', 'this MTA is read by its HTTP API');
  return reach.http;
};

export const notFound = (result: Pick<CommandResult, 'exitCode' | 'stderr'>): boolean =>
  result.exitCode === 127 || (result.exitCode === 126 && /not found|cannot execute/i.test(result.stderr));

export type ElevationRefusal =
  | 'password_needed'
  | 'not_in_sudoers'
  | 'command_not_allowed'
  | 'tty_needed'
  | 'not_installed'
  | 'no_new_privileges'
  | 'denied';

/**
 * Why sudo -n or doas -n refused, as far as their words tell. "a password is required" is all sudo says both for "no rule" and for
 * "rule without NOPASSWD" (measured with sudo 1.9.13).
 */
export function elevationRefusal(stderr: string): ElevationRefusal | null {
  const rules: [RegExp, ElevationRefusal][] = [
    [
      /sudo: a password is required|sudo: a terminal is required to read the password|sudo: interactive authentication is required/,
      'password_needed',
    ],
    [/is not in the sudoers file|may not run sudo on /, 'not_in_sudoers'],
    [/is not allowed to (execute|run) /, 'command_not_allowed'],
    [/sudo: sorry, you must have a tty|sudo: no tty present/, 'tty_needed'],
    [/no new privileges/, 'no_new_privileges'],
    [/(sudo|doas): (command )?not found|(exec|env): (sudo|doas): not found|(sudo|doas): No such file/, 'not_installed'],
    [
      /sudo: unable to |sudo: effective uid is not 0|sudo: .*(must be owned by uid 0|is owned by uid \d+, should be)|doas: not installed setuid/,
      'denied',
    ],
    [
      /doas: (Operation not permitted|Authorization failed|Authentication (required|failed)|a tty is required)/,
      'denied',
    ],
  ];
  return rules.find(([text]) => text.test(stderr))?.[1] ?? null;
}

/** Throws when sudo or doas would not let the command run. */
export function checkElevation(result: Pick<CommandResult, 'exitCode' | 'stderr'>, output = ''): void {
  if (result.exitCode === 0) return;
  const text = `${result.stderr}\n${output.slice(0, 4000)}`;
  const why = elevationRefusal(text);
  if (why !== null) throw new AppError('rights_missing', text.trim().slice(0, 500), { why });
}

export interface Ran extends CommandResult {
  stdout: string;
  /** As a person would type it, for "Show the commands". */
  shown: string;
}

export const shown = (command: Pick<Command, 'argv'>): string =>
  command.argv.map((w) => (/^[\w./:=@,+%^$[\]-]+$/.test(w) ? w : `'${w.replaceAll("'", `'\\''`)}'`)).join(' ');

/** Runs the read-only commands of a detection and keeps what was run. */
export function createTrials(reach: Reach, signal?: AbortSignal) {
  const transport = commandOf(reach);
  const ran: string[] = [];
  return {
    ran,
    /** @param words what to show instead of a script's text */
    async text(
      argv: Command['argv'],
      options: {
        words?: string;
        deadlineMs?: number;
        maxBytes?: number;
        elevated?: boolean;
        stdin?: string;
        elevatedAs?: string;
      } = {},
    ): Promise<Ran> {
      const command: Command = {
        argv,
        deadlineMs: options.deadlineMs ?? 20_000,
        ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
        ...(options.elevated === undefined ? {} : { elevated: options.elevated }),
        ...(options.elevatedAs === undefined ? {} : { elevatedAs: options.elevatedAs }),
        ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
      };
      const line = options.words ?? shown(command);
      ran.push(line);
      return { ...(await transport.text(command, signal)), shown: line };
    },
  };
}

export type Trials = ReturnType<typeof createTrials>;

/** "Debian GNU/Linux 13" of os-release(5), or the first word of uname. */
export async function systemOf(trials: Trials): Promise<string | null> {
  const release = await trials.text(['cat', '/etc/os-release'], { maxBytes: 16_384 });
  const pretty = /^PRETTY_NAME=("?)(.*?)\1$/m.exec(release.stdout)?.[2];
  if (pretty !== undefined && pretty !== '') return pretty.slice(0, 100);
  const uname = await trials.text(['uname', '-sr'], { maxBytes: 4096 });
  return uname.exitCode === 0 ? uname.stdout.trim().slice(0, 100) || null : null;
}

export interface Account {
  name: string;
  uid: number | null;
  groups: string[];
}

/** id(1), in one call. */
export async function accountOf(trials: Trials): Promise<Account> {
  const { stdout } = await trials.text(['id'], { maxBytes: 16_384 });
  const m = /uid=(\d+)\(([^)]*)\)/.exec(stdout);
  const groups = /groups=(.*)/.exec(stdout)?.[1] ?? '';
  return {
    name: m?.[2] ?? '',
    uid: m?.[1] === undefined ? null : Number(m[1]),
    groups: [...groups.matchAll(/\(([^)]*)\)/g)].map((g) => g[1] ?? ''),
  };
}

/** Parts of at most `size`, for commands that take many ids on standard input. */
export function* inParts<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < list.length; i += size) yield list.slice(i, i + size);
}

export const bounded = (text: string, max = 64 * 1024): string =>
  text.length <= max ? text : `${text.slice(0, max)}\n[${text.length - max} characters left out]`;
