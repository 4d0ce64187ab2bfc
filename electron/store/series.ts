import { binSeconds } from '../monitor/archive.ts';
import type { Archive, SeriesRow } from '../monitor/archive.ts';
import type { ReasonClass, Side } from '../../shared/model/reason.ts';
import type { SQLInputValue } from 'node:sqlite';
import { textOf } from './column.ts';
import type { Database, Row, Sql } from './database.ts';

/** `AND column IN (…)` for a list of servers; null is all of them. */
export function amongServers(
  column: string,
  servers: readonly string[] | null,
): { sql: string; values: SQLInputValue[] } {
  if (servers === null) return { sql: '', values: [] };
  return { sql: ` AND ${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(servers)] };
}

const sideOf = (text: unknown): Side | null => (text === '' || text === null ? null : (text as Side));
const providerOf = (text: unknown): string | null => (text === '' || text === null ? null : textOf(text));

export function createSeries(db: Database): Archive['series'] & { forget(): void } {
  const keys = new Map<string, number>();
  function key(sql: Sql, server: string, row: Omit<SeriesRow, 'bin' | 'server'>): number {
    const name = `${server}\n${row.class}\n${row.provider ?? ''}\n${row.side ?? ''}`;
    const known = keys.get(name);
    if (known !== undefined) return known;
    const values = [server, row.class, row.provider ?? '', row.side ?? ''];
    const found = sql.get(
      'SELECT id FROM series_key WHERE server = ? AND class = ? AND provider = ? AND side = ?',
      ...values,
    );
    const id = found
      ? Number(found.id)
      : sql.run('INSERT INTO series_key (server, class, provider, side) VALUES (?, ?, ?, ?)', ...values).lastId;
    if (keys.size > 100_000) keys.clear();
    keys.set(name, id);
    return id;
  }
  const asRow = (row: Row): SeriesRow => ({
    server: textOf(row.server),
    class: textOf(row.class) as ReasonClass,
    provider: providerOf(row.provider),
    side: sideOf(row.side),
    bin: Number(row.bin),
    fresh: Number(row.fresh),
    waiting: Number(row.waiting),
  });
  const from = 'FROM series s JOIN series_key k ON k.id = s.key';
  return {
    forget() {
      keys.clear();
    },
    add(bin, server, total, rows) {
      const done = db.write((sql) => {
        sql.run(
          `INSERT INTO coverage (server, bin, waiting, fresh) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET waiting = excluded.waiting, fresh = fresh + excluded.fresh`,
          server,
          bin,
          total.waiting,
          total.fresh,
        );
        for (const row of rows) {
          sql.run(
            `INSERT INTO series (key, bin, fresh, waiting) VALUES (?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET waiting = excluded.waiting, fresh = fresh + excluded.fresh`,
            key(sql, server, row),
            bin,
            row.fresh,
            row.waiting,
          );
        }
        return true;
      }, false);
      // A key made in a transaction that failed is none.
      if (!done) keys.clear();
    },
    cover(server, first, last, waiting) {
      db.write((sql) => {
        for (let bin = first; bin <= last; bin += binSeconds) {
          sql.run(
            'INSERT OR IGNORE INTO coverage (server, bin, waiting, fresh) VALUES (?, ?, ?, 0)',
            server,
            bin,
            waiting,
          );
        }
      }, undefined);
    },
    read(query) {
      const servers = amongServers('k.server', query.servers);
      let where = `s.bin >= ? AND s.bin < ?${servers.sql}`;
      const values: SQLInputValue[] = [query.from, query.to, ...servers.values];
      if (query.class !== undefined) {
        where += ' AND k.class = ?';
        values.push(query.class);
      }
      if (query.provider !== undefined) {
        where += ' AND k.provider = ?';
        values.push(query.provider ?? '');
      }
      return db.read(
        (sql) =>
          sql
            .all(
              `SELECT k.server, k.class, k.provider, k.side, s.bin, s.fresh, s.waiting ${from} WHERE ${where} ORDER BY s.bin LIMIT 2000000`,
              ...values,
            )
            .map(asRow),
        [],
      );
    },
    sums({ servers, from: begin, to, step, by }) {
      const among = amongServers('k.server', servers);
      const column = by === 'side' ? 'k.side' : by === 'server' ? 'k.server' : 'k.provider';
      return db.read(
        (sql) =>
          sql
            .all(
              // A number of JavaScript is bound as REAL: divided by it, intervals would not fall together.
              `SELECT ${column} AS name, s.bin - s.bin % CAST(? AS INTEGER) AS at, sum(s.fresh) AS fresh ${from}
               WHERE s.bin >= ? AND s.bin < ?${among.sql} GROUP BY 1, 2 ORDER BY 2`,
              step,
              begin,
              to,
              ...among.values,
            )
            .map((row) => ({ key: textOf(row.name), at: Number(row.at), fresh: Number(row.fresh) })),
        [],
      );
    },
    totals({ servers, from: begin, to }) {
      const among = amongServers('k.server', servers);
      return db.read(
        (sql) =>
          sql
            .all(
              `SELECT k.class, k.provider, k.side, json_group_array(DISTINCT k.server) AS servers, sum(s.fresh) AS fresh,
                 count(DISTINCT s.bin / 86400) AS days, min(s.bin) AS first ${from}
               WHERE s.bin >= ? AND s.bin < ? AND s.fresh > 0${among.sql}
               GROUP BY k.class, k.provider, k.side ORDER BY fresh DESC LIMIT 500`,
              begin,
              to,
              ...among.values,
            )
            .map((row) => ({
              class: textOf(row.class) as ReasonClass,
              provider: providerOf(row.provider),
              side: sideOf(row.side),
              servers: JSON.parse(textOf(row.servers)) as string[],
              fresh: Number(row.fresh),
              days: Number(row.days),
              first: Number(row.first),
            })),
        [],
      );
    },
    coverage({ servers, from: begin, to }) {
      const among = amongServers('server', servers);
      return db.read(
        (sql) =>
          sql
            .all(
              `SELECT server, bin, waiting, fresh FROM coverage WHERE bin >= ? AND bin < ?${among.sql} ORDER BY bin LIMIT 2000000`,
              begin,
              to,
              ...among.values,
            )
            .map((row) => ({
              server: textOf(row.server),
              bin: Number(row.bin),
              waiting: Number(row.waiting),
              fresh: Number(row.fresh),
            })),
        [],
      );
    },
    at(servers, at) {
      const among = amongServers('server', servers);
      return db.read((sql) => {
        const last = sql.all(
          `SELECT server, max(bin) AS bin FROM coverage WHERE bin <= ? AND bin > ?${among.sql} GROUP BY server`,
          at,
          at - 3600,
          ...among.values,
        );
        return last.flatMap((row) =>
          sql
            .all(
              `SELECT k.server, k.class, k.provider, k.side, s.bin, s.fresh, s.waiting ${from} WHERE s.bin = ? AND k.server = ? AND s.waiting > 0`,
              Number(row.bin),
              textOf(row.server),
            )
            .map(asRow),
        );
      }, []);
    },
    since: () =>
      db.read((sql) => {
        const first = sql.get('SELECT min(bin) AS bin FROM coverage')?.bin;
        return first === null || first === undefined ? null : Number(first);
      }, null),
  };
}
