/** The incidents screen and page, made from the alert engine's incidents and from what was stored. */
import { alertWords } from '../../shared/messages/alerts.en.ts';
import { incidentWords as words } from '../../shared/messages/incidents.en.ts';
import { clockTime, count, span } from '../../shared/messages/words.en.ts';
import type { Incident } from '../../shared/model/incident.ts';
import type { Side } from '../../shared/model/reason.ts';
import { classFacts } from '../../shared/reasons/classFacts.ts';
import type { IncidentDetail, IncidentRow } from '../../shared/views/incidents.ts';
import type { Context } from './context.ts';

export interface Incidents {
  row(incident: Incident): IncidentRow;
  detail(incident: Incident): IncidentDetail;
  list(servers: readonly string[] | null, from: number): Incident[];
}

/** Figures of an incident that say what is normal. */
const ofNormal = new Set(['median15', 'busy15', 'normal15', 'unusual', 'compared_days']);
/** Shares and factors keep a decimal. */
const figure = (n: number): string => (Number.isInteger(n) ? count(n) : n.toFixed(1));

export function createIncidentViews(context: Context): Incidents {
  const { alerting, archive, deps, fleet } = context;
  const now = (): number => Math.floor(deps.clock.now() / 1000);

  function sideOf(incident: Incident): Side | null {
    if (incident.kind === 'local_fault') return 'local';
    return incident.key.class === null ? null : classFacts[incident.key.class].side;
  }

  /** The row of the causes screen it belongs to; null where none matches now. */
  function causeOf(incident: Incident): string | null {
    const { key } = incident;
    for (const watch of fleet.watches({ servers: key.servers })) {
      const totals = watch.state.totals;
      if (!totals) continue;
      let best: { id: string; n: number } | null = null;
      for (let cell = 1; cell < watch.table.cells.size; cell += 1) {
        const n = totals.recipients[cell] ?? 0;
        if (n === 0) continue;
        const it = watch.table.cells.get(cell);
        if (key.class !== null && it.class !== key.class) continue;
        if (key.provider !== null && it.provider !== key.provider) continue;
        if (incident.kind === 'local_fault' && it.side !== 'local') continue;
        if (best === null || n > best.n) best = { id: fleet.grouping.causeOf(watch.config.id, it), n };
      }
      if (best) return best.id;
    }
    return null;
  }

  function toldText(incident: Incident): string {
    if (incident.acknowledged !== null && incident.acknowledged.until > now() && incident.closedAt === null)
      return words.told.acknowledged;
    if (incident.notified.openedAt !== null) return words.told.toast(incident.notified.openedAt);
    if (incident.muted) return words.told.muted;
    if (incident.notified.heldBack > 0) return words.told.held;
    return incident.severity === 'info' ? words.told.badge : words.told.no;
  }

  function outcomeText(incident: Incident): string {
    if (incident.expected) return words.outcome.expected;
    if (incident.state === 'frozen') return words.outcome.frozen;
    if (incident.closedAt === null)
      return incident.state === 'draining' ? words.outcome.left(incident.waiting) : words.outcome.now(incident.waiting);
    const bounced = archive.bounces.ofIncident(incident.id).failed;
    return bounced > 0 ? words.outcome.bounced(bounced) : words.outcome.cleared;
  }

  function row(incident: Incident): IncidentRow {
    return {
      id: incident.id,
      state: incident.state,
      severity: incident.severity,
      kind: words.kinds[incident.kind],
      side: incident.kind === 'everywhere' ? 'local' : sideOf(incident),
      suspected: incident.kind === 'everywhere',
      class: incident.key.class,
      provider: incident.key.provider,
      title: alertWords.causeTitle(incident),
      servers: incident.key.servers,
      startedAt: incident.since * 1000,
      endedAt: incident.closedAt === null ? null : incident.closedAt * 1000,
      peak: incident.peak,
      now: incident.closedAt === null ? incident.waiting : 0,
      outcome: outcomeText(incident),
      told: toldText(incident),
      cause: incident.closedAt === null ? causeOf(incident) : null,
      acknowledgedUntil: incident.acknowledged === null ? null : incident.acknowledged.until * 1000,
      muted: incident.muted,
    };
  }

  return {
    row,
    list(servers, from) {
      const live = new Map(alerting.incidents().map((i) => [i.id, i]));
      for (const stored of archive.incidents.list(from)) {
        if (live.has(stored.id)) continue;
        // Open in the store, unknown to the engine: it was forgotten with its server.
        live.set(
          stored.id,
          stored.closedAt === null ? { ...stored, state: 'closed', closedAt: stored.updatedAt } : stored,
        );
      }
      return [...live.values()]
        .filter(
          (i) =>
            (i.closedAt === null || i.closedAt >= from) &&
            (servers === null || i.key.servers.some((s) => servers.includes(s))),
        )
        .sort((a, b) => b.id - a.id);
    },
    detail(incident) {
      const at = now();
      const end = incident.closedAt ?? at;
      const lasted = end - incident.since;
      const bounces = archive.bounces.ofIncident(incident.id);
      const { figures } = words;
      // A chart of at most about 150 values, from a little before the beginning.
      const length = Math.max(3 * 3600, lasted * 1.3);
      const step = Math.max(300, Math.ceil(length / 150 / 300) * 300);
      const from = Math.floor((end - length) / step) * step;
      const rows = archive.series.read({
        servers: incident.key.servers,
        from,
        to: end + step,
        ...(incident.key.class === null ? {} : { class: incident.key.class }),
        ...(incident.key.provider === null ? {} : { provider: incident.key.provider }),
      });
      const waiting = new Map<number, Map<string, number>>();
      for (const it of rows) {
        const bin = Math.floor(it.bin / step) * step;
        const lanes = waiting.get(bin) ?? new Map<string, number>();
        const key = `${it.server}|${it.class}|${it.provider ?? ''}`;
        lanes.set(key, Math.max(lanes.get(key) ?? 0, it.waiting));
        waiting.set(bin, lanes);
      }
      const seen = new Set(
        archive.series
          .coverage({ servers: incident.key.servers, from, to: end + step })
          .map((c) => Math.floor(c.bin / step) * step),
      );
      const values: (number | null)[] = [];
      for (let bin = from; bin <= end; bin += step)
        values.push(seen.has(bin) ? [...(waiting.get(bin)?.values() ?? [])].reduce((a, b) => a + b, 0) : null);

      const actions = archive.audit
        .since(incident.since * 1000)
        .filter(
          (a) =>
            a.at <= end * 1000 && incident.key.servers.includes(a.server) && a.result !== 'started' && a.run !== null,
        )
        .filter((a) => {
          const cause = a.run === null ? null : (archive.runs.recent(200).find((r) => r.id === a.run) ?? null);
          return cause?.incident === incident.id;
        });
      const events = [
        ...incident.timeline.map((e) => ({
          at: e.t * 1000,
          kind: e.kind,
          title: words.events[e.kind] ?? e.kind,
          detail: [e.text, e.by, e.count === null ? null : count(e.count)]
            .filter((p) => p !== null && p !== '')
            .join(', '),
        })),
        ...actions.map((a) => ({
          at: a.at,
          kind: 'action',
          title: `${a.verb}, ${count(a.count)}`,
          detail: `${a.result} (${a.account})`,
        })),
      ].sort((a, b) => b.at - a.at);
      return {
        row: row(incident),
        figures: [
          { label: figures.started, value: clockTime(incident.since), note: clockTime(incident.since, true) },
          { label: figures.peak, value: count(incident.peak), note: clockTime(incident.peakAt) },
          { label: figures.lasted, value: span(lasted), note: incident.closedAt === null ? figures.stillOpen : '' },
          {
            label: figures.touched,
            value: count(incident.messages ?? incident.count),
            note: incident.messages === null ? '' : figures.recipients(incident.count),
          },
          {
            label: figures.waiting,
            value: count(incident.closedAt === null ? incident.waiting : 0),
            note: figures.fresh(incident.fresh15),
          },
          {
            label: figures.bounced,
            value: count(bounces.failed),
            note: bounces.delayed === 0 ? '' : figures.late(bounces.delayed),
          },
        ],
        chart: {
          spark: { from, step, values, low: [], high: [] },
          marks: events
            .filter((e) => e.kind === 'opened' || e.kind === 'closed' || e.kind === 'action')
            .map((e) => ({ at: Math.floor(e.at / 1000), label: e.title })),
        },
        events,
        why: Object.entries(incident.why).flatMap(([key, value]) => {
          // Without history the normal figures are no figures.
          if (value === null || (incident.why.compared_with === 'floors' && ofNormal.has(key))) return [];
          return [
            {
              label: words.why[key] ?? key.replaceAll('_', ' '),
              value:
                typeof value === 'number'
                  ? figure(value)
                  : ((key === 'compared_with' ? words.compared[String(value)] : undefined) ?? String(value)),
            },
          ];
        }),
        notes: incident.timeline
          .filter((e) => e.kind === 'note')
          .map((e) => ({ at: e.t * 1000, by: e.by ?? '', text: e.text ?? '' })),
        similar: archive.incidents.similar(incident, 5).map((i) => {
          const took = (i.closedAt ?? i.updatedAt) - i.since;
          return { id: i.id, text: words.similar(i.since, took), lasted: took * 1000 };
        }),
        bounces,
      };
    },
  };
}
