import { headerAddresses, sameAddress } from '../address.ts';
import { enhancedCode, replyCode } from '../codes.ts';
import { mailDate } from '../dates.ts';
import { readEntries, type Entry } from '../entries.ts';
import { trimEndOf } from '../fields.ts';
import type { Finding, FoundRecipient, Reader } from '../finding.ts';
import { formatOf } from '../formats.ts';
import type { Letter } from '../letter.ts';
import { daemonSender, fromPerson, isList } from '../sender.ts';
import {
  answerPattern,
  bounceSubject,
  delayPattern,
  failurePattern,
  finalPattern,
  likelyFinalPattern,
  promisePattern,
} from '../wording.ts';
import type { DsnAction } from '../../model/bounce.ts';

/**
 * A notice in a mail system's own words, known by how it begins or by the X-Failed-Recipients field of Exim. The sender
 * must not be a person or a list: both quote such notices.
 */
export const knownNotice: Reader = {
  name: 'notice',
  read(letter, max) {
    const failed = failedRecipients(letter);
    const format = formatOf(unquoted(letter.notice));
    if (failed.length === 0 && format === null) return null;
    if (fromPerson(letter)) return null;
    // Some gateways copy the list's own fields into their notice: then its title and its first words must both say so.
    if (isList(letter) && !(titled.test(letter.subject) && formatOf(letter.notice.slice(0, 120)) !== null)) return null;
    const sender = daemonSender(letter);
    const evidence = weigh(letter);
    const driver = letter.value('x-mlserver') !== null && format?.name === 'fml';
    if (failed.length === 0 && !driver && (evidence < 3 || !fromSystem(letter) || baits(letter))) return null;
    const finding = readText(letter, max, failed);
    if (finding === null || (finding.recipients.length === 0 && sender === 0 && !driver)) return null;
    const name = failed.length > 0 ? (format?.name ?? 'exim') : (format?.name ?? 'notice');
    return {
      ...finding,
      reader: name,
      why: failed.length > 0 ? 'X-Failed-Recipients in its header' : `begins as ${name} does`,
    };
  },
};

/**
 * A notice in words nobody has listed. It takes several independent signs: who sends it, what it is called, what it says,
 * a code, a returned message; and at least one recipient.
 */
export const plainNotice: Reader = {
  name: 'plain-text',
  read(letter, max) {
    if (fromPerson(letter) || isList(letter) || !fromSystem(letter) || baits(letter)) return null;
    const sender = daemonSender(letter);
    const evidence = weigh(letter);
    if (evidence < 5 || (answerPattern.test(letter.subject) && sender < 2)) return null;
    const words = flowing(unquoted(letter.notice));
    // A postmaster also writes about full mailboxes and maintenance: it must be titled or built as a bounce.
    const coded = enhancedCode(words) !== null || replyCode(words) !== null;
    const returns = letter.returned.some((r) => r.fields.length > 2);
    // Languages nobody listed: a mail system that returns a message, or titles it so, needs no words we know.
    const spoken = failurePattern.test(words) || delayPattern.test(words);
    if (!spoken && !(sender === 2 && words.trim() !== '' && (returns || strongTitle.test(letter.subject)))) return null;
    if (!bounceSubject.test(letter.subject) && !returns && !coded) return null;
    const finding = readText(letter, max, []);
    if (finding === null) return null;
    if (
      finding.recipients.length === 0 &&
      (evidence < 7 || sender < 2 || !(returns || coded || strongTitle.test(letter.subject)))
    )
      return null;
    // A notice that names nobody but its own reader says something about that reader's mailbox.
    if (!returns && !coded && finding.recipients.length > 0 && onlyOwn(letter, finding)) return null;
    return { ...finding, why: `sender, subject and words of a mail system (${evidence} of 5 signs)` };
  },
};

const titled =
  /^\s*(?:non-?deliver|undeliver|returned mail|delivery (?:failure|failed)|mail delivery fail|failure notice)/i;

/** Signs that a notice comes from a mail system, added up. */
function weigh(letter: Letter): number {
  const sender = daemonSender(letter);
  let sum = sender === 2 ? 4 : sender === 1 ? 2 : 0;
  if (/^\s*<\s*>/.test(letter.value('return-path') ?? '')) sum += 1;
  if (bounceSubject.test(letter.subject)) sum += 2;
  const words = flowing(unquoted(letter.notice));
  if (failurePattern.test(words)) sum += 2;
  else if (delayPattern.test(words)) sum += 1;
  if (enhancedCode(words) !== null || replyCode(words) !== null) sum += 1;
  if (letter.returned.some((r) => r.fields.length > 2)) sum += 1;
  if (letter.type === 'multipart/report') sum += 1;
  if (letter.value('x-autoreply') !== null || letter.value('x-autorespond') !== null) sum -= 4;
  return sum;
}

