/** A copy to keep before messages are deleted: their envelopes, and headers of as many as are read in reasonable time. */
import type { RequestOutput } from '../../../shared/contract.ts';
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import type { Clock } from '../../ports.ts';
import type { Fleet } from '../fleet.ts';
import { asAppError } from '../watch.ts';
import type { Item, Plan } from './plan.ts';

export type Copy = RequestOutput<'actions.copy'>;

/** A command for each on the server: more would take minutes, and the account may be told to slow down. */
const mostHeaders = 100;
const headersMs = 30_000;
const atOnce = 4;
const mostMessages = 50_000;

interface Envelope {
  server: string;
  id: string;
  /** ISO 8601; null where the server does not tell. */
  arrival: string | null;
  size: number | null;
  sender: string | null;
  recipients: { address: string; reason: string | null }[];
  headers: string | null;
  /** Why there are no headers. */
  missing: string | null;
}

function envelopeOf(item: Item, fleet: Fleet): Envelope {
  const watch = fleet.get(item.server);
  const slot = watch?.table.slot(item.id);
  const recipients: Envelope['recipients'] = [];
  if (watch && slot !== undefined) {
    const { table } = watch;
    const from = table.start[slot] ?? 0;
    for (let i = from; i < from + (table.count[slot] ?? 0); i += 1)
      recipients.push({ address: table.address[i] ?? '', reason: table.reasonText(i) });
  }
  const size = slot === undefined ? 0 : (watch?.table.size[slot] ?? 0);
  return {
    server: watch?.config.name ?? item.server,
    id: item.id,
    arrival: item.arrival === 0 ? null : new Date(item.arrival * 1000).toISOString(),
    size: size === 0 ? null : size,
    sender: item.sender,
    recipients,
    headers: null,
    missing: words.copy.noHeaders,
  };
}

async function readHeaders(item: Item, into: Envelope, fleet: Fleet, signal: AbortSignal): Promise<void> {
  const watch = fleet.get(item.server);
  const late = (): boolean => signal.aborted;
  if (!watch || late()) {
    into.missing = words.copy.late;
    return;
  }
  try {
    const read = await watch.use((driver, reach, found) =>
      driver.inspect(reach, watch.config, found, item.id, 'headers', signal),
    );
    into.headers = read.missing === null ? read.text : null;
    into.missing = read.missing;
  } catch (thrown) {
    into.missing = late() ? words.copy.late : asAppError(thrown).message;
  }
}

export async function copyOf(plan: Plan, { clock, fleet }: { clock: Clock; fleet: Fleet }): Promise<Copy> {
  const items = plan.items.slice(0, mostMessages);
  const rows = items.map((item) => envelopeOf(item, fleet));
  const stop = new AbortController();
  const cancel = clock.after(headersMs, () => stop.abort());
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < Math.min(items.length, mostHeaders)) {
      const k = next;
      next += 1;
      const [item, row] = [items[k], rows[k]];
      if (item && row) await readHeaders(item, row, fleet, stop.signal);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  cancel();
  const stamp = new Date(clock.now()).toISOString().slice(0, 19).replace(/[:T]/g, '-');
  return {
    fileName: `queue-copy-${stamp}.json`,
    mime: 'application/json',
    text: JSON.stringify(rows, null, 1),
    truncated: items.length < plan.items.length,
    messages: rows.length,
    headers: rows.filter((row) => row.headers !== null).length,
  };
}
