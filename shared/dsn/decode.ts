import PostalMime, { decodeWords } from 'postal-mime';
import { bytesOf, latin1 } from './bytes.ts';
import type { MimePart } from './split.ts';

/**
 * Text of one leaf, at most `max` encoded bytes of it. postal-mime undoes the transfer encoding and the charset; plain
 * ASCII, which nearly every report is, needs neither. What declares one thing and is another is read as what it is:
 * gateways rewrite bodies and leave the old Content-Transfer-Encoding behind.
 */
export async function decodeText(part: MimePart, max: number): Promise<string> {
  const body = part.body;
  if (body === null || body.length === 0) return '';
  const bytes = body.length > max ? body.subarray(0, max) : body;
  const raw = latin1(bytes);
  const encoding = encodingOf(part.encoding, raw);
  const charset = charsetOf(part.params['charset'] ?? '', raw);
  if (encoding === '' && charset === 'utf-7') return utf7(raw);
  if (encoding === '' && isAscii(raw)) return raw;
  const head = `Content-Type: text/plain; charset="${charset}"\r\nContent-Transfer-Encoding: ${encoding || '8bit'}\r\n\r\n`;
  const message = new Uint8Array(head.length + bytes.length);
  message.set(bytesOf(head));
  message.set(bytes, head.length);
  const email = await PostalMime.parse(message);
  const text = email.text ?? '';
  return charset === 'utf-7' ? utf7(text) : text;
}

/** RFC 2047 words of a header value, and raw 8-bit bytes as UTF-8 where they are UTF-8 (RFC 6532). */
export function decodeHeader(value: string): string {
  const text = isAscii(value) ? value : eightBit(value);
  return text.includes('=?') ? decodeWords(text.slice(0, 16_384)) : text;
}

/** A Latin-1 string whose bytes are valid UTF-8, as that UTF-8; else unchanged. */
export function eightBit(value: string): string {
  if (!validUtf8(value)) return value;
  return value.replace(/[\u00c2-\u00f4][\u0080-\u00bf]{1,3}/g, (bytes) => {
    const c = (i: number): number => bytes.charCodeAt(i) & 0x3f;
    const lead = bytes.charCodeAt(0);
    if (lead < 0xe0) return String.fromCharCode(((lead & 0x1f) << 6) | c(1)) + bytes.slice(2);
    if (lead < 0xf0) return String.fromCharCode(((lead & 0x0f) << 12) | (c(1) << 6) | c(2)) + bytes.slice(3);
    return String.fromCodePoint(((lead & 0x07) << 18) | (c(1) << 12) | (c(2) << 6) | c(3));
  });
}

function encodingOf(declared: string, raw: string): '' | 'base64' | 'quoted-printable' {
  if (declared === 'base64') {
    const sample = raw.slice(0, 2000);
    const strange = sample.replace(/[A-Za-z0-9+/=\s]+/g, '').length;
    const words = /^[A-Za-z-]+: |[a-z]+ [a-z]+ [a-z]+/m.test(sample);
    return strange * 50 > sample.length || words ? '' : 'base64';
  }
  return declared === 'quoted-printable' ? 'quoted-printable' : '';
}

const escapeJp = '\u001b$';

function charsetOf(declared: string, raw: string): string {
  const name = declared.toLowerCase().replace(/[^a-z0-9:._-]/g, '');
  if (/^(?:x-)?(?:unicode-(?:1-1|2-0)-)?utf-?7$/.test(name)) return 'utf-7';
  if (raw.includes(escapeJp) && !name.startsWith('iso-2022')) return 'iso-2022-jp';
  const vague = name === '' || name === 'us-ascii' || name === 'ascii' || name.startsWith('x-unknown');
  if (!vague) return name;
  return validUtf8(raw) ? 'utf-8' : 'windows-1252';
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 0x7e || c === 0x1b) return false;
  }
  return true;
}

function validUtf8(text: string): boolean {
  let need = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 0xff) return false;
    if (need > 0) {
      if ((c & 0xc0) !== 0x80) return false;
      need--;
    } else if (c >= 0x80) {
      if (c < 0xc2 || c > 0xf4) return false;
      need = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    }
  }
  return true;
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 2152, which no TextDecoder knows; Exchange 5.5 wrote its notices in it. */
export function utf7(text: string): string {
  return text.replace(/\+([A-Za-z0-9+/]*)-?/g, (whole, code: string) => {
    if (code === '') return whole.endsWith('-') ? '+' : whole;
    let bits = 0;
    let held = 0;
    let out = '';
    for (const c of code) {
      bits = ((bits << 6) | base64.indexOf(c)) & 0x3fffff;
      held += 6;
      if (held >= 16) {
        held -= 16;
        out += String.fromCharCode((bits >> held) & 0xffff);
      }
    }
    return out;
  });
}
