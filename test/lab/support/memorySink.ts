import type { FoundReport, InboxPosition, InboxSink } from '../../../electron/ports.ts';
import type { MailboxView } from '../../../shared/views/mailboxes.ts';

/** The heart's side of an inbox, in memory: keeps what the store would keep. */
export interface MemorySink extends InboxSink {
  reports: FoundReport[];
  states: { at: number; mailbox: string; state: Omit<MailboxView, 'config' | 'bounces'> }[];
  positions: Map<string, InboxPosition>;
  recreations: number;
  secrets: Map<string, string>;
  asked: { mailbox: string; refused: boolean }[];
  /** Resolves once the condition holds; looked at after each change. */
  when(what: string, condition: () => boolean, ms?: number): Promise<void>;
}

export function createMemorySink(secret: string | null): MemorySink {
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const look of watchers) look();
  };
  const key = (mailbox: string, folder: string) => `${mailbox}\0${folder}`;
  const known = new Set<string>();
  const sink: MemorySink = {
    reports: [],
    states: [],
    positions: new Map(),
    recreations: 0,
    secrets: new Map(),
    asked: [],
    position: (mailbox, folder) => sink.positions.get(key(mailbox, folder)) ?? null,
    found(report, position) {
      sink.positions.set(key(report.mailbox, report.folder), position);
      const identity = `${report.report.notice.messageId ?? ''}|${report.uidValidity}|${String(report.uid)}`;
      const content = report.report.notice.messageId ?? identity;
      if (known.has(content)) return false;
      known.add(content);
      sink.reports.push(report);
      changed();
      return true;
    },
    advance(mailbox, folder, position) {
      sink.positions.set(key(mailbox, folder), position);
      changed();
    },
    recreated(mailbox, folder, position) {
      sink.recreations += 1;
      sink.positions.set(key(mailbox, folder), position);
      changed();
    },
    state(mailbox, state) {
      sink.states.push({ at: Date.now(), mailbox, state });
      changed();
    },
    async secret(mailbox, refused) {
      sink.asked.push({ mailbox: mailbox.id, refused });
      return sink.secrets.get(mailbox.id) ?? secret;
    },
    async saveSecret(mailbox, value) {
      sink.secrets.set(mailbox.id, value);
    },
    clientSecret: () => Promise.resolve(null),
    when(what, condition, ms = 20_000) {
      return new Promise((ok, fail) => {
        const timer = setTimeout(() => {
          watchers.delete(look);
          const last = sink.states.at(-1)?.state;
          fail(
            new Error(
              `never came: ${what}; last state ${JSON.stringify(last)}, ${String(sink.reports.length)} reports`,
            ),
          );
        }, ms);
        const look = () => {
          if (!condition()) return;
          clearTimeout(timer);
          watchers.delete(look);
          ok();
        };
        watchers.add(look);
        look();
      });
    },
  };
  return sink;
}
