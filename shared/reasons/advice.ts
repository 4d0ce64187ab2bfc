import { adviceRefinements } from '../messages/reasonRefinements.en.ts';
import type { AdviceRefinement } from '../messages/reasonRefinements.en.ts';
import { adviceWords, finalAnswer, statedWait } from '../messages/reasons.en.ts';
import type { AdviceWords } from '../messages/reasons.en.ts';
import type { Reason } from '../model/reason.ts';

export type Advice = AdviceWords;

function fits(r: AdviceRefinement, reason: Reason): boolean {
  if (r.provider !== undefined && (reason.provider === null || !r.provider.includes(reason.provider))) return false;
  if (r.class !== undefined && !r.class.includes(reason.class)) return false;
  if (r.enhanced !== undefined && !r.enhanced.some((code) => reason.enhanced?.startsWith(code) ?? false)) return false;
  return r.rule === undefined || r.rule.some((id) => reason.rule.startsWith(id));
}

/**
 * What to tell a person about a reason: the class's words, refined for the provider and code, steps in the order to
 * take them, each with its source. A stated wait comes into the time scale.
 */
export function adviceFor(reason: Reason): Advice {
  const words = adviceWords[reason.class];
  const refined = adviceRefinements.find((r) => fits(r, reason));
  const final = reason.reply?.startsWith('5') === true && reason.clearsItself === 'no';
  return {
    title: refined?.title ?? words.title,
    explanation: refined?.explanation ?? words.explanation,
    timeScale: reason.retryAfter === null ? (refined?.timeScale ?? words.timeScale) : statedWait(reason.retryAfter),
    retryMakesWorse:
      refined?.retryMakesWorse ?? (words.retryMakesWorse === false && final ? finalAnswer : words.retryMakesWorse),
    steps: [...(refined?.steps ?? []), ...words.steps],
  };
}
