import { useMemo } from 'react';
import type { ServerView } from '../../shared/views/servers.ts';
import { useStream } from './streams.ts';

const none: readonly ServerView[] = [];

/** Servers now, and the name a person gave to one; the id where it is gone. */
export function useServers(): { servers: readonly ServerView[]; known: boolean; nameOf: (id: string) => string } {
  const stream = useStream('servers');
  const servers = stream ?? none;
  return useMemo(() => {
    const names = new Map(servers.map((server) => [server.config.id, server.config.name]));
    return { servers, known: stream !== undefined, nameOf: (id: string) => names.get(id) ?? id };
  }, [stream, servers]);
}
