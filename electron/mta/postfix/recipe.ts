import type { PostfixFacts } from './facts.ts';

/** Text for a file on the server: fixed commands, no wildcards; ids travel on standard input only. */
export function postfixRecipe(
  account: string,
  facts: Pick<PostfixFacts, 'commands' | 'instance' | 'owner'>,
  forceExpire: boolean,
  elevate: 'none' | 'sudo' | 'doas',
): { observe: string; act: string } {
  const c = facts.instance === null ? [] : ['-c', facts.instance];
  const at = facts.instance === null ? '' : `-c ${facts.instance} `;
  const flags = ['-h', '-H', '-d', '-r', ...(forceExpire ? ['-f'] : [])];
  const user = account === '' ? 'monitor' : account;
  if (elevate === 'doas') {
    const rule = (as: string, program: string, args: string[]) =>
      `permit nopass ${user} as ${as} cmd ${program} args ${args.join(' ')}`;
    return {
      observe: [
        '# /etc/doas.conf',
        '# delivery log: give the account read access to the mail log (group adm or similar)',
      ].join('\n'),
      act: [
        '# /etc/doas.conf: fixed commands; queue ids travel on standard input only',
        ...flags.map((flag) => rule('root', facts.commands.postsuper, [...c, flag, '-'])),
        '# doas has no patterns for arguments: headers need an account that may read the queue',
      ].join('\n'),
    };
  }
  const postcat = [
    '# envelope and headers, never the body; this form needs sudo 1.9.10',
    `${user} ALL=(${facts.owner}) NOPASSWD: ${facts.commands.postcat} ^${at}-qeh [0-9A-Za-z]+$`,
    `# delivery log: usermod -aG adm ${user}`,
  ];
  const head = '# /etc/sudoers.d/queuewatch  - check with: visudo -cf FILE';
  const pad = ' '.repeat(`${user} ALL=(root) NOPASSWD: `.length);
  const commands = flags.map((flag) => `${facts.commands.postsuper} ${at}${flag} -`).join(`, \\\n${pad}`);
  return {
    observe: [head, ...postcat].join('\n'),
    act: [
      head,
      '# fixed commands, no wildcards; queue ids travel on standard input only',
      `${user} ALL=(root) NOPASSWD: ${commands}`,
      ...postcat,
    ].join('\n'),
  };
}
