import type { Archive, Life } from '../monitor/archive.ts';
import { numberOrNull, textOf, textOrNull } from './column.ts';
import type { Database, Row, Sql } from './database.ts';

/** What became of every message that was seen, and the texts it was deferred with (each kept once). */
export function createLives(db: Database, keepAddresses: () => boolean): Archive['lives'] {
  function textId(sql: Sql, text: string | null): number | null {
    if (text === null) return null;
    const bounded = text.slice(0, 2000);
    const known = sql.get('SELECT id FROM text WHERE text = ?', bounded);
    return known ? Number(known.id) : sql.run('INSERT INTO text (text) VALUES (?)', bounded).lastId;
  }
  const asLife = (row: Row): Life => ({
    server: textOf(row.server),
    id: textOf(row.id),
    arrival: Number(row.arrival),
    firstSeen: Number(row.first_seen),
    gone: numberOrNull(row.gone),
    sender: textOrNull(row.sender),
    recipient: textOrNull(row.recipient),
    more: Number(row.more),
    reason: textOrNull(row.reason),
    attempts: Number(row.attempts),
  });
  const select = 'SELECT l.*, t.text AS reason FROM life l LEFT JOIN text t ON t.id = l.text';
  return {
    arrived(server, lives) {
      const keep = keepAddresses();
      db.write((sql) => {
        for (const life of lives) {
          sql.run(
            `INSERT INTO life (server, id, arrival, first_seen, gone, sender, recipient, more, text, attempts)
             VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET gone = NULL`,
            server,
            life.id,
            life.arrival,
            life.firstSeen,
            keep ? life.sender : null,
            keep ? life.recipient : null,
            life.more,
            textId(sql, life.reason),
            life.attempts,
          );
        }
      }, undefined);
    },
    attempts(server, at, rows) {
      db.write((sql) => {
        for (const row of rows) {
          const text = textId(sql, row.text);
          sql.run(
            'INSERT OR REPLACE INTO attempt (server, id, at, text) VALUES (?, ?, ?, ?)',
            server,
            row.id,
            at,
            text,
          );
          sql.run(
            'UPDATE life SET attempts = attempts + 1, text = coalesce(?, text) WHERE server = ? AND id = ? AND arrival = ?',
            text,
            server,
            row.id,
            row.arrival,
          );
        }
      }, undefined);
    },
    gone(server, at, rows) {
      db.write((sql) => {
        for (const row of rows) {
          sql.run(
            'UPDATE life SET gone = ?, text = coalesce(?, text) WHERE server = ? AND id = ? AND arrival = ?',
            at,
            textId(sql, row.text),
            server,
            row.id,
            row.arrival,
          );
        }
      }, undefined);
    },
    find: (server, id) =>
      db.read(
        (sql) =>
          (server === null
            ? sql.all(`${select} WHERE l.id = ? ORDER BY l.first_seen DESC LIMIT 50`, id)
            : sql.all(`${select} WHERE l.server = ? AND l.id = ? ORDER BY l.first_seen DESC LIMIT 50`, server, id)
          ).map(asLife),
        [],
      ),
    byAddresses: (sender, recipient, from, to) =>
      db.read(
        (sql) =>
          sql
            .all(
              `${select} WHERE l.recipient = ? AND l.first_seen BETWEEN ? AND ? AND (? IS NULL OR l.sender = ?) ORDER BY l.first_seen DESC LIMIT 50`,
              recipient,
              from,
              to,
              sender,
              sender,
            )
            .map(asLife),
        [],
      ),
    attemptsOf: (server, id) =>
      db.read(
        (sql) =>
          sql
            .all(
              'SELECT a.at, t.text FROM attempt a LEFT JOIN text t ON t.id = a.text WHERE a.server = ? AND a.id = ? ORDER BY a.at DESC LIMIT 100',
              server,
              id,
            )
            .map((row) => ({ at: Number(row.at), text: textOrNull(row.text) })),
        [],
      ),
    covers: (from, to) =>
      db.read(
        (sql) => sql.get('SELECT 1 AS one FROM coverage WHERE bin BETWEEN ? AND ? LIMIT 1', from, to) !== undefined,
        false,
      ),
  };
}
