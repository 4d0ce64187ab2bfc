import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import styles from './overlay.module.css';

export interface PopoverProps {
  trigger: ReactElement;
  label: string;
  children: ReactNode;
  width?: number;
  align?: 'start' | 'end';
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

/** Floats beside its button; not modal, closes with Esc or a click elsewhere. */
export function Popover({ trigger, label, children, width = 320, align = 'end', open, onOpenChange }: PopoverProps) {
  return (
    <Base.Root {...(open === undefined ? {} : { open })} onOpenChange={(next) => onOpenChange?.(next)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} align={align} sideOffset={4}>
          <Base.Popup className={styles.popover} aria-label={label} style={{ width: `${width / 16}rem` }}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
