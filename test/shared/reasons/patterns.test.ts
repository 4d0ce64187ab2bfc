import { describe, expect, it } from 'vitest';
import type { FreshDeferral } from '../../../shared/reasons/index.ts';
import { findPatterns } from '../../../shared/reasons/index.ts';

const deferral = (over: Partial<FreshDeferral>): FreshDeferral => ({
  class: 'connect_failed',
  side: 'network',
  provider: null,
  recipientDomain: 'a.example',
  senderDomain: 's1.example',
  ourIp: '203.0.113.1',
  pattern: 'connect to …',
  again: false,
  ...over,
});
const kinds = (fresh: FreshDeferral[]): string[] => findPatterns(fresh, null, () => null).map((f) => f.kind);

describe('patterns above single texts', () => {
  it('suspects us at 60 % across five unrelated receivers', () => {
    const hit = Array.from({ length: 15 }, (_, i) => deferral({ recipientDomain: `d${i % 5}x.example${i % 5}` }));
    const other = Array.from({ length: 10 }, () => deferral({ class: 'mailbox_full' }));
    const [finding] = findPatterns([...hit, ...other], null, () => null);
    expect(finding).toMatchObject({ kind: 'local_suspected', fresh: 25, hit: 15, share: 0.6, providers: 5 });
  });
  it('does not with four receivers, with 59 %, with few, or with one provider behind it all', () => {
    const spread = (n: number, of: number): FreshDeferral[] =>
      Array.from({ length: n }, (_, i) => deferral({ recipientDomain: `d.example${i % of}` }));
    expect(kinds(spread(25, 4))).toEqual([]);
    expect(kinds([...spread(59, 6), ...Array.from({ length: 41 }, () => deferral({ class: 'greylist' }))])).toEqual([]);
    expect(kinds(spread(10, 6))).toEqual([]);
    const one = Array.from({ length: 40 }, () => deferral({ recipientDomain: 'big.example' }));
    expect(kinds([...one, ...spread(5, 5)])).toEqual([]);
  });
  it('full mailboxes everywhere are not our network', () => {
    expect(
      kinds(Array.from({ length: 30 }, (_, i) => deferral({ class: 'mailbox_full', recipientDomain: `d.e${i}` }))),
    ).toEqual([]);
  });
  it('tells one sender from all, and one address of ours from all', () => {
    const gmail = Array.from({ length: 8 }, () => deferral({ class: 'rate_limit', provider: 'gmail', pattern: 'p' }));
    expect(findPatterns(gmail, null, () => ({ senders: 9, ips: 3 }))).toEqual([
      {
        kind: 'one_provider',
        provider: 'gmail',
        pattern: 'p',
        count: 8,
        senders: 1,
        ofSenders: 9,
        scope: 'one_sender',
      },
      { kind: 'our_ips', provider: 'gmail', ip: '203.0.113.1', hit: 1, of: 3, scope: 'one_ip' },
    ]);
  });
  it('tells greylisting that works from one that never lets us in', () => {
    expect(findPatterns([], { cleared: 9, stillDeferred: 1, overdue: 0 }, () => null)).toMatchObject([
      { works: true, tried: 10 },
    ]);
    expect(findPatterns([], { cleared: 0, stillDeferred: 12, overdue: 12 }, () => null)).toMatchObject([
      { works: false, overdue: 12 },
    ]);
    expect(findPatterns([], { cleared: 1, stillDeferred: 1, overdue: 0 }, () => null)).toEqual([]);
  });
});
