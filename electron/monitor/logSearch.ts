/**
 * Asks the mail logs of all servers for messages by their Message-ID: most mail leaves at once and is never seen in a
 * queue, so that only the log knows that it was ours.
 */
import type { KnownMessage } from '../../shared/dsn/join.ts';
import type { TakenMessage } from '../ports.ts';
import type { Fleet } from './fleet.ts';
import type { Watch } from './watch.ts';

export interface LogSearch {
  messages: readonly (TakenMessage & { server: string })[];
  /** Epoch milliseconds since when every log tells every message; null where one of them could not be searched. */
  since: number | null;
  /** Servers whose log cannot be searched: not readable for the account, or an MTA without one. */
  blind: readonly string[];
  /** Servers that could not be asked just now. */
  failed: readonly string[];
}

/** Message-IDs asked for at a time. */
export const searchedAtOnce = 200;

const mayRead = (watch: Watch): boolean =>
  watch.state.detection?.abilities.some((a) => a.id === 'log' && a.granted === 'yes') === true;

export async function searchLogs(fleet: Pick<Fleet, 'watches'>, messageIds: readonly string[]): Promise<LogSearch> {
  const messages: (TakenMessage & { server: string })[] = [];
  const blind: string[] = [];
  const failed: string[] = [];
  const begins: number[] = [];
  for (const watch of fleet.watches()) {
    const { id, name, paused } = watch.config;
    if (paused || (watch.state.detection !== null && !mayRead(watch))) {
      blind.push(name);
      continue;
    }
    if (watch.state.problem !== null || watch.state.detection === null) {
      failed.push(name);
      continue;
    }
    try {
      const look = await watch.use(
        async (driver, reach, found) => driver.taken?.(reach, watch.config, found, messageIds) ?? null,
      );
      if (look === null || look.since === null) blind.push(name);
      else begins.push(look.since);
      for (const message of look?.messages ?? []) messages.push({ ...message, server: id });
    } catch {
      failed.push(name);
    }
  }
  const all = begins.length > 0 && blind.length + failed.length === 0;
  return { messages, since: all ? Math.max(...begins) : null, blind, failed };
}

/** A message of a log as the join takes it. */
export function knownFromLog(
  { server, id, messageId, at, sender, recipients }: TakenMessage & { server: string },
  hosts: readonly string[],
): KnownMessage {
  const arrival = Math.floor((at ?? 0) / 1000);
  return {
    id: `${server}/${id}/${String(arrival)}`,
    server,
    hosts,
    queueId: id,
    messageId,
    envelopeId: null,
    sender,
    recipients,
    arrival,
  };
}
