import { adviceWords } from '../messages/reasons.en.ts';
import type { AdviceWords } from '../messages/reasons.en.ts';
import {
  codeNotes,
  codeSpeakerWords,
  codeSubjectWords,
  enhancedCodeWords,
  providerCodeWords,
  replyCodeWords,
  replySpeakerWords,
  strayReplyWords,
} from '../messages/codes.en.ts';
import type { ReasonClass } from '../model/reason.ts';
import { providerName } from './providerOf.ts';

/** The page of one reply code or enhanced status code. */
export interface CodePage {
  readonly kind: 'reply' | 'enhanced';
  /** As asked for: "4.3.0", or "X.3.0" where the class was left open. */
  readonly code: string;
  readonly meaning: string;
  readonly temporary: boolean | null;
  /** What follows from the first digit. */
  readonly consequence: string;
  /** "mail system", for enhanced codes. */
  readonly subject: string | null;
  readonly whoMaySay: string;
  readonly rfc: string;
  /** Meanings of providers' own. */
  readonly providers: readonly { readonly provider: string; readonly name: string; readonly meaning: string }[];
  /** What it turns out to be most often, likeliest first, with the steps for it. */
  readonly likely: readonly {
    readonly class: ReasonClass;
    readonly title: string;
    readonly steps: AdviceWords['steps'];
  }[];
}

/** What a code most often means in practice; the words of the reply decide. Beginnings of codes, longest match wins. */
const likelyClasses: Readonly<Record<string, readonly ReasonClass[]>> = {
  'X.0.': ['unspecified', 'remote_temporary'],
  'X.1.': ['user_unknown', 'sender_rejected'],
  'X.1.1': ['user_unknown', 'mailbox_disabled', 'greylist'],
  'X.1.2': ['no_such_domain'],
  'X.1.6': ['mailbox_disabled'],
  'X.1.7': ['sender_rejected', 'protocol_format'],
  'X.1.8': ['sender_rejected'],
  'X.1.10': ['no_such_domain'],
  'X.2.': ['mailbox_full', 'mailbox_disabled', 'greylist'],
  'X.2.1': ['mailbox_disabled', 'mailbox_busy'],
  'X.2.2': ['mailbox_full'],
  'X.2.3': ['message_too_big'],
  'X.3.': ['remote_temporary', 'local_fault'],
  'X.3.4': ['message_too_big'],
  'X.4.': ['connect_failed', 'dns_temporary', 'connection_dropped'],
  'X.4.1': ['connect_failed', 'user_unknown'],
  'X.4.2': ['connection_dropped'],
  'X.4.3': ['dns_temporary'],
  'X.4.4': ['no_such_domain', 'dns_temporary'],
  'X.4.6': ['routing_loop'],
  'X.4.7': ['expired'],
  'X.5.': ['protocol_format'],
  'X.5.3': ['rate_limit'],
  'X.6.': ['protocol_format', 'spam_content'],
  'X.7.': ['policy', 'reputation', 'sender_auth'],
  'X.7.0': ['policy', 'smtp_auth', 'reputation', 'tls'],
  'X.7.1': ['reputation', 'spam_content', 'greylist', 'policy', 'relay_denied', 'sender_auth'],
  'X.7.8': ['smtp_auth'],
  'X.7.9': ['smtp_auth', 'sender_auth'],
  'X.7.10': ['tls'],
  'X.7.2': ['policy'],
  'X.7.20': ['sender_auth'],
  'X.7.21': ['sender_auth'],
  'X.7.22': ['sender_auth'],
  'X.7.23': ['sender_auth'],
  'X.7.24': ['sender_auth'],
  'X.7.25': ['sender_identity'],
  'X.7.26': ['sender_auth'],
  'X.7.27': ['sender_rejected'],
  'X.7.28': ['rate_limit', 'reputation'],
  '421': ['rate_limit', 'remote_temporary', 'reputation'],
  '450': ['greylist', 'mailbox_busy', 'sender_identity'],
  '451': ['remote_temporary', 'greylist', 'local_fault', 'reputation'],
  '452': ['mailbox_full', 'rate_limit', 'remote_temporary'],
  '454': ['tls', 'smtp_auth'],
  '50': ['protocol_format'],
  '521': ['reputation', 'policy'],
  '53': ['smtp_auth'],
  '530': ['smtp_auth', 'tls'],
  '550': ['user_unknown', 'policy', 'reputation', 'spam_content'],
  '551': ['user_unknown', 'relay_denied'],
  '552': ['mailbox_full', 'message_too_big', 'spam_content'],
  '553': ['relay_denied', 'sender_rejected', 'user_unknown'],
  '554': ['reputation', 'spam_content', 'policy', 'unspecified'],
  '556': ['no_such_domain'],
};

