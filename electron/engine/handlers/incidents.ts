import { dryRun } from '../../../shared/alerts/dryRun.ts';
import type { SeriesName } from '../../../shared/alerts/alerts.ts';
import { AppError } from '../../../shared/error.ts';
import type { Handlers } from '../../../shared/contract.ts';
import { alertWords } from '../../../shared/messages/alerts.en.ts';
import { incidentWords as words } from '../../../shared/messages/incidents.en.ts';
import { count } from '../../../shared/messages/words.en.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import { ReasonClass } from '../../../shared/model/reason.ts';
import type { Context } from '../context.ts';
import { evidence } from '../evidence.ts';
import type { EvidenceMessage } from '../evidence.ts';
import { createIncidentViews } from '../incidents.ts';
import { storedPolls } from '../storedPolls.ts';
import type { Targets } from '../targets.ts';

const ok = { ok: true } as const;
const day = 86_400;
type Names =
  | 'incidents.list'
  | 'incidents.get'
  | 'incidents.acknowledge'
  | 'incidents.note'
  | 'incidents.expected'
  | 'incidents.export'
  | 'mutes.add'
  | 'mutes.end'
  | 'alerts.series'
  | 'alerts.explain'
  | 'alerts.dryRun'
  | 'alerts.testTarget';

/** "class|provider", each empty for "any". */
const seriesKey = (name: SeriesName): string => `${name.class ?? ''}|${name.provider ?? ''}`;

