import { expect, test } from 'vitest';
import { csv } from '../../shared/csv.ts';
import { parseQuery, printQuery } from '../../shared/query.ts';

test('a query line is read, printed and read back to the same terms', () => {
  for (const line of [
    'side:local from:kestrel -state:held age:>1h size:>1MB tries:>3 code:4.7 expires:<6h',
    '"mailbox full" text',
    'from:"" -to:@example.net',
    'id:4Zq3m1k8Lw server:mx1 "quo\\"ted"',
    '"side:local"',
  ]) {
    const { filter, problems } = parseQuery(line);
    expect(problems, line).toEqual([]);
    expect(parseQuery(printQuery(filter)).filter, line).toEqual(filter);
  }
});

test('units become seconds and bytes; what is no number is said, not guessed', () => {
  expect(parseQuery('age:>90min size:<2MB expires:6h').filter.map((f) => [f.op, f.value])).toEqual([
    ['>', '5400'],
    ['<', '2000000'],
    ['<', '21600'],
  ]);
  expect(parseQuery('age:>soon size:big tries:x').problems.map((p) => p.why)).toEqual([
    'not_a_duration',
    'not_a_size',
    'not_a_number',
  ]);
  expect(parseQuery('colour:red').problems[0]?.why).toBe('unknown_word');
  expect(parseQuery('127.0.0.1:25').filter).toEqual([{ field: 'text', op: 'is', value: '127.0.0.1:25', not: false }]);
});

test('a cell that a spreadsheet would run is made harmless', () => {
  const text = csv(['a'], [['=HYPERLINK("http://x")'], ['+1'], ['@x'], ['-2'], ['plain, "quoted"'], [-2], [null]]);
  expect(text).toBe('a\r\n"\'=HYPERLINK(""http://x"")"\r\n\'+1\r\n\'@x\r\n\'-2\r\n"plain, ""quoted"""\r\n-2\r\n\r\n');
});
