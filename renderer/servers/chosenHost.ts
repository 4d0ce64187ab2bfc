import type { HostCandidate } from '../../shared/views/servers.ts';

/** A host chosen on the first screen, on its way to "Add server". It is no part of an address. */
let chosen: HostCandidate | string | null = null;

export function handOver(choice: HostCandidate | string): void {
  chosen = choice;
}

/** Read while rendering, which may happen more than once for one screen. */
export const handedOver = (): HostCandidate | string | null => chosen;

/** It has arrived: the next "Add server" begins with nothing. */
export function arrived(): void {
  chosen = null;
}
