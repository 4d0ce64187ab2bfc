import { shellWords } from '../../shared/messages/ui.en.ts';
import { paletteWords as words } from '../../shared/messages/palette-ui.en.ts';
import type { Bridge, RequestOutput } from '../../shared/contract.ts';
import type { Verb } from '../../shared/model/action.ts';
import type { Scope } from '../../shared/model/filter.ts';
import type { CauseRow } from '../../shared/views/causes.ts';
import type { ServerView } from '../../shared/views/servers.ts';
import { searchCodes } from '../../shared/reasons/codes.ts';
import type { Status } from '../../shared/views/status.ts';
import { openDomain } from '../actions/domainActions.tsx';
import { mailDomainOf } from '../../shared/mailDomain.ts';
import { openPreview } from '../actions/previewState.ts';
import { setPrefs } from '../state/prefs.ts';
import { number } from '../ui/format.ts';
import type { IconName } from '../ui/icons.tsx';
import { href, navigate } from './router.ts';
import { score } from './score.ts';
import { navigation } from './screens.tsx';

export interface PaletteEntry {
  id: string;
  group: 'act' | 'go' | 'commands';
  icon: IconName;
  text: string;
  right?: string;
  /** Key caps at the right. */
  keys?: string;
  disabled?: boolean;
  run: () => void;
}

export interface PaletteSources {
  bridge: Bridge;
  scope: Scope;
  causes: readonly CauseRow[];
  servers: readonly ServerView[];
  incidents: RequestOutput<'incidents.list'>['rows'];
  status: Status | undefined;
}

const verbs: Record<Verb, { icon: IconName; words: readonly string[]; needsFull: boolean }> = {
  retry: { icon: 'retry', words: ['retry', 'flush', 'deliver'], needsFull: false },
  hold: { icon: 'held', words: ['hold', 'freeze'], needsFull: true },
  release: { icon: 'release', words: ['release', 'unhold', 'thaw'], needsFull: true },
  delete: { icon: 'trash', words: ['delete', 'remove'], needsFull: true },
  expire: { icon: 'bounces', words: ['expire', 'return', 'bounce'], needsFull: true },
  requeue: { icon: 'retry', words: ['requeue'], needsFull: false },
};

/** Codes in what was typed ("451", "4.3.0", "451 4.3.0"), when there is hardly anything else. */
const codeOf = (typed: string): string | null => {
  const codes = typed.trim().length > 24 ? [] : searchCodes(typed);
  return codes.length === 0
    ? null
    : [...codes]
        .reverse()
        .map((c) => c.code)
        .join(' ');
};

function verbOf(typed: string): { verb: Verb; rest: string } | null {
  const [first = '', ...rest] = typed.trim().toLowerCase().split(/\s+/);
  if (first.length < 3) return null;
  for (const verb of Object.keys(verbs) as Verb[]) {
    if (verbs[verb].words.some((w) => w.startsWith(first))) return { verb, rest: rest.join(' ') };
  }
  return null;
}

function acts(typed: string, s: PaletteSources): PaletteEntry[] {
  const asked = verbOf(typed);
  if (asked === null || asked.rest === '') return [];
  const { verb, rest } = asked;
  const able = (id: string): boolean => {
    const level = s.servers.find((v) => v.config.id === id)?.config.safety ?? 'observe';
    return level === 'full' || (level === 'retry' && !verbs[verb].needsFull);
  };
  const inScope = s.servers.filter((v) => s.scope.servers?.includes(v.config.id) ?? true);
  const anyAble = inScope.some((v) => able(v.config.id));
  const blocked = inScope.map((v) => v.config.name).join(', ');
  const entry = (id: string, text: string, right: string, run: () => void, may: boolean): PaletteEntry => ({
    id: `act:${id}`,
    group: 'act',
    icon: may ? verbs[verb].icon : 'tls',
    text,
    right: may ? right : words.observes(blocked),
    disabled: !may,
    run,
  });
  const filtered = (field: 'from' | 'to' | 'text', what: string): PaletteEntry =>
    entry(
      field,
      words.act[verb](what),
      '',
      () =>
        openPreview({
          verb,
          selection: { kind: 'filter', scope: s.scope, filter: [{ field, op: 'is', value: rest, not: false }] },
        }),
      anyAble,
    );
  const causes = s.causes
    .filter((c) => score(`${c.title} ${c.reply ?? ''}`, rest) > 0)
    .slice(0, 3)
    .map((c) =>
      entry(
        `cause:${c.id}`,
        words.act[verb](words.cause(c.title)),
        words.waiting(c.messages),
        () => openPreview({ verb, selection: { kind: 'cause', cause: c.id, one: false } }),
        c.servers.some(able),
      ),
    );
  const domain = mailDomainOf(rest);
  const whole =
    domain === null
      ? []
      : [
          entry(
            'domain',
            words.act[verb](words.domain(domain)),
            words.wholeDomain,
            () => openDomain(verb, domain, s.scope),
            anyAble,
          ),
        ];
  return [...whole, filtered('from', words.from(rest)), filtered('to', words.to(rest)), ...causes];
}