function likelyFor(code: string): CodePage['likely'] {
  let best = '';
  for (const key of Object.keys(likelyClasses)) {
    const matches = key.endsWith('.') || /^\d+$/.test(key) ? code.startsWith(key) : code === key;
    if (matches && key.length > best.length) best = key;
  }
  return (likelyClasses[best] ?? []).map((cls) => ({
    class: cls,
    title: adviceWords[cls].title,
    steps: adviceWords[cls].steps,
  }));
}

function consequence(first: string): { temporary: boolean | null; words: string } {
  if (first === '4') return { temporary: true, words: codeNotes.temporary };
  if (first === '5') return { temporary: false, words: codeNotes.permanent };
  if (first === '2' || first === '3') return { temporary: null, words: codeNotes.success };
  return { temporary: null, words: `${codeNotes.temporary} ${codeNotes.permanent}` };
}

/** "4.7.650-4.7.651", "4.7.23 / 4.7.25": whether a provider's entry covers a code. */
function covers(entry: string, code: string): boolean {
  return entry.split(' / ').some((part) => {
    const [from = '', to] = part.trim().split('-');
    const head = (c: string): string => c.slice(0, c.lastIndexOf('.'));
    const detail = (c: string): number => Number(c.slice(c.lastIndexOf('.') + 1));
    if (to === undefined) return from === code || from.replace(/^\d/, 'X') === code;
    return head(from) === head(code) && detail(code) >= detail(from) && detail(code) <= detail(to);
  });
}

function enhancedPage(code: string): CodePage {
  const open = `X${code.slice(1)}`;
  const known = enhancedCodeWords.find((e) => e.code === open);
  const subject = code.split('.')[1] ?? '0';
  const after = consequence(code.slice(0, 1));
  return {
    kind: 'enhanced',
    code,
    meaning: known?.meaning ?? codeNotes.unknown,
    temporary: after.temporary,
    consequence: after.words,
    subject: codeSubjectWords[subject] ?? null,
    whoMaySay: codeSpeakerWords[subject] ?? codeSpeakerWords[0] ?? '',
    rfc: known?.rfc ?? 'RFC 3463',
    providers: providerCodeWords
      .filter((p) => covers(p.code, code))
      .map(({ provider, meaning }) => ({ provider, name: providerName(provider), meaning })),
    likely: likelyFor(open),
  };
}

function replyPage(code: string): CodePage {
  const known = replyCodeWords.find((e) => e.code === code);
  const stray = strayReplyWords.find((e) => e.code === code);
  const after = consequence(code.slice(0, 1));
  return {
    kind: 'reply',
    code,
    meaning: known?.meaning ?? stray?.note ?? codeNotes.unknown,
    temporary: after.temporary,
    consequence: after.words,
    subject: null,
    whoMaySay: replySpeakerWords[code.slice(1, 2)] ?? replySpeakerWords[5] ?? '',
    rfc: known?.rfc ?? 'RFC 5321',
    providers: [],
    likely: likelyFor(code),
  };
}

/**
 * Pages for what a person typed: "451 4.3.0", "4.7.1", "x.7.1", "550-5.1.1", "#5.1.0". Empty when there is no code in it.
 * A code that no standard knows still gets a page that says so.
 */
export function searchCodes(typed: string): CodePage[] {
  const text = typed.slice(0, 200);
  const pages: CodePage[] = [];
  const reply = /(?:^|[^\d.])([2-5]\d\d)(?![\d.])/.exec(text)?.[1];
  const enhanced = /(?:^|[^\d.])([245x])\.(\d{1,3})\.(\d{1,3})(?![\d.])/i.exec(text);
  if (enhanced !== null) {
    const first = enhanced[1]?.toUpperCase() ?? 'X';
    pages.push(enhancedPage(`${first}.${Number(enhanced[2])}.${Number(enhanced[3])}`));
  }
  if (reply !== undefined) pages.push(replyPage(reply));
  return pages;
}

/** Every code there is a page for, in order: what the palette lists. */
export function allCodes(): readonly CodePage[] {
  return [...replyCodeWords.map((e) => replyPage(e.code)), ...enhancedCodeWords.map((e) => enhancedPage(e.code))];
}
