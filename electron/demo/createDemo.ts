import type { ServerConfig } from '../../shared/model/server.ts';
import type { ReadDsnOptions } from '../../shared/dsn/index.ts';
import type { Asker, Clock, Inbox, InboxSink, Reach } from '../ports.ts';
import { createDemoInbox } from './inbox.ts';
import { createDemoTransport } from './shell.ts';
import { livePast, type PastDeps } from './past.ts';
import { createWorld, halfDayMs, type SeenDeferral } from './world.ts';

export interface Demo {
  /** The way to a simulated server; null for every other route. */
  reach(config: ServerConfig, ask: Asker): (Reach & { dispose(): void }) | null;
  createInbox(sink: InboxSink, reading: ReadDsnOptions): Inbox;
  /** Puts what happened before the start into a new archive. */
  livePast(deps: PastDeps): void;
}

/** The built-in demo, from the transport outwards: everything inside is the real thing. */
export function createDemo(clock: Clock): Demo {
  const start = clock.now();
  const seen: SeenDeferral[] = [];
  const world = createWorld(start, undefined, (deferral) => {
    if (deferral.at <= start) seen.push(deferral);
  });
  return {
    reach(config) {
      if (config.route.kind !== 'demo') return null;
      const command = createDemoTransport(world, config.route.simulation, clock);
      return { command, clock, dispose: () => command.dispose() };
    },
    livePast(deps) {
      world.advance(start);
      const observed = world.servers.map(
        ({ name, messages }) =>
          [
            name,
            {
              seen: seen.filter((deferral) => deferral.server === name),
              waiting: [...messages.values()].flatMap(({ recipients }) =>
                recipients
                  // Series count messages.
                  .flatMap(({ address, reason }) => (reason === null ? [] : [{ recipient: address, reason }]))
                  .slice(0, 1),
              ),
            },
          ] as const,
      );
      livePast({ observed: new Map(observed), from: (start - halfDayMs) / 1000, start: start / 1000 }, deps);
    },
    createInbox: (sink, reading) => createDemoInbox({ clock, sink, world, reading }),
  };
}
