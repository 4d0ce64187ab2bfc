import type { Reason } from '../model/reason.ts';
import { classifyText } from './classify.ts';
import type { ClassifyContext } from './classify.ts';
import { ownNames, patternKey, secondHash } from './pattern.ts';
import { longestWait, retryAfter } from './retryAfter.ts';
import { bounded, plain } from './text.ts';
import { unwrap } from './unwrap.ts';

export interface ClassifierOptions {
  /** Admin rules and own hops that hold for every text, unless the call says otherwise. */
  readonly context?: ClassifyContext;
  /** Patterns kept (default 20,000). */
  readonly limit?: number;
}

export interface Classifier {
  classify(text: string, context?: ClassifyContext): Reason;
  /** Figures for the bench and the tests. */
  readonly stats: { readonly classified: number; readonly remembered: number; readonly size: number };
}

/** What one combination of MTA and phase has been told so far. Two halves: when the young one is full the old one goes. */
interface Memory {
  /** Answers to exact texts, each at the place its sample gives: what falls on a taken place takes it over. */
  readonly texts: (string | undefined)[];
  readonly answers: (Reason | undefined)[];
  young: Map<number, Known>;
  old: Map<number, Known>;
}

const mostMemories = 64;
const exactMask = 4095;
const longestExact = 2000;

/** Filled at once: an array that grows by places becomes a slow one. */
const empty = (): undefined[] => new Array<undefined>(exactMask + 1).fill(undefined);

/** Place of an exact text: its length and some of its characters, not all; the text itself is compared afterwards. */
function placeOf(text: string): number {
  const { length } = text;
  let h = length;
  const step = length < 26 ? 1 : (length / 26) | 0;
  for (let at = length - 1; at >= 0; at -= step) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193);
  return (h ^ (h >>> 15)) & exactMask;
}

/**
 * A classifier with a memory: texts with one pattern are classified once. What varies (who spoke, the stated wait) is
 * read from every text anew, so nothing of one text shows up in the answer for another. The memory is bounded.
 */
export function createClassifier(options: ClassifierOptions = {}): Classifier {
  const half = Math.max(1, Math.floor((options.limit ?? 20_000) / 2));
  const memories = new Map<string, Memory>();
  let context: ClassifyContext = { ...options.context };
  let keep = ownNames(context.ownHops);
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
      keep = ownNames(ownHops);
    }
    context = { mta, phaseHint, ownHops, adminRules };
    memory = memoryOf(memories, context);
  };

  return {
    classify: (whole, given) => {
      if (given !== undefined) enter(given);
      else if (options.context !== undefined) enter(options.context);
      const text = bounded(whole);
      // Admin rules see the whole text, variable parts included: what they decide cannot be remembered by pattern.
      if (context.adminRules !== undefined && context.adminRules.find(text, context) !== null) {
        classified += 1;
        return classifyText(text, context);
      }
      const place = placeOf(text);
      if (memory.texts[place] === text) {
        const same = memory.answers[place];
        if (same !== undefined) {
          remembered += 1;
          return same;
        }
      }
      const key = patternKey(text, keep);
      const check = secondHash;
      let known: Known | undefined = memory.young.get(key);
      if (known === undefined) {
        known = memory.old.get(key);
        if (known !== undefined) memory.young.set(key, known);
      }
      let reason: Reason;
      if (known?.check === check) {
        remembered += 1;
        reason = withOwnParts(known, text);
      } else {
        classified += 1;
        reason = classifyText(text, context);
        memory.young.set(key, knownOf(text, reason, check));
        if (memory.young.size >= half) {
          memory.old = memory.young;
          memory.young = new Map();
        }
      }
      // A hostile text of megabytes is not worth keeping.
      if (text.length <= longestExact) {
        memory.texts[place] = text;
        memory.answers[place] = reason;
      }
      return reason;
    },
    get stats() {
      let size = 0;
      for (const { young, old } of memories.values()) size += young.size + old.size;
      return { classified, remembered, size };
    },
  };
}

