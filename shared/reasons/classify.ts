import { queueHolders } from '../model/reason.ts';
import type { Confidence, Phase, Reason, ReasonClass, Speaker, TextOrigin } from '../model/reason.ts';
import type { CompiledAdminRules } from './adminRules.ts';
import { classFacts } from './classFacts.ts';
import type { CompiledRule, Evidence } from './compiledRule.ts';
import { codeFits, fires } from './compiledRule.ts';
import { isOwnHop } from './ownHop.ts';
import { providerOfReply } from './providerOf.ts';
import { readCodes, withoutCodes } from './replyCode.ts';
import { retryAfter } from './retryAfter.ts';
import { builtInRules, codeRules, lastResort, subjectRules } from './rules/index.ts';
import { sideOf } from './side.ts';
import { bare, plain, words } from './text.ts';
import { unwrap } from './unwrap.ts';
import type { Heard } from './unwrap.ts';
import { weigh, weighedWords } from './weigh.ts';
import type { Weighed } from './weigh.ts';

/** What is known besides the text. */
export interface ClassifyContext {
  /** The MTA whose listing, log or report the text stands in. */
  readonly mta?: TextOrigin | (string & {}) | undefined;
  /** Hosts and addresses of our own filters, stores and relays; ".example.com" is a suffix. */
  readonly ownHops?: readonly string[] | undefined;
  /** Where the listing tells the phase outside the text. */
  readonly phaseHint?: Phase | null | undefined;
  readonly adminRules?: CompiledAdminRules | undefined;
}

/** qmail and others name the peer by its address alone, which tells nobody who runs it. */
const bareAddress = /^[\d.]{7,15}$|^[\da-f:.]{2,45}:[\da-f:.]*$/i;

const holdsQueue: ReadonlySet<string> = new Set(queueHolders);

/** MTAs with delivery agents of their own, which write of our mailboxes without naming a host. */
const mailboxOwners: ReadonlySet<string> = new Set(['exim', 'qmail', 'courier', 'opensmtpd']);

function speakerOf(heard: Heard, ownHop: boolean, quoted: boolean, byOurs: boolean): Speaker | null {
  if (heard.quoted) return { kind: ownHop ? 'own_hop' : 'remote', host: heard.host, ip: heard.ip };
  if (byOurs) return { kind: 'us', host: null, ip: null };
  return quoted ? { kind: 'remote', host: heard.host, ip: heard.ip } : null;
}

/** Classes that, said by a part of our own server, mean that this part is in trouble. */
const ownTrouble: ReadonlySet<ReasonClass> = new Set<ReasonClass>([
  'remote_temporary',
  'unspecified',
  'connect_failed',
  'connection_dropped',
  'dns_temporary',
]);
function isTemporary(reply: string | null, enhanced: string | null): boolean {
  // RFC 3463 s.3.1: the class digit of the enhanced code and the reply code agree; where they do not, the reply is what
  // our MTA acts on.
  const code = reply ?? enhanced;
  return code === null || code.startsWith('4');
}

/**
 * Postfix names every host it quotes ("host X said:"); what stands in its listing without one, codes or not, is its own
 * sentence (bounce(5), smtp_trouble.c), such as a milter's or a table's failure.
 */
function saidByPostfix(heard: Heard, context: ClassifyContext): boolean {
  return context.mta === 'postfix' && heard.diagnosticType === null;
}

/** The evidence a text holds, read once. */
export function gather(text: string, context: ClassifyContext): { evidence: Evidence; heard: Heard; full: string } {
  const heard = unwrap(text);
  const codes = readCodes(heard.core, heard.quoted);
  const full = plain(heard.core);
  const ownHop = heard.ownTransport || isOwnHop(heard.host, heard.ip, context.ownHops ?? []);
  const says = words(withoutCodes(heard.core, codes));
  // Momentum marks the replies it made up itself: support.sparkpost.com/momentum/4/message-responses.
  const madeUp = /(?:^|[\d ])\[internal\] /.test(heard.core);
  const coded = codes.reply !== null || /^[45]\.\d/.test(heard.core);
  const quoted = heard.quoted || (coded && !madeUp && !saidByPostfix(heard, context));
  const provider = ownHop
    ? null
    : providerOfReply(
        heard.diagnosticType === 'x-yandex' ? `yandex.net ${full}` : full,
        heard.host,
        heard.host === null || bareAddress.test(heard.host),
      );
  const ownQueue =
    heard.wrapper !== null || (context.mta !== undefined && holdsQueue.has(context.mta) && context.mta !== 'exchange');
  const evidence: Evidence = {
    words: says,
    whole: full,
    bare: bare(says),
    reply: codes.reply,
    enhanced: codes.enhanced ?? heard.loggedStatus,
    phase: heard.phase ?? context.phaseHint ?? null,
    provider,
    quoted,
    ownHop,
    ourServer: context.mta === undefined || ownQueue,
    ownQueue,
    diagnosticType: heard.diagnosticType,
  };
  return { evidence, heard, full };
}

const fallback: { class: ReasonClass; confidence: Confidence; id: string } = {
  class: 'unspecified',
  confidence: 'low',
  id: 'none',
};

/**
 * The words outrank the code, but where the code names another class of its own the two contradict each other, and the
 * answer is no longer sure. Rules of one provider know that provider's codes.
 */
