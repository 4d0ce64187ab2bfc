import type { ServerConfig } from '../../shared/model/server.ts';
import type { ReadDsnOptions } from '../../shared/dsn/index.ts';
import type { Asker, Clock, Inbox, InboxSink, Reach } from '../ports.ts';
import { createDemoInbox } from './inbox.ts';
import { createDemoTransport } from './shell.ts';
import { createWorld } from './world.ts';

export interface Demo {
  /** The way to a simulated server; null for every other route. */
  reach(config: ServerConfig, ask: Asker): (Reach & { dispose(): void }) | null;
  createInbox(sink: InboxSink, reading: ReadDsnOptions): Inbox;
}

/** The built-in demo, from the transport outwards: everything inside is the real thing. */
export function createDemo(clock: Clock): Demo {
  const world = createWorld(clock.now());
  return {
    reach(config) {
      if (config.route.kind !== 'demo') return null;
      const command = createDemoTransport(world, config.route.simulation, clock);
      return { command, clock, dispose: () => command.dispose() };
    },
    createInbox: (sink, reading) => createDemoInbox({ clock, sink, world, reading }),
  };
}
