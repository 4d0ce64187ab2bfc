/** What is said of the admin's own reason rules. */
const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

export const ownRuleWords = {
  notJson: (detail: string) => `This is not JSON: ${detail}`,
  notAList: 'The rules must be a list.',
  tooMany: (most: number) => `At most ${most} rules.`,
  problem: (rule: string, what: string) => `Rule “${rule}”: ${what}`,
  twice: (rule: string) => `Rule “${rule}” stands twice.`,
  saysNothing: 'It names no words and no code, so it would fit every text.',
  missesExample: (example: string) => `It does not fit its own example “${cut(example, 80)}”.`,
  decides: (rule: string, pattern: string) => `Your own rule “${rule}” decided: ${cut(pattern, 200)}`,
  broken: (problems: readonly string[]) => ({
    title: 'Some of your reason rules cannot be used',
    text: `The others work. ${problems.slice(0, 3).join(' ')}`,
  }),
};