export function incidentHandlers(context: Context, targets: Targets): Handlers<Names> {
  const { alerting, archive, deps, fleet } = context;
  const { clock, judge } = deps;
  const views = createIncidentViews(context);
  const now = (): number => Math.floor(clock.now() / 1000);

  function required(id: number): Incident {
    const incident = alerting.incident(id);
    if (!incident) throw new AppError('no_such_incident', `incident ${id}`);
    return incident;
  }

  function seriesOf(server: string, key: string): SeriesName {
    const [cls = '', provider = ''] = key.split('|');
    const known = ReasonClass.safeParse(cls);
    return { server, class: known.success ? known.data : null, provider: provider === '' ? null : provider };
  }

  /** What a row of the causes screen stands for; its server only where the row is of one server. */
  function cellOf(cause: string): { server: string | null; class: ReasonClass; provider: string | null } | null {
    const [place = '', , last = ''] = cause.split('/');
    for (const watch of fleet.watches()) {
      for (let n = 1; n < watch.table.cells.size; n += 1) {
        const cell = watch.table.cells.get(n);
        if (fleet.grouping.causeOf(watch.config.id, cell) !== cause) continue;
        return {
          server: place === '*' ? null : watch.config.id,
          class: cell.class,
          provider: last === '*' ? null : cell.provider,
        };
      }
    }
    return null;
  }

  function examples(incident: Incident): EvidenceMessage[] {
    const out: EvidenceMessage[] = [];
    for (const watch of fleet.watches({ servers: incident.key.servers })) {
      const { table } = watch;
      for (let slot = 0; slot < table.slots && out.length < 20; slot += 1) {
        if (table.state[slot] === 0) continue;
        const from = table.start[slot] ?? 0;
        for (let i = from; i < from + (table.count[slot] ?? 0); i += 1) {
          const number = table.cell[i] ?? 0;
          if (number === 0) continue;
          const cell = table.cells.get(number);
          if (incident.key.class !== null && cell.class !== incident.key.class) continue;
          if (incident.key.provider !== null && cell.provider !== incident.key.provider) continue;
          out.push({
            server: watch.config.name,
            id: table.id[slot] ?? '',
            arrival: table.arrival[slot] || null,
            sender: table.senderText(slot) ?? '',
            recipient: table.address[i] ?? '',
            reason: table.reasonText(i) ?? '',
          });
          break;
        }
      }
    }
    return out;
  }

  return {
    'incidents.list': ({ scope, range }) => {
      const to = now();
      const length = { '24h': day, '7d': 7 * day, '30d': 30 * day, all: to }[range];
      const from = to - length;
      const list = views.list(scope.servers, from);
      const open = list.filter((i) => i.state === 'open' || i.state === 'pending' || i.state === 'frozen').length;
      const draining = list.filter((i) => i.state === 'draining').length;
      const earliest = list.reduce((t, i) => Math.min(t, i.since), to);
      return {
        version: context.versions.incidents,
        sentence: words.sentence(open, draining, list.length - open - draining, words.range[range]),
        from: (range === 'all' ? earliest : from) * 1000,
        to: to * 1000,
        rows: list.slice(0, 1000).map((i) => views.row(i)),
        blind: archive.blind
          .list(from)
          .filter((b) => scope.servers === null || scope.servers.includes(b.server))
          .map((b) => ({ server: b.server, from: b.from * 1000, to: b.to === null ? null : b.to * 1000 })),
      };
    },
    'incidents.get': ({ id }) => {
      const incident = alerting.incident(id);
      return incident ? views.detail(incident) : null;
    },
    'incidents.acknowledge': ({ id, untilMs, note }) => {
      required(id);
      alerting.acknowledge(
        id,
        untilMs === null ? now() + 10 * 365 * day : Math.floor(untilMs / 1000),
        note,
        deps.account,
      );
      return ok;
    },
    'incidents.note': ({ id, text }) => {
      required(id);
      alerting.note(id, text, deps.account);
      return ok;
    },
    'incidents.expected': ({ id }) => {
      required(id);
      alerting.expected(id, deps.account);
      return ok;
    },
    'incidents.export': ({ id, format, addresses }) => {
      const incident = required(id);
      const extension = { markdown: 'md', json: 'json', text: 'txt', html: 'html' }[format];
      const mime = { markdown: 'text/markdown', json: 'application/json', text: 'text/plain', html: 'text/html' }[
        format
      ];
      return {
        fileName: `incident-${id}.${extension}`,
        mime: `${mime}; charset=utf-8`,
        text: evidence(
          {
            incident,
            detail: views.detail(incident),
            serverNames: incident.key.servers.map((s) => context.serverName(s)),
            messages: examples(incident),
            version: deps.version,
            addresses,
          },
          format,
        ),
        truncated: false,
      };
    },
    'mutes.add': (mute) => {
      const until = mute.until === null ? ('recovery' as const) : Math.floor(mute.until / 1000);
      const of = mute.incident === null ? null : required(mute.incident);
      const cause = mute.cause === null ? null : cellOf(mute.cause);
      const [only] = of?.key.servers ?? [];
      alerting.mute({
        server: mute.server ?? (of?.key.servers.length === 1 ? only : undefined) ?? cause?.server ?? null,
        provider: mute.provider ?? of?.key.provider ?? cause?.provider ?? null,
        class: mute.class ?? of?.key.class ?? cause?.class ?? null,
        until,
        since: now(),
        by: deps.account,
      });
      return ok;
    },
    'mutes.end': ({ id }) => {
      const index = Number(id);
      if (!Number.isInteger(index) || index < 0) throw new AppError('no_such_mute', id);
      alerting.unmute(index);
      return ok;
    },
    'alerts.series': ({ server }) => {
      const all: SeriesName[] = [{ server, class: null, provider: null }];
      const seen = new Set<string>([seriesKey({ server, class: null, provider: null })]);
      const to = now();
      for (const total of archive.series.totals({ servers: [server], from: to - 28 * day, to })) {
        for (const name of [
          { server, class: total.class, provider: null },
          { server, class: null, provider: total.provider },
          { server, class: total.class, provider: total.provider },
        ]) {
          if (name.class === null && name.provider === null) continue;
          const key = seriesKey(name);
          if (seen.has(key)) continue;
          seen.add(key);
          all.push(name);
        }
      }
      return all.slice(0, 300).map((name) => ({
        key: seriesKey(name),
        label:
          [
            name.class === null ? null : judge.shortTitle(name.class),
            name.provider === null ? null : judge.providerName(name.provider),
          ]
            .filter((p) => p !== null)
            .join(', ') || words.allSeries,
      }));
    },
    'alerts.explain': ({ server, series, at }) => {
      const told = alerting.explain(seriesOf(server, series), Math.floor(at / 1000));
      return {
        fired: told.fired === true,
        sentence: told.fired === null && told.sentence === '' ? words.explainNoData : told.sentence,
        tests: told.tests.map((test) => ({
          name: test.title,
          measured: count(test.measured),
          needed: test.formula === '' ? count(test.needed) : test.formula,
          holds: test.holds,
          words: test.words,
        })),
      };
    },
    'alerts.dryRun': async ({ settings, days }) => {
      const to = now();
      const since = archive.series.since();
      if (since === null) return { opened: 0, notified: 0, rows: [], note: words.dryEmpty };
      const from = to - days * day;
      // Four weeks before the range teach what is normal.
      const run = await dryRun(
        settings,
        storedPolls(archive, Math.max(since, from - 28 * day), to),
        from,
        () => new Promise((resume) => setImmediate(resume)),
        200,
      );
      return {
        opened: run.opened.length,
        notified: run.notifications.length,
        rows: run.opened.slice(-200).map((i) => ({
          at: i.openedAt * 1000,
          title: alertWords.causeTitle(i),
          server: i.key.servers.map((s) => context.serverName(s)).join(', '),
        })),
        note: words.dryNote,
      };
    },
    'alerts.testTarget': async ({ index }) => {
      const target = alerting.settings().targets[index];
      return target ? targets.test(target) : { ok: false, text: words.target.none };
    },
  };
}
