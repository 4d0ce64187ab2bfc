import type { Incident } from '../../shared/model/incident.ts';
import type { ShownNotification } from '../../shared/views/status.ts';
import type { Archive } from '../monitor/archive.ts';
import { textOf } from './column.ts';
import type { Database } from './database.ts';

const asIncident = (json: unknown): Incident => JSON.parse(String(json)) as Incident;

export function createIncidents(db: Database): Archive['incidents'] {
  return {
    save(incident) {
      db.write((sql) => {
        sql.run(
          `INSERT INTO incident (id, since, closed, kind, class, provider, json) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET since = excluded.since, closed = excluded.closed, kind = excluded.kind,
             class = excluded.class, provider = excluded.provider, json = excluded.json`,
          incident.id,
          Math.round(incident.since),
          incident.closedAt === null ? null : Math.round(incident.closedAt),
          incident.kind,
          incident.key.class,
          incident.key.provider,
          JSON.stringify(incident),
        );
      }, undefined);
    },
    get: (id) =>
      db.read((sql) => {
        const row = sql.get('SELECT json FROM incident WHERE id = ?', id);
        return row ? asIncident(row.json) : null;
      }, null),
    list: (from) =>
      db.read(
        (sql) =>
          sql
            .all(
              'SELECT json FROM incident WHERE closed IS NULL OR closed >= ? ORDER BY id DESC LIMIT 2000',
              Math.round(from),
            )
            .map((row) => asIncident(row.json)),
        [],
      ),
    similar: (incident, limit) =>
      db.read(
        (sql) =>
          sql
            .all(
              'SELECT json FROM incident WHERE id < ? AND class IS ? AND provider IS ? AND closed IS NOT NULL ORDER BY id DESC LIMIT ?',
              incident.id,
              incident.key.class,
              incident.key.provider,
              limit,
            )
            .map((row) => asIncident(row.json)),
        [],
      ),
  };
}

export function createAlertState(db: Database): Archive['alertState'] {
  return {
    head: () =>
      db.read((sql) => {
        const row = sql.get('SELECT head FROM alert_head WHERE id = 1');
        return row ? textOf(row.head) : null;
      }, null),
    baselines: () =>
      db.read(
        (sql) =>
          Object.fromEntries(
            sql.all('SELECT server, state FROM alert_baseline').map((row) => [textOf(row.server), textOf(row.state)]),
          ),
        {},
      ),
    save(head, baselines) {
      db.write((sql) => {
        sql.run('INSERT OR REPLACE INTO alert_head (id, head) VALUES (1, ?)', head);
        for (const [server, state] of Object.entries(baselines ?? {})) {
          sql.run('INSERT OR REPLACE INTO alert_baseline (server, state) VALUES (?, ?)', server, state);
        }
      }, undefined);
    },
  };
}

const asNotification = (json: unknown, seen: unknown): ShownNotification => ({
  ...(JSON.parse(String(json)) as ShownNotification),
  seen: seen === 1,
});

export function createNotifications(db: Database): Archive['notifications'] {
  return {
    put(notification) {
      db.write((sql) => {
        sql.run(
          'INSERT OR REPLACE INTO notification (id, at, seen, json) VALUES (?, ?, ?, ?)',
          notification.id,
          Math.round(notification.at),
          notification.seen ? 1 : 0,
          JSON.stringify(notification),
        );
        sql.run('DELETE FROM notification WHERE id NOT IN (SELECT id FROM notification ORDER BY at DESC LIMIT 500)');
      }, undefined);
    },
    list: (count) =>
      db.read(
        (sql) =>
          sql
            .all('SELECT json, seen FROM notification ORDER BY at DESC LIMIT ?', count)
            .map((row) => asNotification(row.json, row.seen)),
        [],
      ),
    seen(id) {
      db.write((sql) => {
        if (id === null) sql.run('UPDATE notification SET seen = 1 WHERE seen = 0');
        else sql.run('UPDATE notification SET seen = 1 WHERE id = ?', id);
      }, undefined);
    },
  };
}

export function createBlind(db: Database): Archive['blind'] {
  return {
    begin(server, at) {
      db.write((sql) => {
        const open = sql.get('SELECT begins FROM blind WHERE server = ? AND ends IS NULL', server);
        if (!open)
          sql.run('INSERT OR IGNORE INTO blind (server, begins, ends) VALUES (?, ?, NULL)', server, Math.round(at));
      }, undefined);
    },
    end(server, at) {
      db.write((sql) => {
        sql.run('UPDATE blind SET ends = ? WHERE server = ? AND ends IS NULL', Math.round(at), server);
      }, undefined);
    },
    list: (from) =>
      db.read(
        (sql) =>
          sql
            .all(
              'SELECT server, begins, ends FROM blind WHERE ends IS NULL OR ends >= ? ORDER BY begins LIMIT 5000',
              Math.round(from),
            )
            .map((row) => ({
              server: textOf(row.server),
              from: Number(row.begins),
              to: row.ends === null ? null : Number(row.ends),
            })),
        [],
      ),
  };
}
