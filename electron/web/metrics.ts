import type { RequestOutput } from '../../shared/contract.ts';
import type { EngineLink } from '../host/engineLink.ts';

type Labels = Readonly<Record<string, string>>;
interface Family {
  name: string;
  type: 'gauge' | 'info';
  unit?: 'seconds';
  help: string;
  rows: { labels: Labels; value: number | null }[];
}

/** A fleet with a hundred thousand causes must not become as many series; the rest is counted in one. */
const mostCauses = 500;

const escape = (text: string): string => text.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`));
// Label values come from strangers: control characters other than the escaped line feed have no place in an exposition.
// eslint-disable-next-line no-control-regex -- removing control characters is the point
const clean = (text: string): string => escape(text.slice(0, 200).replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' '));

/** Renders OpenMetrics 1.0 text (https://prometheus.io/docs/specs/om/open_metrics_spec/). Unknown has no sample. */
export function renderOpenMetrics(families: readonly Family[]): string {
  const lines: string[] = [];
  for (const { name, type, unit, help, rows } of families) {
    lines.push(`# TYPE ${name} ${type}`);
    if (unit !== undefined) lines.push(`# UNIT ${name} ${unit}`);
    lines.push(`# HELP ${name} ${escape(help)}`);
    const sample = type === 'info' ? `${name}_info` : name;
    for (const { labels, value } of rows) {
      if (value === null || !Number.isFinite(value)) continue;
      const text = Object.entries(labels)
        .map(([key, label]) => `${key}="${clean(label)}"`)
        .join(',');
      lines.push(`${sample}${text === '' ? '' : `{${text}}`} ${value}`);
    }
  }
  return `${lines.join('\n')}\n# EOF\n`;
}

interface Seen {
  status: RequestOutput<'status.get'>;
  servers: RequestOutput<'servers.list'>;
  causes: RequestOutput<'causes.list'>;
}

/** The figures a fleet's own alerting wants: what waits, what is fresh, what cannot be seen. */
export function metricFamilies({ status, servers, causes }: Seen): Family[] {
  const perServer = (pick: (server: Seen['servers'][number]) => number | null): Family['rows'] =>
    servers.map((server) => ({ labels: { server: server.config.id }, value: pick(server) }));
  const rows = [...causes.rows, ...(causes.selfClearing?.rows ?? [])];
  const told = rows.slice(0, mostCauses);
  const rest = rows.slice(mostCauses).reduce((sum, row) => sum + row.messages, 0);

  return [
    {
      name: 'queuewatch_build',
      type: 'info',
      help: 'Version that answers.',
      rows: [{ labels: { version: status.version }, value: 1 }],
    },
    {
      name: 'queuewatch_server_in_sight',
      type: 'gauge',
      help: '1 while the last listing of the server was read, 0 while it is blind; none before the first look.',
      rows: perServer((server) =>
        server.state === 'blind' ? 0 : server.seenAt === null || server.state === 'paused' ? null : 1,
      ),
    },
    {
      name: 'queuewatch_server_waiting_messages',
      type: 'gauge',
      help: 'Messages waiting in the queue at the last good listing.',
      rows: perServer((server) => server.waiting),
    },
    {
      name: 'queuewatch_server_held_messages',
      type: 'gauge',
      help: 'Messages on hold at the last good listing.',
      rows: perServer((server) => server.held),
    },
    {
      name: 'queuewatch_server_fresh_deferrals',
      type: 'gauge',
      help: 'Fresh deferrals in the last 15 minutes.',
      rows: perServer((server) => server.fresh15),
    },
    {
      name: 'queuewatch_server_last_listing_timestamp_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'When the last good listing ended.',
      rows: perServer((server) => (server.seenAt === null ? null : server.seenAt / 1000)),
    },
    {
      name: 'queuewatch_server_poll_duration_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'How long the last listing took.',
      rows: perServer((server) => (server.pollMs === null ? null : server.pollMs / 1000)),
    },
    {
      name: 'queuewatch_server_skipped_records',
      type: 'gauge',
      help: 'Records of the last listing that could not be read.',
      rows: perServer((server) => server.skipped),
    },
    {
      name: 'queuewatch_cause_messages',
      type: 'gauge',
      help: 'Waiting messages of a cause; side, class and provider as on screen.',
      rows: [
        ...told.map((row) => ({
          labels: {
            cause: row.id,
            class: row.class,
            side: row.side ?? 'unknown',
            provider: row.provider ?? '',
            servers: row.servers.join(' '),
          },
          value: row.messages,
        })),
        ...(rest > 0
          ? [{ labels: { cause: 'rest', class: '', side: '', provider: '', servers: '' }, value: rest }]
          : []),
      ],
    },
    {
      name: 'queuewatch_open_incidents',
      type: 'gauge',
      help: 'Incidents open now.',
      rows: [{ labels: {}, value: status.counts.openIncidents }],
    },
    {
      name: 'queuewatch_bounces',
      type: 'gauge',
      help: 'Bounces kept.',
      rows: [{ labels: {}, value: status.counts.bounces }],
    },
  ];
}

export async function readMetrics(engine: Pick<EngineLink, 'handle'>): Promise<string> {
  const [status, servers, causes] = await Promise.all([
    engine.handle('status.get', {}),
    engine.handle('servers.list', {}),
    engine.handle('causes.list', { scope: { servers: null }, filter: [], group: 'cause' }),
  ]);
  return renderOpenMetrics(metricFamilies({ status, servers, causes }));
}
