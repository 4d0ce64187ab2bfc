import { useState } from 'react';
import type { ReactNode } from 'react';
import { appearanceForm as words } from '../../shared/messages/settings-ui.en.ts';
import type { AppSettings } from '../../shared/model/settings.ts';
import { zooms } from '../app/appearance.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { SettingLine, SettingRow, SettingSection } from './SettingRow.tsx';
import styles from './Settings.module.css';
import { Select, TextField } from '../ui/labelled.tsx';

/** Theme, density, size of type, and the saved views of the sidebar. */
export function AppearanceSection(props: { app: AppSettings; onSave: (app: AppSettings) => void }): ReactNode {
  const { app } = props;
  const set = (values: Partial<AppSettings['appearance']>): void =>
    props.onSave({ ...app, appearance: { ...app.appearance, ...values } });
  return (
    <SettingSection id="appearance" title={words.title}>
      <SettingRow name={words.theme}>
        <SettingLine>
          <Segmented
            label={words.theme}
            value={app.appearance.theme}
            onChange={(theme) => set({ theme })}
            options={(['system', 'light', 'dark'] as const).map((value) => ({ value, text: words.themes[value] }))}
          />
        </SettingLine>
      </SettingRow>
      <SettingRow name={words.density}>
        <SettingLine>
          <Segmented
            label={words.density}
            value={app.appearance.density}
            onChange={(density) => set({ density })}
            options={(['compact', 'roomy'] as const).map((value) => ({ value, text: words.densities[value] }))}
          />
        </SettingLine>
      </SettingRow>
      <SettingRow name={words.zoom}>
        <SettingLine>
          <Select
            label={words.zoom}
            hideLabel
            value={String(app.appearance.zoom)}
            onChange={(zoom) => set({ zoom: Number(zoom) })}
            options={[...new Set([...zooms, app.appearance.zoom])]
              .sort((a, b) => a - b)
              .map((value) => ({ value: String(value), label: words.percent(value) }))}
          />
        </SettingLine>
      </SettingRow>
      <SettingRow name={words.views} hint={words.viewsHint}>
        <Views app={app} onSave={props.onSave} />
      </SettingRow>
    </SettingSection>
  );
}

function Views(props: { app: AppSettings; onSave: (app: AppSettings) => void }): ReactNode {
  const { app } = props;
  const [title, setTitle] = useState('');
  const [query, setQuery] = useState('');
  const save = (views: AppSettings['views']): void => props.onSave({ ...app, views });
  return (
    <>
      <ul className={styles.list}>
        {app.views.map((view) => (
          <li key={view.id} className={styles.line}>
            <span>{view.title}</span>
            <code className={styles.mono}>{view.query}</code>
            <IconButton
              icon="x"
              label={`${words.viewRemove} ${view.title}`}
              onClick={() => save(app.views.filter((v) => v.id !== view.id))}
            />
          </li>
        ))}
      </ul>
      {app.views.length < 50 && (
        <form
          className={styles.line}
          onSubmit={(event) => {
            event.preventDefault();
            if (title.trim() === '' || query.trim() === '') return;
            const taken = new Set(app.views.map((v) => v.id));
            const base =
              title
                .trim()
                .toLowerCase()
                .replace(/[^a-z0-9]+/gu, '-')
                .slice(0, 50) || 'view';
            let id = base;
            for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
            save([...app.views, { id, title: title.trim().slice(0, 64), query: query.trim().slice(0, 1000) }]);
            setTitle('');
            setQuery('');
          }}
        >
          <TextField label={words.viewTitle} value={title} onChange={setTitle} maxLength={64} />
          <TextField label={words.viewQuery} value={query} onChange={setQuery} maxLength={1000} mono />
          <Button type="submit">{words.viewAdd}</Button>
        </form>
      )}
    </>
  );
}
