import { describe, expect, it } from 'vitest';
import { beginsDay, markFields, messageLink, shownKind } from '../../../renderer/bounces/bounceDays.ts';
import { bouncesUi } from '../../../shared/messages/bounces-ui.en.ts';

it('calls a report "not ours" only where that is known', () => {
  expect(shownKind({ kind: 'failed', ours: 'no' })).toBe('not_ours');
  expect(shownKind({ kind: 'failed', ours: 'unknown' })).toBe('failed');
});

it('begins a day at local midnight', () => {
  const late = new Date(2026, 10, 22, 23, 59).getTime();
  const early = new Date(2026, 10, 23, 0, 1).getTime();
  expect(beginsDay({ at: late }, { at: early })).toBe(true);
  expect(beginsDay({ at: early }, { at: early + 1000 })).toBe(false);
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
