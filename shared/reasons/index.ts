export {
  AdminRule,
  AdminRules,
  AdminRulesFile,
  compileAdminRules,
  exportAdminRules,
  importAdminRules,
  testAdminRules,
} from './adminRules.ts';
export type { AdminRuleHit, AdminRuleProblem, CompiledAdminRules } from './adminRules.ts';
export { adviceFor } from './advice.ts';
export type { Advice } from './advice.ts';
export { causeTitle } from './causeTitle.ts';
export type { CauseFacts } from './causeTitle.ts';
export { createClassifier } from './classifier.ts';
export type { Classifier, ClassifierOptions } from './classifier.ts';
export { classifyText as classify } from './classify.ts';
export type { ClassifyContext } from './classify.ts';
export { allCodes, searchCodes } from './codes.ts';
export type { CodePage } from './codes.ts';
export { hole, reasonPattern } from './pattern.ts';
export { findPatterns, patternLimits } from './patterns.ts';
export type { FreshDeferral, PatternFinding, SecondAttempts, Sent } from './patterns.ts';
export { providerName, providerOf, providerOfHost } from './providerOf.ts';
