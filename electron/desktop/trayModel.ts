import type { RequestOutput } from '../../shared/contract.ts';
import { formatLink, type Link } from '../../shared/links.ts';
import { tray as words } from '../../shared/messages/host.en.ts';

export type TrayState = RequestOutput<'status.get'>['tray'];

export type TrayCommand =
  | { do: 'open'; link: string | null }
  | { do: 'look' }
  | { do: 'mute' }
  | { do: 'unmute'; ids: string[] }
  | { do: 'pause'; paused: boolean }
  | { do: 'quit' };

export type TrayItem =
  | { kind: 'line' }
  | { kind: 'item'; label: string; command: TrayCommand | null }
  | { kind: 'menu'; label: string; items: TrayItem[] };

export interface TrayModel {
  state: TrayState;
  tooltip: string;
  items: TrayItem[];
}

export interface TrayData {
  status: RequestOutput<'status.get'> | null;
  servers: RequestOutput<'servers.list'>;
  incidents: RequestOutput<'incidents.list'>['rows'];
  causes: RequestOutput<'causes.list'>['rows'];
}

const mostIncidents = 5;
const mostServers = 8;
const mostCauses = 8;
/** Windows cuts a tooltip at 127 characters. */
const mostTooltip = 120;
const mostLabel = 60;

const shorten = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
const clock = (at: number): string =>
  new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false });
const open = (link: Link | null): TrayCommand => ({ do: 'open', link: link === null ? null : formatLink(link) });
const ranks: Readonly<Record<string, number>> = { critical: 0, warning: 1, info: 2 };

function serverItem(server: TrayData['servers'][number]): TrayItem {
  const { name, id } = server.config;
  const label =
    server.state === 'blind' || server.state === 'paused'
      ? words.serverState(name, server.stateText)
      : server.waiting === null
        ? words.serverUnseen(name)
        : words.server(name, server.waiting);
  return { kind: 'item', label: shorten(label, mostLabel), command: open({ to: 'server', id }) };
}

/** Worst first: a menu is short, and what is wrong must not be behind "more". */
const serverRank = (server: TrayData['servers'][number]): number =>
  ({ open: 0, blind: 1, pending: 2, draining: 3, new: 4, calm: 5, paused: 6 })[server.state];

/** What the tray shows: the open incidents, the servers, and everything that can be done without the window. */
export function trayModel({ status, servers, incidents, causes }: TrayData): TrayModel {
  const line: TrayItem = { kind: 'line' };
  const openIncidents = incidents
    .filter((row) => row.state === 'open' || row.state === 'draining' || row.state === 'frozen')
    .sort((a, b) => (ranks[a.severity] ?? 3) - (ranks[b.severity] ?? 3) || b.now - a.now)
    .slice(0, mostIncidents)
    .map((row): TrayItem => ({
      kind: 'item',
      label: words.count(shorten(row.title, mostLabel), row.now),
      command: open({ to: 'incident', id: row.id }),
    }));

  const sorted = [...servers].sort((a, b) => serverRank(a) - serverRank(b));
  const shown = sorted.slice(0, mostServers).map(serverItem);
  const more = sorted.length - shown.length;
  if (more > 0) {
    shown.push({ kind: 'item', label: words.moreServers(more), command: open({ to: 'screen', screen: 'servers' }) });
  }

  const retry = causes
    .filter((row) => row.messages > 0)
    .slice(0, mostCauses)
    .map((row): TrayItem => ({
      kind: 'item',
      label: words.retryCause(shorten(row.title, mostLabel), row.messages),
      // The preview opens in the window: first the exact count and a sample, then the action.
      command: open({ to: 'cause', id: row.id, verb: 'retry' }),
    }));

  const everything = (status?.mutes ?? []).filter(
    (one) => one.server === null && one.class === null && one.provider === null && one.side === null,
  );
  const until = everything
    .map((one) => one.until)
    .reduce((a, b) => (a === null || b === null ? null : Math.max(a, b)), 0);
  const mute: TrayItem =
    everything.length === 0
      ? { kind: 'item', label: words.mute, command: { do: 'mute' } }
      : {
          kind: 'item',
          label: until === null ? words.unmuteOnly : words.unmute(clock(until)),
          command: { do: 'unmute', ids: everything.map((one) => one.id) },
        };
  const paused = status?.paused ?? false;

  return {
    state: status?.tray ?? 'paused',
    tooltip: shorten(status?.trayText ?? words.starting, mostTooltip),
    items: [
      ...openIncidents,
      ...(openIncidents.length > 0 ? [line] : []),
      ...shown,
      ...(shown.length > 0 ? [line] : []),
      { kind: 'item', label: words.open, command: open(null) },
      { kind: 'item', label: words.lookNow, command: { do: 'look' } },
      {
        kind: 'menu',
        label: words.retry,
        items: retry.length > 0 ? retry : [{ kind: 'item', label: words.nothingToRetry, command: null }],
      },
      mute,
      { kind: 'item', label: paused ? words.resume : words.pause, command: { do: 'pause', paused: !paused } },
      line,
      { kind: 'item', label: words.quitNote, command: { do: 'quit' } },
    ],
  };
}
