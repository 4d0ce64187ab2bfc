import type { ReasonClass, Side } from '../model/reason.ts';
import { classFacts } from './classFacts.ts';
import type { CompiledRule, Evidence } from './compiledRule.ts';
import { compilePhrases } from './phrase.ts';

/** What the side of an answer is told from. */
export interface Sided {
  readonly class: ReasonClass;
  /** The rule that decided; null where weak words were weighed. */
  readonly rule: CompiledRule | null;
  readonly evidence: Evidence;
  /** A router or delivery agent of ours wrote the sentence and quotes nobody. */
  readonly ourOwnWords: boolean;
}

/** Classes about a mailbox: at our own store the mailbox is ours to mend. */
const aboutMailbox: ReadonlySet<ReasonClass> = new Set<ReasonClass>([
  'mailbox_full',
  'mailbox_disabled',
  'mailbox_busy',
  'user_unknown',
]);

/** What stands beside "expired" tells whom to ask. */
const notReached = compilePhrases([
  'connect~',
  'timed out',
  'unreach~',
  'network',
  'no route',
  'refused',
  'no answer',
  'no * (hosts?|servers?|mxs?) * (reached|contacted|answer~)',
]);
const notLookedUp = compilePhrases(['dns', 'name ?servers?', 'mx (lookup|record)s?', 'host not found', 'look ?up']);

/** A check that could not be made for now, as against one that failed (RFC 7208 s.2.6.6, RFC 8601 s.2.7.1 "temperror"). */
const notChecked = compilePhrases([
  'temporar~',
  'transient',
  'temperror',
  'time-?d? ?out',
  'timeout',
  'servfail',
  'dns (error|failure|problem|lookup)',
  'could not be (looked up|retrieved|fetched|checked|evaluated|completed)',
]);
const checkFailed = compilePhrases(['fail', 'not pass', 'unauthenticated', 'limited', 'block~', 'deferred', 'reject~']);

/**
 * Where the side is not that of the class (`classFacts.ts`). The first that holds decides; what no line names has the side
 * of its class.
 */
const exceptions: readonly { readonly side: Side | 'of rule'; readonly holds: (s: Sided) => boolean }[] = [
  {
    // What a report from elsewhere says of "our" mailboxes is about theirs.
    side: 'remote',
    holds: ({ class: cls, rule, evidence }) =>
      rule?.side === 'local' && aboutMailbox.has(cls) && !evidence.ourServer && evidence.diagnosticType === null,
  },
  { side: 'of rule', holds: ({ rule }) => rule?.side !== undefined },
  {
    // What a filter or store of ours refuses by its own rules is ours to mend; what it says of the message stays the sender's.
    side: 'local',
    holds: ({ class: cls, evidence }) =>
      evidence.ownHop &&
      !(cls === 'unspecified' && !evidence.quoted) &&
      (aboutMailbox.has(cls) || classFacts[cls].side === 'remote' || cls === 'routing_loop'),
  },
  {
    // RFC 3464 s.2.3.6: "x-unix" is the exit of a program that our server ran.
    side: 'local',
    holds: ({ class: cls, evidence }) =>
      !evidence.quoted && evidence.diagnosticType === 'x-unix' && aboutMailbox.has(cls),
  },
  {
    // A router or delivery agent of ours that says so without quoting anybody knows our own mailboxes only.
    side: 'local',
    holds: ({ class: cls, ourOwnWords }) => ourOwnWords && aboutMailbox.has(cls),
  },
  {
    // A report names another system as the one that counted the hops (Domino writes "X-Notes").
    side: 'remote',
    holds: ({ class: cls, evidence }) =>
      cls === 'routing_loop' && (evidence.quoted || evidence.diagnosticType === 'x-notes'),
  },
  {
    // RFC 7372 s.3.2: 4.7.24 is an SPF record that could not be evaluated for now.
    side: 'dns',
    holds: ({ class: cls, evidence }) =>
      cls === 'sender_auth' &&
      (evidence.reply ?? evidence.enhanced ?? '4').startsWith('4') &&
      notChecked.test(evidence.words) &&
      !checkFailed.test(evidence.words),
  },
  { side: 'dns', holds: ({ class: cls, evidence }) => cls === 'expired' && notLookedUp.test(evidence.words) },
  { side: 'network', holds: ({ class: cls, evidence }) => cls === 'expired' && notReached.test(evidence.words) },
];

/** Whose trouble it is: what the rule says or who spoke, else the side of the class. */
export function sideOf(sided: Sided): Side {
  const found = exceptions.find(({ holds }) => holds(sided))?.side;
  return found === 'of rule'
    ? (sided.rule?.side ?? classFacts[sided.class].side)
    : (found ?? classFacts[sided.class].side);
}
