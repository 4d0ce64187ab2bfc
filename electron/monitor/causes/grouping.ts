/**
 * From cells to causes: what belongs into one row. A fault of our own is a row per server and rule. What concerns our
 * IP, rate or network is a row per server and provider. What others have trouble with is one row over all servers.
 * Small domains without a provider's name share one row of their class; a domain gets its own row from ten recipients on
 * and keeps it until five, so that rows do not flicker.
 */
import type { ReasonClass, Side } from '../../../shared/model/reason.ts';
import type { Cell, Cells } from '../queue/cells.ts';
import type { Totals } from '../queue/totals.ts';

/** About single mailboxes or messages: the domain says nothing, one row of the class is enough. */
const mailboxClasses = new Set<ReasonClass>([
  'mailbox_full',
  'mailbox_busy',
  'mailbox_disabled',
  'user_unknown',
  'no_such_domain',
  'message_too_big',
  'malware_attachment',
  'protocol_format',
  'expired',
]);
/** Concerns the one server that sends: its IP, its rate, its network. */
const perServerSides = new Set<Side>(['sender', 'network']);

export const many = '*';

export interface Grouping {
  /** Id of the cause a cell belongs to; stable over polls. */
  causeOf(server: string, cell: Cell): string;
  /** Looks again which domains deserve a row of their own. */
  regroup(servers: readonly { id: string; cells: Cells; totals: Totals }[]): void;
  /** Changes when cells moved between causes. */
  version(): number;
}

const ownRow = 10;
const keepsRow = 5;

export function createGrouping(): Grouping {
  let own = new Set<string>();
  let version = 0;
  const place = (server: string, side: Side | null): string =>
    side !== null && perServerSides.has(side) ? server : many;
  const domainKey = (server: string, cell: Cell): string =>
    `${place(server, cell.side)}/${cell.class}/${cell.provider ?? ''}`;

  return {
    version: () => version,
    causeOf(server, cell) {
      if (cell.side === 'local') return `${server}/${cell.class}/${cell.rule}`;
      const where = place(server, cell.side);
      if (mailboxClasses.has(cell.class)) return `${where}/${cell.class}/${many}`;
      if (cell.provider === null || cell.provider === '') return `${where}/${cell.class}/${many}`;
      if (!cell.named && !own.has(domainKey(server, cell))) return `${where}/${cell.class}/${many}`;
      return `${where}/${cell.class}/${cell.provider}`;
    },
    regroup(servers) {
      const counts = new Map<string, number>();
      for (const { id, cells, totals } of servers) {
        for (let n = 1; n < totals.recipients.length && n < cells.size; n += 1) {
          const recipients = totals.recipients[n] ?? 0;
          if (recipients === 0) continue;
          const cell = cells.get(n);
          if (cell.named || cell.side === 'local' || cell.provider === null) continue;
          const key = domainKey(id, cell);
          counts.set(key, (counts.get(key) ?? 0) + recipients);
        }
      }
      const next = new Set<string>();
      for (const [key, count] of counts) if (count >= ownRow || (own.has(key) && count >= keepsRow)) next.add(key);
      if (next.size !== own.size || [...next].some((key) => !own.has(key))) version += 1;
      own = next;
    },
  };
}
