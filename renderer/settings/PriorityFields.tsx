import { useState } from 'react';
import type { ReactNode } from 'react';
import { alertsForm } from '../../shared/messages/settings-alerts-ui.en.ts';
import type { AlertSettings } from '../../shared/model/incident.ts';
import { readAddresses, sameSettings, withGroup } from './alertsDraft.ts';
import { SettingLine, SettingRow } from './SettingRow.tsx';
import { InlineNumber, TextArea } from '../ui/labelled.tsx';

const words = alertsForm.priority;

/** Senders and recipients whose waiting mail is worth a notice of its own. */
export function PriorityFields(props: { draft: AlertSettings; onDraft: (draft: AlertSettings) => void }): ReactNode {
  const { draft, onDraft } = props;
  return (
    <SettingRow name={words.title} hint={words.hint}>
      <AddressList
        label={words.senders}
        value={draft.priority.senders}
        onChange={(senders) => onDraft(withGroup(draft, 'priority', { senders }))}
      />
      <AddressList
        label={words.recipients}
        value={draft.priority.recipients}
        onChange={(recipients) => onDraft(withGroup(draft, 'priority', { recipients }))}
      />
      <SettingLine>
        {words.after}
        <InlineNumber
          label={words.after}
          value={draft.priority.minutes}
          min={1}
          max={14_400}
          onChange={(minutes) => onDraft(withGroup(draft, 'priority', { minutes }))}
        />
        {words.minutes}
      </SettingLine>
    </SettingRow>
  );
}

function AddressList(props: { label: string; value: string[]; onChange: (value: string[]) => void }): ReactNode {
  const [text, setText] = useState(props.value.join('\n'));
  const read = readAddresses(text);
  // Discarding the draft brings the saved list back into the field.
  if (!sameSettings(read.good, props.value)) setText(props.value.join('\n'));
  return (
    <TextArea
      label={props.label}
      placeholder={words.placeholder}
      value={text}
      onChange={(next) => {
        setText(next);
        props.onChange(readAddresses(next).good);
      }}
      rows={2}
      invalid={read.bad.length > 0}
      {...(read.bad.length > 0 ? { hint: words.bad(read.bad.slice(0, 3).join(', ')) } : {})}
      mono
    />
  );
}
