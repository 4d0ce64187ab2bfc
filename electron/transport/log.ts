import type { Clock } from '../ports.ts';

export interface TransportLog {
  add: (text: string) => void;
  lines: () => readonly { at: number; text: string }[];
}

/** The last lines of a connection's life. What a server says is cut and freed of control characters. */
export function createTransportLog(clock: Clock, keep = 200): TransportLog {
  const lines: { at: number; text: string }[] = [];
  return {
    add(text) {
      // eslint-disable-next-line no-control-regex -- exactly these must not reach a screen or terminal
      lines.push({ at: clock.now(), text: text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, 500) });
      if (lines.length > keep) lines.splice(0, lines.length - keep);
    },
    lines: () => [...lines],
  };
}
