import { AppError } from '../../../shared/error.ts';
import { csv } from '../../../shared/csv.ts';
import type { Handlers } from '../../../shared/contract.ts';
import { bounceSentence } from '../../../shared/dsn/sentence.ts';
import { deadAddresses, deadAddressesCsv, deadAddressesJson } from '../../../shared/dsn/deadAddresses.ts';
import type { StoredReport } from '../../../shared/dsn/join.ts';
import type { BounceDay, BounceFilter, BounceRow } from '../../../shared/views/bounces.ts';
import { unreadableWords } from '../../../shared/messages/bounces.en.ts';
import { UnreadableReason } from '../../../shared/model/bounce.ts';
import { bounceDeskWords as words } from '../../../shared/messages/bounceDesk.en.ts';
import { clockTime } from '../../../shared/messages/words.en.ts';
import type { BounceListRow, StoredFilter } from '../../monitor/archive.ts';
import { codeText } from '../../monitor/causes/causes.ts';
import type { Context } from '../context.ts';
import { startOfDay } from '../status.ts';

const ok = { ok: true } as const;
type Names = 'bounces.window' | 'bounces.groups' | 'bounces.get' | 'bounces.raw' | 'bounces.done' | 'bounces.export';
const thirtyDays = 30 * 86_400_000;
const mostExported = 100_000;

/** "Could not be read: the message is encrypted." as a cell has it. */
function unreadableText(why: string | null): string {
  const reason = UnreadableReason.safeParse(why);
  return reason.success ? words.unreadableFor(unreadableWords[reason.data]) : words.unreadable;
}

