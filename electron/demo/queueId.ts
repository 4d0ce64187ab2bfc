const base52 = '0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz';

function encode(value: number, digits: number, base: number): string {
  let out = '';
  let rest = Math.floor(value);
  do {
    out = (base52[rest % base] ?? '0') + out;
    rest = Math.floor(rest / base);
  } while (rest > 0);
  return out.padStart(digits, '0');
}

/** A long queue id as Postfix makes it: time in base 52, "z", inode in base 51 (postconf(5) enable_long_queue_ids). */
export const postfixQueueId = (epochMs: number, microseconds: number, inode: number): string =>
  `${encode(epochMs / 1000, 6, 52)}${encode(microseconds % 1_000_000, 4, 52)}z${encode(inode, 1, 51)}`;
