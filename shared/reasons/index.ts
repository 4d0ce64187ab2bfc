export { adviceFor } from './advice.ts';
export type { Advice } from './advice.ts';
export { createClassifier } from './classifier.ts';
export type { Classifier, ClassifierOptions } from './classifier.ts';
export { classifyText as classify } from './classify.ts';
export type { ClassifyContext } from './classify.ts';
export { providerName, providerOf, providerOfHost } from './providerOf.ts';
