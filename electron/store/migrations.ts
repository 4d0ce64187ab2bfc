/**
 * Numbered steps; `user_version` says how far a file has come. A step that was released is never changed, another one
 * follows it.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE series_key (
    id INTEGER PRIMARY KEY, server TEXT NOT NULL, class TEXT NOT NULL, provider TEXT NOT NULL, side TEXT NOT NULL,
    UNIQUE (server, class, provider, side)
  ) STRICT;
  CREATE TABLE series (
    key INTEGER NOT NULL, bin INTEGER NOT NULL, fresh INTEGER NOT NULL, waiting INTEGER NOT NULL,
    PRIMARY KEY (key, bin)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX series_bin ON series (bin);
  CREATE TABLE coverage (
    server TEXT NOT NULL, bin INTEGER NOT NULL, waiting INTEGER NOT NULL, fresh INTEGER NOT NULL,
    PRIMARY KEY (server, bin)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE text (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE life (
    server TEXT NOT NULL, id TEXT NOT NULL, arrival INTEGER NOT NULL, first_seen INTEGER NOT NULL, gone INTEGER,
    sender TEXT, recipient TEXT, more INTEGER NOT NULL, text INTEGER, attempts INTEGER NOT NULL,
    PRIMARY KEY (server, id, arrival)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX life_id ON life (id);
  CREATE INDEX life_recipient ON life (recipient, first_seen);
  CREATE INDEX life_gone ON life (gone);
  CREATE TABLE attempt (
    server TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, text INTEGER,
    PRIMARY KEY (server, id, at)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX attempt_at ON attempt (at);
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, account TEXT NOT NULL, server TEXT NOT NULL,
    verb TEXT NOT NULL, selection TEXT NOT NULL, count INTEGER NOT NULL, result TEXT NOT NULL, run TEXT,
    ids TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER audit_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit list is append-only'); END;
  CREATE TRIGGER audit_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit list is append-only'); END;
  CREATE TABLE audit_message (
    server TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (server, id, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE run (id TEXT PRIMARY KEY, started INTEGER NOT NULL, ended INTEGER, run TEXT NOT NULL, state TEXT NOT NULL) STRICT;
  CREATE TABLE outcome (run TEXT NOT NULL, idx INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (run, idx)) STRICT, WITHOUT ROWID;
  CREATE TABLE position (
    mailbox TEXT NOT NULL, folder TEXT NOT NULL, uid_validity TEXT NOT NULL, last_uid INTEGER NOT NULL, modseq TEXT,
    PRIMARY KEY (mailbox, folder)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE bounce (
    id INTEGER PRIMARY KEY, mailbox TEXT NOT NULL, folder TEXT NOT NULL, uid_validity TEXT NOT NULL, uid INTEGER NOT NULL,
    at INTEGER NOT NULL, kind TEXT NOT NULL, unreadable INTEGER NOT NULL, identity TEXT NOT NULL,
    recipient TEXT, recipients INTEGER NOT NULL, domain TEXT, sender TEXT, side TEXT, class TEXT, status TEXT, reply TEXT,
    diagnostic TEXT, subject TEXT, message_id TEXT, queue_id TEXT, server TEXT, incident INTEGER,
    ours TEXT NOT NULL, evidence TEXT NOT NULL, seen_at INTEGER, done INTEGER NOT NULL DEFAULT 0,
    report TEXT NOT NULL, search TEXT NOT NULL,
    UNIQUE (mailbox, folder, uid_validity, uid)
  ) STRICT;
  CREATE UNIQUE INDEX bounce_identity ON bounce (mailbox, identity);
  CREATE INDEX bounce_at ON bounce (at);
  CREATE INDEX bounce_message ON bounce (message_id);
  CREATE INDEX bounce_queue ON bounce (queue_id);
  CREATE INDEX bounce_recipient ON bounce (recipient);
  CREATE INDEX bounce_incident ON bounce (incident);
  CREATE TABLE incident (
    id INTEGER PRIMARY KEY, since INTEGER NOT NULL, closed INTEGER, kind TEXT NOT NULL, class TEXT, provider TEXT,
    json TEXT NOT NULL
  ) STRICT;
  CREATE INDEX incident_since ON incident (since);
  CREATE TABLE alert_head (id INTEGER PRIMARY KEY CHECK (id = 1), head TEXT NOT NULL) STRICT;
  CREATE TABLE alert_baseline (server TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT;
  CREATE TABLE notification (
    id TEXT PRIMARY KEY, at INTEGER NOT NULL, seen INTEGER NOT NULL, json TEXT NOT NULL
  ) STRICT;
  CREATE INDEX notification_at ON notification (at);
  CREATE TABLE blind (server TEXT NOT NULL, begins INTEGER NOT NULL, ends INTEGER, PRIMARY KEY (server, begins)) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE bounce ADD COLUMN judged TEXT NOT NULL DEFAULT '';
  CREATE INDEX bounce_judged ON bounce (judged);
  `,
  `
  CREATE TABLE moved (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, server TEXT NOT NULL, id TEXT NOT NULL, new_id TEXT NOT NULL, at INTEGER NOT NULL,
    evidence TEXT NOT NULL
  ) STRICT;
  CREATE INDEX moved_id ON moved (server, id);
  CREATE INDEX moved_new_id ON moved (server, new_id);
  CREATE TRIGGER moved_update BEFORE UPDATE ON moved BEGIN SELECT RAISE(ABORT, 'the audit list is append-only'); END;
  CREATE TRIGGER moved_delete BEFORE DELETE ON moved BEGIN SELECT RAISE(ABORT, 'the audit list is append-only'); END;
  `,
];
