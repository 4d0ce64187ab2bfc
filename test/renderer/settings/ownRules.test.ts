import { expect, it } from 'vitest';
import { complaintAbout, emptyRule, moved, readRules, writeRules } from '../../../renderer/settings/ownRules.ts';

const rule = {
  id: 'own.relay-full',
  class: 'local_fault',
  text: ['relay full'],
  ownHop: true,
  source: 'our runbook',
  examples: ['452 relay full'],
};

it('keeps keys the form does not show, and whatever stands around the list', () => {
  const json = JSON.stringify({ note: 'ours', rules: [rule] });
  const reading = readRules(json);
  expect(reading.ok && JSON.parse(writeRules(reading.rules, reading.around))).toEqual(JSON.parse(json));
});

it('says what is wrong with a text that is no list of rules, and takes nothing as no rules', () => {
  expect(readRules('[{')).toMatchObject({ ok: false, why: 'not_json' });
  expect(readRules('{"a":1}')).toMatchObject({ ok: false, why: 'not_a_list' });
  expect(readRules(' ')).toEqual({ ok: true, rules: [], around: null });
  expect(readRules('[1, null, "x", []]')).toMatchObject({ ok: true, rules: [] });
});

it('shows rules of one pattern, as older files have them, in the form they have now', () => {
  const json = JSON.stringify([
    { id: 'a', kind: 'regex', pattern: 'x+', class: 'policy', note: 'ours', enabled: false },
    { id: 'b', kind: 'phrase', pattern: 'go away', class: 'policy' },
  ]);
  const reading = readRules(json);
  expect(reading).toMatchObject({
    ok: true,
    rules: [
      { id: 'a', enabled: false, text: [], regex: ['x+'], source: 'ours' },
      { id: 'b', enabled: true, text: ['go away'], regex: [] },
    ],
  });
  expect(reading.ok && JSON.parse(writeRules(reading.rules, reading.around))).toEqual([
    { id: 'a', enabled: false, class: 'policy', regex: ['x+'], source: 'ours', examples: [] },
    { id: 'b', class: 'policy', text: ['go away'], source: '', examples: [] },
  ]);
});

it('takes no rule over that would decide everything or hide another', () => {
  expect(complaintAbout({ ...emptyRule, id: 'a', class: 'tls' }, [])).toBe('missing');
  expect(complaintAbout({ ...emptyRule, id: 'a', class: 'tls', code: [' '] }, [])).toBe('missing');
  const good = { ...emptyRule, id: 'a', class: 'tls' as const, code: ['4.7.5'] };
  expect(complaintAbout(good, [])).toBeNull();
  expect(complaintAbout(good, [good])).toBe('name_taken');
});

it('moves a rule in the order in which they are tried, and not beyond its ends', () => {
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
});
