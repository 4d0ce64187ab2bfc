import { useState } from 'react';
import type { ReactNode } from 'react';
import { quietForm as words } from '../../shared/messages/settings-alerts-ui.en.ts';
import { settingsUi } from '../../shared/messages/settings-ui.en.ts';
import type { AlertSettings, QuietHours } from '../../shared/model/incident.ts';
import type { Mute } from '../../shared/views/status.ts';
import type { ServerView } from '../../shared/views/servers.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { SideBadge } from '../ui/Badge.tsx';
import { when } from '../ui/format.ts';
import { placeInDay, quietParts, readClock } from './quietBar.ts';
import { SettingLine, SettingRow, SettingSection } from './SettingRow.tsx';
import { SettingTable } from './SettingTable.tsx';
import styles from './Settings.module.css';
import { Checkbox, Switch, TextField } from '../ui/labelled.tsx';

const usual: QuietHours = {
  from: '22:00',
  to: '06:30',
  timezone: null,
  critical_passes: true,
  critical_servers: null,
  whole_days: [],
};

/** Quiet hours: when, what passes all the same, and what becomes of the rest. */
export function QuietSection(props: {
  saved: AlertSettings;
  servers: readonly ServerView[];
  mutes: readonly Mute[];
  onSave: (settings: AlertSettings) => Promise<void>;
}): ReactNode {
  const [error, setError] = useState<unknown>(null);
  const quiet = props.saved.quiet_hours;
  const save = (quiet_hours: QuietHours | null): void => {
    setError(null);
    props.onSave({ ...props.saved, quiet_hours }).catch(setError);
  };
  const zone = quiet?.timezone ?? words.systemZone;
  return (
    <SettingSection id="quiet" title={words.title}>
      {error !== null && <ErrorNote error={error} />}
      <SettingRow name={words.when}>
        <SettingLine>
          <Switch label={words.on} checked={quiet !== null} onChange={(on) => save(on ? usual : null)} />
          {quiet !== null && (
            <>
              {words.from}
              <ClockField label={words.from} value={quiet.from} onChange={(from) => save({ ...quiet, from })} />
              {words.to}
              <ClockField label={words.to} value={quiet.to} onChange={(to) => save({ ...quiet, to })} />
            </>
          )}
        </SettingLine>
        {quiet === null ? (
          <p className="s12 f3">{words.off}</p>
        ) : (
          <>
            <DayBar quiet={quiet} />
            <SettingLine>
              <span className="f3">{words.wholeDays}</span>
              {settingsUi.daysShort.map((name, index) => (
                <Checkbox
                  key={name}
                  label={name}
                  checked={quiet.whole_days.includes(index)}
                  onChange={(on) =>
                    save({
                      ...quiet,
                      whole_days: on
                        ? [...quiet.whole_days, index].sort((a, b) => a - b)
                        : quiet.whole_days.filter((d) => d !== index),
                    })
                  }
                />
              ))}
            </SettingLine>
            <p className="s12 f3">
              {words.says(
                quiet.from,
                quiet.to,
                quiet.whole_days.map((d) => settingsUi.days[d] ?? ''),
                zone,
              )}
            </p>
          </>
        )}
      </SettingRow>
      {quiet !== null && <LetThrough quiet={quiet} servers={props.servers} onSave={save} />}
      {quiet !== null && (
        <SettingRow name={words.rest}>
          <SettingLine>{words.restText(quiet.to)}</SettingLine>
        </SettingRow>
      )}
      <Mutes mutes={props.mutes} servers={props.servers} />
    </SettingSection>
  );
}

function LetThrough(props: {
  quiet: QuietHours;
  servers: readonly ServerView[];
  onSave: (quiet: QuietHours) => void;
}): ReactNode {
  const { quiet } = props;
  const all = props.servers.map((s) => s.config.id);
  const passes = (id: string): boolean =>
    quiet.critical_servers === null ? quiet.critical_passes : quiet.critical_servers.includes(id);
  const set = (id: string, on: boolean): void => {
    const now = all.filter((other) => (other === id ? on : passes(other)));
    props.onSave({ ...quiet, critical_passes: true, critical_servers: now.length === all.length ? null : now });
  };
  return (
    <SettingRow name={words.through}>
      <SettingLine>
        <Switch
          label={words.critical}
          checked={quiet.critical_servers === null && quiet.critical_passes}
          onChange={(on) => props.onSave({ ...quiet, critical_passes: on, critical_servers: null })}
        />
      </SettingLine>
      {props.servers.map((server) => (
        <SettingLine key={server.config.id}>
          <Switch
            label={words.criticalOf(server.config.name)}
            checked={passes(server.config.id)}
            onChange={(on) => set(server.config.id, on)}
          />
        </SettingLine>
      ))}
    </SettingRow>
  );
}

