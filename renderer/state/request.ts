import { useCallback, useEffect, useRef, useState } from 'react';
import { decodeError, type BridgeError } from '../../shared/bridgeError.ts';
import type { RequestInput, RequestName, RequestOutput } from '../../shared/contract.ts';
import { useBridge } from './bridge.tsx';

export interface Asked<T> {
  /** The last answer; kept while a newer one is on its way. */
  data: T | undefined;
  /** Set when the last question failed; `data` is then older. */
  error: BridgeError | undefined;
  loading: boolean;
  /** Ask again now. */
  reload: () => void;
}

export interface AskOptions {
  /** Asks again when any of these changes (a stream's version). */
  after?: readonly unknown[];
  /** Answers to another `key` are not kept: what was shown for one message never stands in for another. */
  key?: string;
  /** false: do not ask (yet). */
  when?: boolean;
}

/**
 * Asks the engine and keeps the old answer until the new one is there. Answers that come too late (another input since,
 * or the screen is gone) are dropped.
 */
export function useRequest<K extends RequestName>(
  name: K,
  input: RequestInput<K>,
  { after = [], key = '', when = true }: AskOptions = {},
): Asked<RequestOutput<K>> {
  const bridge = useBridge();
  const [again, setAgain] = useState(0);
  const [state, setState] = useState<{
    key: string;
    data: RequestOutput<K> | undefined;
    error: BridgeError | undefined;
    loading: boolean;
  }>({ key, data: undefined, error: undefined, loading: when });
  const asked = useRef(0);
  const body = JSON.stringify(input);
  const stamp = JSON.stringify(after);
  useEffect(() => {
    if (!when) return;
    asked.current += 1;
    const mine = asked.current;
    setState((s) =>
      s.key === key ? { ...s, loading: true } : { key, data: undefined, error: undefined, loading: true },
    );
    bridge.request(name, JSON.parse(body) as RequestInput<K>).then(
      (data) => {
        if (mine === asked.current) setState({ key, data, error: undefined, loading: false });
      },
      (error: unknown) => {
        if (mine === asked.current) setState((s) => ({ ...s, error: decodeError(error), loading: false }));
      },
    );
    return () => {
      asked.current += 1;
    };
  }, [bridge, name, body, stamp, key, when, again]);
  const reload = useCallback(() => setAgain((n) => n + 1), []);
  const current = state.key === key;
  return {
    data: current ? state.data : undefined,
    error: current ? state.error : undefined,
    loading: current ? state.loading : when,
    reload,
  };
}
