import { expect } from 'vitest';
import type { Preview, Selection } from '../../../shared/contract.ts';
import type { ActionRun, Outcome, Pace, Verb } from '../../../shared/model/action.ts';
import { parseQuery } from '../../../shared/query.ts';
import type { LabEngine } from './engine.ts';

/** One server of the engine, acted on as the window does it: preview, start, follow to the end. */
export function actingOn(engine: LabEngine, server: string) {
  const seenAt = async () => (await engine.ask('servers.list', {})).find((s) => s.config.id === server)?.seenAt ?? 0;
  const matching = (query: string): Selection => ({
    kind: 'filter',
    scope: { servers: [server] },
    filter: parseQuery(query).filter,
  });
  const preview = (verb: Verb, selection: Selection, pace: Pace | null = null) =>
    engine.ask('actions.preview', { verb, selection, pace });
  const begin = async (shown: Preview, pace: Pace | null = null) =>
    (
      await engine.ask('actions.start', {
        token: shown.token,
        pace,
        typedCount: shown.confirm === 'click' ? null : shown.messages,
        typedDomain: shown.confirm === 'type_domain' ? (shown.domain?.name ?? null) : null,
      })
    ).run;
  const runOf = async (id: string): Promise<ActionRun> => {
    const found = (await engine.ask('actions.list', {})).find((r) => r.id === id);
    if (!found) throw new Error(`no run ${id}`);
    return found;
  };
  const rowsOf = async (id: string): Promise<Outcome[]> => {
    const rows: Outcome[] = [];
    for (;;) {
      const page = await engine.ask('actions.outcomes', { run: id, from: rows.length, count: 500 });
      rows.push(...page.rows);
      if (rows.length >= page.total) return rows;
    }
  };
  const ended = async (id: string, ms = 60_000) => {
    await engine.until('the end of the action', async () => (await runOf(id)).endedAt !== null, ms);
    return { run: await runOf(id), rows: await rowsOf(id) };
  };
  return {
    seenAt,
    matching,
    from: (sender: string) => matching(`from:${sender}`),
    domain: (domain: string, own = true): Selection => ({ kind: 'domain', scope: { servers: [server] }, domain, own }),
    ids: (...list: string[]): Selection => ({ kind: 'ids', messages: list.map((id) => ({ server, id })) }),
    preview,
    begin,
    runOf,
    ended,
    act: async (verb: Verb, selection: Selection, ms = 60_000) =>
      ended(await begin(await preview(verb, selection)), ms),
    /** A listing that is newer than this call. */
    async look() {
      const before = await seenAt();
      await engine.ask('monitor.lookNow', { server });
      await engine.until('a look', async () => (await seenAt()) > before);
    },
    /** Each message of a run ended in one of these kinds, and where it is said to be proven by the log the line is there. */
    proven: (rows: readonly Outcome[], kind: Outcome['kind'], line: RegExp): void => {
      expect(rows.filter((row) => row.kind !== kind).slice(0, 3)).toEqual([]);
      expect(rows.filter((row) => !line.test(row.evidence ?? '')).slice(0, 3)).toEqual([]);
    },
  };
}