export function bounceHandlers(context: Context): Handlers<Names> {
  const { archive, deps } = context;
  const { judge } = deps;

  function rowOf(b: BounceListRow): BounceRow {
    const kind: BounceRow['kind'] =
      b.unreadable || b.kind === 'not-a-bounce' ? 'unreadable' : (b.kind as Exclude<BounceRow['kind'], 'unreadable'>);
    const why =
      b.class !== null
        ? judge.shortTitle(b.class)
        : b.diagnostic !== null
          ? b.diagnostic.slice(0, 120)
          : kind === 'unreadable'
            ? unreadableText(b.unreadableWhy)
            : words.noReason;
    return {
      id: b.id,
      at: b.atMs,
      kind,
      ours: b.ours,
      recipient: b.recipient,
      more: Math.max(0, b.count - 1),
      sender: b.sender,
      side: b.side,
      class: b.class,
      why: kind === 'delayed' ? words.stillTrying(why) : b.ours === 'no' ? words.forged(why) : why,
      code: codeText(b.reply, b.status),
      queueId: b.queueId,
      server: b.server,
      incident: b.incident,
      done: b.done,
      mailbox: b.mailbox,
    };
  }

  function rowById(id: number): BounceListRow | null {
    const stored = archive.bounces.get(id);
    if (!stored) return null;
    const { report } = stored.report;
    const first = report.recipients[0];
    return {
      id,
      atMs: stored.report.at,
      mailbox: stored.report.mailbox,
      kind: report.kind,
      unreadable: report.unreadable !== null && report.recipients.length === 0,
      unreadableWhy: report.unreadable,
      recipient: first?.recipient ?? null,
      count: report.recipientCount,
      sender: report.original.from,
      side: first?.reason?.side ?? null,
      class: first?.reason?.class ?? null,
      status: first?.status ?? null,
      reply: first?.smtpReply ?? null,
      diagnostic: first?.diagnostic ?? null,
      subject: report.original.subject,
      server: stored.server,
      queueId: stored.queueId ?? report.original.queueId,
      incident: stored.incident,
      ours: stored.ours,
      evidence: stored.evidence,
      seenAt: stored.seenAt,
      done: stored.done,
    };
  }

  function storedReports(filter: BounceFilter): { reports: StoredReport[]; truncated: boolean } {
    const { matched, rows } = archive.bounces.list(filter, { from: 0, count: mostExported });
    return {
      reports: rows.flatMap((row) => {
        const stored = archive.bounces.get(row.id);
        return stored
          ? [{ id: row.id, at: Math.floor(row.atMs / 1000), report: stored.report.report, ours: stored.ours }]
          : [];
      }),
      truncated: matched > rows.length,
    };
  }

  /** Scrolling asks for window after window of the same list; its days are counted once. */
  let counted: { key: string; days: BounceDay[] } | null = null;
  function daysOf(filter: StoredFilter): BounceDay[] {
    const key = `${context.versions.bounces} ${JSON.stringify(filter)}`;
    if (counted?.key !== key) counted = { key, days: archive.bounces.days(filter) };
    return counted.days;
  }

  return {
    'bounces.window': ({ scope, filter, from, count }) => {
      const asked = { ...filter, servers: scope.servers };
      const { matched, rows } = archive.bounces.list(asked, { from, count });
      return {
        version: context.versions.bounces,
        matched,
        counts: archive.bounces.counts(asked),
        today: archive.bounces.countsSince(startOfDay(deps.clock.now())),
        days: daysOf(asked),
        from,
        rows: rows.map(rowOf),
      };
    },
    'bounces.groups': ({ scope, filter, by }) =>
      archive.bounces
        .groups({ ...filter, servers: scope.servers }, by)
        .map((g) => ({ ...g, label: by === 'class' && g.label !== '' ? g.label : g.label || words.unknown })),
    'bounces.get': ({ id }) => {
      const stored = archive.bounces.get(id);
      const row = rowById(id);
      if (!stored || !row) return null;
      const { report } = stored.report;
      const said = bounceSentence(report, {
        time: (t) => clockTime(t, startOfDay(t * 1000) !== startOfDay(deps.clock.now())),
        at: Math.floor(stored.report.at / 1000),
        ours: stored.ours,
      });
      const first = report.recipients[0];
      const advice =
        first?.reason == null
          ? null
          : judge.advice({
              class: first.reason.class,
              side: first.reason.side,
              provider: first.reason.provider,
              domains: 1,
              reply: first.diagnostic,
              reason: first.reason,
            });
      return {
        row: rowOf(row),
        title: said.title,
        sentence: said.sentence,
        recipients: report.recipients.slice(0, 500).map((r) => ({
          address: r.recipient,
          original: r.originalRecipient,
          action: r.action,
          status: r.status,
          reply: r.smtpReply,
          diagnostic: r.diagnostic,
          remoteMta: r.remoteMta,
          side: r.reason?.side ?? null,
          class: r.reason?.class ?? null,
          phase: r.reason?.phase ?? null,
          why:
            r.reason === null
              ? (r.diagnostic ?? words.noReason)
              : judge.title({
                  class: r.reason.class,
                  side: r.reason.side,
                  provider: r.reason.provider ?? (r.recipient.slice(r.recipient.lastIndexOf('@') + 1) || null),
                  domains: 1,
                  reply: r.diagnostic,
                  reason: r.reason,
                }),
        })),
        reportingMta: report.reportingMta,
        refusedBy: first?.remoteMta ?? null,
        reader: words.reader(report.reader.name, report.reader.why),
        original: {
          messageId: report.original.messageId,
          queueId: report.original.queueId ?? stored.queueId,
          envelopeId: report.original.envelopeId,
          subject: report.original.subject,
          from: report.original.from,
          to: report.original.to.join(', ') || null,
          date: report.original.date === null ? null : report.original.date * 1000,
        },
        joined: {
          server: stored.server,
          queueId: stored.queueId,
          evidence: stored.evidence,
          seenAt: stored.seenAt === null ? null : stored.seenAt * 1000,
        },
        fields: report.fields ?? report.text ?? '',
        steps: advice?.steps ?? [],
        related: archive.bounces
          .related(id)
          .map((r) => ({ id: r.id, at: r.atMs, kind: r.kind, text: r.recipient ?? '' })),
        sameAddress: first
          ? Math.max(
              0,
              archive.bounces.sameAddress(first.recipient, stored.report.at - thirtyDays) -
                (report.kind === 'failed' ? 1 : 0),
            )
          : 0,
      };
    },
    'bounces.raw': ({ id }) => {
      const stored = archive.bounces.get(id);
      if (!stored) throw new AppError('no_such_bounce', `bounce ${id}`);
      const { text, truncated } = stored.report.raw;
      return { text, truncated, missing: text === '' ? words.noRaw : null };
    },
    'bounces.done': ({ id, done }) => {
      archive.bounces.setDone(id, done);
      context.bouncesChanged();
      return ok;
    },
    'bounces.export': ({ filter, format, what }) => {
      const stamp = new Date(deps.clock.now()).toISOString().slice(0, 10);
      const mime = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json';
      if (what === 'dead_addresses') {
        const { reports, truncated } = storedReports(filter);
        const rows = deadAddresses(reports);
        return {
          fileName: `dead-addresses-${stamp}.${format}`,
          mime,
          text: format === 'csv' ? deadAddressesCsv(rows) : deadAddressesJson(rows),
          truncated,
        };
      }
      const { matched, rows } = archive.bounces.list(filter, { from: 0, count: mostExported });
      const truncated = matched > rows.length;
      if (format === 'json')
        return {
          fileName: `bounces-${stamp}.json`,
          mime,
          text: `${JSON.stringify(rows.map(rowOf), null, 2)}\n`,
          truncated,
        };
      return {
        fileName: `bounces-${stamp}.csv`,
        mime,
        text: csv(
          [
            'time',
            'kind',
            'ours',
            'recipient',
            'recipients',
            'sender',
            'class',
            'code',
            'why',
            'diagnostic',
            'queue_id',
            'server',
            'mailbox',
          ],
          rows.map((b) => {
            const row = rowOf(b);
            return [
              new Date(b.atMs).toISOString(),
              row.kind,
              row.ours,
              row.recipient,
              b.count,
              row.sender,
              row.class,
              row.code,
              row.why,
              b.diagnostic,
              row.queueId,
              row.server,
              row.mailbox,
            ];
          }),
        ),
        truncated,
      };
    },
  };
}
