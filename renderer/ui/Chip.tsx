import type { ReactNode } from 'react';
import { dialogWords } from '../../shared/messages/ui.en.ts';
import { Icon } from './icons.tsx';
import { frame } from './frame.tsx';

/** Something that narrows a list, with the way out of it. */
export function Chip({ name, value, onRemove }: { name: string; value: string; onRemove: () => void }): ReactNode {
  return (
    <span className={frame.chip}>
      <span>{name}</span>
      <span className="stranger cut">{value}</span>
      <button type="button" aria-label={`${dialogWords.close}: ${name} ${value}`} onClick={onRemove}>
        <Icon name="x" size={11} />
      </button>
    </span>
  );
}
