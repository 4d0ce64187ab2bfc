import { wildcard } from '../wildcard.ts';

/** One command an account may run through sudo, from `sudo -n -l`. */
export interface SudoRule {
  runAs: string;
  noPassword: boolean;
  /** "ALL", or a program's path with or without arguments. */
  command: string;
}

/**
 * Reads `sudo -l` (short form): `(root) NOPASSWD: /a b, /c, (postfix) /d`. Runas and tags hold until changed (sudoers(5), "Tag_Spec").
 */
export function parseSudoList(text: string): SudoRule[] {
  const at = text.indexOf('may run the following commands');
  if (at < 0) return [];
  const out: SudoRule[] = [];
  // Long entries are folded; only a line that opens with "(" begins a new one.
  const entries: string[] = [];
  for (const line of text.slice(at).split('\n').slice(1)) {
    if (/^\s*\(/.test(line)) entries.push(line.trim());
    else if (entries.length > 0 && /^\s+\S/.test(line)) entries.push(`${entries.pop() ?? ''} ${line.trim()}`);
  }
  for (const entry of entries) {
    const m = /^\(([^)]*)\)\s*(.*)$/.exec(entry);
    if (m === null) continue;
    const runAs = (m[1] ?? '').split(':')[0]?.trim() ?? '';
    let noPassword = false;
    // Commas inside a command are escaped.
    for (const raw of (m[2] ?? '').split(/(?<!\\),\s*/)) {
      let command = raw.trim();
      for (let tag = /^([A-Z_]+):\s*/.exec(command); tag; tag = /^([A-Z_]+):\s*/.exec(command)) {
        if (tag[1] === 'NOPASSWD') noPassword = true;
        if (tag[1] === 'PASSWD') noPassword = false;
        command = command.slice(tag[0].length);
      }
      if (command !== '') out.push({ runAs, noPassword, command: command.replace(/\\([,:=\\])/g, '$1') });
    }
  }
  return out;
}

/** Whether the rules let this command run without a password. The last matching rule counts (sudoers(5)). */
export function sudoAllows(rules: readonly SudoRule[], argv: readonly string[], runAs = 'root'): boolean {
  let allowed = false;
  const [program = '', ...args] = argv;
  const given = args.join(' ');
  for (const rule of rules) {
    if (rule.runAs !== 'ALL' && rule.runAs !== runAs) continue;
    const negated = rule.command.startsWith('!');
    const command = negated ? rule.command.slice(1).trim() : rule.command;
    if (matches(command, program, given)) allowed = negated ? false : rule.noPassword;
  }
  return allowed;
}

function matches(command: string, program: string, given: string): boolean {
  if (command === 'ALL') return true;
  const space = command.indexOf(' ');
  const path = space < 0 ? command : command.slice(0, space);
  const args = space < 0 ? null : command.slice(space + 1);
  if (!(path.endsWith('/') ? program.startsWith(path) : wildcard(path, program))) return false;
  if (args === null) return true;
  if (args === '""') return given === '';
  if (args.startsWith('^') && args.endsWith('$')) {
    // A server's text as a regular expression: only literals and single repeated classes, which are linear.
    return /^\^(?:[\w /.=@-]|\[[\w/.-]+\][+*]?){1,300}\$$/.test(args) && new RegExp(args).test(given);
  }
  // fnmatch(3) on arguments: `*` also matches blanks.
  return wildcard(args, given);
}
