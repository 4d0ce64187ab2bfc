import { createContext, useContext } from 'react';
import type { Bridge } from '../../shared/contract.ts';
import type { Streams } from './streams.ts';

export interface Engine {
  bridge: Bridge;
  streams: Streams;
}

export const EngineContext = createContext<Engine | null>(null);

/** The way to the engine. Screens ask with `useRequest` and follow with `useStream`; actions call `bridge.request`. */
export function useEngine(): Engine {
  const engine = useContext(EngineContext);
  if (engine === null) throw new Error('EngineContext is missing');
  return engine;
}

export const useBridge = (): Bridge => useEngine().bridge;
