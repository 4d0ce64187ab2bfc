import type { DsnAction } from '../model/bounce.ts';
import { findAddresses } from './address.ts';
import { enhancedCode, replyCode } from './codes.ts';
import { contactPattern, failurePattern } from './wording.ts';

/** A recipient named in a notice, with the words said about it. */
export interface Entry {
  readonly address: string;
  readonly diagnostic: string | null;
  /** "(generated from …)", "(expanded from: …)": what the sender wrote. */
  readonly original: string | null;
  /** From the heading it stands under ("transient non-fatal errors"); null where the notice as a whole decides. */
  readonly action: DsnAction | null;
  /** How it was found, strongest first: 1 heading a paragraph or labelled, 2 in a transcript, 3 in a sentence. */
  readonly tier: 1 | 2 | 3;
}

export interface EntryOptions {
  /** Addresses that are no recipients: whom the report went to, who sent it. */
  readonly own: readonly string[];
  /** Domain for a bare local part on a line of its own ("AOL: your mail to the following recipients …: user"). */
  readonly domain: string | null;
  readonly max: number;
}

interface Hit {
  line: number;
  address: string;
  tier: 1 | 2 | 3;
  /** Words on the same line. */
  rest: string;
  action: DsnAction | null;
}

const label =
  /^(?:(?:the |failed |original |final |intended |attempted |invalid |rejected |undelivered |mail |e-?mail |message )*(?:recipients?|address(?:ees?)?|users?|rcpt[ -]to|to|destinataires?|empf[äa]nger|destinat[aá]rios?|geadresseerde|mottagare|получатели?|адресаты?|одержувач|odbiorca|adresaci|adresat|příjemce|príjemca|prejemnik|primatelj|címzett|alıcı|παραλήπτης|modtager|vastaanottaja|宛先|送信先|受信者|收件人|收件者|받는 사람|수신자|수신인)(?: ?\(e?s?\))?(?: (?:address(?:es)?|name|id|e-?mail))?(?: \([^)]{0,40}\))?) ?[:=：]\s*/i;
const summaryLabel =
  /^(?:>?\s{0,4})(?:from|to|cc|bcc|subject|sent|date|reply-to|von|an|betreff|gesendet|de|à|a|objet|envoy[ée]|para|asunto|enviado|da|oggetto|inviato|mail from|sent date|size|received|message-?id|sender|return-path|x-[\w-]+|van|onderwerp|件名|送信日時|差出人)\s?[:：]/i;
