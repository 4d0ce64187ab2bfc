import type { HostCandidate } from '../../shared/views/servers.ts';

/** A host chosen on the first screen, on its way to "Add server"; taken once. It is no part of an address. */
let chosen: HostCandidate | string | null = null;

export function handOver(choice: HostCandidate | string): void {
  chosen = choice;
}

export function takeOver(): HostCandidate | string | null {
  const choice = chosen;
  chosen = null;
  return choice;
}
