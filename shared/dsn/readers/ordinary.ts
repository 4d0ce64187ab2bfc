import type { Reader } from '../finding.ts';

/** Takes what nothing else took. */
export const ordinary: Reader = {
  name: 'ordinary',
  read() {
    return { bounce: false, subkind: 'ordinary', why: 'no format of a bounce in it', recipients: [] };
  },
};
