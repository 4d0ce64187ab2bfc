import { useState } from 'react';
import type { ReactNode } from 'react';
import { incidentsUi } from '../../shared/messages/incidents-ui.en.ts';
import { muteUntil } from './incidentWords.ts';
import { WithNote } from './WithNote.tsx';
import { Select } from '../ui/labelled.tsx';

const words = incidentsUi.page;
const untils = ['1h', '4h', 'morning', 'end'] as const;

/** "I know, I am on it": no reminders until then, with a note for the others. */
export function AcknowledgeDialog(props: {
  id: number;
  onClose: () => void;
  onDo: (untilMs: number | null, note: string) => void;
}): ReactNode {
  const [until, setUntil] = useState<(typeof untils)[number]>('4h');
  const untilMs = (): number | null => {
    if (until === 'end') return null;
    return muteUntil(until === '1h' ? 'hour' : until === '4h' ? 'four_hours' : 'morning', Date.now());
  };
  return (
    <WithNote
      title={words.acknowledgeTitle(props.id)}
      text={words.acknowledgeDo}
      maxLength={2000}
      onClose={props.onClose}
      onDo={(note) => props.onDo(untilMs(), note)}
    >
      <p>{words.acknowledgeText}</p>
      <Select
        label={words.until}
        value={until}
        onChange={setUntil}
        options={untils.map((value) => ({ value, label: words.untils[value] }))}
      />
    </WithNote>
  );
}
