import { createRandom } from './ordinaryMail.ts';

const inserts = [
  '@',
  '<',
  '>',
  ' ',
  '\n',
  '-',
  'a@',
  '550 ',
  '(',
  '"',
  '=?',
  '\\',
  '\t\n ',
  ':',
  '+AA-',
  '4.',
  '\u00ff',
  '--',
  'x@y.example: ',
  '>>> ',
];

/** Damages messages the way networks, relays and attackers do; the same seed gives the same damage. */
export function createMutator(
  messages: readonly Uint8Array[],
  seed: number,
): { next(): { bytes: Uint8Array; from: number } } {
  const random = createRandom(seed);
  const encode = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
  const splice = (b: Uint8Array, at: number, cut: number, put: Uint8Array): Uint8Array => {
    const end = Math.min(b.length, at + cut);
    const out = new Uint8Array(at + put.length + b.length - end);
    out.set(b.subarray(0, at));
    out.set(put, at);
    out.set(b.subarray(end), at + put.length);
    return out;
  };
  const damage = (b: Uint8Array): Uint8Array => {
    const at = random.below(b.length);
    switch (random.below(7)) {
      case 0:
        return b.slice(0, at);
      case 1: {
        const out = b.slice();
        for (let i = 0; i < 20; i++) out[random.below(out.length)] = random.below(256);
        return out;
      }
      case 2:
        return splice(b, random.below(b.length), 0, b.slice(at, at + random.below(2000)));
      case 3:
        return splice(b, at, random.below(400), new Uint8Array());
      case 4: {
        const other = messages[random.below(messages.length)]!;
        return splice(b, at, b.length, other.slice(random.below(other.length)));
      }
      case 5:
        return splice(b, at, 0, encode(random.of(inserts).repeat(1 + random.below(5000))));
      default: {
        const lines = Array.from(b, (c) => String.fromCharCode(c))
          .join('')
          .split('\n');
        const [x, y] = [random.below(lines.length), random.below(lines.length)];
        [lines[x], lines[y]] = [lines[y]!, lines[x]!];
        return encode(lines.join('\n'));
      }
    }
  };
  return {
    next() {
      const from = random.below(messages.length);
      let bytes = messages[from]!;
      for (let n = 1 + random.below(4); n > 0 && bytes.length > 0; n--) bytes = damage(bytes);
      return { bytes, from };
    },
  };
}
