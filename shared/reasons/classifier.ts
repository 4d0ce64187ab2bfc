import type { Reason } from '../model/reason.ts';
import { classifyText } from './classify.ts';
import type { ClassifyContext } from './classify.ts';

export interface ClassifierOptions {
  /** Admin rules and own hops that hold for every text, unless the call says otherwise. */
  readonly context?: ClassifyContext;
}

export interface Classifier {
  classify(text: string, context?: ClassifyContext): Reason;
}

export function createClassifier(options: ClassifierOptions = {}): Classifier {
  return { classify: (text, context) => classifyText(text, { ...options.context, ...context }) };
}
