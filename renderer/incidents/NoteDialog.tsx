import { useState } from 'react';
import type { ReactNode } from 'react';
import { incidentsUi } from '../../shared/messages/incidents-ui.en.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextArea } from '../ui/labelled.tsx';

const words = incidentsUi.page;

/** A note on an incident, from where its cause is looked at. */
export function NoteDialog(props: { id: number; onClose: () => void; onDo: (text: string) => void }): ReactNode {
  const [note, setNote] = useState('');
  return (
    <Dialog
      open
      title={words.noteTitle(props.id)}
      onClose={props.onClose}
      foot={
        <>
          <Button onClick={props.onClose}>{words.cancel}</Button>
          <Button kind="primary" disabled={note.trim() === ''} onClick={() => props.onDo(note.trim())}>
            {words.addNoteDo}
          </Button>
        </>
      }
    >
      <TextArea
        label={words.ackNote}
        hint={words.ackNoteHint}
        value={note}
        onChange={setNote}
        rows={3}
        maxLength={5000}
        autoFocus
      />
    </Dialog>
  );
}
