import { describe, expect, it } from 'vitest';
import { createEventStreamReader, type StreamEvent } from '../../../renderer/bridge/eventStream.ts';

const wire =
  ': hello\nevent: status\nid: 7\ndata: {"a":1}\n\nevent: queue\r\ndata: one\r\ndata: two\r\n\r\n: ping\n\ndata\n\n';

const read = (chunks: readonly string[]): StreamEvent[] => {
  const found: StreamEvent[] = [];
  const reader = createEventStreamReader((event) => found.push(event));
  for (const chunk of chunks) reader.push(chunk);
  return found;
};

describe('event stream', () => {
  const expected: StreamEvent[] = [
    { event: 'status', id: '7', data: '{"a":1}' },
    { event: 'queue', id: null, data: 'one\ntwo' },
    { event: 'message', id: null, data: '' },
  ];

  it('reads events, comments, several data lines and both line endings', () => {
    expect(read([wire])).toEqual(expected);
  });

  it.each([1, 2, 3, 5, 7])('reads the same when cut every %i characters', (size) => {
    const chunks = wire.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    expect(read(chunks)).toEqual(expected);
  });

  it('holds back an event that is not finished', () => {
    expect(read(['data: {"half":'])).toEqual([]);
  });
});
