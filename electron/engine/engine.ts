/**
 * The engine: every request of the contract whose host is 'engine', answered on one heart. Runs in a worker under the
 * desktop and in the same thread under the command line and in tests.
 */
import { requests } from '../../shared/contract.ts';
import type {
  EngineRequestName,
  EventName,
  EventPayload,
  Handlers,
  RequestInput,
  RequestOutput,
} from '../../shared/contract.ts';
import { AppError } from '../../shared/error.ts';
import type { Disposer } from '../ports.ts';
import { asAppError } from '../monitor/watch.ts';
import { createBounceDesk } from './bounceDesk.ts';
import { createContext } from './context.ts';
import { actionHandlers } from './handlers/actions.ts';
import { bounceHandlers } from './handlers/bounces.ts';
import { historyHandlers } from './handlers/history.ts';
import { incidentHandlers } from './handlers/incidents.ts';
import { createMailboxStates, mailboxHandlers } from './handlers/mailboxes.ts';
import { queueHandlers } from './handlers/queue.ts';
import { serverHandlers } from './handlers/servers.ts';
import { settingsHandlers } from './handlers/settings.ts';
import { createRejudgeBounces } from './rejudgeBounces.ts';
import { createActions } from '../monitor/actions/actions.ts';
import { ownRuleWords } from '../../shared/messages/ownRules.en.ts';
import { noticeWords } from '../../shared/messages/engine.en.ts';
import { createTargets } from './targets.ts';
import type { Engine, EngineDeps } from './types.ts';

export type { Engine, EngineDeps } from './types.ts';

const hourMs = 3_600_000;

export function createEngine(deps: EngineDeps): Engine {
  const failed = (error: unknown): void => deps.log?.(error);
  const context = createContext(deps, failed);
  const { archive, emitter, fleet, settings, status } = context;
  const { clock } = deps;
  let disposed = false;
  const disposers: Disposer[] = [];

  if (settings.rules() !== '[]') {
    // A settings file edited by hand may hold a broken rule; the others still decide.
    const broken = deps.judge.setRules(settings.rules(), 'usable');
    if (broken.length > 0)
      context.notices.set({ id: 'rules', tone: 'warning', ...ownRuleWords.broken(broken), detail: broken.join('\n') });
  }
  const states = createMailboxStates(context);
  const desk = createBounceDesk(context, states);
  const rejudging = createRejudgeBounces(context);
  rejudging.start();
  const inbox = deps.createInbox(desk.sink);
  const targets = createTargets({
    clock,
    fetch: deps.fetch ?? globalThis.fetch,
    settings: () => context.alerting.settings(),
    failed: (target, why) =>
      context.notices.set({
        id: `target-${target.name}`,
        tone: 'warning',
        ...noticeWords.target(target.name),
        detail: why,
      }),
    worked: (target) => context.notices.clear(`target-${target.name}`),
  });
  context.notified.add((notification, at) => targets.tell(notification, at));
  const actions = createActions({
    clock,
    registry: deps.registry,
    fleet,
    messages: context.messages,
    causes: context.causes,
    archive,
    alerting: context.alerting,
    judge: deps.judge,
    account: deps.account,
    changed: () => emitter.soon('actions', () => actions.list()),
    log: failed,
  });
  context.observed.add(() => {
    desk.looked();
    void status.recount().catch(failed);
  });

  const handlers: Handlers<EngineRequestName> = {
    ...queueHandlers(context, (cause) => actions.runsOf(cause)),
    ...serverHandlers(context),
    ...settingsHandlers(context, () => rejudging.start()),
    ...mailboxHandlers(context, inbox, states),
    ...actionHandlers(context, actions),
    ...bounceHandlers(context),
    ...incidentHandlers(context, targets),
    ...historyHandlers(context),
  };

  function retain(): void {
    archive.retain(settings.app().history, Math.floor(clock.now() / 1000));
    disposers.push(clock.after(hourMs, retain));
    if (disposers.length > 20) disposers.splice(0, 10);
  }

  const { only } = deps;
  if (only === undefined) fleet.setPaused(settings.state().paused);
  if (deps.given && settings.servers().length === 0) settings.setServers(deps.given.servers);
  if (deps.given && settings.mailboxes().length === 0) settings.setMailboxes(deps.given.mailboxes);
  for (const config of settings.servers()) if (only === undefined || config.id === only) fleet.set(config);
  if (only === undefined) {
    for (const config of settings.mailboxes()) inbox.set(config);
    disposers.push(clock.after(60_000, retain));
    actions.restore();
  }
  let sleptAt: number | null = null;

  return {
    async handle<K extends EngineRequestName>(name: K, input: RequestInput<K>): Promise<RequestOutput<K>> {
      if (disposed) throw new AppError('engine_stopped', 'the engine was stopped');
      const request = requests[name];
      const parsed = request.in.safeParse(input);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw new AppError('bad_input', `${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
      }
      // Handlers are typed by the contract; the union over all names is what TypeScript cannot follow here.
      const handler = handlers[name] as (input: unknown) => unknown;
      let output: unknown;
      try {
        output = await handler(parsed.data);
      } catch (error) {
        const known = asAppError(error);
        if (known.code === 'internal') failed(error);
        throw known;
      }
      const checked = request.out.safeParse(output);
      if (!checked.success) {
        const issue = checked.error.issues[0];
        const error = new AppError('bad_output', `${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
        failed(error);
        throw error;
      }
      return checked.data as RequestOutput<K>;
    },
    on: <K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): Disposer =>
      emitter.on(name, listener),
    signal(signal) {
      switch (signal.kind) {
        case 'suspend':
          sleptAt = clock.now();
          fleet.suspend();
          actions.suspend();
          break;
        case 'resume': {
          const now = clock.now();
          if (sleptAt !== null) context.alerting.slept(Math.floor(sleptAt / 1000), Math.floor(now / 1000));
          sleptAt = null;
          fleet.resume();
          inbox.reset();
          actions.resume();
          break;
        }
        case 'online':
          fleet.resume();
          inbox.reset();
          break;
        case 'do_not_disturb':
          context.alerting.doNotDisturb(signal.on);
          break;
        case 'focus':
          break;
        case 'secrets':
          emitter.soon('status', () => status.get());
          break;
      }
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      for (const cancel of disposers) cancel();
      actions.dispose();
      targets.dispose();
      rejudging.dispose();
      desk.dispose();
      await inbox.dispose();
      await context.dispose();
    },
  };
}
