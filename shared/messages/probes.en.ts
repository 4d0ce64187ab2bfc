import { count, plural } from './words.en.ts';

/** The add-server test, step by step. */
export const probeWords = {
  notThis: (label: string) => `not ${label}`,
  rights: (granted: number, all: number) => `${granted} of ${all} abilities granted`,
  read: (n: number) => `${count(n)} messages so far`,
  waiting: (n: number) => plural(n, 'message waits', 'messages wait'),
  cancelled: 'cancelled',
};
