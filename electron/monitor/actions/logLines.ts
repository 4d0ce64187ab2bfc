/**
 * Log lines of the messages of a run, as they are written: read on the server only while somebody looks at them, at most
 * once in two seconds and a fifth of the time, for the messages handed over last. Lines that were read as evidence are
 * kept as well, so that opening the view late shows what led to the outcomes.
 */
import { hash } from 'node:crypto';
import type { RunLines } from '../../../shared/model/action.ts';
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import type { Clock, LogLine } from '../../ports.ts';
import type { Fleet } from '../fleet.ts';
import type { Watch } from '../watch.ts';
import type { Item } from './plan.ts';

export interface LogLines {
  /** Handed over: lines from now on are of this attempt. */
  began(items: readonly Item[]): void;
  /** Lines that were read anyway. */
  add: (server: string, lines: Iterable<LogLine>) => void;
  /** What is new after a number; asks the servers again where it is time. */
  read(after: number, only: { server: string; id: string } | null): Promise<Omit<RunLines, 'run' | 'outcome'>>;
}

const mostKept = 500;
const mostKnown = 20_000;
/** Messages whose lines are asked for at once: the last ones handed over. */
export const mostFollowed = 200;
const atLeastMs = 2000;
/** After the end of a run lines still come for a while: "removed", the bounce. */
const trailMs = 60_000;
const longestLine = 2000;
/** Syslog's times are whole seconds. */
const wholeSecondMs = 1000;

export const logReadable = (watch: Watch): boolean =>
  watch.state.detection?.abilities.some((a) => a.id === 'log' && a.granted === 'yes') === true;

export function createLogLines(deps: { clock: Clock; fleet: Fleet; endedAt: () => number | null }): LogLines {
  const { clock, fleet } = deps;
  const kept: RunLines['rows'] = [];
  const known = new Set<string>();
  const since = new Map<Item, number>();
  const asked = new Map<string, { at: number; tookMs: number; running: Promise<void> | null }>();
  const startOf = new Map<string, number>();
  let seq = 0;
  let dropped = 0;

  function add(server: string, lines: Iterable<LogLine>): void {
    for (const line of lines) {
      const start = startOf.get(`${server}\n${line.id}`);
      if (start === undefined || (line.at !== null && line.at < start - wholeSecondMs)) continue;
      const text = line.text.slice(0, longestLine);
      const key = hash('sha1', `${server}\n${line.id}\n${text}`, 'base64').slice(0, 12);
      if (known.has(key)) continue;
      if (known.size >= mostKnown) {
        dropped += 1;
        continue;
      }
      known.add(key);
      seq += 1;
      kept.push({ seq, at: line.at, server, id: line.id, proves: line.proves, text });
    }
    // What was dropped stays known: it is read again with the next question, and must not come back as new.
    if (kept.length > mostKept) dropped += kept.splice(0, kept.length - mostKept).length;
  }

  function followed(server: string, id: string | null): Item[] {
    const all = [...since.keys()].filter((item) => item.server === server && (id === null || item.id === id));
    return all.slice(-mostFollowed);
  }

  async function ask(watch: Watch, items: readonly Item[]): Promise<void> {
    const server = watch.config.id;
    const began = clock.monotonic();
    const from = Math.min(...items.map((item) => since.get(item) ?? clock.now()));
    try {
      const lines = await watch.use((driver, reach, found) =>
        driver.log(
          reach,
          watch.config,
          found,
          items.map((item) => item.id),
          from,
        ),
      );
      add(server, lines ?? []);
    } catch {
      // The run's own look says what is wrong with the connection; here only nothing new came.
    }
    asked.set(server, { at: clock.monotonic(), tookMs: clock.monotonic() - began, running: null });
  }

  return {
    began(items) {
      for (const item of items) {
        // Again at the end: the order is that of the handing over.
        since.delete(item);
        since.set(item, clock.now());
        startOf.set(`${item.server}\n${item.id}`, clock.now());
      }
    },
    add,
    async read(after, only) {
      const servers = new Set([...since.keys()].map((item) => item.server));
      const unreadable: string[] = [];
      const ended = deps.endedAt();
      await Promise.all(
        [...servers].map(async (server) => {
          if (only !== null && only.server !== server) return;
          const watch = fleet.get(server);
          if (!watch || !logReadable(watch)) {
            unreadable.push(words.lines.unreadable(watch?.config.name ?? server));
            return;
          }
          if (ended !== null && clock.now() - ended > trailMs) return;
          const last = asked.get(server);
          if (last?.running) return last.running;
          if (last && clock.monotonic() - last.at < Math.max(atLeastMs, last.tookMs * 5)) return;
          const items = followed(server, only?.id ?? null);
          if (items.length === 0) return;
          const running = ask(watch, items);
          asked.set(server, { at: clock.monotonic(), tookMs: last?.tookMs ?? 0, running });
          await running;
        }),
      );
      const messages =
        only === null
          ? since.size
          : [...since.keys()].filter((i) => i.server === only.server && i.id === only.id).length;
      return {
        rows: kept.filter(
          (row) => row.seq > after && (only === null || (row.server === only.server && row.id === only.id)),
        ),
        dropped,
        messages,
        followed: Math.min(messages, mostFollowed * Math.max(1, servers.size)),
        unreadable,
        live: ended === null || clock.now() - ended <= trailMs,
      };
    },
  };
}
