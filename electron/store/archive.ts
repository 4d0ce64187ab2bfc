import { join } from 'node:path';
import type { Archive } from '../monitor/archive.ts';
import { createAudit, createRuns } from './audit.ts';
import { createBounces } from './bounces.ts';
import { openDatabase } from './database.ts';
import type { Sql } from './database.ts';
import { createAlertState, createBlind, createIncidents, createNotifications } from './incidents.ts';
import { createLives } from './lives.ts';
import { createMoves } from './moves.ts';
import { createSeries } from './series.ts';

export interface ArchiveDeps {
  /** null keeps everything in memory. */
  dataDir: string | null;
  now: () => number;
  /** Whether envelope addresses may be kept. */
  keepAddresses: () => boolean;
}

const day = 86_400;

/** The history of everything that was seen, in one SQLite file in the data folder. */
export function openArchive({ dataDir, now, keepAddresses }: ArchiveDeps): Archive {
  const db = openDatabase({ path: dataDir === null ? ':memory:' : join(dataDir, 'history.sqlite'), now });

  const series = createSeries(db);

  function before(sql: Sql, limit: number): void {
    sql.run('DELETE FROM series WHERE bin < ?', limit);
    sql.run('DELETE FROM coverage WHERE bin < ?', limit);
    sql.run('DELETE FROM life WHERE gone IS NOT NULL AND gone < ?', limit);
    sql.run('DELETE FROM attempt WHERE at < ?', limit);
    sql.run('DELETE FROM bounce WHERE at < ?', limit * 1000);
    sql.run('DELETE FROM incident WHERE closed IS NOT NULL AND closed < ?', limit);
    sql.run('DELETE FROM blind WHERE ends IS NOT NULL AND ends < ?', limit);
    sql.run('DELETE FROM notification WHERE at < ?', limit * 1000);
    sql.run(
      'DELETE FROM outcome WHERE run IN (SELECT id FROM run WHERE ended IS NOT NULL AND ended < ?)',
      limit * 1000,
    );
    sql.run('DELETE FROM run WHERE ended IS NOT NULL AND ended < ?', limit * 1000);
    sql.run(
      'DELETE FROM text WHERE id NOT IN (SELECT text FROM life WHERE text IS NOT NULL UNION SELECT text FROM attempt WHERE text IS NOT NULL)',
    );
  }

  return {
    problem: () => db.problem(),
    onProblem: (listener) => db.onProblem(listener),
    bytes: () => db.bytes(),
    together: (work) => db.write(work, undefined),
    series,
    lives: createLives(db, keepAddresses),
    audit: createAudit(db),
    runs: createRuns(db),
    moves: createMoves(db),
    bounces: createBounces(db),
    incidents: createIncidents(db),
    alertState: createAlertState(db),
    notifications: createNotifications(db),
    blind: createBlind(db),
    removeServer(server) {
      db.write((sql) => {
        sql.run('DELETE FROM alert_baseline WHERE server = ?', server);
        sql.run('DELETE FROM blind WHERE server = ? AND ends IS NULL', server);
      }, undefined);
    },
    retain(limits, at) {
      const oldest = at - limits.days * day;
      db.write((sql) => {
        before(sql, oldest);
      }, undefined);
      db.exec('PRAGMA incremental_vacuum(20000)');
      // Larger than wanted: a tenth of the kept time goes, oldest first, and the next call looks again.
      if (db.bytes() > limits.maxMegabytes * 1_000_000) {
        const first = db.read((sql) => Number(sql.get('SELECT min(bin) AS bin FROM coverage')?.bin ?? at), at);
        db.write((sql) => {
          before(sql, Math.round(Math.max(oldest, first) + Math.max(3600, (at - Math.max(oldest, first)) / 10)));
        }, undefined);
        db.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
      }
    },
    clear() {
      db.write((sql) => {
        // The audit list stays: who did what is not history to be cleared by the one who did it.
        for (const table of [
          'series',
          'series_key',
          'coverage',
          'life',
          'attempt',
          'text',
          'bounce',
          'incident',
          'blind',
          'notification',
          'alert_baseline',
          'alert_head',
        ]) {
          sql.run(`DELETE FROM ${table}`);
        }
      }, undefined);
      series.forget();
      db.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
    },
    backup(path) {
      db.exec(`VACUUM INTO '${path.replaceAll("'", "''")}'`);
    },
    dispose() {
      db.dispose();
    },
  };
}