function DayBar(props: { quiet: QuietHours }): ReactNode {
  const now = new Date();
  const clock = `${String(now.getHours()).padStart(2, '0')}:${String(now.getMinutes()).padStart(2, '0')}`;
  const place = placeInDay(now);
  const parts = quietParts(props.quiet);
  const marks = [
    { at: 0, text: '0' },
    ...(parts[0] !== undefined && parts[0].left === 0 ? [{ at: parts[0].width, text: props.quiet.to }] : []),
    ...parts.filter((p) => p.left > 0).map((p) => ({ at: p.left, text: props.quiet.from })),
  ].filter((mark) => mark.at === 0 || Math.abs(mark.at - place) > 8);
  return (
    <div aria-hidden>
      <div className={styles.day}>
        {parts.map((part) => (
          <i key={part.left} style={{ left: `${part.left}%`, width: `${part.width}%` }} />
        ))}
        <b style={{ left: `${place}%` }} />
      </div>
      <div className={styles.dayMarks}>
        {marks.map((mark) => (
          <span key={mark.at} style={{ left: `${mark.at}%` }}>
            {mark.text}
          </span>
        ))}
        <span style={{ left: `${place}%` }}>{words.now(clock)}</span>
      </div>
    </div>
  );
}

/** A time of day as text; taken over when it is one, marked when it is not. */
function ClockField(props: { label: string; value: string; onChange: (clock: string) => void }): ReactNode {
  const [text, setText] = useState<string | null>(null);
  const read = text === null ? props.value : readClock(text);
  const leave = (): void => {
    if (read !== null && read !== props.value) props.onChange(read);
    if (read !== null) setText(null);
  };
  return (
    <TextField
      label={props.label}
      hideLabel
      value={text ?? props.value}
      invalid={read === null}
      onChange={setText}
      onBlur={leave}
      onEnter={leave}
      width="narrow"
      {...(read === null ? { hint: words.badClock } : {})}
    />
  );
}

/** What is muted now, until when, and how much it held back. */
function Mutes(props: { mutes: readonly Mute[]; servers: readonly ServerView[] }): ReactNode {
  const bridge = useBridge();
  const [error, setError] = useState<unknown>(null);
  const name = (id: string | null): string =>
    id === null ? words.all : (props.servers.find((s) => s.config.id === id)?.config.name ?? id);
  return (
    <>
      <h3 className={styles.h3} id="settings-mutes">
        {words.mutes} <span className="f3">{words.mutesNote}</span>
      </h3>
      {error !== null && <ErrorNote error={error} />}
      {props.mutes.length === 0 ? (
        <p className="s12 f3">{words.none}</p>
      ) : (
        <SettingTable
          head={[words.columns.side, words.columns.what, words.columns.server, words.columns.until, words.columns.held]}
          tools
          labelledBy="settings-mutes"
        >
          {props.mutes.map((mute) => (
            <tr key={mute.id}>
              <td>{mute.side !== null && <SideBadge side={mute.side} />}</td>
              <td>{mute.title}</td>
              <td className="f2">{name(mute.server)}</td>
              <td>{mute.until === null ? words.recovers : when(mute.until, Date.now())}</td>
              <td className="f3">{words.held(mute.held)}</td>
              <td>
                <div className={styles.tools}>
                  <Button
                    kind="quiet"
                    small
                    onClick={() => void bridge.request('mutes.end', { id: mute.id }).catch(setError)}
                  >
                    {words.end}
                  </Button>
                </div>
              </td>
            </tr>
          ))}
        </SettingTable>
      )}
    </>
  );
}
