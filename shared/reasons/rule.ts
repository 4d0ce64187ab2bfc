import type { ClearsItself, Confidence, Phase, ReasonClass, Side } from '../model/reason.ts';

/**
 * One rule: what a reply must say, and what that means. A rule fires when every condition it states holds. Rules are
 * tried in the order of their files; the first that fires decides. See `phrase.ts` for how phrases are written.
 */
export interface Rule {
  /** Unique, "file.what-it-recognises"; shown as the answer to "why do you say so?". */
  readonly id: string;
  readonly class: ReasonClass;
  /** Any of these phrases, in the words of the reply (addresses, hosts, links and IP addresses are masked there). */
  readonly text?: readonly string[];
  /** And any of these too. */
  readonly and?: readonly string[];
  /** But none of these. */
  readonly not?: readonly string[];
  /** Any of these phrases in the whole reply with its host names and links. */
  readonly whole?: readonly string[];
  /** The reply consists of just these words. */
  readonly only?: readonly string[];
  /** The reply consists of these words and no other, in whatever order. */
  readonly onlyWords?: readonly string[];
  /** Reply or enhanced code, or its beginning: "421", "4", "4.7.", "5.1.1". */
  readonly code?: readonly string[];
  /** But no enhanced code that begins so. */
  readonly notCode?: readonly string[];
  readonly provider?: readonly string[];
  readonly phase?: readonly Phase[];
  /** Only where our own MTA wrote the sentence (nobody is quoted and there is no reply code). */
  readonly ours?: true;
  /** Only in the listing or log of a server of ours: in a report from elsewhere "we" is somebody else. */
  readonly ourServer?: true;
  /** Only where the text is known to stand in the listing or log of a server that holds a queue. */
  readonly ownQueue?: true;
  /** Only where a filter, store or relay of ours answered. */
  readonly ownHop?: true;
  readonly side?: Side;
  readonly clears?: ClearsItself;
  /** Default high. A rule that is right less often than 97 in 100 is not high. */
  readonly confidence?: Confidence;
  /** Its phrases accompany other subjects too: where the words of the reply clearly add up to another class, that is it. */
  readonly general?: true;
  /** RFC section, manual, provider page or source file the wording comes from. */
  readonly source: string;
  /** Whole texts this rule must decide; run as tests. */
  readonly examples: readonly string[];
}
