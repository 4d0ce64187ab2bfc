import { count, plural } from './words.en.ts';

/** Sentences of the history screen that the engine makes. */
export const historyWords = {
  perHour: '/ h',
  manyDomains: 'other domains',
  always: 'always there',
  firstTime: 'first time',
  onDays: (n: number) => `on ${plural(n, 'day')}`,
  nothing: 'Nothing is kept yet',
  quiet: 'No message was deferred in this time',
  usual: (n: number) => `As usual: ${count(n)} new deferrals`,
  worse: (n: number, title: string, change: number | null) =>
    change === null
      ? `New: ${title}, ${count(n)}`
      : `Worse than before: ${title}, ${count(n)}, +${count((change - 1) * 100)} %`,
  notSeen: 'Nobody looked at that time.',
  asCoarse: 'Counted in steps of five minutes.',
};
