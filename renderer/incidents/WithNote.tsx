import { useState } from 'react';
import type { ReactNode } from 'react';
import { incidentsUi } from '../../shared/messages/incidents-ui.en.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextArea } from '../ui/labelled.tsx';

const words = incidentsUi.page;

/** Asks for a note, below what `children` ask for; `needed`: nothing is done without one. */
export function WithNote(props: {
  title: string;
  text: string;
  maxLength: number;
  needed?: boolean;
  onClose: () => void;
  onDo: (note: string) => void;
  children?: ReactNode;
}): ReactNode {
  const [typed, setTyped] = useState('');
  const note = typed.trim();
  return (
    <Dialog
      open
      title={props.title}
      onClose={props.onClose}
      foot={
        <>
          <Button onClick={props.onClose}>{words.cancel}</Button>
          <Button kind="primary" disabled={props.needed === true && note === ''} onClick={() => props.onDo(note)}>
            {props.text}
          </Button>
        </>
      }
    >
      {props.children}
      <TextArea
        label={words.ackNote}
        hint={words.ackNoteHint}
        value={typed}
        onChange={setTyped}
        rows={3}
        maxLength={props.maxLength}
        autoFocus
      />
    </Dialog>
  );
}
