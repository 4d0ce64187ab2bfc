import type { ActionRun, AuditEntry } from '../../shared/model/action.ts';
import type { Archive } from '../monitor/archive.ts';
import { textOf } from './column.ts';
import type { Database, Row } from './database.ts';

const asEntry = (row: Row): AuditEntry => ({
  seq: Number(row.seq),
  at: Number(row.at),
  account: textOf(row.account),
  server: textOf(row.server),
  verb: textOf(row.verb),
  selection: textOf(row.selection),
  count: Number(row.count),
  result: textOf(row.result),
  run: typeof row.run === 'string' ? row.run : null,
});

/** What was done by whom. Triggers keep it append-only; retention does not touch it. */
export function createAudit(db: Database): Archive['audit'] {
  const columns = 'seq, at, account, server, verb, selection, count, result, run';
  return {
    append(row) {
      db.write((sql) => {
        const { lastId } = sql.run(
          'INSERT INTO audit (at, account, server, verb, selection, count, result, run, ids) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
          row.at,
          row.account,
          row.server,
          row.verb,
          row.selection,
          row.count,
          row.result,
          row.run,
          JSON.stringify(row.ids),
        );
        for (const id of row.ids)
          sql.run('INSERT OR IGNORE INTO audit_message (server, id, seq) VALUES (?, ?, ?)', row.server, id, lastId);
      }, undefined);
    },
    list: (from, count) =>
      db.read(
        (sql) => ({
          total: Number(sql.get('SELECT count(*) AS n FROM audit')?.n ?? 0),
          rows: sql.all(`SELECT ${columns} FROM audit ORDER BY seq DESC LIMIT ? OFFSET ?`, count, from).map(asEntry),
        }),
        { total: 0, rows: [] },
      ),
    all: () =>
      db.read(
        (sql) =>
          sql
            .all(`SELECT ${columns}, ids FROM audit ORDER BY seq`)
            .map((row) => ({ ...asEntry(row), ids: JSON.parse(textOf(row.ids)) as string[] })),
        [],
      ),
    ofMessage: (server, id) =>
      db.read(
        (sql) =>
          sql
            .all(
              `SELECT ${columns} FROM audit WHERE seq IN (SELECT seq FROM audit_message WHERE server = ? AND id = ?) ORDER BY seq DESC LIMIT 100`,
              server,
              id,
            )
            .map(asEntry),
        [],
      ),
    since: (atMs) =>
      db.read(
        (sql) => sql.all(`SELECT ${columns} FROM audit WHERE at >= ? ORDER BY seq LIMIT 10000`, atMs).map(asEntry),
        [],
      ),
  };
}

export function createRuns(db: Database): Archive['runs'] {
  return {
    save(run, state) {
      db.write((sql) => {
        sql.run(
          `INSERT INTO run (id, started, ended, run, state) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET ended = excluded.ended, run = excluded.run, state = excluded.state`,
          run.id,
          Math.round(run.startedAt),
          run.endedAt === null ? null : Math.round(run.endedAt),
          JSON.stringify(run),
          state,
        );
      }, undefined);
    },
    open: () =>
      db.read(
        (sql) =>
          sql.all('SELECT run, state FROM run WHERE ended IS NULL ORDER BY started').map((row) => ({
            run: JSON.parse(textOf(row.run)) as ActionRun,
            state: textOf(row.state),
          })),
        [],
      ),
    recent: (count) =>
      db.read(
        (sql) =>
          sql
            .all('SELECT run FROM run ORDER BY started DESC LIMIT ?', count)
            .map((row) => JSON.parse(textOf(row.run)) as ActionRun),
        [],
      ),
    outcomes: {
      put(run, rows) {
        db.write((sql) => {
          for (const { index, json } of rows) {
            sql.run(
              'INSERT INTO outcome (run, idx, json) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET json = excluded.json',
              run,
              index,
              json,
            );
          }
        }, undefined);
      },
      read: (run, from, count) =>
        db.read(
          (sql) =>
            sql
              .all('SELECT json FROM outcome WHERE run = ? ORDER BY idx LIMIT ? OFFSET ?', run, count, from)
              .map((row) => textOf(row.json)),
          [],
        ),
      all: (run) =>
        db.read(
          (sql) => sql.all('SELECT json FROM outcome WHERE run = ? ORDER BY idx', run).map((row) => textOf(row.json)),
          [],
        ),
    },
  };
}
