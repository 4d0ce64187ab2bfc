/**
 * Takes what the mailboxes bring: stores each bounce once, joins it to the message it is about, and looks again when more
 * of the queue was seen.
 */
import { joinKeys, joinReport } from '../../shared/dsn/join.ts';
import type { KnownMessage } from '../../shared/dsn/join.ts';
import { evidenceSentence } from '../../shared/dsn/sentence.ts';
import type { DsnReport } from '../../shared/model/bounce.ts';
import type { BounceLink } from '../monitor/archive.ts';
import type { InboxSink } from '../ports.ts';
import type { Context } from './context.ts';
import { mailboxSecret } from './handlers/mailboxes.ts';
import type { MailboxStates } from './handlers/mailboxes.ts';

export interface BounceDesk {
  sink: InboxSink;
  /** More of the queue was seen: bounces without a match may have one now. */
  looked(): void;
}

const retryEveryMs = 60_000;

export function createBounceDesk(context: Context, states: MailboxStates): BounceDesk {
  const { archive, alerting, deps, fleet, prompts } = context;
  let lastRetry = 0;

  /** Names under which a server may report. */
  function hostsOf(server: string): string[] {
    const watch = fleet.get(server);
    if (!watch) return [server];
    const { config, state } = watch;
    const facts = state.detection?.facts ?? {};
    const told = [facts.hostname, facts.myhostname, facts.primary_hostname].filter(
      (h): h is string => typeof h === 'string',
    );
    const route = config.route.kind === 'ssh' ? [config.route.target.replace(/^.*@/, '')] : [];
    return [...new Set([...told, ...route, config.name, config.id])];
  }

  function candidates(report: DsnReport): KnownMessage[] {
    const keys = joinKeys(report);
    const found = new Map<string, KnownMessage>();
    const add = (server: string, id: string, arrival: number, sender: string | null, recipients: string[]): void => {
      const key = `${server}/${id}/${arrival}`;
      if (found.has(key)) return;
      let hosts = hostsOf(server);
      // A reporter whose first label is the server's own name is that server.
      const reporter = report.reportingMta?.toLowerCase();
      if (reporter !== undefined && hosts.some((h) => h.toLowerCase() === reporter.split('.')[0]))
        hosts = [...hosts, reporter];
      found.set(key, {
        id: key,
        server,
        hosts,
        queueId: id,
        messageId: null,
        envelopeId: null,
        sender,
        recipients,
        arrival,
      });
    };
    for (const queueId of keys.queueIds) {
      for (const watch of fleet.watches()) {
        const slot = watch.table.slot(queueId);
        if (slot === undefined) continue;
        const { table } = watch;
        const from = table.start[slot] ?? 0;
        add(
          watch.config.id,
          queueId,
          table.arrival[slot] || (table.firstSeen[slot] ?? 0),
          table.senderText(slot),
          table.address.slice(from, from + Math.min(1000, table.count[slot] ?? 0)),
        );
      }
      for (const life of archive.lives.find(null, queueId)) {
        // Only the first recipient is kept; where there were more, the list is not known.
        add(
          life.server,
          life.id,
          life.arrival || life.firstSeen,
          life.sender,
          life.recipient !== null && life.more === 0 ? [life.recipient] : [],
        );
      }
    }
    for (const recipient of keys.recipients.slice(0, 20)) {
      for (const life of archive.lives.byAddresses(null, recipient, keys.from, keys.until + 86_400)) {
        add(
          life.server,
          life.id,
          life.arrival || life.firstSeen,
          life.sender,
          life.recipient !== null ? [life.recipient] : [],
        );
      }
    }
    return [...found.values()];
  }

  function incidentOf(report: DsnReport, server: string | null, at: number): number | null {
    const reason = report.recipients[0]?.reason;
    if (!reason) return null;
    const domain = report.recipients[0]?.recipient.split('@').at(-1)?.toLowerCase() ?? '';
    const provider = reason.provider ?? deps.judge.providerOfDomain(domain);
    for (const incident of alerting.incidents()) {
      if (incident.since - 6 * 86_400 > at || (incident.closedAt !== null && incident.closedAt + 6 * 86_400 < at))
        continue;
      const { key } = incident;
      if (key.class === null && key.provider === null) continue;
      if (server !== null && !key.servers.includes(server)) continue;
      if (key.class !== null && key.class !== reason.class) continue;
      if (key.provider !== null && key.provider !== provider && key.provider !== domain) continue;
      return incident.id;
    }
    return null;
  }

  function linkOf(report: DsnReport, at: number): BounceLink {
    // Queues only: mail that left at once was never seen, so "not ours" cannot be concluded from our history alone.
    const join = joinReport(report, { candidates: candidates(report), completeSince: null });
    const server = join.message?.server ?? null;
    return {
      server,
      queueId: join.message?.queueId ?? null,
      incident: incidentOf(report, server, at),
      ours: join.ours,
      evidence: evidenceSentence(join),
      seenAt: join.message?.arrival ?? null,
    };
  }

  const sink: InboxSink = {
    position: (mailbox, folder) => archive.bounces.position(mailbox, folder),
    found(found, position) {
      const link = linkOf(found.report, Math.floor(found.at / 1000));
      const id = archive.bounces.put(found, link, position);
      if (id !== null) context.bouncesChanged();
      return id !== null;
    },
    advance: (mailbox, folder, position) => archive.bounces.setPosition(mailbox, folder, position),
    recreated: (mailbox, folder, position) => archive.bounces.setPosition(mailbox, folder, position),
    state: (mailbox, state) => states.set(mailbox, state),
    async secret(mailbox, refused) {
      const key = mailboxSecret(mailbox.id);
      if (!refused || mailbox.auth === 'oauth2') {
        const kept = await deps.secrets.get(key).catch(() => null);
        if (kept !== null || mailbox.auth === 'oauth2') return kept;
      }
      return prompts
        .asker({ id: mailbox.id, name: mailbox.name })
        .secret({ what: 'password', text: mailbox.name, echo: false, keep: key, refused });
    },
    saveSecret: (mailbox, secret) => deps.secrets.set(mailboxSecret(mailbox.id), secret),
  };

  return {
    sink,
    looked() {
      const now = deps.clock.now();
      if (now - lastRetry < retryEveryMs) return;
      lastRetry = now;
      let changed = false;
      for (const bounce of archive.bounces.unlinked(100)) {
        if (bounce.report.at < now - 3_600_000) continue;
        const link = linkOf(bounce.report.report, Math.floor(bounce.report.at / 1000));
        if (link.server === null && link.incident === bounce.incident) continue;
        if (link.server === bounce.server && link.incident === bounce.incident) continue;
        archive.bounces.link(bounce.id, link);
        changed = true;
      }
      if (changed) context.bouncesChanged();
    },
  };
}