const transcript = /^\s{0,8}(?:>{3}|<{3}|\.{3}|sent\s|received\s|out:|in:|->|<-)/i;
const rule = /^[\s>]{0,8}[-=*_#~]{3,}|^-- ?$/;

/** Recipients of a notice, in order, each address once. */
export function readEntries(notice: string, options: EntryOptions): Entry[] {
  const all = notice.split('\n').map((l) => (l.length > 4000 ? l.slice(0, 4000) : l));
  const own = options.own.map((a) => a.toLowerCase());
  const hits = findHits(all, options);
  const foreign = hits.filter((h) => !own.includes(h.address.toLowerCase()));
  // A bounce of a message to oneself names only one's own address.
  const usable = foreign.length > 0 ? foreign : hits.filter((h) => h.tier < 3);
  const best = Math.min(...usable.map((h) => h.tier));
  const heads = usable.filter((h) => h.tier === best);
  const entries = new Map<string, Entry>();
  for (const [i, head] of heads.entries()) {
    const key = head.address.toLowerCase();
    let after = i + 1;
    while (after < heads.length && heads[after]?.line === head.line) after++;
    const next = heads[after]?.line ?? all.length;
    const { words, original } = paragraph(all, head, next);
    const known = entries.get(key);
    if (known) {
      // Exchange names the address in the text for people and again over the administrators' lines.
      if (strength(words || null) > strength(known.diagnostic)) entries.set(key, { ...known, diagnostic: words });
      continue;
    }
    if (entries.size >= options.max) break;
    entries.set(key, {
      address: head.address,
      diagnostic: words || null,
      original,
      action: head.action,
      tier: head.tier,
    });
  }
  const list = [...entries.values()];
  if (!list.some((e) => codeless(e.diagnostic))) return list;
  const coded = codedLines(all);
  return list.map((entry) =>
    codeless(entry.diagnostic) ? { ...entry, diagnostic: elsewhere(all, coded, entry, list.length) } : entry,
  );
}

/** How much a diagnostic tells: a reply code says most, then a status code, then words. */
function strength(text: string | null): number {
  if (text === null) return 0;
  return replyCode(text) !== null ? 3 : enhancedCode(text) !== null ? 2 : 1;
}

function codeless(text: string | null): boolean {
  return text === null || (enhancedCode(text) === null && replyCode(text) === null);
}

function findHits(all: readonly string[], options: EntryOptions): Hit[] {
  const hits: Hit[] = [];
  let section: DsnAction | null = null;
  let intro = -99;
  for (const [n, line] of all.entries()) {
    if (hits.length > options.max * 4) break;
    const t = line.trim();
    if (t === '') continue;
    const heading = headingAction(t);
    if (heading !== undefined) section = heading;
    const addresses = line.includes('@') ? findAddresses(line) : [];
    if (addresses.length === 0) {
      const bare = bareName(t, n - intro, all, n);
      if (bare !== null && options.domain !== null) {
        hits.push({ line: n, address: `${bare}@${options.domain}`, tier: 1, rest: '', action: section });
      }
      if (
        failurePattern.test(t) ||
        /\b(?:recipients?|address(?:es)?|users?)(?:\(?s?\)?)?[ :.-]{0,20}$/i.test(t.slice(-80))
      )
        intro = n;
      continue;
    }
    const hit = hitOf(line, t, n, addresses, all, intro);
    if (hit !== null) for (const h of hit) hits.push({ ...h, action: section });
    if (failurePattern.test(t)) intro = n;
  }
  return hits;
}

/** The action a section heading tells; undefined for lines that are no heading. */
function headingAction(t: string): DsnAction | null | undefined {
  if (!/^[-=*\s]{2,}|:$|errors|problems/.test(t) || t.length > 160) return undefined;
  if (/permanent fatal errors|had (?:permanent )?(?:fatal|delivery) (?:errors|problems)|unrecoverable/i.test(t))
    return 'failed';
  if (/transient non-fatal errors|(?:addresses|recipients)[^.]{0,30}(?:delayed|not yet been delivered)/i.test(t))
    return 'delayed';
  if (/successful(?:ly)? (?:delivery|delivered|relayed)|had successful delivery/i.test(t)) return 'delivered';
  if (/^-+ ?transcript of session/i.test(t)) return null;
  return undefined;
}

function hitOf(
  line: string,
  t: string,
  n: number,
  addresses: readonly { address: string; at: number }[],
  all: readonly string[],
  intro: number,
): Omit<Hit, 'action'>[] | null {
  const one = addresses[0];
  if (one === undefined) return null;
  const hit = (address: string, tier: 1 | 2 | 3, rest: string): Omit<Hit, 'action'>[] => [
    { line: n, address, tier, rest },
  ];
  const marked = /^\s*>>>\s*<?([^\s<>@]{1,200}@[^\s<>]+)>?/.exec(line);
  if (marked?.[1] !== undefined) return hit(one.address, 1, '');
  if (transcript.test(line)) {
    const rcpt = /RCPT TO:?\s?<?/i.test(t) || /\bRCPT\b/.test(t);
    return rcpt ? hit(one.address, 2, '') : null;
  }
  const quoted = t.replace(/^[*•·>|-]{1,3}\s+/, '').replace(/^["'`]/, '');
  if (label.test(quoted) && !inSummary(all, n)) {
    const after = quoted.replace(label, '');
    if (/^<?[^\s<]*@/.test(after) || /^["'][^"']{0,80}["'] ?</.test(after))
      return hit(one.address, 1, restAfter(after, one.address));
  }
  if (summaryLabel.test(line) && inSummary(all, n)) return null;
  const start = /^(?:<|\[|\(|")?[^\s<>"]{1,200}@/.exec(quoted);
  if (start) {
    const rest = restAfter(quoted, one.address);
    const colon = /^[>"'\])]{0,2}\s?(?:\([^)]{0,200}\))?\s?[:;.]?\s*$/.test(rest) || /^[>"'\])]{0,2}\s?[:;]/.test(rest);
    const contact = contactPattern.test(all[n - 1] ?? '') && !failurePattern.test(all[n - 1] ?? '') && n - intro > 3;
    const listed = addresses.length > 1 && /^[^a-z]*$/i.test(t.replace(/[^\s,;<>]+@[^\s,;<>]+/g, ''));
    if (listed) return addresses.map((a) => ({ line: n, address: a.address, tier: 1, rest: '' }));
    const alone = /^[>"'\])]{0,2}[\s:;.,]*$/.test(rest);
    if (
      colon ||
      alone ||
      /^[>"']{0,2}\s?(?:<mailto:|\.{3}|\[|\(|on |was |is |has |- |, |does |Invalid |Error|\S+ )/.test(rest)
    ) {
      if (contact && alone) return null;
      // A sentence that starts with an address still needs to say something failed, or to stand below such a line.
      if (!colon && !alone && !failurePattern.test(t) && n - intro > 12 && codeless(t)) return null;
      return hit(one.address, 1, rest);
    }
  }
  const sendmail = /^[245]\d\d[ -](?:[245]\.\d{1,3}\.\d{1,3} )?<?([^<>\s]+@[^<>\s]+?)>?\s?\.{3}/.exec(t);
  if (sendmail?.[1] !== undefined) return hit(sendmail[1], 1, t);
  const bracketed = /^\[.{0,80}\bAddress:\s?<([^<>\s]+@[^<>\s]+)>/.exec(t);
  if (bracketed?.[1] !== undefined) return hit(bracketed[1], 1, t);
  const ends = /^(.*?)[:：]\s*<?([^\s<>]+@[^\s<>]+?)>?\.?$/.exec(t);
  if (
    ends &&
    (failurePattern.test(ends[1] ?? '') || /undeliverable to|attempts?$|recipients?$/i.test(ends[1] ?? '')) &&
    !contactPattern.test(ends[1] ?? '')
  ) {
    return hit(one.address, 1, t);
  }
  if (contactPattern.test(t) && !failurePattern.test(t)) return null;
  if (/^(?:from|reply-to|sender|by|via|received|message-id|return-path|mail from|original sender)\b/i.test(t))
    return null;
  const lead = line.slice(0, one.at);
  if (
    /(?:to|for|user|recipient|address(?:ee)?|account|mailbox|an|à|a|для|pour|para|per|voor|на|при|recipients?:?)\s?[:("'<[]{0,3}\s?(?:mailto:)?$/i.test(
      lead,
    ) ||
    /RCPT TO/i.test(lead)
  ) {
    return hit(one.address, 3, t);
  }
  return failurePattern.test(t) && !/^\s*(?:dear|hello|hi|sorry)\b[^.]{0,20}$/i.test(lead)
    ? hit(addresses.at(-1)?.address ?? one.address, 3, t)
    : null;
}

function restAfter(text: string, address: string): string {
  const at = text.indexOf(address);
  return at < 0 ? '' : text.slice(at + address.length);
}

/** A "To:" among "Subject:", "Sent:" and the like tells about the original message, not about who failed. */
function inSummary(all: readonly string[], n: number): boolean {
  let labels = 0;
  for (let i = Math.max(0, n - 4); i <= Math.min(all.length - 1, n + 4); i++) {
    if (i !== n && summaryLabel.test(all[i] ?? '') && !/^\s*(?:to|rcpt|a|an|à|de)\s?:/i.test(all[i] ?? '')) labels++;
  }
  return labels > 0;
}

function bareName(t: string, distance: number, all: readonly string[], n: number): string | null {
  if (distance > 3 || distance < 1) return null;
  if (!/^[\t ]+\S+$/.test(all[n] ?? '') || !/^[\w.+-]{2,64}$/.test(t) || /^\d+$/.test(t)) return null;
  return /recipients?|address|users?/i.test(all.slice(Math.max(0, n - distance), n).join(' ')) ? t : null;
}

/** What follows a list of addresses without saying anything about them. */
const boilerplate =
  /^(?:no action is required|delivery attempts|this (?:is|message|warning)|the (?:original|subject|date|message)|if you|please|for (?:more|further)|your message|message will|reporting|contact|we will|you (?:do|can|may)|eventually|thank|regards)/i;

/** The words that belong to a head: on its line, and below it to the next head, blank-line gap or rule. */
function paragraph(all: readonly string[], head: Hit, next: number): { words: string; original: string | null } {
  const words: string[] = [];
  let original: string | null = null;
  const rest = head.tier === 1 ? head.rest.replace(/^[>"'\])\s]*(?:<mailto:[^>]*>)?[:;.\s]*/, '').trim() : '';
  if (rest !== '') words.push(rest);
  if (head.tier === 3) words.push(head.rest);
  let blanks = 0;
  for (let i = head.line + 1; i < next && words.length < 40; i++) {
    const line = all[i] ?? '';
    const t = line.trim();
    if (t === '') {
      blanks++;
      if (words.length > 0 || blanks > 2) break;
      continue;
    }
    if (rule.test(line) && !/^\s*-+\s/.test(line)) break;
    const from =
      /^\(?(?:generated|expanded|ultimately generated|originally addressed to|aliased) ?(?:from|to|by)?:? <?([^\s<>()]+@[^\s<>()]+)>?\)?/i.exec(
        t,
      );
    if (from) {
      original = from[1] ?? null;
      continue;
    }
    if (blanks > 0 && (head.tier !== 1 || (boilerplate.test(t) && codeless(t)))) break;
    words.push(t.replace(/^\(reason: (.*?)\)?$/i, '$1'));
  }
  const said = words.join(' ').trim();
  // Exim names the host alone when it has nothing to tell.
  return { words: /^host \S+ \[[0-9A-Fa-f:.]+\]$/.test(said) ? '' : said, original };
}

/** Lines that hold a code, found once: by the address they name, and the first server answer of a transcript. */
interface Coded {
  readonly byAddress: ReadonlyMap<string, number>;
  readonly answer: number | null;
  readonly firstLine: number | null;
}

function codedLines(all: readonly string[]): Coded {
  const byAddress = new Map<string, number>();
  let answer: number | null = null;
  let firstLine: number | null = null;
  for (const [i, line] of all.entries()) {
    if (codeless(line) || /^\s*(?:>{3}|date|from|to|subject|sent|cc|size|x-[\w-]+)\b/i.test(line)) continue;
    for (const { address } of findAddresses(line).slice(0, 20)) {
      const key = address.toLowerCase();
      if (!byAddress.has(key)) byAddress.set(key, i);
    }
    if (/^\s*<{3}/.test(line)) answer ??= i;
    if (!contactPattern.test(line.slice(0, 20))) firstLine ??= i;
  }
  return { byAddress, answer, firstLine };
}

/**
 * Where an address has no code beside it: a line elsewhere that names it together with a code, then (for a single
 * recipient) a server's answer in the transcript, the first line with a code, or a failure in words.
 */
function elsewhere(all: readonly string[], coded: Coded, entry: Entry, count: number): string | null {
  const named = coded.byAddress.get(entry.address.toLowerCase());
  if (named !== undefined) return reply(all, named);
  if (count > 1) return entry.diagnostic;
  const line = coded.answer ?? coded.firstLine;
  if (line !== null) return reply(all, line);
  if (entry.diagnostic !== null) return entry.diagnostic;
  const said = all.find(
    (l) => failurePattern.test(l) && !/following|one or more|your message|not yet been|:\s*$/i.test(l),
  );
  return said?.trim() ?? null;
}

/** A server's answer from line `at` on: continuation lines ("550-… 550 …") and lines folded by indentation. */
function reply(all: readonly string[], at: number): string {
  const start = all[at] ?? '';
  const code = /(?<!\d)([45]\d\d)-/.exec(start)?.[1];
  const out = [start.trim().replace(/^(?:<{3}|>{3}|received\s{0,3}[<>]{3}|in:|out:)\s?/i, '')];
  for (let i = at + 1; i < Math.min(at + 8, all.length); i++) {
    const line = all[i] ?? '';
    if (line.trim() === '' || rule.test(line)) break;
    const continued =
      code !== undefined &&
      line
        .trimStart()
        .replace(/^<{3}\s?/, '')
        .startsWith(code);
    if (!continued && !/^\s{2,}\S/.test(line)) break;
    out.push(line.trim().replace(/^<{3}\s?/, ''));
  }
  return out.join(' ');
}
