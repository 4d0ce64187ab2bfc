import { describe, expect, it } from 'vitest';
import { configsToSave, emptyWizard, footKey, promptsFor, wizardReducer } from '../../../renderer/servers/addServer.ts';
import type { WizardState } from '../../../renderer/servers/addServer.ts';
import type { Detection } from '../../../shared/model/server.ts';
import type { Probe, ProbeStep } from '../../../shared/views/servers.ts';
import { probeAt as anyProbeAt } from '../../support/probe.ts';

const config = { id: 'mx3', name: 'mx3', mta: null, route: { kind: 'ssh', target: 'mx3' } } as const;
const detection: Detection = {
  mta: 'postfix',
  version: '3.7.11',
  system: null,
  abilities: [
    { id: 'list', command: 'postqueue -j', granted: 'yes', note: null },
    { id: 'retry_one', command: 'postqueue -i ID', granted: 'yes', note: null },
  ],
  facts: {},
  recipe: null,
  commands: [],
  ownHops: [],
  instances: [],
  retrySchedule: null,
};
const probeAt = (at: ProbeStep['id'], state: ProbeStep['state'], more: Partial<Probe> = {}): Probe =>
  anyProbeAt('p1', at, state, more);
const done = probeAt('list', 'ok', { detection, done: true, waiting: 418, deferred: 402, tookMs: 900 });
const run = (...events: Parameters<typeof wizardReducer>[1][]): WizardState =>
  events.reduce(wizardReducer, emptyWizard);

describe('the add-server wizard', () => {
  it('waits at the key until the host is trusted, and says that no login was tried', () => {
    const asking = run({ type: 'sent', config }, { type: 'probe', probe: probeAt('host_key', 'asking') });
    expect(asking.step).toBe('key');
    expect(footKey(asking)).toBe('no_login');
    expect(wizardReducer(asking, { type: 'go', step: 'found' }).step).toBe('key');
    expect(wizardReducer(asking, { type: 'probe', probe: probeAt('login', 'running') }).step).toBe('found');
  });

  it('goes nowhere with a key the person refused', () => {
    const refused = run(
      { type: 'sent', config },
      { type: 'probe', probe: probeAt('host_key', 'asking') },
      { type: 'key_refused' },
      { type: 'probe', probe: probeAt('host_key', 'failed', { done: true }) },
      { type: 'go', step: 'rights' },
    );
    expect(refused.step).toBe('key');
    expect(footKey(refused)).toBe('key_refused');
  });

  it('stays where it failed before the login, with the failed step on screen', () => {
    const failed = run(
      { type: 'sent', config },
      { type: 'probe', probe: probeAt('connect', 'failed', { done: true }) },
    );
    expect(failed.step).toBe('key');
    expect(wizardReducer(failed, { type: 'go', step: 'found' }).step).toBe('key');
  });

  it('does not leave "what was found" when nothing was found', () => {
    const nothing = run(
      { type: 'sent', config },
      { type: 'probe', probe: probeAt('detect', 'failed', { done: true }) },
      { type: 'go', step: 'rights' },
    );
    expect(nothing.step).toBe('found');
  });

  it('suggests no more than the account can use, and never the highest level by itself', () => {
    expect(run({ type: 'sent', config }, { type: 'probe', probe: done }).safety).toBe('retry');
    const seeOnly = { ...detection, abilities: detection.abilities.slice(0, 1) };
    expect(run({ type: 'sent', config }, { type: 'probe', probe: { ...done, detection: seeOnly } }).safety).toBe(
      'observe',
    );
  });

  it('keeps what the person chose when the same host is tested again', () => {
    const again = run(
      { type: 'sent', config },
      { type: 'probe', probe: done },
      { type: 'set', values: { safety: 'full', name: 'Mail 3', production: true } },
      { type: 'sent', config },
    );
    expect(again).toMatchObject({ name: 'Mail 3', production: true, step: 'key' });
  });

  it('ignores the answer of an earlier probe', () => {
    const state = run({ type: 'sent', config }, { type: 'probe', probe: probeAt('connect', 'running') });
    expect(wizardReducer(state, { type: 'probe', probe: { ...done, id: 'old' } })).toBe(state);
  });

  it('saves the further instances that were ticked under ids of their own', () => {
    const found = [
      { mta: 'postfix' as const, instance: '/etc/postfix-out', label: 'postfix-out' },
      { mta: 'exim' as const, instance: null, label: 'Exim' },
    ];
    const state = run(
      { type: 'sent', config },
      { type: 'probe', probe: { ...done, found } },
      { type: 'also', index: 0, on: true },
    );
    expect(configsToSave(state, new Set(['mx1'])).map((c) => [c.id, c.mta, c.instance ?? null])).toEqual([
      ['mx3', 'postfix', null],
      ['mx3-postfix-out', 'postfix', '/etc/postfix-out'],
    ]);
  });

  it('answers only the questions of its own host', () => {
    const state = run({ type: 'sent', config });
    const ask = (server: string) =>
      ({ kind: 'secret', id: server, server, what: 'password', text: '', echo: false, canSave: true }) as const;
    expect(promptsFor(state, [ask('mx1'), ask('mx3')]).map((p) => p.id)).toEqual(['mx3']);
  });
});
