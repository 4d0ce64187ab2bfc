import { compileRule } from '../compiledRule.ts';
import type { CompiledRule } from '../compiledRule.ts';
import type { Rule } from '../rule.ts';
import { authentication } from './authentication.ts';
import { greylisting, policy, rate, relaying, reputation } from './blocking.ts';
import { filters } from './filters.ts';
import { google } from './google.ts';
import { isps } from './isps.ts';
import { localDelivery } from './localDelivery.ts';
import { localMtas } from './localMtas.ts';
import { localPostfix } from './localPostfix.ts';
import { mailbox } from './mailbox.ts';
import { format, loops, malware, size, spam } from './message.ts';
import { microsoft } from './microsoft.ts';
import { byCode, trouble } from './trouble.ts';
import { yahooApple } from './yahooApple.ts';

/** All rules in the order in which they are asked: who spoke, providers, then causes before mechanisms, then codes. */
export const rules: readonly Rule[] = [
  ...localPostfix,
  ...localDelivery,
  ...localMtas,
  ...google,
  ...microsoft,
  ...yahooApple,
  ...isps,
  ...filters,
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
  ...byCode,
];

/** What an enhanced code means by itself, where the registry is clear about it. */
export const codeRules: readonly CompiledRule[] = byCode.filter((r) => r.confidence === 'medium').map(compileRule);

export const builtInRules: readonly CompiledRule[] = rules.map(compileRule);
