import { useEffect, useState } from 'react';
import type { RequestOutput } from '../../shared/contract.ts';
import { useBridge } from '../state/bridge.tsx';
import { useStream } from '../state/streams.ts';

export type RunLinesAnswer = RequestOutput<'actions.lines'>;

/** The engine reads a log at most that often; a hidden window asks for nothing. */
const everyMs = 2000;
const mostShown = 300;

/**
 * Log lines of a run, or of the newest run that acted on a message, as they are written: asked for while this is on
 * screen, newest first.
 */
export function useRunLines({
  run,
  message,
  when = true,
}: {
  run: string | null;
  message: { server: string; id: string } | null;
  when?: boolean;
}): RunLinesAnswer | null {
  const bridge = useBridge();
  const runs = useStream('actions');
  const [answer, setAnswer] = useState<RunLinesAnswer | null>(null);
  const about = JSON.stringify({ run, message });
  // A run that begins, or ends, is asked about anew.
  const stamp = (runs ?? [])
    .filter((r) => run === null || r.id === run)
    .map((r) => `${r.id} ${r.endedAt === null}`)
    .join();
  useEffect(() => {
    if (!when) return;
    const asked = JSON.parse(about) as { run: typeof run; message: typeof message };
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let kept: RunLinesAnswer['rows'] = [];
    const later = (): void => {
      timer = setTimeout(() => (document.hidden ? later() : ask()), everyMs);
    };
    const ask = (): void => {
      bridge.request('actions.lines', { ...asked, after: kept[0]?.seq ?? 0 }).then(
        (next) => {
          if (stopped) return;
          kept = [...next.rows.toReversed(), ...kept].slice(0, mostShown);
          setAnswer({ ...next, rows: kept });
          if (next.live) later();
        },
        () => {
          if (!stopped) later();
        },
      );
    };
    ask();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [bridge, about, stamp, when]);
  return when ? answer : null;
}
