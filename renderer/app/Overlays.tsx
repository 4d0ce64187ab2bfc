import { PreviewDialog } from '../actions/PreviewDialog.tsx';
import { UndoBar } from '../actions/UndoBar.tsx';

/** What may open above any screen: commands, previews, questions of the engine. */
export function Overlays() {
  return (
    <>
      <PreviewDialog />
      <UndoBar />
    </>
  );
}
