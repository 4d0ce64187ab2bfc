import { AppError } from '../../../shared/error.ts';
import { csv } from '../../../shared/csv.ts';
import type { Handlers } from '../../../shared/contract.ts';
import { createCauseDetails } from '../../monitor/causes/detail.ts';
import type { Checks } from '../../monitor/causes/detail.ts';
import { asAppError } from '../../monitor/watch.ts';
import type { Context } from '../context.ts';

const ok = { ok: true } as const;
const mostExported = 1_000_000;

type Names =
  | 'status.get'
  | 'notifications.list'
  | 'notifications.seen'
  | 'monitor.lookNow'
  | 'monitor.pause'
  | 'notice.dismiss'
  | 'causes.list'
  | 'causes.get'
  | 'causes.check'
  | 'messages.window'
  | 'messages.get'
  | 'messages.moves'
  | 'messages.inspect'
  | 'messages.ages'
  | 'messages.export';

export function queueHandlers(context: Context, runsOf: (cause: string) => string[]): Handlers<Names> {
  const { archive, causes, fleet, messages, notices, settings, slices, status, alerting, deps } = context;
  const checks = new Map<string, Checks>();
  const details = createCauseDetails({
    clock: deps.clock,
    fleet,
    judge: deps.judge,
    causes,
    alerting,
    archive,
    slices,
    checksOf: (server) => checks.get(server) ?? null,
    runsOf,
  });

  return {
    'status.get': () => status.get(),
    'notifications.list': () => archive.notifications.list(200),
    'notifications.seen': ({ id }) => {
      archive.notifications.seen(id);
      context.emitter.soon('status', () => status.get());
      return ok;
    },
    'monitor.lookNow': ({ server }) => {
      if (server !== null) context.requireServer(server);
      fleet.lookNow(server);
      return ok;
    },
    'monitor.pause': ({ paused }) => {
      settings.setState({ ...settings.state(), paused });
      fleet.setPaused(paused);
      return ok;
    },
    'notice.dismiss': ({ id }) => {
      notices.dismiss(id);
      return ok;
    },
    'causes.list': (query) => causes.list(query),
    'causes.get': ({ id, scope }) => details.get(id, scope),
    'causes.check': async ({ server }) => {
      context.requireServer(server);
      const watch = fleet.get(server);
      const rows = await watch?.use(async (driver, reach, found) =>
        driver.checks ? driver.checks(reach, watch.config, found) : [],
      );
      checks.set(server, { at: deps.clock.now(), rows: rows ?? [] });
      context.emitter.emit('queue', { version: fleet.version(), servers: [server] });
      return ok;
    },
    'messages.window': (query) => messages.window(query),
    'messages.get': ({ server, id }) => messages.get(server, id),
    'messages.moves': ({ server, id }) => messages.moves(server, id),
    'messages.inspect': async ({ server, id, what }) => {
      const config = context.requireServer(server);
      const watch = fleet.get(server);
      if (!watch) throw new AppError('no_such_server', server);
      try {
        return await watch.use(async (driver, reach, found) => {
          if (!driver.validId(id)) throw new AppError('bad_id', 'this is no queue id of that mail server');
          if (what !== 'log') return { what, ...(await driver.inspect(reach, config, found, id, what)) };
          const slot = watch.table.slot(id);
          const since =
            ((slot === undefined ? 0 : (watch.table.arrival[slot] ?? 0)) ||
              Math.floor(deps.clock.now() / 1000) - 5 * 86_400) * 1000;
          const lines = await driver.log(reach, config, found, [id], since);
          return {
            what,
            text: lines?.map((line) => line.text).join('\n') ?? '',
            truncated: false,
            missing:
              lines === null
                ? 'This account may not read the delivery log there.'
                : lines.length === 0
                  ? 'The log has no line of this message.'
                  : null,
          };
        });
      } catch (thrown) {
        const error = asAppError(thrown);
        if (error.code === 'bad_id') throw error;
        return { what, text: '', truncated: false, missing: error.message };
      }
    },
    'messages.ages': ({ scope, filter, by }) => messages.ages(scope, filter, by),
    'messages.export': async ({ scope, filter, format }) => {
      const selected = await messages.select(scope, filter);
      const rows = await slices.run(
        (function* () {
          const out: {
            server: string;
            message: ReturnType<typeof messages.row>;
            recipients: string;
            reason: string | null;
          }[] = [];
          for (let k = 0; k < selected.slot.length && out.length < mostExported; k += 1) {
            if ((k & 255) === 255) yield;
            const part = selected.parts[selected.part[k] ?? 0];
            const slot = selected.slot[k] ?? 0;
            if (!part || part.table.state[slot] === 0) continue;
            const from = part.table.start[slot] ?? 0;
            const n = part.table.count[slot] ?? 0;
            out.push({
              server: part.name,
              message: messages.row(part, slot),
              recipients: part.table.address.slice(from, from + n).join(' '),
              reason: n > 0 ? part.table.reasonText(from) : null,
            });
          }
          return out;
        })(),
      );
      const truncated = rows.length < selected.slot.length;
      const stamp = new Date(deps.clock.now()).toISOString().slice(0, 16).replace(/[:T]/g, '-');
      const time = (seconds: number | null): string | null =>
        seconds === null ? null : new Date(seconds * 1000).toISOString();
      if (format === 'json') {
        return {
          fileName: `queue-${stamp}.json`,
          mime: 'application/json',
          text: JSON.stringify(
            rows.map(({ server, message, recipients, reason }) => ({
              ...message,
              serverName: server,
              recipients: recipients.split(' '),
              reasonText: reason,
            })),
          ),
          truncated,
        };
      }
      return {
        fileName: `queue-${stamp}.csv`,
        mime: 'text/csv; charset=utf-8',
        text: csv(
          [
            'server',
            'id',
            'state',
            'arrival',
            'size',
            'sender',
            'recipients',
            'side',
            'class',
            'code',
            'reason',
            'tries',
            'expires',
          ],
          rows.map(({ server, message: m, recipients, reason }) => [
            server,
            m.id,
            m.state,
            time(m.arrival),
            m.size,
            m.sender,
            recipients,
            m.side,
            m.class,
            m.code,
            reason,
            m.tries,
            time(m.expires?.at ?? null),
          ]),
        ),
        truncated,
      };
    },
  };
}
