import { describe, expect, it } from 'vitest';
import { href, parseHash, parseLink } from '../../../renderer/app/router.ts';

describe('addresses', () => {
  it('come back as they went, whatever a cause is called', () => {
    const id = 'mx1|reputation|a/b?c=d#e %zz';
    expect(parseHash(href('cause', [id], { do: 'retry', q: undefined }))).toEqual({
      screen: 'cause',
      path: [id],
      query: { do: 'retry' },
    });
  });
  it('are home when they are none of ours', () => {
    for (const hash of ['', '#', '#token=abc', '#/']) expect(parseHash(hash).screen).toBe('causes');
  });
  it('from outside are read only with our scheme', () => {
    expect(parseLink('queuewatch://message/mx1/4Zq3')).toEqual({ screen: 'message', path: ['mx1', '4Zq3'], query: {} });
    expect(parseLink('https://example.org/')).toBeNull();
    expect(parseLink('javascript:alert(1)')).toBeNull();
  });
});
