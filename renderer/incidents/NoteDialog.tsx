import type { ReactNode } from 'react';
import { incidentsUi } from '../../shared/messages/incidents-ui.en.ts';
import { WithNote } from './WithNote.tsx';

const words = incidentsUi.page;

/** A note on an incident, from where its cause is looked at. */
export const NoteDialog = (props: { id: number; onClose: () => void; onDo: (text: string) => void }): ReactNode => (
  <WithNote
    title={words.noteTitle(props.id)}
    text={words.addNoteDo}
    maxLength={5000}
    needed
    onClose={props.onClose}
    onDo={props.onDo}
  />
);
