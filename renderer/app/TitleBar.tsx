import { shellWords } from '../../shared/messages/ui.en.ts';
import { useBridge } from '../state/bridge.tsx';
import { setPrefs, usePrefs } from '../state/prefs.ts';
import { useRequest } from '../state/request.ts';
import { useStream } from '../state/streams.ts';
import { cx } from '../ui/cx.ts';
import { Icon } from '../ui/icons.tsx';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';
import { Bell } from './Bell.tsx';
import { ctrlCap } from './keys.tsx';
import { openPalette } from './paletteState.ts';
import styles from './shell.module.css';

const isMac = navigator.platform.startsWith('Mac');

export function TitleBar() {
  const bridge = useBridge();
  const demo = useStream('status')?.demo ?? false;
  const info = useRequest('app.info', {}).data;
  const window_ = (what: 'minimize' | 'maximize' | 'close') => () => void bridge.request('app.window', { what });
  const desktop = bridge.host === 'desktop';
  const mac = desktop && (info?.platform === 'darwin' || isMac);
  return (
    <header className={cx(styles.titlebar, mac && styles.mac)}>
      <ScopeButton />
      <div className="row">
        <button type="button" className={styles.find} onClick={() => openPalette()}>
          <Icon name="search" size={14} />
          <span className="grow cut">{shellWords.search}</span>
          <kbd>{ctrlCap} K</kbd>
        </button>
        {demo && (
          <span className={styles.demo} title={shellWords.demoTitle}>
            {shellWords.demo}
          </span>
        )}
      </div>
      <div className={styles.right}>
        <Bell />
        {desktop && !mac && (
          <div className={styles.controls}>
            <button type="button" aria-label={shellWords.minimize} onClick={window_('minimize')}>
              <Icon name="wmin" />
            </button>
            <button type="button" aria-label={shellWords.maximize} onClick={window_('maximize')}>
              <Icon name="wmax" />
            </button>
            <button type="button" aria-label={shellWords.close} onClick={window_('close')}>
              <Icon name="wx" />
            </button>
          </div>
        )}
      </div>
    </header>
  );
}

/** All servers, a group of them, or one: holds on every screen. */
function ScopeButton() {
  const servers = useStream('servers') ?? [];
  const scope = usePrefs((p) => p.scope);
  const name = (id: string) => servers.find((s) => s.config.id === id)?.config.name ?? id;
  const text =
    servers.length === 0
      ? shellWords.noServers
      : scope === null
        ? shellWords.allServers
        : scope.length === 1 && scope[0] !== undefined
          ? name(scope[0])
          : shellWords.scopeOf(scope.length);
  const groups = [...new Set(servers.map((s) => s.config.group).filter((g) => g !== null))];
  const entries: MenuEntry[] = [
    {
      text: shellWords.allServers,
      right: 'G 0',
      onChoose: () => setPrefs({ scope: null }),
      ...(scope === null ? { icon: 'check' as const } : {}),
    },
    ...groups.map((g) => ({
      text: g,
      icon: 'folder' as const,
      onChoose: () => setPrefs({ scope: servers.filter((s) => s.config.group === g).map((s) => s.config.id) }),
    })),
    { kind: 'rule' },
    ...servers.map((s, i) => ({
      text: s.config.name,
      right: i < 9 ? `G ${i + 1}` : undefined,
      onChoose: () => setPrefs({ scope: [s.config.id] }),
      ...(scope?.includes(s.config.id) === true ? { icon: 'check' as const } : {}),
    })),
  ];
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className={styles.scope} aria-label={`${shellWords.scopeLabel}: ${text}`}>
          <span className="cut">{text}</span>
          <Icon name="down" size={12} />
        </button>
      }
      entries={entries}
    />
  );
}
