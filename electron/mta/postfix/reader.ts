import type { CreateListingReader, ListingReader } from '../../ports.ts';
import { createJsonReader } from './readJson.ts';
import { createTextReader } from './readText.ts';

/** A captured listing of either form; which one it is shows in the first record (`postqueue -j` or `postqueue -p`). */
export const createPostfixReader: CreateListingReader = (sink, options = {}) => {
  let chosen: ListingReader | null = null;
  let held: Buffer = Buffer.alloc(0);
  const choose = (json: boolean): ListingReader => {
    const reader = json ? createJsonReader(sink) : createTextReader(sink, options);
    reader.push(held);
    held = Buffer.alloc(0);
    return reader;
  };
  const look = (): ListingReader | null => {
    const text = held.toString('latin1');
    const json = /"queue_name"\s*:/.exec(text)?.index ?? -1;
    const plain =
      /^(-+Queue ID-+|Mail queue is empty|[0-9A-Za-z]{5,}[*!#]*\s+\d+ (Mon|Tue|Wed|Thu|Fri|Sat|Sun) )/m.exec(text)
        ?.index ?? -1;
    if (json < 0 && plain < 0) return null;
    return choose(json >= 0 && (plain < 0 || json < plain));
  };
  return {
    push(chunk) {
      if (chosen) {
        chosen.push(chunk);
        return;
      }
      held = Buffer.concat([held, chunk]);
      // 256 KiB without any record: noise only, whichever reader counts it.
      chosen = look() ?? (held.length > 256 * 1024 ? choose(true) : null);
    },
    end: () => (chosen ?? look() ?? choose(true)).end(),
  };
};
