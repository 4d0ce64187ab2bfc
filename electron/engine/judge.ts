/** The reasons engine as the heart asks it. */
import { AppError } from '../../shared/error.ts';
import { judgeWords } from '../../shared/messages/judge.en.ts';
import type { Reason, ReasonClass } from '../../shared/model/reason.ts';
import {
  adviceFor,
  causeTitle,
  createClassifier,
  findPatterns,
  providerName,
  providerOfHost,
  readAdminRules,
  weighedWords,
} from '../../shared/reasons/index.ts';
import type { AdminRuleSet, Classifier, PatternFinding, Sent } from '../../shared/reasons/index.ts';
import { rules as builtIn } from '../../shared/reasons/rules/index.ts';
import type { CauseFacts, Judge, PatternsOf } from '../monitor/judge.ts';

const blank: Omit<Reason, 'class' | 'side' | 'provider'> = {
  reply: null,
  enhanced: null,
  phase: null,
  speaker: null,
  retryAfter: null,
  clearsItself: null,
  confidence: 'low',
  rule: 'none',
};
/** Classifiers kept: one for each list of own hops, as their memory depends on it. */
const mostClassifiers = 64;
const patternsEach = 5000;

/** A provider key has no dot; a domain stands for itself. */
const isKey = (provider: string): boolean => !provider.includes('.');

/** The reason of the most common reply, with what holds for the cause as a whole. */
function reasonOf(facts: CauseFacts): Reason {
  const { class: cls, side, provider } = facts;
  const named = provider !== null && provider !== '' && isKey(provider) ? provider : null;
  // A reply of one provider says nothing about a cause of many.
  return { ...blank, ...facts.reason, class: cls, side, provider: named };
}

export function createJudge(): Judge {
  let version = 1;
  let json = '[]';
  let own: AdminRuleSet = readAdminRules('[]');
  let classifiers = new Map<string, Classifier>();

  const contextOf = (rules: AdminRuleSet) => (rules.compiled === null ? {} : { adminRules: rules.compiled });

  function classifierFor(hops: readonly string[]): Classifier {
    const key = hops.join('\n');
    let it = classifiers.get(key);
    if (!it) {
      if (classifiers.size >= mostClassifiers) classifiers = new Map();
      it = createClassifier({ context: { ...contextOf(own), ownHops: hops }, limit: patternsEach });
      classifiers.set(key, it);
    }
    return it;
  }

  return {
    classify: (text, origin, ownHops) => classifierFor(ownHops).classify(text, { mta: origin }),
    providerOfDomain: (domain) => providerOfHost(domain),
    providerName,
    title(facts) {
      const { provider } = facts;
      const domains = provider === null || provider === '' || isKey(provider) ? [] : [provider];
      return causeTitle(reasonOf(facts), {
        domains,
        domainCount: domains.length > 0 ? 1 : facts.domains,
        ...(facts.ourIps ? { ourIps: facts.ourIps } : {}),
        ...(facts.reply === null ? {} : { text: facts.reply }),
      });
    },
    shortTitle: (of) => judgeWords.short[of],
    advice(facts) {
      const advice = adviceFor(reasonOf(facts));
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
    rule: (id) => ruleWords(id, own),
    patterns,
    rules: () => json,
    setRules(next, usable) {
      const read = readAdminRules(next);
      if (read.problems.length > 0 && usable === undefined) return [...read.problems];
      json = next.trim() === '' ? '[]' : next;
      own = read;
      classifiers = new Map();
      version += 1;
      return [...read.problems];
    },
    test(draft, text, origin) {
      const rules = draft === null ? own : readAdminRules(draft);
      const [problem] = rules.problems;
      if (draft !== null && problem !== undefined) throw new AppError('bad_rules', problem);
      const reason = createClassifier({ context: contextOf(rules), limit: 2 }).classify(text, { mta: origin });
      return { reason, rule: reason.rule, ruleSource: ruleWords(reason.rule, rules).source };
    },
    version: () => version,
  };
}

const byId = new Map(builtIn.map((rule) => [rule.id, rule]));

/** "Why do you say so?": where the wording comes from and what the rule looks for. */
function ruleWords(id: string, own: AdminRuleSet): { source: string | null; text: string } {
  const words = judgeWords.rule;
  if (id === 'none' || id === '') return { source: null, text: words.none };
  if (id.startsWith('own.')) return own.about(id) ?? { source: null, text: words.gone(id) };
  const hop = id.startsWith('own-hop.');
  const said = hop ? id.slice(8) : id;
  if (said.startsWith(weighedWords)) {
    const text = words.weighed(said.slice(weighedWords.length).split('-'));
    return { source: null, text: hop ? text + words.ownHop : text };
  }
  const rule = byId.get(said);
  if (!rule) return { source: null, text: (hop ? words.none : words.gone(id)) + (hop ? words.ownHop : '') };
  const phrases = rule.text ?? rule.whole ?? rule.only ?? rule.and ?? [];
  const title: string = judgeWords.short[rule.class satisfies ReasonClass];
  const text = words.of(rule.id, title, phrases.slice(0, 3), (rule.code ?? []).slice(0, 5));
  return { source: rule.source, text: hop ? text + words.ownHop : text };
}

/** What the queue as a whole says; each line with its figures. */
function patterns(of: PatternsOf): { title: string; text: string }[] {
  const words = judgeWords.patterns;
  const sentTo = (provider: string): Sent | null => (provider === of.provider ? of.sent : null);
  return findPatterns(of.deferrals, of.seconds, sentTo).flatMap((it: PatternFinding) => {
    switch (it.kind) {
      case 'local_suspected':
        // Dead domains pile up in every queue; only what is new at many places at once points at ourselves.
        return of.basis === 'fresh' && (of.suspected || of.side !== 'remote')
          ? [words.local(it.hit, it.fresh, it.share, it.providers, it.names.map(providerName))]
          : [];
      case 'one_provider': {
        if (it.provider !== of.provider) return [];
        const basis = words.basis[of.basis];
        const name = providerName(it.provider);
        if (it.scope === 'one_sender') return [words.oneSender(it.count, basis, name, it.ofSenders)];
        return it.senders > 2 ? [words.manySenders(it.count, basis, name, it.senders, it.ofSenders)] : [];
      }
      case 'our_ips':
        if (it.provider !== of.provider) return [];
        return it.scope === 'one_ip' && it.ip !== null
          ? [words.oneIp(providerName(it.provider), it.ip, it.of)]
          : [words.ips(providerName(it.provider), it.hit)];
      case 'second_attempts':
        return [words.seconds(it.tried, it.cleared, it.works, it.overdue)];
    }
  });
}
