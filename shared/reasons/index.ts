export { classifyText as classify } from './classify.ts';
export type { ClassifyContext } from './classify.ts';
export { providerName, providerOf, providerOfHost } from './provider-of.ts';
