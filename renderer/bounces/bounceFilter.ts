import { bouncesUi } from '../../shared/messages/bounces-ui.en.ts';
import { adviceWords } from '../../shared/messages/reasons.en.ts';
import type { ReasonClass } from '../../shared/model/reason.ts';
import type { BounceFilter, BouncesWindow } from '../../shared/views/bounces.ts';
import type { IconName } from '../ui/icons.tsx';
import { number } from '../ui/format.ts';

type Kind = BounceFilter['kind'];
const kinds: readonly Kind[] = ['all', 'failed', 'delayed', 'not_ours', 'other'];

const wholeNumber = (text: string | undefined): number | null => {
  const n = Number(text);
  return text === undefined || text === '' || !Number.isSafeInteger(n) || n < 0 ? null : n;
};

/** The filter an address asks for; what is none of it is left out, never an error. */
export function bounceFilterOf(query: Readonly<Record<string, string>>): BounceFilter {
  return {
    kind: kinds.find((kind) => kind === query['kind']) ?? 'all',
    text: (query['text'] ?? '').slice(0, 500),
    mailbox: query['mailbox'] ?? null,
    incident: wholeNumber(query['incident']),
    class: Object.hasOwn(adviceWords, query['class'] ?? '') ? (query['class'] as ReasonClass) : null,
    domain: query['domain']?.slice(0, 255) ?? null,
    sender: query['sender']?.slice(0, 320) ?? null,
    since: wholeNumber(query['since']),
    undoneOnly: query['undoneOnly'] === 'true',
  };
}

const icons: Record<Kind, IconName | null> = {
  all: null,
  failed: 'x',
  delayed: 'clock',
  not_ours: 'forged',
  other: null,
};

/** The kinds with their counts; "Other" only where there is any, and with little room (`tight`) only while it is chosen. */
export function kindFilters(
  counts: BouncesWindow['counts'] | undefined,
  tight: Kind | null,
): { kind: Kind; text: string; icon: IconName | null }[] {
  const of: Record<Kind, number | undefined> = {
    all: counts?.all,
    failed: counts?.failed,
    delayed: counts?.delayed,
    not_ours: counts?.notOurs,
    other: counts?.other,
  };
  return kinds
    .filter((kind) => kind !== 'other' || ((of.other ?? 0) > 0 && (tight === null || tight === 'other')))
    .map((kind) => ({
      kind,
      icon: icons[kind],
      text: of[kind] === undefined ? bouncesUi.filters[kind] : `${bouncesUi.filters[kind]} ${number(of[kind])}`,
    }));
}
