import type { ClearsItself, ReasonClass, Side } from '../model/reason.ts';
export interface AdminRuleHit {
  readonly id: string;
  readonly class: ReasonClass;
  readonly side: Side | undefined;
  readonly clears: ClearsItself | undefined;
}
export interface CompiledAdminRules {
  find(text: string): AdminRuleHit | null;
}
