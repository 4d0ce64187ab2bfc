import { widerMutes } from '../incidents/widerMutes.ts';
import { causesWords as words } from '../../shared/messages/causes-ui.en.ts';
import type { Verb } from '../../shared/model/action.ts';
import type { CauseRow } from '../../shared/views/causes.ts';
import { openPreview } from '../actions/previewState.ts';
import { say } from '../app/live.tsx';
import { href, navigate } from '../app/router.ts';
import { useBridge } from '../state/bridge.tsx';
import { useStream } from '../state/streams.ts';
import type { MenuEntry } from '../ui/Menu.tsx';
import { showToast } from '../ui/Toast.tsx';
import type { CauseActions } from './causeColumns.tsx';

export interface AllCauseActions extends CauseActions {
  retryPaced: (row: CauseRow) => void;
  verb: (row: CauseRow, verb: Verb) => void;
  can: (row: CauseRow, verb: Verb) => boolean;
  mute: (row: CauseRow, until: number | null) => void;
  muteEntries: (row: CauseRow) => MenuEntry[];
}

/** Half a minute to probe a rate limit gently; the engine's own suggestion replaces it in the preview. */
const gentle = { intervalMs: 10_000, stopAfter: 3, order: 'oldest', probe: false, resume: false } as const;

const tomorrowMorning = (): number => {
  const d = new Date();
  d.setDate(d.getDate() + 1);
  d.setHours(7, 0, 0, 0);
  return d.getTime();
};

/** What can be done about a cause, as far as the safety level of its servers lets it be shown. */
export function useCauseActions(): AllCauseActions {
  const bridge = useBridge();
  const servers = useStream('servers') ?? [];
  const config = (id: string) => servers.find((s) => s.config.id === id)?.config;
  const cause = (row: CauseRow) => ({ kind: 'cause', cause: row.id, one: false }) as const;
  const can = (row: CauseRow, verb: Verb): boolean =>
    row.servers.some((id) => {
      const level = config(id)?.safety ?? 'observe';
      return level === 'full' || (level === 'retry' && verb === 'retry');
    });
  const mute = (row: CauseRow, until: number | null) => {
    const [server] = row.servers;
    void bridge
      .request('mutes.add', {
        cause: row.id,
        incident: row.incident?.id ?? null,
        server: row.servers.length === 1 && server !== undefined ? server : null,
        provider: row.provider,
        class: row.class,
        until,
      })
      .then(() => say(words.muted));
  };
  const verb = (row: CauseRow, what: Verb) => openPreview({ verb: what, selection: cause(row) });
  const retryOne = (row: CauseRow) => openPreview({ verb: 'retry', selection: { ...cause(row), one: true } });
  const retryPaced = (row: CauseRow) => openPreview({ verb: 'retry', selection: cause(row), pace: gentle });
  const muteEntries = (row: CauseRow): MenuEntry[] => [
    { text: words.muteHour, icon: 'mute', onChoose: () => mute(row, Date.now() + 3_600_000) },
    { text: words.muteDay, icon: 'mute', onChoose: () => mute(row, tomorrowMorning()) },
    { text: words.muteRecovery, icon: 'mute', onChoose: () => mute(row, null) },
    ...widerMutes(
      row,
      (id) => config(id)?.name ?? id,
      (what) => {
        void bridge
          .request('mutes.add', { cause: null, incident: null, ...what, until: Date.now() + 3_600_000 })
          .then(() => say(words.muted));
      },
    ),
  ];
  return {
    can,
    canRetry: (row) => can(row, 'retry'),
    serverName: (id) => config(id)?.name ?? id,
    check: (row) => {
      for (const server of row.servers) void bridge.request('causes.check', { server });
      showToast({ id: 'check', icon: 'eye', tone: 'c-info', title: words.check, body: words.asked, stays: 4000 });
      say(words.asked);
    },
    retryOne,
    retryPaced,
    verb,
    mute,
    muteEntries,
    menu: (row) => [
      { text: words.openPage, icon: 'ext', right: '↵', onChoose: () => navigate(href('cause', [row.id])) },
      {
        text: words.openMessages,
        icon: 'messages',
        onChoose: () => navigate(href('messages', [], { q: `cause:"${row.id}"` })),
      },
      { kind: 'rule' },
      ...(can(row, 'retry')
        ? ([
            { text: words.retryOne, icon: 'retry', right: 'R', onChoose: () => retryOne(row) },
            { text: words.retryPaced, icon: 'pace', right: 'Shift R', onChoose: () => retryPaced(row) },
            { text: words.retryAll, icon: 'retry', onChoose: () => verb(row, 'retry') },
          ] satisfies MenuEntry[])
        : []),
      ...(can(row, 'hold')
        ? ([
            { text: words.hold, icon: 'held', right: 'H', onChoose: () => verb(row, 'hold') },
            { text: words.release, icon: 'release', right: 'U', onChoose: () => verb(row, 'release') },
            { text: words.expire, icon: 'bounces', onChoose: () => verb(row, 'expire') },
            { text: words.remove, icon: 'trash', danger: true, onChoose: () => verb(row, 'delete') },
          ] satisfies MenuEntry[])
        : []),
      ...(can(row, 'retry') ? ([{ kind: 'rule' }] satisfies MenuEntry[]) : []),
      ...muteEntries(row),
    ],
  };
}
