const base52 = '0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz';
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function encode(value: number, digits: number, base: number, signs = base52): string {
  let out = '';
  let rest = Math.floor(value);
  do {
    out = (signs[rest % base] ?? '0') + out;
    rest = Math.floor(rest / base);
  } while (rest > 0);
  return out.padStart(digits, '0');
}

/** A long queue id as Postfix makes it: time in base 52, "z", inode in base 51 (postconf(5) enable_long_queue_ids). */
export const postfixQueueId = (epochMs: number, microseconds: number, inode: number): string =>
  `${encode(epochMs / 1000, 6, 52)}${encode(microseconds % 1_000_000, 4, 52)}z${encode(inode, 1, 51)}`;

/** A message id as Exim 4.97 and later makes it: time, process and fraction of a second, each in base 62. */
export const eximMessageId = (epochMs: number, microseconds: number, process: number): string =>
  [
    encode(epochMs / 1000, 6, 62, base62),
    encode(process, 11, 62, base62),
    encode(microseconds % 1_000_000, 4, 62, base62),
  ].join('-');
