import { compileRule } from '../compiledRule.ts';
import type { CompiledRule } from '../compiledRule.ts';
import type { Rule } from '../rule.ts';
import { authentication } from './authentication.ts';
import { greylisting, policy, rate, relayClient, relaying, reputation } from './blocking.ts';
import { filters } from './filters.ts';
import { guesses } from './guesses.ts';
import { google } from './google.ts';
import { isps } from './isps.ts';
import { languages } from './languages.ts';
import { localDelivery } from './localDelivery.ts';
import { localMtas } from './localMtas.ts';
import { localPostfix } from './localPostfix.ts';
import { mailbox } from './mailbox.ts';
import { format, loops, malware, size, spam } from './message.ts';
import { microsoft } from './microsoft.ts';
import { reports } from './reports.ts';
import { senderDomain } from './senderDomain.ts';
import { byCode, trouble } from './trouble.ts';
import { yahooApple } from './yahooApple.ts';

/** All rules in the order in which they are asked: who spoke, providers, then causes before mechanisms, then codes. */
export const rules: readonly Rule[] = [
  ...senderDomain,
  ...reports,
  ...localPostfix,
  ...localDelivery,
  ...localMtas,
  ...relayClient,
  ...google,
  ...microsoft,
  ...yahooApple,
  ...isps,
  ...filters,
  ...malware,
  ...greylisting,
  ...languages,
  ...authentication,
  ...loops,
  ...size,
  ...mailbox,
  ...relaying,
  ...reputation,
  ...spam,
  ...rate,
  ...format,
  ...policy,
  ...trouble,
  ...byCode,
  ...guesses,
];

/** What an enhanced code means by itself, where the registry is clear about it. */
export const codeRules: readonly CompiledRule[] = byCode.filter((r) => r.confidence === 'medium').map(compileRule);

const compiled: readonly CompiledRule[] = rules.map(compileRule);
const isGuess = new Set(guesses.map((r) => r.id));

export const builtInRules: readonly CompiledRule[] = compiled.filter((rule) => !isGuess.has(rule.id));
export const guessRules: readonly CompiledRule[] = compiled.filter((rule) => isGuess.has(rule.id));

const subjects: readonly Rule[] = [
  ...malware,
  ...greylisting,
  ...authentication,
  ...loops,
  ...size,
  ...mailbox,
  ...relaying,
  ...reputation,
  ...spam,
  ...rate,
  ...format,
  ...policy,
  ...trouble,
];

/**
 * Asked a second time, without their exceptions, when no rule knew a text: two subjects in one sentence exclude each
 * other in the first round, and a guess at one of them, called a guess, helps more than nothing.
 */
export const subjectRules: readonly CompiledRule[] = builtInRules.filter((rule) =>
  subjects.some((r) => r.id === rule.id && r.text !== undefined),
);
