import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { HostCandidate } from '../../shared/views/servers.ts';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import { useBridge } from '../state/bridge.tsx';
import { Icon } from '../ui/icons.tsx';
import { cx } from '../ui/cx.ts';
import { readHostText } from './hostText.ts';
import styles from './HostPicker.module.css';

const words = addServerUi.host;

export interface HostPickerProps {
  label: string;
  placeholder: string;
  large?: boolean;
  autoFocus?: boolean;
  initialText?: string;
  /** Takes a candidate of the list, or the typed text where none was chosen. */
  onChoose: (choice: HostCandidate | string) => void;
  onText?: (text: string) => void;
}

const keyOf = (row: HostCandidate): string => `${row.kind} ${row.target}`;

/** The field in which a host is named, with the aliases of the SSH configuration that match below it. */
export function HostPicker(props: HostPickerProps): ReactNode {
  const bridge = useBridge();
  const [text, setText] = useState(props.initialText ?? '');
  const [answer, setAnswer] = useState<{ rows: HostCandidate[]; aliases: number; note: string } | null>(null);
  // By name: rows that come for what was typed before the arrow key must not take the choice away.
  const [chosen, setChosen] = useState<string | null>(null);
  const id = useId();
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    let stale = false;
    bridge.request('servers.candidates', { text: text.trim().slice(0, 300) }).then(
      (found) => {
        if (stale) return;
        setAnswer(found);
      },
      () => {
        if (!stale) setAnswer({ rows: [], aliases: 0, note: '' });
      },
    );
    return () => {
      stale = true;
    };
  }, [text]);

  const rows = answer?.rows ?? [];
  const active = rows.findIndex((row) => keyOf(row) === chosen);
  const setActive = (index: number): void => setChosen(rows[index] === undefined ? null : keyOf(rows[index]));

  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const reading = readHostText(text);
  const choose = (choice: HostCandidate | string): void => props.onChoose(choice);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setActive(Math.min(rows.length - 1, active + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(-1, active - 1));
    else if (event.key === 'Enter') {
      const row = rows[active] ?? rows.find((r) => r.target === text.trim() && !r.watched);
      if (row !== undefined) choose(row);
      else if (reading.kind === 'ssh' || reading.kind === 'https') choose(text.trim());
      else return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div>
      <div className={cx(styles.box, props.large === true && styles.large)}>
        <div className={styles.field}>
          <Icon name="search" size={14} />
          <input
            className={styles.input}
            type="text"
            role="combobox"
            aria-label={props.label}
            aria-expanded={rows.length > 0}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
            aria-describedby={`${id}-note`}
            aria-invalid={reading.kind === 'bad'}
            placeholder={props.placeholder}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            autoFocus={props.autoFocus}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setChosen(null);
              props.onText?.(event.target.value);
            }}
            onKeyDown={onKeyDown}
          />
          {text !== '' && !props.large && <span className={styles.hint}>{words.placeholder}</span>}
        </div>
        {rows.length > 0 && (
          <ul className={styles.list} id={`${id}-list`} role="listbox" aria-label={props.label} ref={list}>
            {rows.map((row, index) => (
              <li
                key={keyOf(row)}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                className={cx(styles.option, row.watched && styles.watched)}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(row)}
              >
                <span className={cx(styles.name, styles.cut)}>{row.kind === 'local' ? words.local : row.target}</span>
                <span className={cx(styles.resolved, styles.cut)}>{row.resolved}</span>
                <span className={cx(styles.note, styles.cut)}>
                  {[row.watched ? words.watched : null, row.note].filter((n) => n !== null).join(', ')}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div id={`${id}-note`} aria-live="polite">
        {reading.kind === 'bad' ? (
          <p className={styles.bad}>{words.complaints[reading.why]}</p>
        ) : (
          <p className={styles.below}>
            {rows.length === 0 && reading.kind !== 'empty' ? `${words.none} ` : ''}
            {answer === null ? '' : words.aliases(rows.length, answer.aliases, text.trim() !== '', answer.note)}
          </p>
        )}
      </div>
    </div>
  );
}
