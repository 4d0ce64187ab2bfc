import { shellWords } from '../../shared/messages/ui.en.ts';
import { PageHead } from '../ui/parts.tsx';

export default function BouncesScreen() {
  return <PageHead title={shellWords.nav.bounces} />;
}
