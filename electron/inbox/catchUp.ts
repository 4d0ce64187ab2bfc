import type { FetchMessageObject, ImapFlow, MailboxObject } from 'imapflow';
import { readDsn, type ReadDsnOptions } from '../../shared/dsn/index.ts';
import type { DsnReport } from '../../shared/model/bounce.ts';
import type { MailboxConfig } from '../../shared/views/mailboxes.ts';
import type { InboxPosition, InboxSink } from '../ports.ts';
import { fetchReport } from './fetchReport.ts';
import { looksLikeReport, searchCandidates } from './search.ts';

/** Above this many new messages the server searches first; below, looking at every header is exact and cheap. */
const SEARCH_ABOVE = 300;
const BATCH = 50;
const HEADER = 64 * 1024;
/** Kept of the source for "Raw". */
const RAW = 64 * 1024;
const DAY = 86_400_000;
/** A recreated mailbox is read back at least that far; what is known already is stored once all the same. */
const RECREATED_DAYS = 30;

export interface CatchUpContext {
  client: ImapFlow;
  config: MailboxConfig;
  sink: InboxSink;
  reading: ReadDsnOptions;
  now: () => number;
  /** True while the person wants the first reading to end. */
  cancelled: () => boolean;
  closing: () => boolean;
  progress: (done: number, total: number) => void;
  /** A UID whose answer broke the connection's bounds twice: it is told as unreadable and not asked for again. */
  poison: { uid: number; folder: string } | null;
  /** Last UID that was asked for, for the above. */
  asking: (folder: string, uid: number) => void;
}

/** Opens a folder read-only (EXAMINE), reads what is new since the stored position, and returns how many were new. */
export async function catchUp(context: CatchUpContext, folder: string): Promise<{ found: number }> {
  const { client, config, sink } = context;
  let position = sink.position(config.id, folder);
  if (position !== null && (await unchanged(client, folder, position))) return { found: 0 };
  const { box, told } = await examine(client, folder, position);
  const uidValidity = box.uidValidity.toString();
  let since: Date | null = null;
  if (position === null) {
    if (config.lookBackDays === 0) {
      sink.advance(config.id, folder, at(box, uidValidity, lastUid(box)));
      return { found: 0 };
    }
    since = new Date(context.now() - config.lookBackDays * DAY);
    position = at(box, uidValidity, 0);
  } else if (position.uidValidity !== uidValidity) {
    // RFC 9051 section 2.3.1.1: another UIDVALIDITY means that every UID we know names something else.
    position = at(box, uidValidity, 0);
    sink.recreated(config.id, folder, position);
    since = new Date(context.now() - Math.max(config.lookBackDays, RECREATED_DAYS) * DAY);
  }
  const end = lastUid(box);
  if (end <= position.lastUid || box.exists === 0) {
    sink.advance(config.id, folder, at(box, uidValidity, Math.max(end, position.lastUid)));
    return { found: 0 };
  }
  const known = since === null ? gapless(told, position.lastUid + 1, end) : null;
  const found = await readRange(context, folder, box, position.lastUid + 1, end, since, known);
  if (!context.closing()) sink.advance(config.id, folder, at(box, uidValidity, end));
  return { found };
}

/**
 * CONDSTORE (RFC 7162 section 3.1.8): a folder whose highest modification sequence stands where it stood has nothing new, so
 * it is neither opened nor searched. The folder that idles is opened all the same: RFC 9051 section 6.3.11 keeps STATUS off a
 * selected mailbox, and only EXAMINE tells that it was deleted and made again behind an open connection.
 */
async function unchanged(client: ImapFlow, folder: string, position: InboxPosition): Promise<boolean> {
  if (position.modseq === null || !client.enabled.has('CONDSTORE')) return false;
  if (client.mailbox === false || client.mailbox.path === folder) return false;
  const status = await client.status(folder, { uidValidity: true, uidNext: true, highestModseq: true });
  return (
    status !== false &&
    status.uidValidity?.toString() === position.uidValidity &&
    status.highestModseq?.toString() === position.modseq &&
    status.uidNext === position.lastUid + 1
  );
}

/**
 * Opens a folder. With QRESYNC (RFC 7162 section 3.2.5) the answer to EXAMINE itself tells what changed since we were last
 * there; `told` are the new UIDs it named, none where the server does not say.
 */
async function examine(
  client: ImapFlow,
  folder: string,
  position: InboxPosition | null,
): Promise<{ box: MailboxObject; told: number[] }> {
  const since =
    position?.modseq == null ? {} : { changedSince: position.modseq, uidValidity: BigInt(position.uidValidity) };
  const told = new Set<number>();
  const after = position?.lastUid ?? 0;
  const keep = (changed: { path: string; uid?: number | undefined }): void => {
    // Only what is new: that somebody marks a thousand old messages as read is no news to us.
    if (changed.path === folder && changed.uid !== undefined && changed.uid > after && told.size <= SEARCH_ABOVE)
      told.add(changed.uid);
  };
  client.on('flags', keep);
  try {
    const box = await client.mailboxOpen(folder, { readOnly: true, ...since });
    return { box, told: [...told] };
  } finally {
    client.off('flags', keep);
  }
}

