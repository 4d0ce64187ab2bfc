import type { ReasonClass } from '../../shared/model/reason.ts';
import type { Archive } from '../monitor/archive.ts';
import type { FoundReport } from '../ports.ts';
import {
  asListRow,
  asStored,
  columns,
  delayed,
  failed,
  identity,
  notOurs,
  other,
  ours,
  whereOf,
} from './bounceRows.ts';
import { numberOrNull, textOf, textOrNull } from './column.ts';
import type { Database } from './database.ts';

export function createBounces(db: Database): Archive['bounces'] {
  const setPosition: Archive['bounces']['setPosition'] = (mailbox, folder, position) => {
    db.write((sql) => {
      sql.run(
        'INSERT OR REPLACE INTO position (mailbox, folder, uid_validity, last_uid, modseq) VALUES (?, ?, ?, ?, ?)',
        mailbox,
        folder,
        position.uidValidity,
        position.lastUid,
        position.modseq,
      );
    }, undefined);
  };
  return {
    position: (mailbox, folder) =>
      db.read((sql) => {
        const row = sql.get(
          'SELECT uid_validity, last_uid, modseq FROM position WHERE mailbox = ? AND folder = ?',
          mailbox,
          folder,
        );
        return row
          ? { uidValidity: textOf(row.uid_validity), lastUid: Number(row.last_uid), modseq: textOrNull(row.modseq) }
          : null;
      }, null),
    setPosition,
    put: (found, link, position) =>
      db.write<number | null>((sql) => {
        const { report } = found;
        const first = report.recipients[0];
        const recipients = report.recipients.slice(0, 50);
        const search = [
          ...recipients.map((r) => r.recipient),
          report.original.from,
          report.original.subject,
          report.original.queueId,
          link.queueId,
          report.original.messageId,
          first?.diagnostic,
          report.reportingMta,
        ]
          .filter((t) => typeof t === 'string')
          .join('\n')
          .toLowerCase()
          .slice(0, 8000);
        const stored = {
          ...found,
          raw: {
            text: found.raw.text.slice(0, 200_000),
            truncated: found.raw.truncated || found.raw.text.length > 200_000,
          },
        };
        const { changes, lastId } = sql.run(
          `INSERT OR IGNORE INTO bounce (mailbox, folder, uid_validity, uid, at, kind, unreadable, identity, recipient, recipients,
             domain, sender, side, class, status, reply, diagnostic, subject, message_id, queue_id, server, incident, ours,
             evidence, seen_at, report, search)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          found.mailbox,
          found.folder,
          found.uidValidity,
          found.uid,
          Math.round(found.at),
          report.kind,
          report.unreadable !== null && report.recipients.length === 0 ? 1 : 0,
          identity(found),
          first?.recipient ?? null,
          report.recipientCount,
          first ? first.recipient.slice(first.recipient.lastIndexOf('@') + 1).toLowerCase() : null,
          report.original.from,
          first?.reason?.side ?? null,
          first?.reason?.class ?? null,
          first?.status ?? null,
          first?.smtpReply ?? null,
          first?.diagnostic?.slice(0, 500) ?? null,
          report.original.subject,
          report.original.messageId,
          link.queueId ?? report.original.queueId,
          link.server,
          link.incident,
          link.ours,
          link.evidence,
          link.seenAt,
          JSON.stringify(stored),
          search,
        );
        setPosition(found.mailbox, found.folder, position);
        return changes > 0 ? lastId : null;
      }, null),
    link(id, link) {
      db.write((sql) => {
        sql.run(
          'UPDATE bounce SET server = ?, queue_id = coalesce(?, queue_id), incident = ?, ours = ?, evidence = ?, seen_at = ? WHERE id = ?',
          link.server,
          link.queueId,
          link.incident,
          link.ours,
          link.evidence,
          link.seenAt,
          id,
        );
      }, undefined);
    },
    setDone(id, done) {
      db.write((sql) => {
        sql.run('UPDATE bounce SET done = ? WHERE id = ?', done ? 1 : 0, id);
      }, undefined);
    },
    get: (id) =>
      db.read((sql) => {
        const row = sql.get(`SELECT ${columns}, report FROM bounce WHERE id = ?`, id);
        return row ? asStored(row) : null;
      }, null),
    list(filter, { from, count }) {
      const where = whereOf(filter, true);
      return db.read(
        (sql) => ({
          matched: Number(sql.get(`SELECT count(*) AS n FROM bounce WHERE ${where.sql}`, ...where.values)?.n ?? 0),
          rows: sql
            .all(
              `SELECT ${columns} FROM bounce WHERE ${where.sql} ORDER BY at DESC, id DESC LIMIT ? OFFSET ?`,
              ...where.values,
              count,
              from,
            )
            .map(asListRow),
        }),
        { matched: 0, rows: [] },
      );
    },
    counts(filter) {
      const where = whereOf(filter, false);
      return db.read(
        (sql) => {
          const row = sql.get(
            `SELECT count(*) AS every, count(*) FILTER (WHERE ${failed}) AS failed, count(*) FILTER (WHERE ${delayed}) AS late,
               count(*) FILTER (WHERE ${notOurs}) AS foreign_, count(*) FILTER (WHERE ${other}) AS other FROM bounce WHERE ${where.sql}`,
            ...where.values,
          );
          return {
            all: Number(row?.every ?? 0),
            failed: Number(row?.failed ?? 0),
            delayed: Number(row?.late ?? 0),
            notOurs: Number(row?.foreign_ ?? 0),
            other: Number(row?.other ?? 0),
          };
        },
        { all: 0, failed: 0, delayed: 0, notOurs: 0, other: 0 },
      );
    },
    days(filter) {
      const where = whereOf(filter, true);
      return db.read(
        (sql) =>
          sql
            .all(
              `SELECT date(at / 1000, 'unixepoch', 'localtime') AS day, count(*) AS n, count(*) FILTER (WHERE ${failed}) AS failed,
                 count(*) FILTER (WHERE ${delayed}) AS late, count(*) FILTER (WHERE ${notOurs}) AS foreign_
               FROM bounce WHERE ${where.sql} GROUP BY 1 ORDER BY 1 DESC`,
              ...where.values,
            )
            .map((row) => ({
              day: textOf(row.day),
              rows: Number(row.n),
              failed: Number(row.failed),
              delayed: Number(row.late),
              notOurs: Number(row.foreign_),
            })),
        [],
      );
    },
    countsSince: (atMs) =>
      db.read(
        (sql) => {
          const row = sql.get(
            `SELECT count(*) FILTER (WHERE ${failed}) AS failed, count(*) FILTER (WHERE ${delayed}) AS late,
               count(*) FILTER (WHERE ${notOurs}) AS foreign_ FROM bounce WHERE at >= ?`,
            Math.round(atMs),
          );
          return {
            failed: Number(row?.failed ?? 0),
            delayed: Number(row?.late ?? 0),
            notOurs: Number(row?.foreign_ ?? 0),
          };
        },
        { failed: 0, delayed: 0, notOurs: 0 },
      ),
    groups(filter, by) {
      const where = whereOf(filter, true);
      return db.read(
        (sql) =>
          sql
            .all(
              `SELECT coalesce(${by}, '') AS label, count(*) FILTER (WHERE ${failed}) AS failed, count(*) FILTER (WHERE ${delayed}) AS late,
                 count(*) FILTER (WHERE ${notOurs}) AS foreign_, max(at) AS last FROM bounce WHERE ${where.sql}
               GROUP BY 1 ORDER BY count(*) DESC LIMIT 500`,
              ...where.values,
            )
            .map((row) => ({
              label: textOf(row.label),
              failed: Number(row.failed),
              delayed: Number(row.late),
              notOurs: Number(row.foreign_),
              last: Number(row.last),
            })),
        [],
      );
    },
    related: (id) =>
      db.read(
        (sql) =>
          sql
            .all(
              `SELECT b.id, b.at, b.kind, b.recipient FROM bounce a JOIN bounce b ON b.id <> a.id AND
                 ((a.message_id IS NOT NULL AND b.message_id = a.message_id) OR
                  (a.queue_id IS NOT NULL AND b.queue_id = a.queue_id AND coalesce(a.server, '') = coalesce(b.server, '')))
               WHERE a.id = ? ORDER BY b.at DESC LIMIT 50`,
              id,
            )
            .map((row) => ({
              id: Number(row.id),
              atMs: Number(row.at),
              kind: textOf(row.kind),
              recipient: textOrNull(row.recipient),
            })),
        [],
      ),
    sameAddress: (recipient, sinceMs) =>
      db.read(
        (sql) =>
          Number(
            sql.get(
              `SELECT count(*) AS n FROM bounce WHERE recipient = ? AND at >= ? AND ${failed}`,
              recipient,
              Math.round(sinceMs),
            )?.n ?? 0,
          ),
        0,
      ),
    ofMessage: (server, queueId) =>
      db.read(
        (sql) =>
          sql
            .all(
              `SELECT ${columns} FROM bounce WHERE queue_id = ? AND (server = ? OR server IS NULL) ORDER BY at DESC LIMIT 100`,
              queueId,
              server,
            )
            .map(asListRow),
        [],
      ),
    ofIncident: (incident) =>
      db.read(
        (sql) => {
          const row = sql.get(
            `SELECT count(*) FILTER (WHERE ${failed}) AS failed, count(*) FILTER (WHERE ${delayed}) AS late FROM bounce WHERE incident = ?`,
            incident,
          );
          return { failed: Number(row?.failed ?? 0), delayed: Number(row?.late ?? 0) };
        },
        { failed: 0, delayed: 0 },
      ),
    perMailbox: () =>
      db.read(
        (sql) =>
          new Map(
            sql
              .all('SELECT mailbox, count(*) AS n FROM bounce GROUP BY mailbox')
              .map((row) => [textOf(row.mailbox), Number(row.n)]),
          ),
        new Map<string, number>(),
      ),
    judgedOtherwise: (rules, limit) =>
      db.read(
        (sql) =>
          sql
            .all('SELECT id, report FROM bounce WHERE judged < ? OR judged > ? LIMIT ?', rules, rules, limit)
            .map((row) => ({ id: Number(row.id), report: JSON.parse(textOf(row.report)) as FoundReport })),
        [],
      ),
    judge: (rules, rows) =>
      db.write((sql) => {
        for (const { id, report } of rows) {
          const reason = report.report.recipients[0]?.reason;
          sql.run(
            'UPDATE bounce SET judged = ?, report = ?, class = ?, side = ? WHERE id = ?',
            rules,
            JSON.stringify(report),
            reason?.class ?? null,
            reason?.side ?? null,
            id,
          );
        }
        return rows.length;
      }, 0),
    withoutIncident: (limit, since) =>
      db.read(
        (sql) =>
          sql
            .all(
              `SELECT id, at, class, domain, server, seen_at FROM bounce WHERE incident IS NULL AND class IS NOT NULL AND ${ours} AND at >= ?
               ORDER BY at DESC LIMIT ?`,
              Math.round(since),
              limit,
            )
            .map((row) => ({
              id: Number(row.id),
              atMs: Number(row.at),
              class: textOf(row.class) as ReasonClass,
              domain: textOf(row.domain ?? ''),
              server: textOrNull(row.server),
              seenAt: numberOrNull(row.seen_at),
            })),
        [],
      ),
    setIncident(id, incident) {
      db.write((sql) => {
        sql.run('UPDATE bounce SET incident = ? WHERE id = ?', incident, id);
      }, undefined);
    },
    unlinked: (limit, { since, not }) =>
      db.read(
        (sql) =>
          sql
            .all(
              `SELECT ${columns}, report FROM bounce WHERE ours = 'unknown' AND at >= ? AND
                 id NOT IN (SELECT value FROM json_each(?)) ORDER BY at DESC LIMIT ?`,
              Math.round(since),
              JSON.stringify(not),
              limit,
            )
            .map(asStored),
        [],
      ),
    everOurs: (mailbox, address) =>
      db.read(
        (sql) =>
          sql.get(
            `SELECT 1 AS known FROM bounce WHERE mailbox = ? AND ours = 'yes' AND server IS NOT NULL AND
               lower(json_extract(report, '$.report.notice.to[0]')) = ? LIMIT 1`,
            mailbox,
            address.toLowerCase(),
          ) !== undefined,
        false,
      ),
  };
}
