import { expect, test } from 'vitest';
import { spokenPart } from '../../shared/spoken.ts';

test.each([
  ['host a.example[192.0.2.1] said: 451 4.3.0 try later', '451 4.3.0', '451 4.3.0 try later'],
  ['host a said: 421-4.7.28 Gmail has 421 4.7.28 see', '421 4.7.28', '421-4.7.28 Gmail has 421 4.7.28 see'],
  ['host mx451.example said: 451 no', '451', '451 no'],
  ['451 4.3.0 try later', '451 4.3.0', '451 4.3.0 try later'],
  [
    'connect to a.example[192.0.2.1]:25: Connection timed out',
    null,
    'connect to a.example[192.0.2.1]:25: Connection timed out',
  ],
  ['size 451kB is too much', '451', 'size 451kB is too much'],
  ['lost connection', '4.4.2', 'lost connection'],
])('a narrow place shows the reply from its code on: %s', (text, code, shown) => {
  expect(spokenPart(text, code)).toBe(shown);
});
