/**
 * Takes what the mailboxes bring: stores each bounce once, joins it to the message it is about, and looks again when more
 * of the queue was seen.
 */
import { clockTime, some } from '../../shared/messages/words.en.ts';
import { joinKeys, joinReport } from '../../shared/dsn/join.ts';
import type { JoinDoubt, KnownMessage } from '../../shared/dsn/join.ts';
import { evidenceSentence } from '../../shared/dsn/sentence.ts';
import type { DsnReport } from '../../shared/model/bounce.ts';
import type { ReasonClass } from '../../shared/model/reason.ts';
import type { BounceLink, StoredBounce } from '../monitor/archive.ts';
import { knownFromLog, searchedAtOnce, searchLogs } from '../monitor/logSearch.ts';
import type { LogSearch } from '../monitor/logSearch.ts';
import type { InboxSink } from '../ports.ts';
import type { Context } from './context.ts';
import { mailboxClientSecret, mailboxSecret } from './handlers/mailboxes.ts';
import type { MailboxStates } from './handlers/mailboxes.ts';

export interface BounceDesk {
  sink: InboxSink;
  /** More of the queue was seen: bounces without a match may have one now. */
  looked(): void;
  dispose(): void;
}

const retryEveryMs = 60_000;
/** A report that just came is looked for in the logs soon, together with those that come right behind it. */
const soonMs = 3000;
const dayMs = 86_400_000;
/** Logs are turned over after a week or so; older reports are not looked for. */
const logDays = 14;
/** Times the logs are asked about one report while a server does not answer. */
const mostTries = 5;

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

  /** A reporter whose first label is the server's own name is that server. */
  function reporterOf(server: string, report: DsnReport): string[] {
    const hosts = hostsOf(server);
    const reporter = report.reportingMta?.toLowerCase();
    return reporter !== undefined && hosts.some((h) => h.toLowerCase() === reporter.split('.')[0])
      ? [...hosts, reporter]
      : hosts;
  }

  function candidates(report: DsnReport, search: LogSearch | null): KnownMessage[] {
    const keys = joinKeys(report);
    const found = new Map<string, KnownMessage>();
    const add = (server: string, id: string, arrival: number, sender: string | null, recipients: string[]): void => {
      const key = `${server}/${id}/${arrival}`;
      if (found.has(key)) return;
      const hosts = reporterOf(server, report);
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
    const ids = new Set(keys.messageIds);
    const logged = (search?.messages ?? []).filter((m) => ids.has(m.messageId.replace(/^<|>$/g, '')));
    // The log knows the Message-ID, which the queue does not; what the queue knew of the same message is left to it.
    return [
      ...[...found.values()].filter((f) => !logged.some((m) => m.server === f.server && m.id === f.queueId)),
      ...logged.map((m) => knownFromLog(m, reporterOf(m.server, report))),
    ];
  }

  function incidentOf(report: DsnReport, server: string | null, arrival: number | null, at: number): number | null {
    const reason = report.recipients[0]?.reason;
    if (!reason) return null;
    const domain = report.recipients[0]?.recipient.split('@').at(-1)?.toLowerCase() ?? '';
    const destination = [reason.provider ?? deps.judge.providerOfDomain(domain), domain];
    const arrived = arrival ?? report.arrivalDate ?? report.original.date;
    return incidentFor({ class: reason.class, destination, server, arrived, at });
  }

  /** The incident of its cause during which the message waited; times are epoch seconds. */
  function incidentFor(about: {
    class: ReasonClass;
    destination: readonly (string | null)[];
    server: string | null;
    arrived: number | null;
    at: number;
  }): number | null {
    const { at, server } = about;
    const began = Math.min(at, about.arrived ?? at - 3600);
    for (const incident of alerting.incidents()) {
      if (incident.since > at || (incident.closedAt !== null && incident.closedAt < began)) continue;
      const { key } = incident;
      if (key.class === null && key.provider === null) continue;
      if (server !== null && !key.servers.includes(server)) continue;
      if (key.class !== null && key.class !== about.class) continue;
      if (key.provider !== null && !about.destination.includes(key.provider)) continue;
      return incident.id;
    }
    return null;
  }

  /** Reports that came while their incident was only being noticed belong to it as well. */
  function joinIncidents(now: number): boolean {
    let changed = false;
    for (const row of archive.bounces.withoutIncident(500, now - dayMs)) {
      const incident = incidentFor({
        class: row.class,
        destination: [deps.judge.providerOfDomain(row.domain), row.domain],
        server: row.server,
        arrived: row.seenAt,
        at: Math.floor(row.atMs / 1000),
      });
      if (incident === null) continue;
      archive.bounces.setIncident(row.id, incident);
      changed = true;
    }
    return changed;
  }

  function linkOf(
    report: DsnReport,
    at: number,
    mailbox: string,
    search: LogSearch | null,
  ): { link: BounceLink; doubt: JoinDoubt | null } {
    const address = report.notice.to[0] ?? null;
    const complete =
      search === null || search.since === null
        ? null
        : {
            since: Math.ceil(search.since / 1000),
            hosts: fleet.watches().flatMap((watch) => reporterOf(watch.config.id, report)),
            sender: address !== null && archive.bounces.everOurs(mailbox, address),
          };
    const join = joinReport(report, { candidates: candidates(report, search), complete });
    const server = join.message?.server ?? null;
    const searched =
      search === null
        ? null
        : {
            begins: complete === null ? '' : clockTime(complete.since, true),
            servers: some([...search.blind, ...search.failed]),
          };
    // A message known from its log alone was never seen in the queue.
    const seen =
      join.message !== null && archive.lives.find(server, join.message.queueId).length > 0
        ? join.message.arrival
        : null;
    return {
      doubt: join.doubt,
      link: {
        server,
        queueId: join.message?.queueId ?? null,
        incident: incidentOf(report, server, join.message?.arrival ?? null, at),
        ours: join.ours,
        evidence: evidenceSentence(join, searched),
        seenAt: seen,
      },
    };
  }

  /** Reports the logs were asked about, and how often; once is enough where every server answered. */
  const asked = new Map<number, number>();
  /** Of these only the sender's ways are in doubt: asked again when another report is joined. */
  const waiting = new Set<number>();
  let asking = false;
  async function askLogs(): Promise<void> {
    if (asking || fleet.watches().length === 0) return;
    asking = true;
    try {
      const done = [...asked].filter(([, tries]) => tries >= mostTries).map(([id]) => id);
      const open = archive.bounces
        .unlinked(100, { since: deps.clock.now() - logDays * dayMs, not: done })
        .filter((b) => joinKeys(b.report.report).messageIds.length > 0);
      if (open.length === 0) return;
      const ids = new Set(open.flatMap((b) => joinKeys(b.report.report).messageIds));
      const search = await searchLogs(
        fleet,
        [...ids].slice(0, searchedAtOnce).map((id) => `<${id}>`),
      );
      let changed = false;
      for (const bounce of open) {
        asked.set(bounce.id, search.failed.length === 0 ? mostTries : (asked.get(bounce.id) ?? 0) + 1);
        changed = relink(bounce, search) || changed;
      }
      if (changed) context.bouncesChanged();
    } finally {
      asking = false;
    }
  }

  /** A report was joined: its sender's mail does leave through our servers. */
  function senderProven(): void {
    for (const id of waiting) asked.delete(id);
    if (waiting.size > 0) askSoon();
    waiting.clear();
  }

  function relink(bounce: StoredBounce, search: LogSearch | null): boolean {
    const { report, at, mailbox } = bounce.report;
    const { link, doubt } = linkOf(report, Math.floor(at / 1000), mailbox, search);
    const same =
      link.server === bounce.server &&
      link.incident === bounce.incident &&
      link.ours === bounce.ours &&
      (search === null || link.evidence === bounce.evidence);
    if (!same) archive.bounces.link(bounce.id, link);
    if (doubt === 'other-ways') waiting.add(bounce.id);
    if (link.ours === 'yes') senderProven();
    return !same;
  }

  let cancelSoon: (() => void) | null = null;
  function askSoon(): void {
    if (cancelSoon !== null) return;
    cancelSoon = deps.clock.after(soonMs, () => {
      cancelSoon = null;
      askLogs().catch((error: unknown) => deps.log?.(error));
    });
  }

  const sink: InboxSink = {
    position: (mailbox, folder) => archive.bounces.position(mailbox, folder),
    found(found, position) {
      const { link } = linkOf(found.report, Math.floor(found.at / 1000), found.mailbox, null);
      const id = archive.bounces.put(found, link, position);
      if (id !== null) {
        context.bouncesChanged();
        if (link.ours === 'yes') senderProven();
        askSoon();
      }
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
    clientSecret: (mailbox) => deps.secrets.get(mailboxClientSecret(mailbox.id)).catch(() => null),
  };

  return {
    sink,
    looked() {
      const now = deps.clock.now();
      if (now - lastRetry < retryEveryMs) return;
      lastRetry = now;
      let changed = joinIncidents(now);
      for (const bounce of archive.bounces.unlinked(100, { since: now - 3_600_000, not: [] }))
        changed = relink(bounce, null) || changed;
      if (changed) context.bouncesChanged();
      askSoon();
    },
    dispose() {
      cancelSoon?.();
    },
  };
}
