import type { Archive, Move } from '../monitor/archive.ts';
import { textOf } from './column.ts';
import type { Database, Row, Sql } from './database.ts';

/** A message is not requeued more often than that by hand; a circle of ids ends too. */
const mostSteps = 20;

const asMove = (row: Row): Move => ({
  id: textOf(row.id),
  newId: textOf(row.new_id),
  at: Number(row.at),
  evidence: textOf(row.evidence),
});

/** Queue ids that changed by what was done here, kept as long as the audit list, of which they are a part. */
export function createMoves(db: Database): Archive['moves'] {
  const columns = 'SELECT id, new_id, at, evidence FROM moved';
  /** Short queue ids are used again: of several the last one, and never back over a later move. */
  const before = (sql: Sql, server: string, id: string, at: number): Row | undefined =>
    sql.get(`${columns} WHERE server = ? AND new_id = ? AND at <= ? ORDER BY seq DESC LIMIT 1`, server, id, at);
  const after = (sql: Sql, server: string, id: string, at: number): Row | undefined =>
    sql.get(`${columns} WHERE server = ? AND id = ? AND at >= ? ORDER BY seq DESC LIMIT 1`, server, id, at);
  return {
    put(moves) {
      db.write((sql) => {
        for (const { server, id, newId, at, evidence } of moves)
          sql.run(
            'INSERT INTO moved (server, id, new_id, at, evidence) VALUES (?, ?, ?, ?, ?)',
            server,
            id,
            newId,
            Math.round(at),
            evidence.slice(0, 1000),
          );
      }, undefined);
    },
    of: (server, id) =>
      db.read((sql) => {
        const out: Move[] = [];
        for (let row = after(sql, server, id, 0); row && out.length < mostSteps;) {
          const move = asMove(row);
          out.push(move);
          row = after(sql, server, move.newId, move.at);
        }
        for (let row = before(sql, server, id, out[0]?.at ?? Number.MAX_SAFE_INTEGER); row && out.length < mostSteps;) {
          const move = asMove(row);
          out.unshift(move);
          row = before(sql, server, move.id, move.at);
        }
        return out;
      }, []),
  };
}
