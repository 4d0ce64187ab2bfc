import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { settingsSections, settingsUi } from '../../shared/messages/settings-ui.en.ts';
import type { SettingsSection } from '../../shared/messages/settings-ui.en.ts';
import type { AlertSettings } from '../../shared/model/incident.ts';
import type { AppSettings } from '../../shared/model/settings.ts';
import { useBridge } from '../state/bridge.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { InPlace } from '../ui/facts.tsx';
import { Content, frame, PageHead } from '../ui/frame.tsx';
import { useRequest } from '../state/request.ts';
import { useServers } from '../state/servers.ts';
import { useStream, useVersion } from '../state/streams.ts';
import { href, navigate } from '../app/router.ts';
import type { ScreenProps } from '../app/screens.tsx';
import { AlertsSection } from './AlertsSection.tsx';
import { AppearanceSection } from './AppearanceSection.tsx';
import { DesktopSection } from './DesktopSection.tsx';
import { HistorySection } from './HistorySection.tsx';
import { KeyboardSection } from './KeyboardSection.tsx';
import { MailboxesSection } from './MailboxesSection.tsx';
import { QuietSection } from './QuietSection.tsx';
import { ReasonsSection } from './ReasonsSection.tsx';
import { SafetySection } from './SafetySection.tsx';
import { TargetsSection } from './TargetsSection.tsx';
import styles from './Settings.module.css';

/** Id of the element a section begins with. */
const anchor = (section: SettingsSection): string => (section === 'alerts' ? 'settings-why' : `settings-${section}`);

/** One scrolling page; the list on the left only jumps. */
export default function SettingsScreen({ route }: ScreenProps): ReactNode {
  const bridge = useBridge();
  const { servers } = useServers();
  const mailboxes = useStream('mailboxes') ?? [];
  const status = useStream('status');
  const section = settingsSections.find((s) => s === route.path[0]) ?? null;
  const settings = useRequest('settings.get', {}, { after: [useVersion('settings')] });
  const [error, setError] = useState<unknown>(null);
  const [current, setCurrent] = useState<SettingsSection>(section ?? 'alerts');
  const body = useRef<HTMLDivElement>(null);
  const ready = settings.data !== undefined;

  const jump = (section: SettingsSection): void => {
    const target = document.getElementById(anchor(section));
    target?.scrollIntoView({ block: 'start' });
    target?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
    setCurrent(section);
  };
  useEffect(() => {
    if (ready && section !== null) jump(section);
  }, [ready, section]);

  // The list marks the last section whose beginning has been passed.
  const onScroll = (): void => {
    const top = body.current?.getBoundingClientRect().top ?? 0;
    const passed = settingsSections.filter((section) => {
      const box = document.getElementById(anchor(section))?.getBoundingClientRect();
      return box !== undefined && box.top - top < 60;
    });
    setCurrent(passed.at(-1) ?? 'alerts');
  };
  const saveApp = (app: AppSettings): void => {
    setError(null);
    bridge.request('settings.setApp', app).then(settings.reload, setError);
  };
  const saveAlerts = async (alerts: AlertSettings): Promise<void> => {
    await bridge.request('settings.setAlerts', alerts);
    settings.reload();
  };

  return (
    <Content>
      <PageHead title={settingsUi.title} />
      <div className={frame.split}>
        <nav className={styles.nav} aria-label={settingsUi.sectionsLabel}>
          {settingsSections.map((section) => (
            <a
              key={section}
              href={`#${anchor(section)}`}
              aria-current={section === current ? 'true' : undefined}
              onClick={(event) => {
                event.preventDefault();
                jump(section);
              }}
            >
              {settingsUi.sections[section]}
            </a>
          ))}
        </nav>
        <div className={styles.body} ref={body} onScroll={onScroll}>
          {settings.error !== undefined && settings.data === undefined && <ErrorNote error={settings.error} />}
          {settings.data === undefined && settings.error === undefined && <InPlace title={settingsUi.loading} />}
          {error !== null && <ErrorNote error={error} />}
          {settings.data !== undefined && (
            <div className={styles.inner}>
              <AlertsSection saved={settings.data.alerts} servers={servers} onSave={saveAlerts} />
              <QuietSection
                saved={settings.data.alerts}
                servers={servers}
                mutes={status?.mutes ?? []}
                onSave={saveAlerts}
              />
              <TargetsSection saved={settings.data.alerts} onSave={saveAlerts} />
              <SafetySection servers={servers} />
              <MailboxesSection
                mailboxes={mailboxes}
                onEdit={(id) => navigate(href('servers', id === null ? ['mailbox'] : ['mailbox', id]))}
              />
              <ReasonsSection />
              <HistorySection app={settings.data.app} secrets={status?.secrets ?? 'unknown'} onSave={saveApp} />
              <AppearanceSection app={settings.data.app} onSave={saveApp} />
              <KeyboardSection app={settings.data.app} onSave={saveApp} />
              <DesktopSection app={settings.data.app} onSave={saveApp} />
            </div>
          )}
        </div>
      </div>
    </Content>
  );
}