/** Sent by a mail system, or at least as one sends: null return path, a bounce's title, the message returned. */
function fromSystem(letter: Letter): boolean {
  if (daemonSender(letter) > 0) return true;
  if (/^\s*<\s*>/.test(letter.value('return-path') ?? '')) return true;
  if (!bounceSubject.test(letter.subject)) return false;
  if (letter.returned.some((r) => r.fields.length > 2)) return true;
  // A person greets first; a program of unknown name begins with what it is.
  const firstLine = /\S[^\n]*/.exec(letter.notice)?.[0] ?? '';
  return titled.test(letter.subject) && formatOf(firstLine) !== null;
}

/** Phishing in a bounce's clothes: links, nothing returned, and the only address is the reader's own. */
function baits(letter: Letter): boolean {
  if (letter.links === 0 && !/https?:\/\/\S+/.test(letter.notice)) return false;
  if (letter.returned.length > 0 || letter.behind !== '' || failedRecipients(letter).length > 0) return false;
  return onlyOwn(letter, {
    recipients: readEntries(letter.notice, { own: [], domain: null, max: 50 }).map((e) => ({
      finalRecipient: e.address,
      action: 'failed',
    })),
  });
}

/** Whether nobody is named but those it was sent to. */
function onlyOwn(letter: Letter, finding: Pick<Finding, 'recipients'>): boolean {
  const own = headerAddresses(letter.to).map((a) => a.toLowerCase());
  return finding.recipients.every((r) => own.includes((r.finalRecipient ?? '').toLowerCase()));
}

const strongTitle =
  /undeliver|non-?deliver|return(?:ed|ing)[: ]|deliver[^\n]{0,20}(?:fail|error|problem|notif)|fail(?:ure|ed)?[^\n]{0,20}(?:deliver|notice)|not (?:be )?delivered|unzustellbar|non remis|no entregado|配信|送信|エラー|退信|не ?доставл/i;

/** The first words of a notice as one line: sentences are broken anywhere. */
function flowing(notice: string): string {
  return notice.slice(0, 4000).replace(/\s+/g, ' ');
}

/** Mail quotes ("> …") taken out; Sendmail's ">>> RCPT" is none. */
function unquoted(notice: string): string {
  return notice.replace(/^[ \t]{0,4}(?:\||>(?!>>))[^\n]*$/gm, '');
}

function failedRecipients(letter: Letter): string[] {
  return letter.header
    .filter((f) => f.name === 'x-failed-recipients')
    .flatMap((f) => f.value.split(/[,;\s]+/))
    .filter((a) => a.length > 1 && a.length < 512);
}

export function readText(letter: Letter, max: number, failed: readonly string[]): Finding | null {
  const notice = unquoted(letter.notice);
  const sender = headerAddresses(letter.from)[0] ?? '';
  const at = sender.lastIndexOf('@');
  const entries = readEntries(notice, {
    own: [...headerAddresses(letter.to), sender].filter((a) => a !== ''),
    domain: at > 0 ? sender.slice(at + 1) : null,
    max,
  });
  const overall = overallAction(letter, notice);
  const recipients =
    failed.length > 0
      ? withFailed(failed, entries, overall)
      : entries.length > 0
        ? entries.map((e) => recipientOf(e, e.action ?? overall)).slice(0, max)
        : addressee(letter, notice, overall);
  return {
    bounce: true,
    why: '',
    recipients,
    action: recipients.length === 0 ? overall : undefined,
    reportingMta: reportingHost(notice),
    subject: summary(
      notice,
      /^\s{0,8}(?:the subject of the message is|subject|betreff|objet|asunto|oggetto):\s*(\S.*)$/im,
    ),
    date: mailDate(summary(notice, /^\s{0,8}(?:the date of the message is|sent|date|sent date):\s*(\S.*)$/im)),
    arrivalDate: mailDate(summary(notice, /the original message was received (?:at|on)[: ]+(\S.*)$/im)),
  };
}

/**
 * Carriers' gateways name nobody in their own words but repeat the original's To (or return it): with a single address
 * there, that is who did not get it.
 */
