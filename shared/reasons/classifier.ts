import type { Reason } from '../model/reason.ts';
import { classifyText } from './classify.ts';
import type { ClassifyContext } from './classify.ts';
import { answer, fits, learn } from './answers.ts';
import type { Pattern } from './answers.ts';
import { ownNames } from './pattern.ts';
import { bounded } from './text.ts';
import { likelyMask, TextScan } from './textScan.ts';

export interface ClassifierOptions {
  /** Admin rules and own hops that hold for every text, unless the call says otherwise. */
  readonly context?: ClassifyContext;
  /** Patterns kept (default 20,000). */
  readonly limit?: number;
}

/** What texts of one pattern have in common: all but who spoke and the wait it asks for. */
export type Meaning = Omit<Reason, 'speaker' | 'retryAfter'>;

export interface Classifier {
  classify(text: string, context?: ClassifyContext): Reason;
  /** For counting: the same answer without the parts each text has of its own; not to be changed. */
  meaning(text: string, context?: ClassifyContext): Meaning;
  /** Figures for the bench and the tests. */
  readonly stats: { readonly classified: number; readonly remembered: number; readonly size: number };
}

/** What one combination of MTA and phase has been told so far. Two halves: when the young one is full the old one goes. */
interface Memory {
  young: Map<number, Pattern>;
  old: Map<number, Pattern>;
  /** Patterns in the young half. */
  count: number;
  before: number;
  /** Patterns that were met among texts that begin and end alike, the most frequent first. */
  readonly likely: (Pattern[] | undefined)[];
}

const mostMemories = 64;
/** Patterns of one signature that are looked at: signatures differ where texts do, but for a few. */
const mostAlike = 8;
const mostLikely = 8;

/** One for all classifiers: what it remembers of names holds everywhere, and nothing of a text outlasts a call. */
let scan: TextScan | null = null;

/**
 * A classifier with a memory: texts with one pattern are classified once. What varies (who spoke, the stated wait) is
 * read from every text anew, so nothing of one text shows up in the answer for another. The memory is bounded.
 */
export function createClassifier(options: ClassifierOptions = {}): Classifier {
  const half = Math.max(1, Math.floor((options.limit ?? 20_000) / 2));
  const memories = new Map<string, Memory>();
  let context: ClassifyContext = { ...options.context };
  scan ??= new TextScan();
  const texts = scan;
  let own = ownNames(context.ownHops);
  let memory = memoryOf(memories, context);
  let classified = 0;
  let remembered = 0;

  /** Own hops and rules change what texts mean: then everything is forgotten. MTA and phase have a memory each. */
  const enter = (given: ClassifyContext): void => {
    const base = options.context;
    const mta = given.mta ?? base?.mta;
    const phaseHint = given.phaseHint ?? base?.phaseHint;
    const ownHops = given.ownHops ?? base?.ownHops;
    const adminRules = given.adminRules ?? base?.adminRules;
    const sameMeaning = adminRules === context.adminRules && sameList(ownHops, context.ownHops);
    if (sameMeaning && mta === context.mta && phaseHint === context.phaseHint) return;
    if (!sameMeaning) {
      memories.clear();
      own = ownNames(ownHops);
    }
    context = { mta, phaseHint, ownHops, adminRules };
    memory = memoryOf(memories, context);
  };

  const judge = (whole: string, given: ClassifyContext | undefined, each: boolean): Reason => {
    if (given !== undefined) enter(given);
    else if (options.context !== undefined) enter(options.context);
    const text = bounded(whole);
    // Admin rules see the whole text, variable parts included: what they decide cannot be remembered by pattern.
    if (context.adminRules !== undefined && context.adminRules.find(text, context) !== null) {
      classified += 1;
      return classifyText(text, context);
    }
    texts.own = own;
    const known = recall(memory, texts, text);
    if (known !== undefined) {
      remembered += 1;
      return each ? answer(known, text, texts) : known.reason;
    }
    classified += 1;
    const reason = classifyText(text, context);
    if (texts.keyed) keep(memory, learn(text, reason, texts), texts.signature, half);
    return reason;
  };

  return {
    classify: (text, given) => judge(text, given, true),
    meaning: (text, given) => judge(text, given, false),
    get stats() {
      let size = 0;
      for (const { count, before } of memories.values()) size += count + before;
      return { classified, remembered, size };
    },
  };
}

function memoryOf(memories: Map<string, Memory>, { mta, phaseHint }: ClassifyContext): Memory {
  const key = `${mta ?? ''} ${phaseHint ?? ''}`;
  let memory = memories.get(key);
  if (memory === undefined) {
    if (memories.size >= mostMemories) memories.clear();
    memory = {
      young: new Map(),
      old: new Map(),
      count: 0,
      before: 0,
      likely: new Array<undefined>(likelyMask + 1).fill(undefined),
    };
    memories.set(key, memory);
  }
  return memory;
}

function sameList(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.length !== b.length)
    return (a?.length ?? 0) === 0 && (b?.length ?? 0) === 0;
  return a.every((entry, i) => entry === b[i]);
}

/** The pattern of a text, if it is known. Leaves the text taken, and its parts where they are. */
function recall(memory: Memory, scan: TextScan, text: string): Pattern | undefined {
  scan.take(text);
  // Texts that look alike have been of these patterns before: most are, and need not be taken apart.
  const place = scan.quick ? scan.likely(text) : -1;
  const likely = memory.likely[place];
  if (likely !== undefined) {
    for (let at = 0; at < likely.length; at += 1) {
      const it = likely[at];
      if (it === undefined || !scan.follows(it, text)) continue;
      if (at > 0) {
        likely[at] = likely[at - 1] ?? it;
        likely[at - 1] = it;
      }
      return it;
    }
  }
  if (!scan.read()) return undefined;
  const found = find(memory, scan);
  if (found !== undefined && place >= 0) {
    if (likely === undefined) memory.likely[place] = [found];
    else if (likely.length < mostLikely) likely.push(found);
    else likely[mostLikely - 1] = found;
  }
  return found;
}

function find({ young, old }: Memory, scan: TextScan): Pattern | undefined {
  for (let it = young.get(scan.signature); it !== undefined; it = it.next) if (fits(it, scan)) return it;
  for (let it = old.get(scan.signature); it !== undefined; it = it.next) if (fits(it, scan)) return it;
  return undefined;
}

function keep(memory: Memory, pattern: Pattern, signature: number, half: number): void {
  if (memory.count >= half) {
    memory.old = memory.young;
    memory.before = memory.count;
    memory.young = new Map();
    memory.count = 0;
  }
  let alike = 1;
  pattern.next = memory.young.get(signature);
  for (let it = pattern.next; it !== undefined; it = it.next) {
    alike += 1;
    if (alike >= mostAlike && it.next !== undefined) {
      it.next = undefined;
      memory.count -= 1;
    }
  }
  memory.young.set(signature, pattern);
  memory.count += 1;
}
