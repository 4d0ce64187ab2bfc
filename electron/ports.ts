/**
 * What the heart knows of the world. `monitor/` sees transports, MTAs, the inbox, the store and the clock only through
 * these interfaces, so that its tests need no network, disk or waiting.
 */
export type * from './ports/inbox.ts';
export type * from './ports/mta.ts';
export type * from './ports/reach.ts';
