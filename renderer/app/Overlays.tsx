import { PreviewDialog } from '../actions/PreviewDialog.tsx';
import { UndoBar } from '../actions/UndoBar.tsx';
import { Palette } from './Palette.tsx';
import { Prompts } from './Prompts.tsx';

/** What may open above any screen: commands, previews, questions of the engine. */
export function Overlays() {
  return (
    <>
      <Palette />
      <PreviewDialog />
      <Prompts />
      <UndoBar />
    </>
  );
}
