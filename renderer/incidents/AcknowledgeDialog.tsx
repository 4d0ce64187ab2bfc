import { useState } from 'react';
import type { ReactNode } from 'react';
import { incidentsUi } from '../../shared/messages/incidents-ui.en.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { muteUntil } from './incidentWords.ts';
import { Select, TextArea } from '../ui/labelled.tsx';

const words = incidentsUi.page;
const untils = ['1h', '4h', 'morning', 'end'] as const;

/** "I know, I am on it": no reminders until then, with a note for the others. */
export function AcknowledgeDialog(props: {
  id: number;
  onClose: () => void;
  onDo: (untilMs: number | null, note: string) => void;
}): ReactNode {
  const [until, setUntil] = useState<(typeof untils)[number]>('4h');
  const [note, setNote] = useState('');
  const untilMs = (): number | null => {
    if (until === 'end') return null;
    return muteUntil(until === '1h' ? 'hour' : until === '4h' ? 'four_hours' : 'morning', Date.now());
  };
  return (
    <Dialog
      open
      title={words.acknowledgeTitle(props.id)}
      onClose={props.onClose}
      foot={
        <>
          <Button onClick={props.onClose}>{words.cancel}</Button>
          <Button kind="primary" onClick={() => props.onDo(untilMs(), note.trim())}>
            {words.acknowledgeDo}
          </Button>
        </>
      }
    >
      <p>{words.acknowledgeText}</p>
      <Select
        label={words.until}
        value={until}
        onChange={setUntil}
        options={untils.map((value) => ({ value, label: words.untils[value] }))}
      />
      <TextArea
        label={words.ackNote}
        hint={words.ackNoteHint}
        value={note}
        onChange={setNote}
        rows={3}
        maxLength={2000}
        autoFocus
      />
    </Dialog>
  );
}
