import type { SafetyLevel, ServerConfigInput } from '../../shared/model/server.ts';
import type { Probe, Prompt } from '../../shared/views/servers.ts';
import { suggestedSafety } from './abilityRows.ts';

/** The five steps of "Add server"; the third runs by itself as soon as the host is trusted. */
export const wizardSteps = ['host', 'key', 'found', 'rights', 'alerts'] as const;
export type WizardStep = (typeof wizardSteps)[number];

export interface WizardState {
  step: WizardStep;
  /** What was sent to the host, once something was. */
  config: ServerConfigInput | null;
  probe: Probe | null;
  /** The person said the key differs: nothing goes on with this host. */
  keyRefused: boolean;
  /** Instances to watch besides the one that was probed, by their place in `probe.found`. */
  also: ReadonlySet<number>;
  name: string;
  group: string;
  safety: SafetyLevel;
  production: boolean;
  pollSeconds: number;
  elevate: 'none' | 'sudo' | 'doas';
}

export const emptyWizard: WizardState = {
  step: 'host',
  config: null,
  probe: null,
  keyRefused: false,
  also: new Set(),
  name: '',
  group: '',
  safety: 'observe',
  production: false,
  pollSeconds: 60,
  elevate: 'none',
};

export type WizardEvent =
  | { type: 'sent'; config: ServerConfigInput }
  | { type: 'probe'; probe: Probe }
  | { type: 'key_refused' }
  | { type: 'go'; step: WizardStep }
  | {
      type: 'set';
      values: Partial<Pick<WizardState, 'name' | 'group' | 'safety' | 'production' | 'pollSeconds' | 'elevate'>>;
    }
  | { type: 'also'; index: number; on: boolean }
  | { type: 'again' };

/** Pure: the wizard's next state. Steps are left by the person, except that what the host answers moves 1 to 2 and 3. */
export function wizardReducer(state: WizardState, event: WizardEvent): WizardState {
  switch (event.type) {
    case 'sent':
      return {
        ...state,
        step: 'key',
        config: event.config,
        probe: null,
        keyRefused: false,
        also: new Set(),
        // A second look at the same host (after rights were changed) keeps what the person wrote.
        name: state.config?.id === event.config.id && state.name !== '' ? state.name : event.config.name,
      };
    case 'probe':
      return onProbe(state, event.probe);
    case 'key_refused':
      return { ...state, keyRefused: true };
    case 'go':
      return wizardSteps.indexOf(event.step) < wizardSteps.indexOf(state.step) || canLeave(state)
        ? { ...state, step: event.step }
        : state;
    case 'set':
      return { ...state, ...event.values };
    case 'also': {
      const also = new Set(state.also);
      if (event.on) also.add(event.index);
      else also.delete(event.index);
      return { ...state, also };
    }
    case 'again':
      return { ...emptyWizard };
  }
}

function onProbe(state: WizardState, probe: Probe): WizardState {
  // An answer to an earlier, cancelled probe.
  if (state.probe !== null && state.probe.id !== probe.id) return state;
  const trusted = probe.steps.some((s) => s.id === 'login' && (s.state === 'running' || s.state === 'ok'));
  const first = probe.detection !== null && state.probe?.detection == null;
  return {
    ...state,
    probe,
    step: state.step === 'key' && (trusted || probe.done) && !failedBefore(probe, 'login') ? 'found' : state.step,
    safety:
      first && probe.detection !== null ? suggestedSafety(probe.detection.abilities, state.production) : state.safety,
  };
}

/** True when the probe failed before that step was reached. */
function failedBefore(probe: Probe, id: Probe['steps'][number]['id']): boolean {
  const failed = probe.steps.findIndex((s) => s.state === 'failed');
  return failed !== -1 && failed < probe.steps.findIndex((s) => s.id === id);
}

/** May the person go on from here? */
export function canLeave(state: WizardState): boolean {
  switch (state.step) {
    case 'host':
      return false; // Choosing a host is what leaves this step.
    case 'key':
      return !state.keyRefused && state.probe !== null && !failedBefore(state.probe, 'login') && state.probe.done;
    case 'found':
      return state.probe?.done === true && state.probe.detection !== null;
    case 'rights':
      return true;
    case 'alerts':
      return state.name.trim() !== '';
  }
}

/** What the foot of the wizard says. */
export function footKey(
  state: WizardState,
): 'nothing_sent' | 'no_login' | 'key_refused' | 'looking' | 'read_only' | 'later' | 'ready' {
  if (state.keyRefused) return 'key_refused';
  if (state.step === 'host') return 'nothing_sent';
  if (state.step === 'key') return 'no_login';
  if (state.step === 'found') return state.probe?.done === true ? 'read_only' : 'looking';
  return state.step === 'rights' ? 'later' : 'ready';
}

/** Questions that belong to this wizard's host, oldest first. */
export function promptsFor(state: WizardState, prompts: readonly Prompt[]): Prompt[] {
  return prompts.filter((p) => p.server === state.config?.id);
}

/** Everything to save: the probed instance, and further ones on the same host that were ticked. */
export function configsToSave(state: WizardState, taken: ReadonlySet<string>): ServerConfigInput[] {
  if (state.config === null || state.probe?.detection == null) return [];
  const shared = {
    safety: state.safety,
    production: state.production,
    pollSeconds: state.pollSeconds,
    elevate: state.elevate,
    group: state.group.trim() === '' ? null : state.group.trim().slice(0, 64),
    route: state.config.route,
  };
  const name = state.name.trim().slice(0, 64);
  const first: ServerConfigInput = {
    ...state.config,
    ...shared,
    name,
    mta: state.config.mta ?? state.probe.detection.mta,
  };
  const used = new Set([...taken, first.id]);
  const others = [...state.also]
    .sort((a, b) => a - b)
    .flatMap((index) => {
      const found = state.probe?.found[index];
      if (found === undefined) return [];
      const suffix = found.instance?.replace(/\/+$/u, '').split('/').pop() ?? found.mta;
      let id = `${first.id.slice(0, 40)}-${suffix
        .toLowerCase()
        .replace(/[^a-z0-9._-]+/gu, '-')
        .slice(0, 18)}`;
      while (used.has(id)) id = `${id.slice(0, 60)}-2`;
      used.add(id);
      return [{ ...shared, id, name: `${name} ${suffix}`.slice(0, 64), mta: found.mta, instance: found.instance }];
    });
  return [first, ...others];
}
