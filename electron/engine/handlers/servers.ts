import { AppError } from '../../../shared/error.ts';
import type { Handlers } from '../../../shared/contract.ts';
import type { MtaKind } from '../../../shared/model/message.ts';
import { mtaKinds } from '../../../shared/model/message.ts';
import { ServerConfig } from '../../../shared/model/server.ts';
import { problemOf } from '../../../shared/messages/problems.en.ts';
import { countTotals } from '../../monitor/queue/totals.ts';
import { givenSecret } from '../../monitor/prompts.ts';
import type { Context } from '../context.ts';

const ok = { ok: true } as const;
type Names =
  | 'servers.list'
  | 'servers.candidates'
  | 'servers.probe'
  | 'servers.probeState'
  | 'servers.cancelProbe'
  | 'servers.save'
  | 'servers.remove'
  | 'servers.test'
  | 'servers.forgetHostKey'
  | 'servers.log'
  | 'servers.hop'
  | 'servers.openListing'
  | 'prompts.list'
  | 'prompts.answer';

export function serverHandlers(context: Context): Handlers<Names> {
  const { deps, fleet, probes, prompts, settings, slices } = context;

  function save(config: ServerConfig): void {
    const others = settings.servers().filter((s) => s.id !== config.id);
    const at = settings.servers().findIndex((s) => s.id === config.id);
    const next = [...others];
    next.splice(at < 0 ? others.length : at, 0, config);
    settings.setServers(next.filter((s) => s.route.kind !== 'listing'));
    fleet.set(config);
  }

  return {
    'servers.list': () => fleet.views(),
    'servers.candidates': async ({ text }) => {
      const found = (await deps.hostCandidates?.(text)) ?? { rows: [], aliases: 0, note: '' };
      const watched = new Set(
        fleet
          .watches()
          .flatMap((w) =>
            w.config.route.kind === 'ssh' ? [w.config.route.target] : w.config.route.kind === 'local' ? ['local'] : [],
          ),
      );
      return {
        ...found,
        rows: found.rows.map((row) => ({ ...row, watched: watched.has(row.kind === 'local' ? 'local' : row.target) })),
      };
    },
    'servers.probe': ({ config, secret }) => probes.start(config, secret),
    'servers.probeState': ({ id }) => probes.get(id),
    'servers.cancelProbe': ({ id }) => {
      probes.cancel(id);
      return ok;
    },
    'servers.save': async ({ config, secret }) => {
      if (secret !== null) {
        // What was refused before under the exact question must not win over what was typed now.
        for (const key of settings.state().keptSecrets[config.id] ?? [])
          await deps.secrets.delete(key).catch(() => undefined);
        await deps.secrets.set(givenSecret(config.id), secret);
      }
      save(config);
      return ok;
    },
    'servers.remove': async ({ id }) => {
      prompts.withdraw(id);
      settings.setServers(settings.servers().filter((s) => s.id !== id));
      fleet.remove(id);
      const state = settings.state();
      const keys = [givenSecret(id), `${id}:api_key`, `${id}:password`, ...(state.keptSecrets[id] ?? [])];
      for (const key of keys) await deps.secrets.delete(key).catch(() => undefined);
      settings.setState({ ...state, keptSecrets: { ...state.keptSecrets, [id]: [] } });
      return ok;
    },
    'servers.test': ({ id }) => probes.start(context.requireServer(id), null),
    'servers.forgetHostKey': async ({ id, fingerprint }) => {
      const config = context.requireServer(id);
      const problem = fleet.get(id)?.state.problem;
      if (problem?.hostKey && problem.hostKey.offered !== fingerprint) {
        throw new AppError('host_key_mismatch', 'that is not the key the host offers');
      }
      if (!deps.forgetHostKey) throw new AppError('not_supported', 'host keys cannot be changed here');
      await deps.forgetHostKey(config, fingerprint);
      fleet.lookNow(id);
      return ok;
    },
    'servers.log': ({ id }) => ({
      lines: (fleet.get(id)?.log() ?? []).map((line) => ({ at: line.at, text: line.text })),
    }),
    'servers.hop': ({ id, hop, ours }) => {
      const config = context.requireServer(id);
      if (ours) save({ ...config, ownHops: [...new Set([...config.ownHops, hop])].slice(0, 100) });
      else {
        fleet.refuseHop(id, hop);
        if (config.ownHops.includes(hop)) save({ ...config, ownHops: config.ownHops.filter((h) => h !== hop) });
      }
      return ok;
    },
    'servers.openListing': async ({ fileName, mta, text }) => {
      const bytes = new TextEncoder().encode(text);
      const kinds: readonly MtaKind[] = mta === null ? mtaKinds : [mta];
      let best: { kind: MtaKind; messages: number } | null = null;
      // The reader that finds most in the beginning is the right one; a wrong one finds nothing or very little.
      for (const kind of kinds) {
        let messages = 0;
        const reader = deps.registry.reader(kind)?.(
          { message: () => (messages += 1), skipped: () => undefined },
          { now: deps.clock.now() },
        );
        if (!reader) continue;
        try {
          reader.push(bytes.subarray(0, 512 * 1024));
          reader.end();
        } catch {
          continue;
        }
        if (messages > (best?.messages ?? 0)) best = { kind, messages };
      }
      if (best === null) {
        const error = new AppError('bad_listing', 'no mail server’s listing was recognised', {
          text: text.slice(0, 300),
        });
        return {
          id: null,
          messages: 0,
          skipped: 0,
          problem: problemOf(error, { name: fileName, at: deps.clock.now(), target: fileName }),
        };
      }
      const known = new Set(fleet.watches().map((w) => w.config.id));
      const base =
        fileName
          .toLowerCase()
          .replace(/[^a-z0-9._-]+/g, '-')
          .replace(/^[^a-z0-9]+/, '')
          .slice(0, 40) || 'listing';
      let id = base;
      for (let n = 2; known.has(id); n += 1) id = `${base}-${n}`;
      const config = ServerConfig.parse({
        id,
        name: fileName.slice(0, 64),
        mta: best.kind,
        route: { kind: 'listing', fileName },
        paused: false,
      });
      const watch = fleet.set(config);
      let skipped = 0;
      watch.table.begin(Math.floor(deps.clock.now() / 1000));
      const reader = deps.registry.reader(best.kind)?.(
        {
          message: (message) => watch.table.put(message),
          skipped: () => {
            skipped += 1;
          },
        },
        { now: deps.clock.now() },
      );
      await slices.run(
        (function* () {
          for (let at = 0; at < bytes.length; at += 65_536) {
            reader?.push(bytes.subarray(at, at + 65_536));
            yield;
          }
        })(),
      );
      const end = reader?.end();
      await slices.run(watch.table.end(true));
      watch.state.totals = await slices.run(countTotals(watch.table));
      watch.state.seenAt = deps.clock.now();
      watch.state.skipped = skipped;
      watch.state.remarks = end?.remarks ?? [];
      watch.state.complete = end?.complete ?? true;
      context.emitter.emit('servers', fleet.views());
      context.emitter.emit('queue', { version: fleet.version(), servers: [id] });
      return { id, messages: watch.table.messages, skipped, problem: null };
    },
    'prompts.list': () => prompts.list(),
    'prompts.answer': (answer) => {
      prompts.answer(answer);
      return ok;
    },
  };
}
