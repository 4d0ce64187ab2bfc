import { useState } from 'react';
import type { ReactNode } from 'react';
import { reasonsForm as words } from '../../shared/messages/settings-ui.en.ts';
import { adviceWords } from '../../shared/messages/reasons.en.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { emptyRule, moved, writeRules } from './ownRules.ts';
import type { OwnRule, RulesReading } from './ownRules.ts';
import { RuleForm } from './RuleForm.tsx';
import { SettingTable } from './SettingTable.tsx';
import styles from './Settings.module.css';

/** Own rules in the order in which they are tried; the first that fires decides. */
export function RuleList(props: {
  reading: Extract<RulesReading, { ok: true }>;
  onChange: (json: string) => void;
}): ReactNode {
  const { rules, around } = props.reading;
  /** Index of the rule that is edited; the count of rules for a new one. */
  const [editing, setEditing] = useState<number | null>(null);
  const set = (next: readonly OwnRule[]): void => props.onChange(writeRules(next, around));
  return (
    <>
      {rules.length === 0 && editing === null && <p className="s12 f3">{words.rulesNone}</p>}
      {rules.length > 0 && (
        <SettingTable head={[words.columns.rule, words.columns.when, words.columns.then, words.columns.source]} tools>
          {rules.map((rule, index) => (
            <tr key={`${rule.id} ${index}`}>
              <td className={styles.mono}>
                {rule.id}
                {!rule.enabled && <span className="f3"> {words.isOff}</span>}
              </td>
              <td>{[...rule.text, ...rule.regex, ...rule.code].slice(0, 4).join(' · ')}</td>
              <td>
                {rule.class === ''
                  ? words.unknown
                  : ((adviceWords[rule.class] as { title: string } | undefined)?.title ?? rule.class)}
              </td>
              <td className="f2">{rule.source}</td>
              <td>
                <div className={styles.tools}>
                  <IconButton
                    icon="up"
                    label={words.up}
                    disabled={index === 0}
                    onClick={() => set(moved(rules, index, -1))}
                  />
                  <IconButton
                    icon="down"
                    label={words.down}
                    disabled={index === rules.length - 1}
                    onClick={() => set(moved(rules, index, 1))}
                  />
                  <Button
                    small
                    kind="quiet"
                    onClick={() => set(rules.map((old, i) => (i === index ? { ...old, enabled: !old.enabled } : old)))}
                  >
                    {rule.enabled ? words.turnOff : words.turnOn}
                  </Button>
                  <Button small onClick={() => setEditing(index)}>
                    {words.editDo}
                  </Button>
                  <Button small kind="quiet" onClick={() => set(rules.filter((_, i) => i !== index))}>
                    {words.remove}
                  </Button>
                </div>
              </td>
            </tr>
          ))}
        </SettingTable>
      )}
      {editing === null ? (
        <div className={styles.line}>
          <Button icon="plus" onClick={() => setEditing(rules.length)}>
            {words.add}
          </Button>
        </div>
      ) : (
        <RuleForm
          key={editing}
          rule={rules[editing] ?? emptyRule}
          others={rules.filter((_, index) => index !== editing)}
          onCancel={() => setEditing(null)}
          onDone={(rule) => {
            set(editing < rules.length ? rules.map((old, i) => (i === editing ? rule : old)) : [...rules, rule]);
            setEditing(null);
          }}
        />
      )}
    </>
  );
}
