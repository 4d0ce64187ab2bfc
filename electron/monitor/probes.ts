/** The add-server wizard's conversation with a host: step by step, cancellable, nothing is saved or changed. */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../shared/error.ts';
import { problemOf } from '../../shared/messages/problems.en.ts';
import { probeWords } from '../../shared/messages/probes.en.ts';
import type { ServerConfig } from '../../shared/model/server.ts';
import { newProbe, probeStepIds, type Probe, type ProbeStep } from '../../shared/views/servers.ts';
import type { Asker, Clock, ConnectReach, MtaRegistry } from '../ports.ts';
import { mtaNames } from '../../shared/messages/mtaNames.en.ts';
import { asAppError, targetOf } from './watch.ts';

export interface Probes {
  start(config: ServerConfig, secret: string | null): Probe;
  get(id: string): Probe | null;
  cancel(id: string): void;
  dispose(): void;
}

export interface ProbesDeps {
  clock: Clock;
  registry: MtaRegistry;
  connect: ConnectReach;
  asker: (server: { id: string; name: string }, secret: string | null) => Asker;
  withdraw: (server: string) => void;
  changed: (probe: Probe) => void;
}

/** Which step an error belongs to; everything before it went well. */
const stepOf: Readonly<Record<string, ProbeStep['id']>> = {
  dns_failed: 'resolve',
  bad_target: 'resolve',
  bad_ssh_config: 'resolve',
  jump_loop: 'resolve',
  connect_refused: 'connect',
  connect_timeout: 'connect',
  connect_failed: 'connect',
  network_unreachable: 'connect',
  ssh_protocol: 'connect',
  weak_crypto: 'connect',
  tls_failed: 'connect',
  host_key_unknown: 'host_key',
  host_key_changed: 'host_key',
  host_key_revoked: 'host_key',
  tls_untrusted: 'host_key',
  tls_pin_mismatch: 'host_key',
  auth_failed: 'login',
  auth_cancelled: 'login',
  agent_unavailable: 'login',
  channel_refused: 'login',
  forward_prohibited: 'login',
  secret_declined: 'login',
  no_mta: 'detect',
  command_missing: 'detect',
  list_not_permitted: 'rights',
  not_permitted: 'rights',
};
const mostKept = 20;

export function createProbes({ clock, registry, connect, asker, withdraw, changed }: ProbesDeps): Probes {
  const probes = new Map<string, { probe: Probe; stop: AbortController; server: string }>();

  async function run(id: string, config: ServerConfig, secret: string | null): Promise<void> {
    const entry = probes.get(id);
    if (!entry) return;
    const { stop } = entry;
    const began = clock.monotonic();
    const update = (change: Partial<Probe>): void => {
      entry.probe = { ...entry.probe, ...change };
      changed(entry.probe);
    };
    const step = (at: ProbeStep['id'], state: ProbeStep['state'], text: string): void => {
      const index = probeStepIds.indexOf(at);
      update({
        steps: entry.probe.steps.map((s, i) =>
          s.id === at
            ? { ...s, state, text }
            : i < index && (s.state === 'waiting' || s.state === 'running')
              ? { ...s, state: 'ok' }
              : s,
        ),
      });
    };
    // A name of its own: what it asks must not be mixed up with the watched server's questions.
    const person = asker({ id: config.id, name: config.name }, secret);
    const watched: Asker = {
      async hostKey(question) {
        step('host_key', 'asking', question.fingerprint);
        const yes = await person.hostKey(question);
        step('host_key', yes ? 'ok' : 'failed', question.fingerprint);
        if (yes) step('login', 'running', '');
        return yes;
      },
      async secret(question) {
        step('login', 'asking', question.text);
        const text = await person.secret(question);
        step('login', 'running', '');
        return text;
      },
    };
    let reach: ReturnType<ConnectReach> | null = null;
    try {
      step('resolve', 'running', targetOf(config));
      reach = connect(config, watched);
      step('connect', 'running', targetOf(config));
      const drivers = config.mta === null ? registry.drivers(config.route) : [registry.driver(config.mta)];
      let used = drivers[0];
      let found = null;
      for (const driver of drivers) {
        found = await driver.detect(reach, config, stop.signal);
        // The first answer shows that connection and login went well.
        step('login', 'ok', entry.probe.steps.find((s) => s.id === 'login')?.text ?? '');
        if (found) {
          used = driver;
          break;
        }
        step('detect', 'running', probeWords.notThis(driver.label));
      }
      if (!found || !used) throw new AppError('no_mta', 'no mail server was found there');
      const name = mtaNames[found.mta];
      update({ detection: found, found: found.instances });
      step('detect', 'ok', found.version === null ? name : `${name} ${found.version}`);
      const refused = found.abilities.find((a) => a.id === 'list' && a.granted === 'no');
      if (refused)
        throw new AppError('list_not_permitted', refused.note ?? 'the account may not list the queue', {
          command: refused.command,
        });
      step(
        'rights',
        'ok',
        probeWords.rights(found.abilities.filter((a) => a.granted === 'yes').length, found.abilities.length),
      );
      step('list', 'running', '');
      let waiting = 0;
      let deferred = 0;
      const outcome = await used.list(
        reach,
        config,
        found,
        {
          message(message) {
            waiting += 1;
            if (message.state === 'deferred') deferred += 1;
            if (waiting % 5000 === 0) step('list', 'running', probeWords.read(waiting));
          },
          skipped: () => undefined,
        },
        stop.signal,
      );
      step('list', 'ok', [probeWords.waiting(waiting), ...outcome.remarks].join('; '));
      update({ waiting, deferred, tookMs: Math.round(clock.monotonic() - began), done: true });
    } catch (thrown) {
      const error = asAppError(thrown);
      const running = entry.probe.steps.find((s) => s.state === 'running' || s.state === 'asking')?.id ?? 'connect';
      const at = stepOf[error.code] ?? running;
      const problem = problemOf(error, { name: config.name, at: clock.now(), target: targetOf(config) });
      step(at, 'failed', stop.signal.aborted ? probeWords.cancelled : problem.title);
      update({
        problem: stop.signal.aborted ? null : problem,
        done: true,
        tookMs: Math.round(clock.monotonic() - began),
      });
    } finally {
      reach?.dispose();
    }
  }

  return {
    start(config, secret) {
      const id = randomUUID();
      const probe = newProbe(id);
      probes.set(id, { probe, stop: new AbortController(), server: config.id });
      const [oldest] = probes.keys();
      if (probes.size > mostKept && oldest !== undefined) probes.delete(oldest);
      void run(id, config, secret);
      return probes.get(id)?.probe ?? probe;
    },
    get: (id) => probes.get(id)?.probe ?? null,
    cancel(id) {
      const entry = probes.get(id);
      if (!entry || entry.probe.done) return;
      entry.stop.abort();
      withdraw(entry.server);
    },
    dispose() {
      for (const entry of probes.values()) entry.stop.abort();
    },
  };
}
