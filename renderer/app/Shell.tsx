import { Component, Suspense, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { keyWords, shellWords } from '../../shared/messages/ui.en.ts';
import type { Connection } from '../bridge/connection.ts';
import { useBridge } from '../state/bridge.tsx';
import { useStream } from '../state/streams.ts';
import { setPrefs } from '../state/prefs.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { cx } from '../ui/cx.ts';
import { Icon } from '../ui/icons.tsx';
import { InPlace } from '../ui/facts.tsx';
import { Content, PageHead } from '../ui/frame.tsx';
import { Toasts } from '../ui/Toast.tsx';
import { nextZoom, useAppearance, useAppSettings } from './appearance.ts';
import { KeySheet } from './KeySheet.tsx';
import { useKeys } from './keys.tsx';
import { useWidth } from './layout.ts';
import { LiveRegion } from './live.tsx';
import { href, navigate, openLink, useRoute, type Route } from './router.ts';
import { loadScreens, navigation, screens } from './screens.tsx';
import { Sidebar } from './Sidebar.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TitleBar } from './TitleBar.tsx';
import styles from './shell.module.css';

/** Frame of the window: title bar, sidebar, the screen of the present address, status bar. */
export function Shell({ connection, overlays }: { connection: Connection; overlays?: ReactNode }) {
  const bridge = useBridge();
  const route = useRoute();
  const width = useWidth();
  const servers = useStream('servers');
  const [sheet, setSheet] = useState(false);
  const settings = useAppSettings();
  useAppearance(settings);
  // A browser has its own zoom under these keys.
  const zooms = bridge.host === 'desktop' && settings !== undefined;
  const zoom = (to: number) => () => {
    if (settings === undefined || to === settings.appearance.zoom) return;
    void bridge.request('settings.setApp', { ...settings, appearance: { ...settings.appearance, zoom: to } });
  };
  const size = settings?.appearance.zoom ?? 1;
  useEffect(() => {
    const idle = requestIdleCallback(loadScreens);
    return () => cancelIdleCallback(idle);
  }, []);
  useEffect(() => bridge.on('navigate', ({ link }) => openLink(link)), [bridge]);

  const scopeKeys = (servers ?? []).slice(0, 9).map((s, i) => ({
    keys: `G ${i + 1}`,
    run: () => setPrefs({ scope: [s.config.id] }),
    ...(i === 0 ? { label: keyWords.scopeServer } : {}),
  }));
  useKeys(
    [
      ...navigation.map((n) => ({
        keys: n.key,
        label: keyWords.screen(shellWords.nav[n.id]),
        run: () => navigate(href(n.id)),
      })),
      ...scopeKeys,
      { keys: 'G 0', label: keyWords.scopeAll, run: () => setPrefs({ scope: null }) },
      { keys: 'G W', label: keyWords.whyFire, run: () => navigate(href('settings', ['alerts'])) },
      {
        keys: 'F5',
        label: keyWords.lookNow,
        inFields: true,
        run: () => void bridge.request('monitor.lookNow', { server: null }),
      },
      { keys: 'Ctrl++', label: keyWords.larger, when: zooms, run: zoom(nextZoom(size, 1)) },
      { keys: 'Ctrl+=', when: zooms, run: zoom(nextZoom(size, 1)) },
      { keys: 'Ctrl+-', label: keyWords.smaller, when: zooms, run: zoom(nextZoom(size, -1)) },
      { keys: 'Ctrl+0', label: keyWords.usualSize, when: zooms, run: zoom(1) },
      { keys: '?', label: keyWords.sheet, run: () => setSheet(true) },
    ],
    'everywhere',
  );

  return (
    <div className={cx(styles.win, width === 'narrow' && styles.folded)}>
      <a
        className={styles.skip}
        href="#main"
        onClick={(e) => (e.preventDefault(), document.getElementById('main')?.focus())}
      >
        {shellWords.skip}
      </a>
      <TitleBar />
      <Sidebar nav={screens[route.screen]?.nav ?? null} />
      <main className={styles.main} id="main" tabIndex={-1} aria-label={shellWords.main} style={{ outline: 'none' }}>
        <Notices connection={connection} />
        <Screen route={route} />
      </main>
      <StatusBar onKeys={() => setSheet(true)} />
      <LiveRegion />
      <Toasts />
      {sheet && <KeySheet onClose={() => setSheet(false)} />}
      {overlays}
    </div>
  );
}

function Screen({ route }: { route: Route }) {
  const found = screens[route.screen];
  if (found === undefined) {
    return (
      <Content>
        <PageHead title={shellWords.notFound} />
        <InPlace
          title={shellWords.notFoundText}
          actions={<Button onClick={() => navigate(href('causes'))}>{shellWords.toCauses}</Button>}
        />
      </Content>
    );
  }
  const Body = found.component;
  return (
    <div className={styles.screen}>
      <Boundary key={route.screen}>
        <Suspense fallback={null}>
          <Body route={route} />
        </Suspense>
      </Boundary>
    </div>
  );
}

/** A screen that throws costs that screen only. */
class Boundary extends Component<{ children: ReactNode }, { error: string | null }> {
  override state: { error: string | null } = { error: null };
  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <InPlace
        title={shellWords.broken}
        exact={this.state.error}
        actions={<Button onClick={() => this.setState({ error: null })}>{shellWords.tryAgain}</Button>}
      >
        {shellWords.brokenText}
      </InPlace>
    );
  }
}

/** Things the app itself must say, above every screen. */
function Notices({ connection }: { connection: Connection }) {
  const bridge = useBridge();
  const heard = useSyncExternalStore(
    (l) => connection.subscribe(l),
    () => connection.get(),
  );
  const notices = useStream('status')?.notices ?? [];
  if (heard === 'open' && notices.length === 0) return null;
  return (
    <div className={styles.notices}>
      {heard !== 'open' && (
        <div className={styles.noticeRow} role="alert">
          <Icon name={heard === 'opening' ? 'pending' : 'blind'} size={14} className="c-blind" />
          {shellWords.connection[heard]}
        </div>
      )}
      {notices.map((n) => (
        <div key={n.id} className={styles.noticeRow} role={n.tone === 'info' ? 'status' : 'alert'}>
          <Icon name={n.tone} size={14} className={`c-${n.tone}`} />
          <span className="med">{n.title}</span>
          <span className="f2 grow" title={n.detail ?? undefined}>
            {n.text}
          </span>
          <IconButton
            icon="x"
            small
            label={shellWords.dismiss}
            onClick={() => void bridge.request('notice.dismiss', { id: n.id })}
          />
        </div>
      ))}
    </div>
  );
}
