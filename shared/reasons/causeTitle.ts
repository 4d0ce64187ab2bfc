import { causeTitleWords, mostTitleCharacters, specialTitles } from '../messages/causeTitles.en.ts';
import type { Reason } from '../model/reason.ts';
import { providerName } from './providerOf.ts';

/** What a cause row knows besides one reason of its messages. */
export interface CauseFacts {
  /** Recipient domains of the cause and how many there are in all. */
  readonly domains?: readonly string[];
  readonly domainCount?: number;
  /** Our sending addresses that the replies name. */
  readonly ourIps?: readonly string[];
  /** One of the texts, for local faults: it names the part. */
  readonly text?: string;
}

const word = (title: string, who: string): string => title.replace('{p}', () => who);

/** At most 44 characters (notifications and rows): too long a name gives way to the plain title. */
function fit(...titles: readonly string[]): string {
  const found = titles.find((title) => title.length <= mostTitleCharacters);
  return found ?? `${(titles.at(-1) ?? '').slice(0, mostTitleCharacters - 1)}…`;
}

const addressOfOurs = /\[?\b(\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7})\b\]?/i;

/** An address of ours in a reply about reputation: the one that is not the speaker's. */
function namedIp(reason: Reason, text: string | undefined): string | null {
  if (text === undefined) return null;
  const afterWrapper = text.slice(0, 2000).replace(/^.{0,300}?\b(?:said|refused to talk to me): /, '');
  const ip = addressOfOurs.exec(afterWrapper)?.[1];
  return ip === undefined || ip === reason.speaker?.ip ? null : ip;
}

function localTitle(reason: Reason, text: string): string {
  const lower = text.slice(0, 2000).toLowerCase();
  if (/\[(?:private|public)\/[^\]]*(?:lmtp|dovecot)|:24\b|lmtp/.test(lower)) return specialTitles.store;
  const socket = /\[(?:private|public)\/([\w-]{1,24})/.exec(lower)?.[1];
  if (socket !== undefined) return fit(specialTitles.socket(socket), specialTitles.ownFilterSays);
  if (/(?:connect to|lost connection with|conversation with) \S{0,60}(?:127\.0\.0\.|::1|localhost)/.test(lower))
    return specialTitles.filter;
  if (
    /queue file write error|insufficient system storage|no space left|disk (?:is )?full|insufficient disk/.test(lower)
  )
    return specialTitles.disk;
  if (/mail transport|unknown mail transport/.test(lower)) return specialTitles.transport;
  if (/lookup|alias database|table|map\b/.test(lower)) return specialTitles.lookup;
  if (/command output|command died|command time|procmail|maildrop|pipe/.test(lower)) return specialTitles.pipe;
  return reason.speaker?.kind === 'own_hop' ? specialTitles.ownFilterSays : causeTitleWords.local_fault.plain;
}

/**
 * Short plain title of a cause row, "Microsoft 365 distrusts 203.0.113.25", at most 44 characters. Names come from the
 * facts of the whole cause, never from one message's recipient.
 */
export function causeTitle(reason: Reason, facts: CauseFacts = {}): string {
  const titles = causeTitleWords[reason.class];
  const domains = facts.domains ?? [];
  const count = facts.domainCount ?? domains.length;
  const who = reason.provider !== null ? providerName(reason.provider) : count === 1 ? (domains[0] ?? null) : null;

  switch (reason.class) {
    case 'local_fault':
      return localTitle(reason, facts.text ?? '');
    case 'reputation': {
      if (/complaint/i.test(facts.text ?? '') && who !== null) return fit(specialTitles.complaints(who), titles.plain);
      const ip =
        facts.ourIps === undefined ? namedIp(reason, facts.text) : facts.ourIps.length === 1 ? facts.ourIps[0] : null;
      const name = who ?? specialTitles.receivers;
      if (ip !== null && ip !== undefined)
        return fit(specialTitles.distrusts(name, ip), word(titles.named, name), titles.plain);
      return fit(word(titles.named, name), titles.plain);
    }
    case 'tls':
      if (who !== null && /certificate.{0,40}expired|expired.{0,40}certificate/i.test(facts.text ?? ''))
        return fit(specialTitles.certificateExpired(who), word(titles.named, who), titles.plain);
      if (who === null && count > 1) return specialTitles.tlsMany(count);
      break;
    case 'dns_temporary':
      if (count > 1) return specialTitles.dnsMany(count);
      break;
    case 'no_such_domain':
      if (count > 1) return specialTitles.noMailMany(count);
      break;
    case 'connect_failed':
      if (who === null && count > 1) return specialTitles.unreachableMany(count);
      break;
    case 'mailbox_full':
    case 'mailbox_busy':
    case 'user_unknown':
    case 'mailbox_disabled':
      // About mailboxes, not about who runs them.
      return titles.plain;
    case 'smtp_auth':
      return titles.plain;
    default:
      break;
  }
  return who === null ? titles.plain : fit(word(titles.named, who), titles.plain);
}