function contradicted(rule: CompiledRule, evidence: Evidence): boolean {
  if (rule.provider !== undefined || evidence.enhanced === null) return false;
  // Trouble of a mail system is X.3 or X.4 (RFC 3463 s.3.4, s.3.5); X.2 and X.7 speak of a mailbox or a policy.
  if (rule.class === 'remote_temporary' && /^4\.[27]\./.test(evidence.enhanced)) return true;
  if (rule.code !== undefined) return false;
  const byCode = codeRules.find((r) => codeFits(r, evidence));
  return byCode !== undefined && byCode.class !== rule.class;
}

/** The same sentence also speaks of another subject: a later rule, sure of itself, would name another class. */
function ambiguous(rule: CompiledRule, evidence: Evidence): boolean {
  const at = subjectRules.indexOf(rule);
  if (at < 0) return false;
  for (const other of subjectRules.slice(at + 1)) {
    if (other.class === rule.class || other.confidence !== undefined || mechanisms.has(other.class)) continue;
    if (fires(other, evidence)) return true;
  }
  return false;
}

/** What accompanies any subject and contradicts none: form words and "try again later". */
const mechanisms: ReadonlySet<ReasonClass> = new Set<ReasonClass>(['protocol_format', 'remote_temporary']);

/** An answer: a rule's, or what weak words add up to. */
interface Decision {
  readonly id: string;
  readonly class: ReasonClass;
  readonly confidence: Confidence;
  /** The rule, where one decided. */
  readonly rule: CompiledRule | null;
}

/** Points from which weak words are an answer at all, are heard against a code or a phrase, and outweigh a general one. */
const enough = 1.5;
const heardFrom = 1;
const clearLead = 2;

function byRule(rule: CompiledRule, evidence: Evidence, confidence: Confidence = rule.confidence ?? 'high'): Decision {
  const sure = confidence !== 'high' || !(contradicted(rule, evidence) || ambiguous(rule, evidence));
  return { id: rule.id, class: rule.class, confidence: sure ? confidence : 'medium', rule };
}

const byWords = (weighed: Weighed): Decision => ({
  id: weighedWords + weighed.because,
  class: weighed.class,
  confidence: 'low',
  rule: null,
});

/**
 * The first rule that fires. Where that is none, or one that knows a code only, the weak words are weighed together
 * with the code; the subjects whose exceptions kept them from firing have a vote. Where a subject's phrase was found but
 * the other words add up to another class, the answer is not sure.
 */
function decide(evidence: Evidence): Decision {
  const rule = builtInRules.find((r) => fires(r, evidence)) ?? null;
  if (rule !== null && !lastResort.has(rule.id)) {
    const other = subjectRules.includes(rule) ? weigh(evidence) : null;
    if (other === null || other.class === rule.class || other.ahead < heardFrom) return byRule(rule, evidence);
    if (rule.general === true && other.ahead >= clearLead) return byWords(other);
    return byRule(rule, evidence, rule.confidence ?? 'medium');
  }
  const votes = new Set(subjectRules.filter((r) => fires(r, evidence, false)).map((r) => r.class));
  const weighed = weigh(evidence, [...votes]);
  if (weighed === null || weighed.points < enough || (rule !== null && weighed.ahead < heardFrom))
    return rule === null ? { ...fallback, rule } : byRule(rule, evidence);
  return rule?.class === weighed.class ? byRule(rule, evidence) : byWords(weighed);
}

/** Why a message is deferred or came back, from the text an MTA keeps about it. Never throws. */
export function classifyText(text: string, context: ClassifyContext = {}): Reason {
  const { evidence, heard, full } = gather(text, context);
  const admin = context.adminRules?.find(text, context) ?? null;
  const decided: Decision = admin === null ? decide(evidence) : { ...admin, confidence: 'high', rule: null };
  const { rule } = decided;
  let { id, class: cls, confidence } = decided;
  const ourOwnWords =
    !evidence.quoted && evidence.reply === null && (heard.wrapper === 'exim' || mailboxOwners.has(context.mta ?? ''));
  let side = admin?.side ?? sideOf({ class: cls, rule, evidence, ourOwnWords });
  // Where nobody is quoted and the sentence names no cause ("retry time not reached"), nothing is known of our part either.
  const saysNothing = cls === 'unspecified' && !evidence.quoted;
  if (admin === null && evidence.ownHop && ownTrouble.has(cls) && !saysNothing) {
    // What would be the receiver's trouble is ours when our own filter or store says it.
    id = `own-hop.${id}`;
    cls = 'local_fault';
    side = 'local';
    if (confidence === 'low') confidence = 'medium';
  }
  const temporary = isTemporary(evidence.reply, evidence.enhanced);
  const byOurs =
    !evidence.quoted && (heard.wrapper !== null || holdsQueue.has(context.mta ?? '') || rule?.ours === true);
  return {
    reply: evidence.reply,
    enhanced: evidence.enhanced,
    phase: evidence.phase,
    side,
    class: cls,
    provider: evidence.provider,
    speaker: speakerOf(heard, evidence.ownHop, evidence.quoted, byOurs),
    retryAfter: retryAfter(full),
    clearsItself: admin?.clears ?? rule?.clears ?? classFacts[cls].clears[temporary ? 0 : 1],
    confidence,
    rule: id,
  };
}
