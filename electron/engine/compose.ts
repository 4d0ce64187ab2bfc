/** Puts the real parts together: what the worker, the web host and the command line run. */
import { systemClock } from '../clock.ts';
import { createDemo } from '../demo/createDemo.ts';
import { demoSpeed, quickClock } from '../demo/quickClock.ts';
import { demoMailboxes, demoServers } from '../demo/servers.ts';
import { version } from '../host/version.ts';
import { createInbox } from '../inbox/createInbox.ts';
import { createMtaRegistry } from '../mta/registry.ts';
import type { Secrets } from '../ports.ts';
import { createAlerts } from '../../shared/alerts/index.ts';
import { candidateWords } from '../../shared/messages/candidates.en.ts';
import type { HostCandidate } from '../../shared/views/servers.ts';
import { openArchive } from '../store/archive.ts';
import { createConnectReach } from '../transport/connect.ts';
import { createEngine } from './engine.ts';
import { createJudge } from './judge.ts';
import type { Engine } from './types.ts';

export interface ComposeOptions {
  dataDir: string;
  demo: boolean;
  host: 'desktop' | 'web';
  /** Account of the operating system. */
  account: string;
  secrets: Secrets;
  log?: (error: unknown) => void;
  /** Works on this server alone, see EngineDeps. */
  only?: string;
}

export function composeEngine(options: ComposeOptions): Engine {
  const clock = options.demo ? quickClock(systemClock, demoSpeed(process.env)) : systemClock;
  const judge = createJudge();
  const demo = options.demo ? createDemo(clock) : null;
  if (demo) {
    const archive = openArchive({ dataDir: options.dataDir, now: () => clock.now(), keepAddresses: () => true });
    demo.livePast({ archive, judge });
    archive.dispose();
  }
  const connect = createConnectReach({
    clock,
    dataDir: options.dataDir,
    ...(demo ? { other: (config, ask) => demo.reach(config, ask) } : {}),
  });
  const reading = { classify: (text: string) => judge.classify(text, 'dsn', []) };

  const engine = createEngine({
    clock,
    dataDir: options.dataDir,
    registry: createMtaRegistry(),
    connect,
    createInbox: (sink) => (demo ? demo.createInbox(sink, reading) : createInbox({ clock, sink, reading })),
    createAlerts: (state, settings) => createAlerts(settings, state ?? undefined),
    judge,
    secrets: options.secrets,
    host: options.host,
    version,
    account: options.account,
    demo: options.demo,
    ...(options.only === undefined ? {} : { only: options.only }),
    ...(demo ? { given: { servers: demoServers, mailboxes: demoMailboxes } } : {}),
    ...(options.log ? { log: options.log } : {}),
    forgetHostKey: (config, fingerprint) => connect.hosts.replaceHostKey(config, fingerprint),
    async hostCandidates(text) {
      const typed = text.trim();
      const aliases = connect.hosts.aliases();
      const rows: Omit<HostCandidate, 'watched'>[] = [];
      const wanted = typed.toLowerCase();
      if (/^https?:\/\//i.test(typed)) {
        rows.push({ kind: 'https', target: typed, resolved: typed, note: null });
        return { rows, aliases: aliases.length, note: '' };
      }
      const near = aliases.filter((alias) => alias.toLowerCase().includes(wanted)).slice(0, 20);
      if (typed !== '' && !near.includes(typed)) near.push(typed);
      for (const target of near) {
        try {
          const at = await connect.hosts.resolve(target);
          rows.push({
            kind: 'ssh',
            target,
            resolved: `${at.user}@${at.host}:${at.port}`,
            note:
              at.proxyJump.length > 0
                ? candidateWords.jump(at.proxyJump.join(', '))
                : at.proxyCommand
                  ? candidateWords.proxy
                  : null,
          });
        } catch {
          // What is being typed is often no host yet.
        }
      }
      if (wanted === '' || candidateWords.local.toLowerCase().includes(wanted) || 'localhost'.includes(wanted)) {
        rows.push({ kind: 'local', target: 'local', resolved: candidateWords.local, note: null });
      }
      return {
        rows,
        aliases: aliases.length,
        note: aliases.length === 0 ? candidateWords.noAliases : candidateWords.aliases(aliases.length),
      };
    },
  });
  return {
    handle: (name, input) => engine.handle(name, input),
    on: (name, listener) => engine.on(name, listener),
    signal: (signal) => engine.signal(signal),
    async dispose() {
      await engine.dispose();
      connect.dispose();
    },
  };
}
