import { app } from 'electron';
import { linkFromAddress, linkFromArguments } from './deepLinks.ts';

export interface Launches {
  /** Called for what came before, then for each further launch. null: no address, just show the window. */
  listen(handler: (link: string | null) => void): void;
}

/**
 * Further launches of the app and addresses opened with it. macOS may hand over an address before the app is ready, so
 * this listens from the first moment.
 */
export function collectLaunches(): Launches {
  let waiting: (string | null)[] = [];
  let handle: ((link: string | null) => void) | null = null;
  const launched = (link: string | null): void => {
    if (handle === null) waiting.push(link);
    else handle(link);
  };
  app.on('second-instance', (_event, argv) => launched(linkFromArguments(argv)));
  app.on('open-url', (event, address) => {
    event.preventDefault();
    launched(linkFromAddress(address));
  });
  app.on('activate', () => launched(null));
  return {
    listen(handler) {
      handle = handler;
      const before = waiting;
      waiting = [];
      for (const link of before) handler(link);
    },
  };
}
