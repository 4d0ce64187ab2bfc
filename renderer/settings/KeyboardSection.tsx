import type { ReactNode } from 'react';
import { keyboardForm as words } from '../../shared/messages/settings-ui.en.ts';
import type { AppSettings } from '../../shared/model/settings.ts';
import { Switch } from '../ui/labelled.tsx';
import { SettingLine, SettingRow, SettingSection } from './SettingRow.tsx';
import styles from './Settings.module.css';

/** Single letters on or off, and every key with what it does. */
export function KeyboardSection(props: { app: AppSettings; onSave: (app: AppSettings) => void }): ReactNode {
  const { app } = props;
  return (
    <SettingSection id="keyboard" title={words.title}>
      <SettingRow name={words.single}>
        <SettingLine>
          <Switch
            label={words.single}
            hideLabel
            checked={app.appearance.singleKeys}
            onChange={(singleKeys) => props.onSave({ ...app, appearance: { ...app.appearance, singleKeys } })}
          />
        </SettingLine>
        <p className="s12 f3">{words.singleHint}</p>
      </SettingRow>
      <SettingRow name={words.all}>
        <dl className={styles.keys}>
          {words.keys.map(([keys, text]) => (
            <div key={text} style={{ display: 'contents' }}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        <p className="s12 f3">{words.never}</p>
      </SettingRow>
    </SettingSection>
  );
}
