import { phaseOf } from './draft.ts';
import type { Peel } from './draft.ts';

/** How Sendmail writes a conversation into its reports and its queue. */

export const sendmailTalk: Peel = (d) => {
  const m = /(?:^|\s)(?:\.\.\. )?while talking to (\S{1,255}?)\.?:\s/.exec(d.core);
  if (m !== null) {
    d.host ??= m[1] ?? null;
    d.wrapper ??= 'sendmail';
  }
  const sent = />>> (\S{1,20}(?: (?:to|from))?)/i.exec(d.core);
  if (sent !== null) d.phase ??= phaseOf(sent[1] ?? '');
  const got = /<<< (?=[2-5]\d\d)/.exec(d.core);
  if (got !== null) {
    d.quoted = true;
    d.wrapper ??= 'sendmail';
    d.core = d.core.slice(got.index + got[0].length).replace(/<<< /g, '');
    return true;
  }
  return false;
};

export const sendmailDeferred: Peel = (d) => {
  const m = /^(?:<?\S{1,255}?>?\.\.\. )?Deferred: (?=\S)/.exec(d.core);
  if (m === null) return false;
  d.wrapper ??= 'sendmail';
  d.core = d.core.slice(m[0].length);
  return true;
};