/** Everything that fits, best first in each group. */
export function paletteEntries(typed: string, s: PaletteSources): PaletteEntry[] {
  const prefix = /^[@#>]/.exec(typed)?.[0] ?? '';
  const text = (prefix === '' ? typed : typed.slice(1)).trim();
  const commands: PaletteEntry[] = [
    {
      id: 'look',
      group: 'commands',
      icon: 'retry',
      text: words.lookNow,
      keys: 'F5',
      run: () => void s.bridge.request('monitor.lookNow', { server: null }),
    },
    {
      id: 'why',
      group: 'commands',
      icon: 'settings',
      text: words.whyFire,
      keys: 'G W',
      run: () => navigate(href('settings', ['alerts'])),
    },
    { id: 'problems', group: 'commands', icon: 'blind', text: words.problems, run: () => navigate(href('problems')) },
    { id: 'runs', group: 'commands', icon: 'pace', text: words.runs, run: () => navigate(href('runs')) },
    {
      id: 'add',
      group: 'commands',
      icon: 'plus',
      text: words.addServer,
      run: () => navigate(href('servers', ['add'])),
    },
    {
      id: 'all',
      group: 'commands',
      icon: 'servers',
      text: words.scopeAll,
      keys: 'G 0',
      run: () => setPrefs({ scope: null }),
    },
    {
      id: 'pause',
      group: 'commands',
      icon: 'paused',
      text: s.status?.paused === true ? words.resume : words.pause,
      run: () => void s.bridge.request('monitor.pause', { paused: s.status?.paused !== true }),
    },
    {
      id: 'demo',
      group: 'commands',
      icon: 'play',
      text: s.status?.demo === true ? words.demoOff : words.demoOn,
      run: () => void s.bridge.request('app.demo', { on: s.status?.demo !== true }),
    },
    ...(['cause', 'provider', 'sender'] as const).map((group): PaletteEntry => ({
      id: `group:${group}`,
      group: 'commands',
      icon: 'causes',
      text: words.group(group),
      run: () => {
        setPrefs({ group });
        navigate(href('causes'));
      },
    })),
    ...s.servers.map((v): PaletteEntry => ({
      id: `look:${v.config.id}`,
      group: 'commands',
      icon: 'retry',
      text: words.lookServer(v.config.name),
      run: () => void s.bridge.request('monitor.lookNow', { server: v.config.id }),
    })),
    ...s.servers.map((v): PaletteEntry => ({
      id: `scope:${v.config.id}`,
      group: 'commands',
      icon: 'servers',
      text: words.scope(v.config.name),
      run: () => setPrefs({ scope: [v.config.id] }),
    })),
  ];
  const screens: PaletteEntry[] = [...navigation, { id: 'settings' as const, icon: 'settings' as const, key: '' }].map(
    (n) => ({
      id: `screen:${n.id}`,
      group: 'go',
      icon: n.icon,
      text: shellWords.nav[n.id],
      ...(n.key === '' ? {} : { keys: n.key }),
      run: () => navigate(href(n.id)),
    }),
  );
  const servers = s.servers.map((v): PaletteEntry => ({
    id: `server:${v.config.id}`,
    group: 'go',
    icon: 'servers',
    text: words.server(v.config.name),
    right: v.stateText === '' ? v.state : v.stateText,
    run: () => navigate(href('server', [v.config.id])),
  }));
  const incidents = s.incidents.map((i): PaletteEntry => ({
    id: `incident:${i.id}`,
    group: 'go',
    icon: 'incidents',
    text: `#${i.id} ${i.title}`,
    right: i.outcome,
    run: () => navigate(href('incident', [i.id])),
  }));
  const causes = s.causes.map((c): PaletteEntry => ({
    id: `cause:${c.id}`,
    group: 'go',
    icon: 'causes',
    text: c.title,
    right: number(c.messages),
    run: () => navigate(href('causes', [], { open: c.id })),
  }));
  const fits = (list: readonly PaletteEntry[], most: number): PaletteEntry[] =>
    list
      .map((e) => ({ e, s: text === '' ? 1 : score(e.text, text) }))
      .filter((x) => x.s > 0)
      .sort((a, b) => b.s - a.s)
      .slice(0, most)
      .map((x) => x.e);
  if (prefix === '@') return fits(servers, 50);
  if (prefix === '#') return fits(incidents, 50);
  if (prefix === '>') return fits(commands, 50);
  const code = codeOf(text);
  const search: PaletteEntry[] =
    text === '' || (verbOf(text)?.rest !== undefined && verbOf(text)?.rest !== '')
      ? []
      : [
          {
            id: 'messages',
            group: 'go',
            icon: 'messages',
            text: words.messagesWith(text),
            run: () => navigate(href('messages', [], { q: text })),
          },
        ];
  const codes: PaletteEntry[] =
    code === null
      ? []
      : [{ id: 'code', group: 'go', icon: 'note', text: words.code(code), run: () => navigate(href('code', [code])) }];
  return [
    ...acts(text, s),
    ...codes,
    ...fits(screens, text === '' ? 7 : 4),
    ...fits(causes, text === '' ? 0 : 5),
    ...fits(servers, text === '' ? 0 : 4),
    ...fits(incidents, text === '' ? 0 : 4),
    ...search,
    ...fits(commands, text === '' ? 5 : 6),
  ];
}
