import type { Handlers } from '../../../shared/contract.ts';
import { originOf } from '../../monitor/watch.ts';
import type { Context } from '../context.ts';

const ok = { ok: true } as const;
type Names =
  | 'settings.get'
  | 'settings.setApp'
  | 'settings.setAlerts'
  | 'rules.get'
  | 'rules.set'
  | 'rules.test'
  | 'history.clear';

export function settingsHandlers(context: Context, rejudgeBounces: () => void): Handlers<Names> {
  const { alerting, archive, deps, emitter, fleet, settings, status } = context;
  const { judge } = deps;
  return {
    'settings.get': () => ({ app: settings.app(), alerts: alerting.settings() }),
    'settings.setApp': (app) => {
      settings.setApp(app);
      archive.retain(app.history, Math.floor(deps.clock.now() / 1000));
      emitter.emit('settings', {});
      emitter.soon('status', () => status.get());
      void status.recount();
      return ok;
    },
    'settings.setAlerts': (alerts) => {
      settings.setAlerts(alerts);
      alerting.setSettings(alerts);
      emitter.emit('settings', {});
      return ok;
    },
    'rules.get': () => ({ json: judge.rules() }),
    'rules.set': async ({ json }) => {
      const problems = judge.setRules(json);
      if (problems.length > 0) return { ok: false, problems };
      settings.setRules(judge.rules());
      context.notices.clear('rules');
      rejudgeBounces();
      await fleet.rejudge();
      emitter.emit('settings', {});
      return { ok: true, problems: [] };
    },
    'rules.test': ({ json, text, mta }) => {
      const found = judge.test(json, text, originOf(mta));
      const facts = {
        class: found.reason.class,
        side: found.reason.side,
        provider: found.reason.provider,
        domains: 1,
        reply: text,
        reason: found.reason,
      };
      const advice = judge.advice(facts);
      return { ...found, title: judge.title(facts), explanation: advice.explanation, steps: advice.steps };
    },
    'history.clear': () => {
      archive.clear();
      context.incidentsChanged();
      context.bouncesChanged();
      return ok;
    },
  };
}
