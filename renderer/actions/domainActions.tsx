/** All mail to a recipient domain: the preview says whether the mail server has a verb of its own for it. */
import { domainUi as words } from '../../shared/messages/actions-ui.en.ts';
import { mailDomainOf } from '../../shared/mailDomain.ts';
import type { Verb } from '../../shared/model/action.ts';
import type { Filter, Scope } from '../../shared/model/filter.ts';
import type { ServerView } from '../../shared/views/servers.ts';
import { IconButton } from '../ui/Button.tsx';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';
import { openPreview } from './previewState.ts';

export const openDomain = (verb: Verb, domain: string, scope: Scope): void =>
  openPreview({ verb, selection: { kind: 'domain', scope, domain, own: true }, pace: null });

/** What the safety levels of these servers let be shown; the engine decides again. */
export const allowedOn = (servers: readonly ServerView[]): { retry: boolean; full: boolean } => ({
  retry: servers.some((s) => s.config.safety !== 'observe'),
  full: servers.some((s) => s.config.safety === 'full'),
});

/** Entries of a menu; none for what is no domain, and none where nothing may be done. */
export function domainEntries(
  domain: string,
  scope: Scope,
  allowed: { retry: boolean; full: boolean },
  before: () => void = () => undefined,
): MenuEntry[] {
  const name = mailDomainOf(domain);
  if (name === null || !allowed.retry) return [];
  const entry = (verb: Verb, more: Partial<Extract<MenuEntry, { onChoose: () => void }>> = {}): MenuEntry => ({
    text: words.verbs[verb],
    ...more,
    onChoose() {
      before();
      openDomain(verb, name, scope);
    },
  });
  return [
    { kind: 'group', text: words.all(name) },
    entry('retry', { icon: 'retry' }),
    ...(allowed.full
      ? [
          entry('hold', { icon: 'held' }),
          entry('release', { icon: 'release' }),
          entry('expire', { icon: 'bounces' }),
          entry('delete', { icon: 'trash', danger: true }),
        ]
      : []),
  ];
}

export function DomainMenu(props: {
  domain: string;
  scope: Scope;
  allowed: { retry: boolean; full: boolean };
  before?: () => void;
}) {
  const entries = domainEntries(props.domain, props.scope, props.allowed, props.before);
  if (entries.length === 0) return null;
  return <Menu trigger={<IconButton small icon="more" label={words.menu(props.domain)} />} entries={entries} />;
}

/** The domain that a filter is about: "to:@example.org" and nothing that narrows it further. */
export function domainOfFilter(filter: Filter): string | null {
  const [term] = filter;
  return filter.length === 1 && term?.field === 'to' && !term.not && term.value.startsWith('@')
    ? mailDomainOf(term.value)
    : null;
}
