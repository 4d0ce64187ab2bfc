import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import styles from './segmented.module.css';

export interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; text: ReactNode; disabled?: boolean }[];
  onChange: (value: T) => void;
}

/** One of a few; a radio group, so one tab stop and arrows inside. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  const group = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const open = options.filter((o) => o.disabled !== true);
    const next = open[(open.findIndex((o) => o.value === value) + step + open.length) % open.length];
    if (next === undefined) return;
    onChange(next.value);
    group.current?.querySelectorAll('button')[options.indexOf(next)]?.focus();
  };
  return (
    <div role="radiogroup" aria-label={label} className={styles.seg} ref={group} onKeyDown={move}>
      {options.map((o) => (
        <button
          key={o.value}
          type="button"
          role="radio"
          aria-checked={o.value === value}
          tabIndex={o.value === value ? 0 : -1}
          disabled={o.disabled}
          onClick={() => onChange(o.value)}
        >
          {o.text}
        </button>
      ))}
    </div>
  );
}
