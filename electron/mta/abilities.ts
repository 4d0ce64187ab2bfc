import type { Ability, AbilityId } from '../../shared/model/server.ts';
import { ability } from './refused.ts';

const what: Readonly<Record<AbilityId, string>> = {
  list: 'listing of messages',
  retry_one: 'retry of one message',
  retry_domain: 'retry of a whole domain',
  retry_all: 'retry of everything',
  hold: 'hold',
  release: 'release',
  delete: 'deletion of a message',
  expire: 'expiry with notice',
  requeue: 'requeue',
  headers: 'way to read headers of a queued message',
  body: 'way to read a queued message',
  log: 'delivery log by message',
};

/** What an MTA does not have: said, not hidden ("Exim has no requeue"). */
export const absentAll = (label: string, ...ids: AbilityId[]): Ability[] =>
  ids.map((id) => ability(id, '', 'absent', `${label} has no ${what[id]}.`));
