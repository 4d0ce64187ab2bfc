/** What a driver of an MTA reads and does. */
import type { MessageState, MtaKind, QueueMessage } from '../../shared/model/message.ts';
import type { Detection, Route, ServerConfig } from '../../shared/model/server.ts';
import type { Verb } from '../../shared/model/action.ts';
import type { MailDomain } from '../../shared/mailDomain.ts';
import type { Reach } from './reach.ts';

export interface ListSink {
  /** The same id may come again (it moved between queues while the listing ran): the last one counts. */
  message(message: QueueMessage): void;
  /** A record or line that could not be read. */
  skipped(why: string, text: string): void;
}

export interface ListOutcome {
  /** False when the listing was cut or is a sample: gone messages must not be concluded from it. */
  complete: boolean;
  /** Words for the screen: "sample of 5 per queue", "listing cut after 60 s". */
  remarks: string[];
  /** Bytes read. */
  bytes: number;
  /** Counters the MTA keeps itself (messages accepted since start ...), where it tells them. */
  counters?: Readonly<Record<string, number>>;
}

export interface ActRequest {
  verb: Verb;
  /** Already validated with `validId`; the driver passes them as data. */
  ids: readonly string[];
}

/** What the MTA's tools said. Never proof: the monitor verifies by listing and log. */
export interface ActReport {
  /** Ids the tool itself refused or did not know, with its words. */
  refused: ReadonlyMap<string, string>;
  /** Ids handed over; the rest was not reached (connection lost before). */
  submitted: ReadonlySet<string>;
  /**
   * The verb takes effect only after one more delivery attempt (expire on Postfix): a message that is gone may have been
   * delivered.
   */
  triesFirst?: boolean;
  /** Exact output, bounded. */
  output: string;
}

/** A verb for all messages of a recipient domain, as the MTA's own command or request does it. */
export interface DomainRequest {
  verb: Verb;
  /** Checked; the driver passes it as data. There is no request without one: to most MTAs that would be the whole queue. */
  domain: MailDomain;
}

/** Which messages of a listing such a verb takes. */
export type DomainMatch =
  /** Any waiting recipient's address contains the text, in whatever case. */
  | { by: 'address'; text: string }
  /** A waiting recipient's domain is exactly this one. */
  | { by: 'domain'; domain: string }
  /** It lies in one of these queues. */
  | { by: 'queue'; names: readonly string[] };

export interface DomainOffer {
  /** What would be run, as a person would type it. */
  commands: readonly string[];
  takes: DomainMatch;
  /** Messages in these states are passed over by it. */
  skips: readonly MessageState[];
  /** What is particular about it here, in sentences; those that make it more than it seems. */
  warnings: readonly string[];
  notes: readonly string[];
  /** The server's own count of the domain's messages, where its listing is a sample; else null. */
  counted: number | null;
}

/** JSON values only: an offer is kept with its run. */
export interface DomainVerbs {
  /** What the MTA's verb would do to this domain, or in words why there is none here. Runs read-only commands only. */
  offer(
    reach: Reach,
    config: ServerConfig,
    found: Detection,
    request: DomainRequest,
    signal?: AbortSignal,
  ): Promise<DomainOffer | { none: string }>;
  /** Hands it over; `refused` are the tool's words where it did not take it. Never proof of anything. */
  act(
    reach: Reach,
    config: ServerConfig,
    found: Detection,
    request: DomainRequest,
    signal?: AbortSignal,
  ): Promise<{ refused: string | null; output: string }>;
}

/** One delivery-log line of a message, in the MTA's own words, with what it proves. */
export interface LogLine {
  /** Epoch milliseconds; null where the line has no readable time. */
  at: number | null;
  id: string;
  recipient: string | null;
  proves: 'sent' | 'deferred' | 'bounced' | 'removed' | 'arrived' | 'other';
  newId: string | null;
  text: string;
}

/** A queue id under which a message may be in the queue now, and the line of the log that says so. */
export interface Successor {
  /** The queue id it had. */
  of: string;
  id: string;
  /** The server's own word, or the same Message-ID, which any other message may carry as well. */
  by: 'orig_id' | 'message_id';
  /** Of the message under the new id; null where the log does not tell or it does not matter. */
  sender: string | null;
  size: number | null;
  line: LogLine;
}

/** What passed a server since an earlier reading; null where nothing tells it. */
export interface Passed {
  /** Messages taken into the queue. */
  accepted: number | null;
  /** Recipients delivered. */
  sent: number | null;
  /** Submissions turned away with 4xx. */
  refused: number | null;
}

/** A count, with what it was read from; or in words why there is none. */
export type TrafficReading =
  | {
      /** "log /var/log/mail.log". */
      source: string;
      /** Where this reading ended, for the next one; the driver's own text. */
      mark: string | null;
      /** null at the first reading, which only finds its place. */
      passed: Passed | null;
    }
  | { missing: string };
