import type { ReactNode } from 'react';
import { dialogWords } from '../../shared/messages/ui.en.ts';
import { IconButton } from './Button.tsx';

/** Head of a panel: what it is about, a sentence, its tools, and the way out. */
export function PanelHead(props: {
  title: string;
  subtitle?: ReactNode;
  /** A line over the title; the tools then stand on it. */
  above?: ReactNode;
  tools?: ReactNode;
  onClose: () => void;
}): ReactNode {
  const close = <IconButton icon="x" label={dialogWords.close} onClick={props.onClose} />;
  return (
    <>
      {props.above !== undefined && (
        <div className="row">
          {props.above}
          <span className="row push">
            {props.tools}
            {close}
          </span>
        </div>
      )}
      <div className="row">
        <h2 className="grow stranger">{props.title}</h2>
        {props.above === undefined && (
          <>
            {props.tools}
            {close}
          </>
        )}
      </div>
      {props.subtitle !== undefined && <p className="s12 f2">{props.subtitle}</p>}
    </>
  );
}
