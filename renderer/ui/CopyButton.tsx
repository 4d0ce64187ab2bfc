import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { dialogWords } from '../../shared/messages/ui.en.ts';
import { say } from '../app/live.tsx';
import { Button } from './Button.tsx';

export interface CopyButtonProps {
  text: string;
  label?: string;
  small?: boolean;
  quiet?: boolean;
}

/** Copies a text, and says so for a moment where the button's word stands. */
export function CopyButton({ text, label = dialogWords.copy, small, quiet }: CopyButtonProps): ReactNode {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      icon={copied ? 'check' : 'copy'}
      kind={quiet === true ? 'quiet' : 'plain'}
      small={small === true}
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => {
          setCopied(true);
          say(dialogWords.copied);
        });
      }}
    >
      {copied ? dialogWords.copied : label}
    </Button>
  );
}