/** What a server's mail log tells about messages asked for by their Message-ID. */
export interface TakenLook {
  /** Epoch milliseconds since when the log was searched without a gap; null where that cannot be told. */
  since: number | null;
  messages: readonly TakenMessage[];
}

export interface TakenMessage {
  /** With angle brackets. */
  messageId: string;
  id: string;
  /** Epoch milliseconds. */
  at: number | null;
  /** "" for the null sender; null where the log does not tell. */
  sender: string | null;
  recipients: readonly string[];
}

export interface MtaDriver {
  readonly kind: MtaKind;
  /** "Postfix". */
  readonly label: string;
  readonly needs: 'command' | 'http';
  /** Only what this accepts is ever passed to a server. */
  validId(id: string): boolean;
  /** null: this MTA is not here. Runs read-only commands only. */
  detect(reach: Reach, config: ServerConfig, signal?: AbortSignal): Promise<Detection | null>;
  list(
    reach: Reach,
    config: ServerConfig,
    found: Detection,
    sink: ListSink,
    signal?: AbortSignal,
  ): Promise<ListOutcome>;
  /** Commands or requests `act` would run, for the preview. */
  describe(config: ServerConfig, found: Detection, request: ActRequest): string[];
  act(
    reach: Reach,
    config: ServerConfig,
    found: Detection,
    request: ActRequest,
    signal?: AbortSignal,
  ): Promise<ActReport>;
  /** Verbs for a whole recipient domain; left out where the MTA has none. */
  domain?: DomainVerbs;
  /** Which of these are still in the queue, asked one by one; where a listing is only a sample. */
  present?(
    reach: Reach,
    config: ServerConfig,
    found: Detection,
    ids: readonly string[],
    signal?: AbortSignal,
  ): Promise<ReadonlySet<string>>;
  /** Headers or the size-limited body as text; `missing` says in words why there is none. */
  inspect(
    reach: Reach,
    config: ServerConfig,
    found: Detection,
    id: string,
    what: 'headers' | 'body',
    signal?: AbortSignal,
  ): Promise<{ text: string; truncated: boolean; missing: string | null }>;
  /** Log lines of these ids since a time; null where the account may not read the log. */
  log(
    reach: Reach,
    config: ServerConfig,
    found: Detection,
    ids: readonly string[],
    sinceMs: number,
    signal?: AbortSignal,
  ): Promise<LogLine[] | null>;
  /**
   * Message-IDs of messages in the queue, '' for none; an id that is not in the answer is not known. Strangers' text, as the
   * server's log writes it. At most `mostHeaders` messages are opened for it. Left out where no verb changes queue ids.
   */
  messageIds?(
    reach: Reach,
    config: ServerConfig,
    found: Detection,
    messages: readonly { id: string; arrival: number }[],
    mostHeaders: number,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, string>>;
  /** Queue ids that messages may have got since a time; null where the account may not read the log. */
  successors?(
    reach: Reach,
    config: ServerConfig,
    found: Detection,
    messages: readonly { id: string; messageId: string | null }[],
    sinceMs: number,
    signal?: AbortSignal,
  ): Promise<Successor[] | null>;
  /** Counts what passed since `mark`, cheaply; left out where the MTA tells nothing. For the silent outage. */
  traffic?(
    reach: Reach,
    config: ServerConfig,
    found: Detection,
    mark: string | null,
    signal?: AbortSignal,
  ): Promise<TrafficReading>;
  /** Which of these messages this server took, by its log; null where the account may not read it. */
  taken?(
    reach: Reach,
    config: ServerConfig,
    found: Detection,
    messageIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<TakenLook | null>;
  /** Checks of our own side (filter ports, disk, resolver ...), where this MTA and route allow them. */
  checks?(
    reach: Reach,
    config: ServerConfig,
    found: Detection,
    signal?: AbortSignal,
  ): Promise<{ id: string; label: string; state: 'ok' | 'bad' | 'not_checked'; text: string }[]>;
}

/** Reads a captured listing; the same reader the driver's `list` feeds. */
export interface ListingReader {
  push(chunk: Uint8Array): void;
  end(): { remarks: string[]; complete: boolean };
}
export type CreateListingReader = (sink: ListSink, options?: { now?: number }) => ListingReader;

export interface MtaRegistry {
  driver(kind: MtaKind): MtaDriver;
  /** Drivers for a route, in the order of detection. */
  drivers(route: Route): readonly MtaDriver[];
  /** Reader of captured listings; null for MTAs that are only reached by API. */
  reader(kind: MtaKind): CreateListingReader | null;
}
