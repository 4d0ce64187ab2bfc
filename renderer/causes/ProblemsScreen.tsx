import { shellWords } from '../../shared/messages/ui.en.ts';
import { PageHead } from '../ui/parts.tsx';

export default function ProblemsScreen() {
  return <PageHead title={shellWords.nav.causes} />;
}
