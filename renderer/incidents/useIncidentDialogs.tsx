import { useState } from 'react';
import type { ReactNode } from 'react';
import { incidentsUi } from '../../shared/messages/incidents-ui.en.ts';
import { say } from '../app/live.tsx';
import { useBridge } from '../state/bridge.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { AcknowledgeDialog } from './AcknowledgeDialog.tsx';
import { NoteDialog } from './NoteDialog.tsx';

export interface IncidentDialogs {
  acknowledge(id: number): void;
  note(id: number): void;
  /** To be drawn where the dialogs are asked from. */
  dialogs: ReactNode;
}

/** Acknowledging an incident, or adding a note to it, from a screen that shows its cause. */
export function useIncidentDialogs(): IncidentDialogs {
  const bridge = useBridge();
  const [asked, setAsked] = useState<{ what: 'acknowledge' | 'note'; id: number } | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const send = (work: Promise<unknown>, done: string): void => {
    setAsked(null);
    setFailed(null);
    work.then(() => say(done), setFailed);
  };
  const close = (): void => setAsked(null);
  return {
    acknowledge: (id) => setAsked({ what: 'acknowledge', id }),
    note: (id) => setAsked({ what: 'note', id }),
    dialogs: (
      <>
        {failed !== null && <ErrorNote error={failed} />}
        {asked?.what === 'acknowledge' && (
          <AcknowledgeDialog
            id={asked.id}
            onClose={close}
            onDo={(untilMs, note) =>
              send(
                bridge.request('incidents.acknowledge', { id: asked.id, untilMs, note }),
                incidentsUi.page.acknowledgedNow,
              )
            }
          />
        )}
        {asked?.what === 'note' && (
          <NoteDialog
            id={asked.id}
            onClose={close}
            onDo={(text) => send(bridge.request('incidents.note', { id: asked.id, text }), incidentsUi.page.noted)}
          />
        )}
      </>
    ),
  };
}
