/** The reasons engine as the heart asks it. */
import { AppError } from '../../shared/error.ts';
import { judgeWords } from '../../shared/messages/judge.en.ts';
import type { Reason, TextOrigin } from '../../shared/model/reason.ts';
import { adviceFor, classify, providerName, providerOfHost } from '../../shared/reasons/index.ts';
import type { CauseFacts, Judge, PatternFigures } from '../monitor/judge.ts';

const blank = (facts: CauseFacts): Reason =>
  facts.reason ?? {
    reply: null,
    enhanced: null,
    phase: null,
    side: facts.side,
    class: facts.class,
    provider: facts.provider,
    speaker: null,
    retryAfter: null,
    clearsItself: null,
    confidence: 'low',
    rule: 'none',
  };

export function createJudge(): Judge {
  let version = 1;
  let json = '[]';

  /** Who the title names: a provider by its name, a single domain by itself. */
  const where = (facts: CauseFacts): string | null =>
    facts.provider === null || facts.provider === '' ? null : providerName(facts.provider);

  return {
    classify: (text, origin, ownHops) => classify(text, { mta: origin, ownHops }),
    providerOfDomain: (domain) => providerOfHost(domain),
    providerName,
    title(facts) {
      const { title } = adviceFor(blank(facts));
      const place = facts.side === 'local' ? null : where(facts);
      if (place !== null && facts.domains <= 1) return title.includes(place) ? title : judgeWords.at(title, place);
      return facts.domains > 1 ? judgeWords.forDomains(title, facts.domains) : title;
    },
    shortTitle: (of) => judgeWords.short[of],
    advice(facts) {
      const advice = adviceFor(blank(facts));
      return {
        short: judgeWords.advice[facts.class],
        explanation: advice.explanation,
        steps: advice.steps.map((step) => ({
          text: step.text,
          source: step.source.name,
          url: step.source.url,
          done: null,
        })),
        timeScale: advice.timeScale,
        retryMakesWorse: advice.retryMakesWorse === false ? null : advice.retryMakesWorse,
      };
    },
    rule: (id) => ({ source: null, text: judgeWords.rule(id) }),
    patterns: (figures) => patternsOf(figures),
    rules: () => json,
    setRules(next) {
      try {
        const parsed: unknown = JSON.parse(next);
        if (!Array.isArray(parsed)) return [judgeWords.notAList];
        if (parsed.length > 0) throw new AppError('rules_unsupported', 'no compiler for admin rules');
      } catch (error) {
        return [error instanceof Error ? error.message : String(error)];
      }
      json = next;
      version += 1;
      return [];
    },
    test(_json, text, origin: TextOrigin) {
      const reason = classify(text, { mta: origin });
      return { reason, rule: reason.rule, ruleSource: null };
    },
    version: () => version,
  };
}

/** What the queue as a whole says; each line only where its figures carry it. */
function patternsOf(f: PatternFigures): { title: string; text: string }[] {
  const out: { title: string; text: string }[] = [];
  const words = judgeWords.patterns;
  if (f.recipients < 10) return out;
  if (f.providersFailing >= 5 && (f.side === 'network' || f.side === 'dns') && f.recipients >= f.all * 0.6)
    out.push(words.everywhere(f.providersFailing));
  if (f.topSenderShare >= 0.7 && f.senders > 1) out.push(words.oneSender(Math.round(f.topSenderShare * 100)));
  else if (f.senders === 1) out.push(words.oneSender(100));
  if (f.sourceIps === 1) out.push(words.oneIp);
  if (f.providersFailing >= 3 && f.recipients < f.all * 0.5 && f.provider !== null)
    out.push(words.onlyHere(f.provider));
  return out;
}
