import type { DsnBounds, MetLimits } from './bounds.ts';
import { blankLine, latin1, nextLine } from './bytes.ts';
import { first, readFields, structured, type Field } from './fields.ts';

/**
 * A part as both ways in produce it: from the raw message (`splitMessage`), or from an IMAP BODYSTRUCTURE with only the
 * needed bodies fetched. A `message/*` part is always a leaf: what is inside a returned or forwarded message must never
 * be taken for the report itself (RFC 3464 section 2: only the outermost multipart/report speaks).
 */
export interface MimePart {
  /** `message/delivery-status`, lower case. */
  readonly type: string;
  readonly params: Readonly<Record<string, string>>;
  /** Content-Transfer-Encoding, lower case, "" when absent. */
  readonly encoding: string;
  /** `inline`, `attachment` or null. */
  readonly disposition: string | null;
  readonly description: string | null;
  /** The part's own header; empty when only its structure is known. */
  readonly header: readonly Field[];
  /** Still transfer-encoded; null for multiparts and for parts that were not fetched. */
  readonly body: Uint8Array | null;
  readonly children: readonly MimePart[];
}

/** A message cut into header and parts; nothing is decoded. */
export interface SplitMessage {
  readonly header: readonly Field[];
  readonly root: MimePart;
}

const dash = 0x2d;

/**
 * Cuts a raw message into its parts in one pass over its bytes. postal-mime flattens the tree and returns it only when
 * everything is decoded; here the tree decides what is read at all, so this cut comes first, and postal-mime decodes
 * the few leaves that are needed (`decode.ts`). Takes LF and CRLF, a leading mbox "From " line, blank lines before the
 * header, a missing closing boundary and a truncated end.
 */
export function splitMessage(raw: Uint8Array, bounds: DsnBounds, met: MetLimits): SplitMessage {
  let end = raw.length;
  if (end > bounds.size) {
    end = bounds.size;
    met.add('size');
  }
  let at = 0;
  if (raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf) at = 3;
  while (at < end && blankLine(raw, at)) at = nextLine(raw, at, end);
  if (/^>?From \S/.test(latin1(raw, at, Math.min(at + 8, end)))) at = nextLine(raw, at, end);
  const counter = { parts: 0 };
  const cut = headerBlock(raw, at, end, bounds, met);
  const header = readFields(cut.text);
  return { header, root: part(raw, header, cut.body, end, 'text/plain', 0, { bounds, met, counter }) };
}

interface Walk {
  readonly bounds: DsnBounds;
  readonly met: MetLimits;
  readonly counter: { parts: number };
}

/** The header block that starts at `at`, bounded, and where the body starts. */
function headerBlock(
  raw: Uint8Array,
  at: number,
  end: number,
  bounds: DsnBounds,
  met: MetLimits,
): { text: string; body: number } {
  let line = at;
  // A body right after the boundary, without the blank line that ends the (empty) header.
  if (at > 0 && !/^[!-9;-~]{1,80}[ \t]*:/.test(latin1(raw, at, Math.min(at + 90, end)))) {
    return { text: '', body: blankLine(raw, at) ? nextLine(raw, at, end) : at };
  }
  while (line < end && !blankLine(raw, line)) line = nextLine(raw, line, end);
  const stop = Math.min(line, at + bounds.header);
  if (stop < line) met.add('header');
  return { text: latin1(raw, at, stop), body: line < end ? nextLine(raw, line, end) : end };
}

function part(
  raw: Uint8Array,
  header: readonly Field[],
  from: number,
  to: number,
  fallback: string,
  depth: number,
  walk: Walk,
): MimePart {
  walk.counter.parts++;
  const declared = structured(first(header, 'content-type') ?? '');
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(declared.value) ? declared.value : fallback;
  const boundary = declared.params['boundary'];
  const common = {
    type,
    params: declared.params,
    encoding: structured(first(header, 'content-transfer-encoding') ?? '').value.replace(/["']/g, ''),
    disposition: structured(first(header, 'content-disposition') ?? '').value || null,
    description: first(header, 'content-description'),
    header: depth === 0 ? [] : header,
  };
  if (type.startsWith('multipart/') && boundary !== undefined && boundary !== '') {
    if (depth >= walk.bounds.depth) {
      walk.met.add('depth');
      return { ...common, body: null, children: [] };
    }
    const children = multipart(raw, boundary, from, to, type, depth, walk);
    // Boundaries lost on the way: the body is then read as one text.
    if (children.length > 0) return { ...common, body: null, children };
  }
  return { ...common, body: raw.subarray(from, to), children: [] };
}

function multipart(
  raw: Uint8Array,
  boundary: string,
  from: number,
  to: number,
  type: string,
  depth: number,
  walk: Walk,
): MimePart[] {
  const fallback = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  const children: MimePart[] = [];
  let start = -1;
  // RFC 3464 reports whose parts were given other boundaries on the way: a line "--…" followed by a Content- field, but
  // never inside a returned message or a nested multipart, which have boundaries of their own.
  let lenient = type === 'multipart/report';
  const close = (stop: number): boolean => {
    if (start < 0) return true;
    if (walk.counter.parts >= walk.bounds.parts) {
      walk.met.add('parts');
      return false;
    }
    const cut = headerBlock(raw, start, stop, walk.bounds, walk.met);
    children.push(part(raw, readFields(cut.text), cut.body, stop, fallback, depth + 1, walk));
    return true;
  };
  let at = from;
  while (at < to) {
    const next = nextLine(raw, at, to);
    let mark = raw[at] === dash && raw[at + 1] === dash ? delimiter(raw, at, next, boundary) : null;
    if (mark === null && lenient && foreignDelimiter(raw, at, next, to)) mark = 'open';
    if (mark !== null) {
      if (!close(at)) return children;
      start = mark === 'open' ? next : -1;
      if (mark === 'close') return children;
      lenient = type === 'multipart/report' && !ownBoundaries.test(latin1(raw, next, Math.min(to, next + 600)));
    }
    at = next;
  }
  close(to);
  return children;
}

/** A part that may hold lines which look like boundaries: its first lines are its header. */
const ownBoundaries = /^content-type:\s{0,4}(?:multipart\/|message\/(?:rfc822|global$|partial)|text\/rfc822)/im;

function foreignDelimiter(raw: Uint8Array, at: number, next: number, to: number): boolean {
  let i = at;
  while (i < at + 4 && (raw[i] === 0x20 || raw[i] === 0x09)) i++;
  if (raw[i] !== dash || raw[i + 1] !== dash || next - i > 120 || next - i < 6) return false;
  if (!/^--[\w'()+,./:=?-]{4,70}[ \t]*\r?\n?$/.test(latin1(raw, i, next))) return false;
  return /^content-(?:type|description|disposition|transfer-encoding)[ \t]*:/i.test(
    latin1(raw, next, Math.min(to, next + 40)),
  );
}

/** RFC 2046 section 5.1.1: "--" boundary, "--" again at the end, then white space only. */
function delimiter(raw: Uint8Array, at: number, next: number, boundary: string): 'open' | 'close' | null {
  if (next - at < boundary.length + 2) return null;
  for (let i = 0; i < boundary.length; i++) if (raw[at + 2 + i] !== boundary.charCodeAt(i)) return null;
  const tail = latin1(raw, at + 2 + boundary.length, Math.min(next, at + 2 + boundary.length + 80)).trimEnd();
  return tail === '' ? 'open' : tail === '--' ? 'close' : null;
}
