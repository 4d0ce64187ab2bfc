import type { Bridge } from '../../shared/contract.ts';
import { decodeError } from '../../shared/bridgeError.ts';
import { createConnection, type Connection } from './connection.ts';

/** The preload's bridge, with errors made whole again: Electron copies only their message across. */
export function createDesktopBridge(preload: Bridge): Bridge & { connection: Connection } {
  return {
    host: preload.host,
    on: (name, listener) => preload.on(name, listener),
    request: async (name, input) => {
      try {
        return await preload.request(name, input);
      } catch (thrown) {
        throw decodeError(thrown);
      }
    },
    connection: createConnection('open'),
  };
}
