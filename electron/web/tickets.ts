import type { Clock } from '../ports.ts';

export interface Tickets {
  issue(): string;
  /** True once for each ticket, within a minute. */
  take(ticket: string): boolean;
}

const lifeMs = 60_000;

/** One-time tickets for the browser that is opened by us: its arguments are readable by every account of the machine. */
export function createTickets(clock: Clock, secret: () => string): Tickets {
  const open = new Map<string, number>();
  return {
    issue() {
      const ticket = secret();
      open.set(ticket, clock.monotonic() + lifeMs);
      return ticket;
    },
    take(ticket) {
      const until = open.get(ticket);
      open.delete(ticket);
      return until !== undefined && clock.monotonic() <= until;
    },
  };
}
