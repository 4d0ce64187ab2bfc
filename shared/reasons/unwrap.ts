import { tidy } from './text.ts';
import type { Draft, Heard, Peel } from './wrappers/draft.ts';
import { dominoRouter } from './wrappers/domino.ts';
import { eximClosed, eximDefer, eximDeferCode, eximHost, eximSmtpError, spacedSaid } from './wrappers/exim.ts';
import { bracketCommand, inReplyTo, logLine, suspended } from './wrappers/logs.ts';
import { client, communigate, dotNet, library, opensmtpdAgent, stalwartCode } from './wrappers/otherPrograms.ts';
import { ownWords } from './wrappers/ownWords.ts';
import { postfixRefused, postfixSaid, postfixSasl } from './wrappers/postfix.ts';
import { qmail, underscored } from './wrappers/qmail.ts';
import { milterReject, smtpdReject } from './wrappers/rejections.ts';
import { diagnosticType, dsnFields, perfora, reported } from './wrappers/reports.ts';
import { sendmailDeferred, sendmailTalk } from './wrappers/sendmail.ts';

export type { Heard } from './wrappers/draft.ts';

/** Outer layers first. */
const peels: readonly Peel[] = [
  logLine,
  smtpdReject,
  milterReject,
  inReplyTo,
  bracketCommand,
  underscored,
  client,
  library,
  communigate,
  dotNet,
  opensmtpdAgent,
  suspended,
  dsnFields,
  diagnosticType,
  dominoRouter,
  eximDefer,
  eximDeferCode,
  eximHost,
  postfixSasl,
  postfixSaid,
  postfixRefused,
  spacedSaid,
  eximSmtpError,
  eximClosed,
  sendmailDeferred,
  sendmailTalk,
  qmail,
  perfora,
  reported,
  stalwartCode,
];

/** Takes the wrappers of MTAs, logs and reports off a text. Never throws; bounded by {@link tidy}. */
export function unwrap(text: string): Heard {
  const d: Draft = {
    core: tidy(text),
    quoted: false,
    host: null,
    ip: null,
    phase: null,
    diagnosticType: null,
    wrapper: null,
    ownTransport: false,
    loggedStatus: null,
  };
  for (let layer = 0; layer < 8; layer += 1) {
    let peeled = false;
    for (const peel of peels) peeled = peel(d) || peeled;
    if (!peeled) break;
  }
  ownWords(d);
  return { ...d, core: d.core.trim() };
}
