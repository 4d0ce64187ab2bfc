import { defaultBounds, type DsnBounds } from './bounds.ts';
import { latin1 } from './bytes.ts';
import { readFields } from './fields.ts';
import type { MimePart, SplitMessage } from './split.ts';

/** A part as an IMAP BODYSTRUCTURE tells it (RFC 9051 section 7.5.2). */
export interface PartOutline {
  /** Section number for BODY.PEEK, `1`, `2.1`; of a message with one part: `1`. */
  readonly path: string;
  /** `message/delivery-status`; any case. */
  readonly type: string;
  readonly params: Readonly<Record<string, string>>;
  readonly encoding: string;
  readonly disposition: string | null;
  readonly description?: string | null;
  /** Octets, still transfer-encoded. */
  readonly size: number;
  /** Parts of a multipart. What a message/rfc822 contains is none of them. */
  readonly children: readonly PartOutline[];
}

/** A part to fetch, and how much of it: `BODY.PEEK[path]<0.bytes>`. */
export interface WantedPart {
  readonly path: string;
  readonly bytes: number;
}

/**
 * The parts of a message that say whether it is a bounce and of what: texts, status and report parts, and the beginning of
 * the returned message. Of a 50 MB bounce that is a few kilobytes.
 */
export function wantedParts(outline: PartOutline, limits: Partial<DsnBounds> = {}): WantedPart[] {
  const bounds = { ...defaultBounds, ...limits };
  const wanted: WantedPart[] = [];
  let left = bounds.parts;
  const walk = (part: PartOutline, depth: number): void => {
    if (left-- <= 0) return;
    if (part.children.length > 0) {
      if (depth < bounds.depth) for (const child of part.children) walk(child, depth + 1);
      return;
    }
    const bytes = Math.min(part.size, cap(part.type.toLowerCase(), bounds));
    if (bytes > 0) wanted.push({ path: part.path, bytes });
  };
  walk(outline, 0);
  return wanted;
}

function cap(type: string, bounds: DsnBounds): number {
  if (/^(?:message|text)\/(?:global-)?delivery-status$/.test(type)) return bounds.status;
  if (/^message\/(?:feedback-report|(?:global-)?disposition-notification)$/.test(type)) return bounds.header;
  if (type.startsWith('message/') || /^text\/rfc822/.test(type)) return 32 * 1024;
  if (type.startsWith('text/') || type.startsWith('multipart/')) return bounds.text;
  return 0;
}

/** Header and fetched bodies in the form the readers take; for `readDsnParts`. */
export function assemble(
  header: Uint8Array,
  outline: PartOutline,
  bodies: ReadonlyMap<string, Uint8Array>,
): SplitMessage {
  let left = defaultBounds.parts;
  const part = (from: PartOutline, depth: number): MimePart => {
    const params: Record<string, string> = Object.create(null) as Record<string, string>;
    for (const [name, value] of Object.entries(from.params)) params[name.toLowerCase()] = value;
    const children: MimePart[] = [];
    if (depth < defaultBounds.depth) {
      for (const child of from.children) if (left-- > 0) children.push(part(child, depth + 1));
    }
    return {
      type: from.type.toLowerCase(),
      params,
      encoding: from.encoding.toLowerCase(),
      disposition: from.disposition?.toLowerCase() ?? null,
      description: from.description ?? null,
      header: [],
      body: children.length > 0 ? null : (bodies.get(from.path) ?? null),
      children,
    };
  };
  const text = latin1(header, 0, Math.min(header.length, defaultBounds.header));
  return { header: readFields(text.replace(/^>?From [^\n]*\n/, '')), root: part(outline, 0) };
}