function addressee(letter: Letter, notice: string, action: DsnAction): FoundRecipient[] {
  const own = headerAddresses(letter.to).map((a) => a.toLowerCase());
  const told = /^\s{0,8}(?:to|rcpt to|an|para|à|宛先|收件人)\s?[:：]\s*(\S.*)$/im.exec(notice)?.[1];
  const returned = letter.returned.flatMap((r) =>
    r.fields.filter((f) => f.name === 'to' || f.name === 'cc').map((f) => f.value),
  );
  const addresses = new Map(headerAddresses(told ?? returned.join(', ')).map((a) => [a.toLowerCase(), a]));
  const [one] = [...addresses.values()];
  if (one === undefined || addresses.size > 1 || own.includes(one.toLowerCase())) return [];
  const code = notice
    .split('\n')
    .find((l) => enhancedCode(l) !== null || replyCode(l) !== null)
    ?.trim();
  const said =
    code ??
    notice
      .split('\n')
      .find((l) => failurePattern.test(l))
      ?.trim() ??
    null;
  return [recipientOf({ address: one, diagnostic: said, original: null, action: null, tier: 3 }, action)];
}

function recipientOf(entry: Entry, action: DsnAction): FoundRecipient {
  const text = entry.diagnostic;
  return {
    finalRecipient: entry.address,
    originalRecipient: entry.original,
    action,
    status: text === null ? null : enhancedCode(text),
    smtpReply: text === null ? null : replyCode(text),
    diagnostic: text,
    remoteMta: text === null ? null : remoteHost(text),
  };
}

/** X-Failed-Recipients decides who failed; the text says why. */
function withFailed(failed: readonly string[], entries: readonly Entry[], overall: DsnAction): FoundRecipient[] {
  const left = [...entries];
  const out = [...new Set(failed)].map((address): FoundRecipient => {
    const local = address.slice(0, address.lastIndexOf('@')).toLowerCase();
    const at = left.findIndex((e) => sameAddress(e.address, address) || e.address.toLowerCase() === local);
    const entry = at >= 0 ? left.splice(at, 1)[0] : failed.length === 1 && left.length === 1 ? left[0] : undefined;
    if (entry === undefined) return { finalRecipient: address, failedRecipient: address, action: overall };
    return { ...recipientOf({ ...entry, address }, entry.action ?? overall), failedRecipient: address };
  });
  return out;
}

/** Delayed only when the notice says that somebody still tries, and nowhere that it is over. */
function overallAction(letter: Letter, notice: string): DsnAction {
  const words = flowing(notice);
  const titled =
    delayPattern.test(letter.subject) && !/fail|undeliver|returned/i.test(letter.subject.replace(delayPattern, ''));
  if (!titled && !delayPattern.test(words)) return 'failed';
  // What will happen at last, or would happen otherwise, has not happened.
  const now = words.replace(
    /(?:eventually|until|if|unless|when|after|in case)[^.]{0,200}(?:give up|returned|deleted|removed|fail(?:s|ed)?|cannot|can't)[^.]{0,100}/gi,
    '',
  );
  if (finalPattern.test(now)) return 'failed';
  return promisePattern.test(words) || !likelyFinalPattern.test(now) ? 'delayed' : 'failed';
}

function reportingHost(notice: string): string | null {
  const m =
    /(?:qmail-send program at|program at host|mail system at host|mail agent [\w.]{1,12} at|(?:this is|is) the mail server on|generating server:|generierender server:|serveur de g[ée]n[ée]ration ?:|servidor de generaci[óo]n:|server di generazione:|queue on|running the courier mail server|james mail server at|delivery status notification from|reporting[- ]mta:(?: dns;)?)\s+([A-Za-z0-9][\w.-]{1,200})/i.exec(
      notice,
    );
  const host = m?.[1] === undefined ? undefined : trimEndOf(m[1], '.,');
  return host !== undefined && host.includes('.') ? host : null;
}

function summary(notice: string, pattern: RegExp): string | null {
  return pattern.exec(notice)?.[1]?.trim().slice(0, 500) ?? null;
}

/** The server that refused, where the words name it. */
function remoteHost(text: string): string | null {
  const m =
    /(?:host|server|talking to|mx|mta|host:|by the server|remote mta|failed at)\s+<?([A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,62})+)\.?>?(?=[\s[(:>,]|$)/i.exec(
      text,
    );
  return m?.[1]?.replace(/\.$/, '') ?? null;
}
