export interface StreamEvent {
  event: string;
  id: string | null;
  data: string;
}

/**
 * Reads the format of "Server-sent events" (HTML standard, 9.2.6): fields a line, an empty line ends an event, a line
 * that begins with a colon is a comment. Chunks may end anywhere.
 */
export function createEventStreamReader(found: (event: StreamEvent) => void): { push(text: string): void } {
  let rest = '';
  let event = '';
  let id: string | null = null;
  let data: string[] = [];

  function line(text: string): void {
    if (text === '') {
      if (data.length > 0) found({ event: event === '' ? 'message' : event, id, data: data.join('\n') });
      event = '';
      id = null;
      data = [];
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id') id = value;
  }

  return {
    push(text) {
      const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const each of lines) line(each);
    },
  };
}
