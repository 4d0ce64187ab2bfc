import { useState } from 'react';
import type { ReactNode } from 'react';
import { historyForm as words } from '../../shared/messages/settings-ui.en.ts';
import type { AppSettings } from '../../shared/model/settings.ts';
import type { Status } from '../../shared/views/status.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { bytes, day } from '../ui/format.ts';
import { useRequest } from '../state/request.ts';
import { AuditList } from './AuditList.tsx';
import { SettingLine, SettingRow, SettingSection } from './SettingRow.tsx';
import styles from './Settings.module.css';
import { InlineNumber, Select, Switch } from '../ui/labelled.tsx';

/** What is kept, for how long, where secrets live, and everything that was done. */
export function HistorySection(props: {
  app: AppSettings;
  secrets: Status['secrets'];
  onSave: (app: AppSettings) => void;
}): ReactNode {
  const bridge = useBridge();
  const { app } = props;
  const kept = useRequest('history.view', { servers: null, range: '24h', by: 'side' });
  const info = useRequest('app.info', {}).data;
  // Electron's names for a system without a keyring.
  const fixed = info?.host === 'desktop' && ['basic_text', 'unknown'].includes(info.secretsBackend);
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState('');
  const [error, setError] = useState<unknown>(null);
  const set = (values: Partial<AppSettings['history']>): void =>
    props.onSave({ ...app, history: { ...app.history, ...values } });
  const clear = (): void => {
    setAsking(false);
    setError(null);
    bridge.request('history.clear', {}).then(() => {
      setSaid(words.cleared);
      kept.reload();
    }, setError);
  };
  const size = kept.data?.kept ?? null;
  return (
    <SettingSection id="history" title={words.title}>
      <p className={styles.text}>{words.where}</p>
      <SettingRow name={words.keep}>
        <SettingLine>
          <InlineNumber
            label={words.keep}
            value={app.history.days}
            min={1}
            max={3650}
            onChange={(days) => set({ days })}
          />
          {words.days} {words.size}
          <InlineNumber
            label={words.megabytes}
            value={app.history.maxMegabytes}
            min={50}
            max={100_000}
            onChange={(maxMegabytes) => set({ maxMegabytes })}
          />
          {words.megabytes}
        </SettingLine>
        <p className="s12 f3">
          {words.sizeHint}{' '}
          {size !== null &&
            words.now(bytes(size.bytes), size.since === null ? null : day(size.since * 1000, Date.now()))}
        </p>
        <SettingLine>
          <Switch
            label={words.addresses}
            checked={app.history.keepAddresses}
            onChange={(keepAddresses) => set({ keepAddresses })}
          />
        </SettingLine>
        <p className="s12 f3">{words.addressesHint}</p>
        <SettingLine>
          <Button kind="danger" onClick={() => setAsking(true)}>
            {words.clear}
          </Button>
          <span aria-live="polite">{said}</span>
        </SettingLine>
        {error !== null && <ErrorNote error={error} />}
      </SettingRow>
      <SettingRow name={words.secrets.title}>
        <p>{words.secrets[props.secrets]}</p>
        {fixed && props.secrets !== 'weak' && <p className="s12 f3">{words.secrets.weak}</p>}
        {fixed && (
          <Select
            label={words.secrets.title}
            hideLabel
            value={app.desktop.weakSecrets ?? 'session_only'}
            onChange={(weakSecrets) => props.onSave({ ...app, desktop: { ...app.desktop, weakSecrets } })}
            options={[
              { value: 'session_only', label: words.secrets.session },
              { value: 'accept', label: words.secrets.accept },
            ]}
          />
        )}
      </SettingRow>
      <AuditList />
      {asking && (
        <Dialog
          open
          title={words.clearTitle}
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button kind="danger-solid" onClick={clear}>
                {words.clearDo}
              </Button>
              <Button kind="primary" onClick={() => setAsking(false)} autoFocus>
                {words.keepDo}
              </Button>
            </>
          }
        >
          <p>{words.clearText}</p>
        </Dialog>
      )}
    </SettingSection>
  );
}
