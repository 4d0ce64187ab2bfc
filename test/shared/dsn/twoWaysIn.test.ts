import { expect, test } from 'vitest';
import { defaultBounds } from '../../../shared/dsn/bounds.ts';
import {
  assemble,
  readDsn,
  readDsnParts,
  wantedParts,
  type MimePart,
  type PartOutline,
} from '../../../shared/dsn/index.ts';
import { splitMessage } from '../../../shared/dsn/split.ts';
import { corpus, fixture } from './corpus.ts';

/** What an IMAP server would tell about a message: its structure and sizes, bodies only when asked. */
function outlineOf(part: MimePart, path: string, bodies: Map<string, Uint8Array>): PartOutline {
  if (part.body !== null) bodies.set(path === '' ? '1' : path, part.body);
  return {
    path: path === '' ? '1' : path,
    type: part.type.toUpperCase(),
    params: part.params,
    encoding: part.encoding,
    disposition: part.disposition,
    size: part.body?.length ?? 0,
    children: part.children.map((c, i) => outlineOf(c, path === '' ? String(i + 1) : `${path}.${i + 1}`, bodies)),
  };
}

test(
  'a message fetched in parts reads like the whole message, from a part of its bytes',
  { timeout: 60_000 },
  async () => {
    let whole = 0;
    let fetched = 0;
    for (const truth of corpus) {
      const raw = fixture(truth.file);
      const message = splitMessage(raw, defaultBounds, new Set());
      const all = new Map<string, Uint8Array>();
      const outline = outlineOf(message.root, '', all);
      const bodies = new Map<string, Uint8Array>();
      for (const { path, bytes } of wantedParts(outline)) {
        const body = all.get(path)!.subarray(0, bytes);
        bodies.set(path, body);
        fetched += body.length;
      }
      whole += raw.length;
      const text = Buffer.from(raw).toString('latin1');
      const header = Buffer.from(text.slice(0, /\r?\n\r?\n/.exec(text)?.index ?? text.length), 'latin1');
      const inParts = await readDsnParts(assemble(header, outline, bodies));
      const asWhole = await readDsn(raw);
      expect([truth.file, inParts.kind, inParts.recipients]).toEqual([truth.file, asWhole.kind, asWhole.recipients]);
      // A returned message whose own header is the part's header (no blank line between) needs the MIME header too.
      if (inParts.original.messageId !== null) expect(inParts.original.messageId).toBe(asWhole.original.messageId);
    }
    expect(fetched).toBeLessThan(whole);
  },
);

test('of a bounce of 50 MB a few kilobytes are wanted', () => {
  const leaf = (path: string, type: string, size: number): PartOutline => ({
    path,
    type,
    params: {},
    encoding: '7bit',
    disposition: null,
    size,
    children: [],
  });
  const outline = {
    ...leaf('', 'multipart/report', 50_000_000),
    children: [
      leaf('1', 'text/plain', 900),
      leaf('2', 'message/delivery-status', 700),
      leaf('3', 'message/rfc822', 50_000_000),
      leaf('4', 'image/png', 9000),
    ],
  };
  expect(wantedParts(outline)).toEqual([
    { path: '1', bytes: 900 },
    { path: '2', bytes: 700 },
    { path: '3', bytes: 32 * 1024 },
  ]);
});