function memoryOf(memories: Map<string, Memory>, { mta, phaseHint }: ClassifyContext): Memory {
  const key = `${mta ?? ''} ${phaseHint ?? ''}`;
  let memory = memories.get(key);
  if (memory === undefined) {
    if (memories.size >= mostMemories) memories.clear();
    memory = { texts: empty(), answers: empty(), young: new Map(), old: new Map() };
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

interface Known {
  readonly reason: Reason;
  /** Second hash of the pattern: another pattern with the same key is not this one. */
  readonly check: number;
  /** What stands around the number of a stated wait, and its unit in seconds; null where there is none. */
  readonly wait: Wait | null;
  /** Other numbers would ask for a wait. */
  readonly mayWait: boolean;
  readonly named: boolean;
}

interface Wait {
  readonly before: string;
  readonly after: string;
  readonly factor: number;
}

function waitOf(text: string): number | null {
  return retryAfter(plain(unwrap(text).core));
}

/** Finds the number that made the wait: the one whose change changes the wait alike. */
function findWait(text: string, seconds: number): Wait | null {
  for (const found of text.slice(0, 2000).matchAll(/(?<![\w.:-])\d{1,6}(?![\w.:-])/g)) {
    const factor = seconds / Number(found[0]);
    if (![1, 60, 3600, 86400].includes(factor)) continue;
    const end = found.index + found[0].length;
    const changed = `${text.slice(0, found.index)}${Number(found[0]) + 1}${text.slice(end)}`;
    const before = text.slice(Math.max(0, found.index - 12), found.index);
    if (text.indexOf(before) === found.index - before.length && waitOf(changed) === seconds + factor)
      return { before, after: text.slice(end, end + 6), factor };
  }
  return null;
}

function knownOf(text: string, reason: Reason, check: number): Known {
  const { speaker, retryAfter: seconds } = reason;
  return {
    reason,
    check,
    wait: seconds === null ? null : findWait(text, seconds),
    mayWait: seconds !== null || waitOf(text.replace(/\d+/g, '7')) !== null,
    named: speaker !== null && (speaker.host !== null || speaker.ip !== null),
  };
}

function waitIn(text: string, wait: Wait | null): number | null {
  if (wait !== null) {
    const at = text.indexOf(wait.before);
    let end = at + wait.before.length;
    let count = 0;
    if (at >= 0) {
      for (; end < text.length; end += 1) {
        const digit = text.charCodeAt(end) - 48;
        if (digit < 0 || digit > 9) break;
        count = count * 10 + digit;
      }
      if (
        end > at + wait.before.length &&
        end - at - wait.before.length <= 6 &&
        text.startsWith(wait.after, end) &&
        count > 0 &&
        count * wait.factor <= longestWait
      )
        return count * wait.factor;
    }
  }
  return waitOf(text);
}

/** The remembered meaning with this text's own speaker and wait. */
function withOwnParts(known: Known, text: string): Reason {
  const { reason, named, mayWait } = known;
  if (!named && !mayWait) return reason;
  let { speaker } = reason;
  if (named && speaker !== null) {
    // "host NAME[IP] said: ", the form of nearly every text, without an expression.
    const begin = text.startsWith('host ') ? 5 : text.startsWith('delivery temporarily suspended: host ') ? 37 : -1;
    const open = begin < 0 ? -1 : text.indexOf('[', begin);
    const close = open < 0 ? -1 : text.indexOf(']', open);
    if (close > 0 && close - begin < 500 && text.indexOf(' ', begin) > close) {
      speaker = { kind: speaker.kind, host: text.slice(begin, open), ip: text.slice(open + 1, close) };
    } else {
      const heard = unwrap(text);
      speaker = { kind: speaker.kind, host: heard.host, ip: heard.ip };
    }
  }
  return {
    reply: reason.reply,
    enhanced: reason.enhanced,
    phase: reason.phase,
    side: reason.side,
    class: reason.class,
    provider: reason.provider,
    speaker,
    retryAfter: mayWait ? waitIn(text, known.wait) : null,
    clearsItself: reason.clearsItself,
    confidence: reason.confidence,
    rule: reason.rule,
  };
}
