import { useState } from 'react';
import type { ReactNode } from 'react';
import { safetyForm as words } from '../../shared/messages/settings-ui.en.ts';
import { safetyLevels, safetyWords } from '../../shared/messages/servers-ui.en.ts';
import type { SafetyLevel } from '../../shared/model/server.ts';
import type { ServerView } from '../../shared/views/servers.ts';
import { useBridge } from '../state/bridge.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { cx } from '../ui/cx.ts';
import { safetyCells } from './safetyCells.ts';
import { SettingSection } from './SettingRow.tsx';
import { SettingTable } from './SettingTable.tsx';
import styles from './Settings.module.css';
import { Select } from '../ui/labelled.tsx';

/** How much may be done where, and what each verb asks for there. */
export function SafetySection(props: { servers: readonly ServerView[] }): ReactNode {
  const bridge = useBridge();
  const [error, setError] = useState<unknown>(null);
  const set = (server: ServerView, safety: SafetyLevel): void => {
    setError(null);
    bridge.request('servers.save', { config: { ...server.config, safety } }).catch(setError);
  };
  return (
    <SettingSection id="safety" title={words.title}>
      <p className={styles.text}>{words.text}</p>
      {error !== null && <ErrorNote error={error} />}
      {props.servers.length === 0 ? (
        <p className="s12 f3">{words.none}</p>
      ) : (
        <SettingTable
          head={[
            words.columns.server,
            words.columns.level,
            words.columns.retry,
            words.columns.hold,
            words.columns.remove,
            words.columns.all,
          ]}
        >
          {props.servers.map((server) => {
            const cells = safetyCells(
              server.config.safety,
              server.config.production,
              server.detection?.abilities ?? null,
            );
            return (
              <tr key={server.config.id}>
                <td>{server.config.name}</td>
                <td>
                  <Select
                    label={`${words.columns.level}, ${server.config.name}`}
                    hideLabel
                    value={server.config.safety}
                    onChange={(level) => set(server, level)}
                    options={safetyLevels.map((value) => ({ value, label: safetyWords[value].name }))}
                  />
                </td>
                {[cells.retry, cells.hold, cells.remove, cells.all].map((cell, index) => (
                  <td key={index} className={cx(cell === 'no' || cell === 'cannot' ? 'f3' : 'f2')}>
                    {words.cells[cell]}
                  </td>
                ))}
              </tr>
            );
          })}
        </SettingTable>
      )}
    </SettingSection>
  );
}