/** The UIDs told at EXAMINE where they fill the range, so that nothing can be missing; else null, and it is searched. */
function gapless(told: readonly number[], from: number, to: number): number[] | null {
  const inRange = told.filter((uid) => uid >= from && uid <= to).sort((a, b) => a - b);
  return inRange.length === to - from + 1 ? inRange : null;
}

const lastUid = (box: MailboxObject): number => Math.max(0, box.uidNext - 1);

const at = (box: MailboxObject, uidValidity: string, uid: number): InboxPosition => ({
  uidValidity,
  lastUid: uid,
  modseq: box.highestModseq?.toString() ?? null,
});

async function readRange(
  context: CatchUpContext,
  folder: string,
  box: MailboxObject,
  from: number,
  to: number,
  since: Date | null,
  known: number[] | null,
): Promise<number> {
  const { client, config, sink } = context;
  const range = { uid: `${String(from)}:${String(to)}`, ...(since === null ? {} : { since }) };
  let uids: number[] | null = to - from < SEARCH_ABOVE ? known : null;
  if (to - from >= SEARCH_ABOVE) uids = await searchCandidates(client, range);
  if (uids === null) {
    const all = await client.search(since === null ? { uid: range.uid } : range, { uid: true });
    uids = (Array.isArray(all) ? all : []).sort((a, b) => a - b);
  }
  // "N:*" always matches the last message, and servers may add what came meanwhile: keep to the range.
  uids = uids.filter((uid) => uid >= from && uid <= to);
  const uidValidity = box.uidValidity.toString();
  let found = 0;
  const size = context.poison?.folder === folder ? 1 : BATCH;
  for (let i = 0; i < uids.length; i += size) {
    if (context.closing() || context.cancelled()) break;
    context.progress(i, uids.length);
    const batch = uids.slice(i, i + size);
    const first = batch[0] ?? 0;
    if (context.poison?.folder === folder && context.poison.uid === first) {
      const report = await unreadable(context, folder, uidValidity, first);
      if (sink.found(report, at(box, uidValidity, first))) found += 1;
      continue;
    }
    context.asking(folder, first);
    for (const message of await headersOf(client, batch)) {
      if (context.closing()) return found;
      context.asking(folder, message.uid);
      if (await readOne(context, folder, box, message)) found += 1;
    }
    const last = batch.at(-1);
    if (last !== undefined) sink.advance(config.id, folder, at(box, uidValidity, last));
  }
  context.progress(uids.length, uids.length);
  return found;
}

async function headersOf(client: ImapFlow, uids: number[]): Promise<FetchMessageObject[]> {
  const messages = await client.fetchAll(
    uids.join(','),
    {
      uid: true,
      size: true,
      internalDate: true,
      envelope: true,
      bodyStructure: true,
      bodyParts: [{ key: 'header', start: 0, maxLength: HEADER }],
    },
    { uid: true },
  );
  return messages.sort((a, b) => a.uid - b.uid);
}

async function readOne(
  context: CatchUpContext,
  folder: string,
  box: MailboxObject,
  message: FetchMessageObject,
): Promise<boolean> {
  const { client, config, sink } = context;
  const header = message.bodyParts?.get('header') ?? new Uint8Array();
  if (!looksLikeReport(message, header)) return false;
  const got = await fetchReport(client, message, header, context.reading);
  if (got === null) return false; // expunged meanwhile
  const { report, raw } = got;
  // A message that could not be read is shown as such; everything that is surely something else is not ours to keep.
  if (report.kind === 'not-a-bounce' && report.unreadable === null) return false;
  const uidValidity = box.uidValidity.toString();
  return sink.found(
    {
      mailbox: config.id,
      folder,
      uidValidity,
      uid: message.uid,
      at: dateOf(message, context.now()),
      report,
      raw: {
        text: Buffer.from(raw.subarray(0, RAW)).toString('utf8'),
        truncated: got.truncated || raw.length > RAW,
      },
    },
    at(box, uidValidity, message.uid),
  );
}

function dateOf(message: FetchMessageObject, now: number): number {
  const date = message.internalDate === undefined ? NaN : new Date(message.internalDate).getTime();
  return Number.isFinite(date) ? Math.min(date, now) : now;
}

/** For a message whose very answer broke the connection's bounds: listed, with the reason, and not asked for again. */
async function unreadable(context: CatchUpContext, folder: string, uidValidity: string, uid: number) {
  const report: DsnReport = { ...(await readDsn(new Uint8Array())), unreadable: 'internal' };
  return {
    mailbox: context.config.id,
    folder,
    uidValidity,
    uid,
    at: context.now(),
    report,
    raw: { text: '', truncated: true },
  };
}
