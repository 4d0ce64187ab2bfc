import { incidentsUi } from '../../shared/messages/incidents-ui.en.ts';
import { judgeWords } from '../../shared/messages/judge.en.ts';
import type { ReasonClass } from '../../shared/model/reason.ts';
import { providerName } from '../../shared/reasons/providerOf.ts';
import type { MenuEntry } from '../ui/Menu.tsx';

export interface MuteOf {
  server: string | null;
  provider: string | null;
  class: ReasonClass | null;
}

/** Mutes that reach beyond one cause, each for an hour: a server, a provider, a class. */
export function widerMutes(
  about: { servers: readonly string[]; provider: string | null; class: ReasonClass | null },
  nameOf: (server: string) => string,
  mute: (what: MuteOf) => void,
): MenuEntry[] {
  const { wider } = incidentsUi.page;
  const nothing: MuteOf = { server: null, provider: null, class: null };
  const entries: MenuEntry[] = about.servers.slice(0, 3).map((server) => ({
    text: wider.server(nameOf(server)),
    onChoose: () => mute({ ...nothing, server }),
  }));
  const { provider, class: cls } = about;
  if (provider !== null && provider !== '')
    entries.push({ text: wider.provider(providerName(provider)), onChoose: () => mute({ ...nothing, provider }) });
  if (cls !== null)
    entries.push({ text: wider.class(judgeWords.short[cls]), onChoose: () => mute({ ...nothing, class: cls }) });
  return entries.length === 0 ? [] : [{ kind: 'rule' }, { kind: 'group', text: wider.title }, ...entries];
}
