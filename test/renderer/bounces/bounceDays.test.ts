import { describe, expect, it } from 'vitest';
import { dayTitle, markFields, messageLink, shownKind } from '../../../renderer/bounces/bounceDays.ts';
import { withDays } from '../../../renderer/bounces/withDays.ts';
import type { BounceDay, BounceRow } from '../../../shared/views/bounces.ts';
import { bouncesUi } from '../../../shared/messages/bounces-ui.en.ts';

it('calls a report "not ours" only where that is known', () => {
  expect(shownKind({ kind: 'failed', ours: 'no' })).toBe('not_ours');
  expect(shownKind({ kind: 'failed', ours: 'unknown' })).toBe('failed');
});

it('names the days of the list', () => {
  const now = new Date(2026, 10, 23, 0, 5).getTime();
  expect(dayTitle('2026-11-23', now)).toBe('Today');
  expect(dayTitle('2026-11-22', now)).toBe('Yesterday');
  expect(dayTitle('2026-11-21', now)).toMatch(/Sat.*21/);
  expect(dayTitle('2025-11-21', now)).toMatch(/2025/);
});

describe('headings in a list of which only windows are here', () => {
  const day = (name: string, rows: number): BounceDay => ({ day: name, rows, failed: rows, delayed: 0, notOurs: 0 });
  const shown = (count: number, days: BounceDay[]) => {
    const wanted: [number, number][] = [];
    const rows = withDays(
      {
        count,
        stamp: 0,
        item: (i) => (i < count ? { kind: 'row', row: { id: i } as BounceRow } : undefined),
        want: (from, to) => wanted.push([from, to]),
      },
      days,
      (d) => d.day,
    );
    const texts = Array.from({ length: rows.count }, (_, i) => {
      const item = rows.item(i);
      return item?.kind === 'section' ? item.id : String(item?.row.id);
    });
    return { texts, rows, wanted };
  };

  it('stand before the first row of each day, and every row keeps its place', () => {
    const { texts, rows, wanted } = shown(5, [day('23', 2), day('22', 1), day('20', 2)]);
    expect(texts).toEqual(['23', '0', '1', '22', '2', '20', '3', '4']);
    rows.want?.(3, 7);
    expect(wanted).toEqual([[1, 4]]);
  });

  it('are none over an empty list, and none beyond its end while the counts are newer than the rows', () => {
    expect(shown(0, [day('23', 2)]).texts).toEqual([]);
    expect(shown(2, [day('23', 3), day('22', 4)]).texts).toEqual(['23', '0', '1']);
  });
});

describe('the status fields', () => {
  const marked = (text: string) =>
    markFields(text)
      .filter((p) => p.mark)
      .map((p) => p.text);

  it('marks action, status and code, and loses nothing', () => {
    const text =
      'Final-Recipient: rfc822; a@b\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n    <a@b>: Action: none\n';
    expect(marked(text)).toEqual(['failed', '5.1.1', '550 5.1.1']);
    expect(
      markFields(text)
        .map((p) => p.text)
        .join(''),
    ).toBe(text);
  });

  it('stays quick on a megabyte of one line', () => {
    const started = performance.now();
    markFields(`Diagnostic-Code: ${'x;'.repeat(500_000)}`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

it('links a message only when server and id are known, and quotes both', () => {
  expect(messageLink({ server: 'mx1', queueId: null })).toBeNull();
  expect(messageLink({ server: 'mx/1', queueId: '4Zq7' })).toBe('queuewatch://message/mx%2F1/4Zq7');
});

it('tells a sender of a delay that it is still tried, and of a failure that it is not', () => {
  const parts = {
    recipients: [{ address: 'a@b.example', why: 'No such mailbox', reply: '550 5.1.1 unknown' }],
    more: 2,
    subject: 'Offer',
    date: null,
    steps: ['Correct the address.'],
  };
  expect(bouncesUi.forSender({ ...parts, kind: 'failed' })).toBe(
    'Your message “Offer” could not be delivered:\n\n  a@b.example: No such mailbox\n    550 5.1.1 unknown\n  and 2 more\n\nWhat helps:\n  - Correct the address.',
  );
  expect(bouncesUi.forSender({ ...parts, kind: 'delayed' })).toContain('still trying');
});
