import type { FetchMessageObject, ImapFlow, MessageStructureObject } from 'imapflow';
import {
  assemble,
  readDsn,
  readDsnParts,
  wantedParts,
  type PartOutline,
  type ReadDsnOptions,
} from '../../shared/dsn/index.ts';
import type { DsnReport } from '../../shared/model/bounce.ts';

/** A message up to here is fetched whole; of a larger one only the parts that say whether it is a bounce. */
const WHOLE = 256 * 1024;
/** Children of one multipart that are looked at; a report has three. */
const MAX_CHILDREN = 200;

function outline(node: MessageStructureObject, depth = 0): PartOutline {
  const leaf = !node.type.toLowerCase().startsWith('multipart/') || depth > 20;
  return {
    path: node.part ?? '1',
    type: node.type,
    params: node.parameters ?? {},
    encoding: node.encoding ?? '',
    disposition: node.disposition ?? null,
    description: node.description ?? null,
    size: node.size ?? 0,
    // What is inside a message/rfc822 belongs to the returned message, not to the report.
    children: leaf ? [] : (node.childNodes ?? []).slice(0, MAX_CHILDREN).map((child) => outline(child, depth + 1)),
  };
}

export interface FetchedReport {
  report: DsnReport;
  /** Beginning of what was fetched, for "Raw". */
  raw: Uint8Array;
  truncated: boolean;
}

/** Reads one message, BODY.PEEK throughout. null: it is gone meanwhile. */
export async function fetchReport(
  client: ImapFlow,
  message: FetchMessageObject,
  header: Uint8Array,
  options: ReadDsnOptions,
): Promise<FetchedReport | null> {
  const size = message.size ?? 0;
  const uid = String(message.uid);
  if (size <= WHOLE || message.bodyStructure === undefined) {
    const got = await client.fetchOne(uid, { source: { start: 0, maxLength: WHOLE } }, { uid: true });
    if (got === false || got.source === undefined) return null;
    return { report: await readDsn(got.source, options), raw: got.source, truncated: size > got.source.length };
  }
  const tree = outline(message.bodyStructure);
  const wanted = wantedParts(tree);
  const got = await client.fetchOne(
    uid,
    { bodyParts: wanted.map(({ path, bytes }) => ({ key: path, start: 0, maxLength: bytes })) },
    { uid: true },
  );
  if (got === false) return null;
  const bodies = new Map<string, Uint8Array>();
  for (const { path } of wanted) {
    const body = got.bodyParts?.get(path.toLowerCase());
    if (body !== undefined) bodies.set(path, body);
  }
  return {
    report: await readDsnParts(assemble(header, tree, bodies), options),
    raw: Buffer.concat([header, ...bodies.values()]),
    truncated: true,
  };
}
