import type { ReactNode } from 'react';
import { desktopForm as words } from '../../shared/messages/settings-ui.en.ts';
import type { AppSettings } from '../../shared/model/settings.ts';
import { useBridge } from '../state/bridge.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { useRequest } from '../state/request.ts';
import { SettingLine, SettingRow, SettingSection } from './SettingRow.tsx';
import styles from './Settings.module.css';
import { Switch } from '../ui/labelled.tsx';

/** What belongs to the desktop: autostart, tray, notifications. */
export function DesktopSection(props: { app: AppSettings; onSave: (app: AppSettings) => void }): ReactNode {
  const bridge = useBridge();
  const { app } = props;
  const info = useRequest('app.info', {});
  const desktop = bridge.host === 'desktop';
  const set = (values: Partial<AppSettings['desktop']>): void =>
    props.onSave({ ...app, desktop: { ...app.desktop, ...values } });
  const tray = app.desktop.closeToTray;
  return (
    <SettingSection id="desktop" title={words.title}>
      {!desktop && <p className={styles.text}>{words.web}</p>}
      <SettingRow name={words.notifications}>
        <SettingLine>
          <Switch
            label={words.notifications}
            hideLabel
            checked={app.desktop.notifications}
            onChange={(notifications) => set({ notifications })}
          />
        </SettingLine>
      </SettingRow>
      {desktop && (
        <>
          <SettingRow name={words.autostart}>
            <SettingLine>
              <Switch
                label={words.autostart}
                hideLabel
                checked={app.desktop.autostart}
                onChange={(autostart) => set({ autostart })}
              />
            </SettingLine>
          </SettingRow>
          <SettingRow name={words.tray}>
            <SettingLine>
              <Segmented
                label={words.tray}
                value={tray === null ? 'auto' : tray ? 'yes' : 'no'}
                onChange={(value) => set({ closeToTray: value === 'auto' ? null : value === 'yes' })}
                options={(['auto', 'yes', 'no'] as const).map((value) => ({ value, text: words.trays[value] }))}
              />
            </SettingLine>
          </SettingRow>
        </>
      )}
      {info.data !== undefined && (
        <p className="s12 f3">
          {words.version} {info.data.version}, {info.data.platform}. {words.secrets}: {info.data.secretsBackend}
        </p>
      )}
    </SettingSection>
  );
}
