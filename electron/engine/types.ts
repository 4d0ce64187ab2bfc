/** What the engine is built from; the worker, the web host, the command line and tests each bring their own. */
import type { Alerts, AlertState } from '../../shared/alerts/alerts.ts';
import type { AlertSettings } from '../../shared/model/incident.ts';
import type { EngineLink } from '../host/engineLink.ts';
import type { Judge } from '../monitor/judge.ts';
import type { Clock, ConnectReach, Inbox, InboxSink, MtaRegistry, Secrets } from '../ports.ts';
import type { ServerConfig } from '../../shared/model/server.ts';
import type { MailboxConfig } from '../../shared/views/mailboxes.ts';
import type { HostCandidate } from '../../shared/views/servers.ts';

export type Engine = EngineLink;

export interface EngineDeps {
  clock: Clock;
  /** Folder for history, settings and known hosts; created when missing. */
  dataDir: string;
  registry: MtaRegistry;
  connect: ConnectReach;
  createInbox(sink: InboxSink): Inbox;
  createAlerts(state: AlertState | null, settings: AlertSettings, startedAt: number): Alerts;
  judge: Judge;
  secrets: Secrets;
  host: 'desktop' | 'web';
  version: string;
  /** Account of the operating system, for the audit list. */
  account: string;
  demo?: boolean;
  /**
   * One server's id: nothing else is polled, no mailbox is opened, no action of before is taken up, and nothing is told or
   * remembered of alerts. For the command line, which comes, acts and goes.
   */
  only?: string;
  /** Servers and mailboxes to begin with while the settings name none: the demo's own. */
  given?: { servers: readonly ServerConfig[]; mailboxes: readonly MailboxConfig[] };
  /** Sends alerts to targets; the global fetch when left out. */
  fetch?: typeof globalThis.fetch;
  /** Told of errors that are ours; for the log. */
  log?: (error: unknown) => void;
  /** Lets other work of the thread run; a turn of the event loop when left out. */
  breathe?: () => Promise<void>;
  /** Where the person's own SSH aliases are told; null where there are none. */
  hostCandidates?: (text: string) => Promise<{ rows: Omit<HostCandidate, 'watched'>[]; aliases: number; note: string }>;
  /** Forgets a changed host key after the person's word; where known hosts are kept is the transport's. */
  forgetHostKey?: (server: ServerConfig, fingerprint: string) => Promise<void>;
}
