/**
 * SQLite as the history uses it: one file, one writer, write-ahead log. A file that cannot be read is put aside and a new
 * one begun; a disk that is full costs what would have been written meanwhile, never the app.
 */
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { ArchiveProblem } from '../monitor/archive.ts';
import { migrations } from './migrations.ts';

export type Row = Record<string, SQLInputValue>;
export interface Sql {
  run(sql: string, ...values: SQLInputValue[]): { changes: number; lastId: number };
  all(sql: string, ...values: SQLInputValue[]): Row[];
  get(sql: string, ...values: SQLInputValue[]): Row | undefined;
}
export interface Database {
  /** Runs in one transaction; nothing of it stays when it fails. False (or `otherwise`) when it could not be written. */
  write<T>(work: (sql: Sql) => T, otherwise: T): T;
  read<T>(work: (sql: Sql) => T, otherwise: T): T;
  problem(): ArchiveProblem;
  onProblem(listener: (problem: ArchiveProblem) => void): () => void;
  bytes(): number;
  exec(sql: string): void;
  dispose(): void;
}

export interface DatabaseDeps {
  /** ":memory:" keeps nothing. */
  path: string;
  now: () => number;
}

const fine: ArchiveProblem = { kind: 'none', detail: '', aside: null };

/** Primary result codes, https://www.sqlite.org/rescode.html */
function kindOf(error: unknown): ArchiveProblem['kind'] {
  const code = typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  if (code === 11 || code === 26) return 'corrupt';
  if (code === 13) return 'full';
  if (code === 8) return 'readonly';
  if (code === 14) return 'cannot_open';
  return 'write_failed';
}
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500);

export function openDatabase({ path, now }: DatabaseDeps): Database {
  const onDisk = path !== ':memory:';
  let problem = fine;
  const listeners = new Set<(problem: ArchiveProblem) => void>();
  let db: DatabaseSync | null = null;
  let statements = new Map<string, StatementSync>();
  let brokenUntil = 0;
  let asideShown: string | null = null;

  function tell(next: ArchiveProblem): void {
    const changed = next.kind !== problem.kind || next.aside !== problem.aside;
    problem = next;
    if (changed) for (const listener of listeners) listener(next);
  }

  function putAside(): string | null {
    if (!onDisk || !existsSync(path)) return null;
    const stamp = new Date(now()).toISOString().replace(/[:.]/g, '-');
    const aside = `${path}.broken-${stamp}`;
    try {
      renameSync(path, aside);
      for (const tail of ['-wal', '-shm']) if (existsSync(path + tail)) renameSync(path + tail, aside + tail);
      return aside;
    } catch {
      return null;
    }
  }

  function begin(file: string): DatabaseSync {
    const opened = new DatabaseSync(file, { timeout: 2000 });
    try {
      // Before the first table: lets retention give pages back without rewriting the whole file.
      opened.exec('PRAGMA auto_vacuum = INCREMENTAL;');
      opened.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY;');
      const version = Number(opened.prepare('PRAGMA user_version').get()?.user_version ?? 0);
      if (version > migrations.length) throw new NewerFile(`history file is of a newer version (${version})`);
      for (let step = version; step < migrations.length; step += 1) {
        opened.exec('BEGIN IMMEDIATE');
        try {
          opened.exec(migrations[step] ?? '');
          opened.exec(`PRAGMA user_version = ${step + 1}`);
          opened.exec('COMMIT');
        } catch (error) {
          opened.exec('ROLLBACK');
          throw error;
        }
      }
      // A probe that touches the schema: a file that is no database, or a damaged one, says so here and not later.
      opened.prepare('SELECT count(*) AS n FROM sqlite_schema').get();
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  function open(): void {
    statements = new Map();
    if (onDisk) mkdirSync(dirname(path), { recursive: true });
    try {
      db = begin(path);
      tell(asideShown === null ? fine : { kind: 'corrupt', detail: '', aside: asideShown });
      return;
    } catch (error) {
      const kind = kindOf(error);
      if (kind === 'corrupt' || error instanceof NewerFile) {
        asideShown = putAside();
        try {
          db = begin(path);
          tell({ kind: 'corrupt', detail: wordsOf(error), aside: asideShown });
          return;
        } catch {
          // Falls through to memory.
        }
      }
      // Not writable, no space, locked by another: the app runs on, and keeps its history for this session only.
      db = begin(':memory:');
      tell({
        kind: kind === 'full' || kind === 'readonly' ? kind : 'cannot_open',
        detail: wordsOf(error),
        aside: asideShown,
      });
    }
  }

  const sql: Sql = {
    run(text, ...values) {
      const done = statement(text).run(...values);
      return { changes: Number(done.changes), lastId: Number(done.lastInsertRowid) };
    },
    all: (text, ...values) => statement(text).all(...values),
    get: (text, ...values) => statement(text).get(...values),
  };

  function statement(text: string): StatementSync {
    let known = statements.get(text);
    if (!known) {
      if (!db) throw new Error('history is closed');
      known = db.prepare(text);
      if (statements.size > 300) statements.clear();
      statements.set(text, known);
    }
    return known;
  }

  function failed(error: unknown): void {
    const kind = kindOf(error);
    if (kind === 'corrupt') {
      try {
        db?.close();
      } catch {
        // A broken file may refuse even that.
      }
      db = null;
      asideShown = putAside();
      open();
      tell({ kind: 'corrupt', detail: wordsOf(error), aside: asideShown });
      return;
    }
    // A full disk does not get emptier by trying at every poll.
    brokenUntil = now() + 30_000;
    tell({ kind, detail: wordsOf(error), aside: asideShown });
  }

  open();
  let depth = 0;

  return {
    write(work, otherwise) {
      if (!db || (problem.kind !== 'none' && now() < brokenUntil)) return otherwise;
      if (depth > 0) return work(sql);
      try {
        db.exec('BEGIN IMMEDIATE');
        depth = 1;
        const result = work(sql);
        db.exec('COMMIT');
        depth = 0;
        if (problem.kind === 'full' || problem.kind === 'write_failed') tell(fine);
        return result;
      } catch (error) {
        depth = 0;
        try {
          db.exec('ROLLBACK');
        } catch {
          // SQLite rolls back by itself on a full disk.
        }
        failed(error);
        return otherwise;
      }
    },
    read(work, otherwise) {
      if (!db) return otherwise;
      try {
        return work(sql);
      } catch (error) {
        failed(error);
        return otherwise;
      }
    },
    problem: () => problem,
    onProblem(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    bytes() {
      if (!onDisk) return 0;
      let bytes = 0;
      for (const tail of ['', '-wal']) {
        try {
          bytes += statSync(path + tail).size;
        } catch {
          // No such file, nothing to count.
        }
      }
      return bytes;
    },
    exec(text) {
      try {
        db?.exec(text);
      } catch (error) {
        failed(error);
      }
    },
    dispose() {
      try {
        db?.exec('PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);');
      } catch {
        // What is in the log is read at the next start.
      }
      db?.close();
      db = null;
      listeners.clear();
    },
  };
}

class NewerFile extends Error {}
