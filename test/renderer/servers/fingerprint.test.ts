import { describe, expect, it } from 'vitest';
import { compareFingerprint, fingerprintGroups } from '../../../renderer/servers/fingerprint.ts';

const offered = 'SHA256:Zk9v2WmXhT4qLr8sYd1bNcE6uJp0oFa7GiR5xVw3Kt8';

describe('comparing a host key', () => {
  it('shows groups of four', () => {
    expect(fingerprintGroups(offered).slice(0, 3)).toEqual(['Zk9v', '2WmX', 'hT4q']);
    expect(fingerprintGroups(offered).join('')).toHaveLength(43);
  });

  it.each([
    offered,
    'Zk9v2WmXhT4qLr8sYd1bNcE6uJp0oFa7GiR5xVw3Kt8=',
    'Zk9v 2WmX hT4q Lr8s Yd1b\nNcE6 uJp0 oFa7 GiR5 xVw3 Kt8',
    '256 SHA256:Zk9v2WmXhT4qLr8sYd1bNcE6uJp0oFa7GiR5xVw3Kt8 root@mx3 (ED25519)',
  ])('takes %j for the same', (pasted) => {
    expect(compareFingerprint(pasted, offered)).toEqual({ result: 'same' });
  });

  it('tells upper from lower case, and which groups differ', () => {
    const answer = compareFingerprint(offered.replace('Zk9v', 'zk9v'), offered);
    expect(answer).toMatchObject({ result: 'differs' });
    expect(answer.result === 'differs' && answer.groups.map(Number).join('')).toBe('10000000000');
  });

  it('never takes a part, a longer text or an MD5 fingerprint for the same', () => {
    expect(compareFingerprint(offered.slice(0, -1), offered).result).toBe('unreadable');
    expect(compareFingerprint(`${offered}A`, offered).result).toBe('unreadable');
    expect(compareFingerprint('MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48', offered).result).toBe('md5');
    expect(compareFingerprint('   ', offered).result).toBe('empty');
  });
});
