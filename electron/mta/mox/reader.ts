/**
 * `mox queue list`. Source: mjl-/mox ctl.go, "queuelist": "messages:", then a line a recipient,
 * "ID QUEUED from:PATH to:PATH next DURATION last DURATION error QUOTED", or "(none)". Times of attempts are relative to
 * the moment of the listing.
 */
import { commandWords } from '../../../shared/messages/command-mtas.en.ts';
import type { CreateListingReader } from '../../ports.ts';
import { unquoteGo } from '../api/chasquidPage.ts';
import { createLines } from '../lines.ts';

/** Go's time.Duration.String(), rounded to seconds ("1h2m3s", "-5s"), in seconds. */
export function goSeconds(text: string): number | null {
  const m = /^(-?)(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?$/.exec(text);
  if (m === null || text === '' || text === '-') return null;
  const seconds = Number(m[2] ?? 0) * 3600 + Number(m[3] ?? 0) * 60 + Number(m[4] ?? 0);
  return m[1] === '-' ? -seconds : seconds;
}

/** smtp.Path.LogString: the address, and after a slash the same in ASCII where it differs. */
const address = (text: string): string => /^(.+@[^/]+)\/.*@[^/@]*$/.exec(text)?.[1] ?? text;

export const createMoxReader: CreateListingReader = (sink, options) => {
  const now = Math.floor((options?.now ?? Date.now()) / 1000);
  let begun = false;
  const onLine = (line: string) => {
    if (line.trim() === '' || line.trim() === '(none)') return;
    if (line === 'messages:') {
      begun = true;
      return;
    }
    const error = line.indexOf(' error "');
    const head = /^ {0,10}(\d{1,19}) (\d{4}-\d\d-\d\dT\S{8,40}) from:/.exec(line);
    const tail = / next (-?[0-9hms]{1,40}) last ([0-9hms]{0,40})$/.exec(error < 0 ? '' : line.slice(0, error));
    if (head === null || tail === null || !line.endsWith('"')) {
      sink.skipped(head === null ? 'not a record' : 'record that cannot be read', line.slice(0, 500));
      return;
    }
    const paths = line.slice(head[0].length, tail.index);
    const to = paths.lastIndexOf(' to:');
    const reason = unquoteGo(line.slice(error + 7));
    const queued = Date.parse(head[2] ?? '');
    const next = goSeconds(tail[1] ?? '');
    sink.message({
      id: head[1] ?? '',
      queue: 'queue',
      // Tried before, and waiting for its next attempt.
      state: tail[2] !== '' ? 'deferred' : 'active',
      arrival: Number.isNaN(queued) ? null : Math.floor(queued / 1000),
      size: null,
      sender: address(paths.slice(0, to < 0 ? undefined : to)),
      recipients: to < 0 ? [] : [{ address: address(paths.slice(to + 4)), reason: reason === '' ? null : reason }],
      ...(next === null ? {} : { nextTry: now + next }),
    });
  };
  const lines = createLines(onLine, { maxLine: 1024 * 1024 });
  return {
    push: (chunk) => lines.push(chunk),
    end() {
      const last = lines.end();
      if (last !== null && last.trim() !== '') onLine(last);
      return { remarks: begun ? [] : [commandWords.mox.noHeading], complete: begun && last === null };
    },
  };
};
