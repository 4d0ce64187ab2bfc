/** Which messages of a server's table a mail server's verb for a whole domain takes. */
import type { Filter } from '../../../shared/model/filter.ts';
import type { MailDomain } from '../../../shared/mailDomain.ts';
import type { DomainMatch } from '../../ports.ts';
import type { QueueTable } from '../queue/table.ts';

export interface Taker {
  takes: (slot: number) => boolean;
  /** Whether a waiting recipient is at exactly this domain. */
  exact: (slot: number) => boolean;
  /** Domains of the recipients for which it is taken. */
  domains: (slot: number) => Set<string>;
}

/** All of these may match, and few others: what is looked through one by one is short. */
export function roughFilter(match: DomainMatch): Filter {
  const to = (value: string): Filter => [{ field: 'to', op: 'is', value, not: false }];
  if (match.by === 'address') return to(match.text);
  return match.by === 'domain' ? to(`@${match.domain}`) : [];
}

export function createTaker(table: QueueTable, match: DomainMatch, domain: MailDomain): Taker {
  const text = match.by === 'address' ? match.text.toLowerCase() : '';
  const queues = new Set(match.by === 'queue' ? match.names.map((name) => table.queues.find(name)) : []);
  queues.delete(0);
  const wanted = table.domains.find(domain);
  const any = (slot: number, holds: (recipient: number) => boolean): boolean => {
    const from = table.start[slot] ?? 0;
    for (let i = from; i < from + (table.count[slot] ?? 0); i += 1) if (holds(i)) return true;
    return false;
  };
  const named = (i: number): boolean => wanted !== 0 && table.domain[i] === wanted;
  const exact = (slot: number): boolean => any(slot, named);
  const meant = (i: number): boolean =>
    match.by === 'address' ? (table.address[i] ?? '').toLowerCase().includes(text) : match.by === 'queue' || named(i);
  return {
    exact,
    takes: (slot) =>
      match.by === 'queue'
        ? queues.has(table.queue[slot] ?? 0)
        : match.by === 'domain'
          ? exact(slot)
          : any(slot, meant),
    domains(slot) {
      const found = new Set<string>();
      any(slot, (i) => {
        if (meant(i)) found.add(table.domains.text(table.domain[i] ?? 0));
        return false;
      });
      return found;
    },
  };
}
