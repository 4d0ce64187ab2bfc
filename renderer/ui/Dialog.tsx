import { Dialog as Base } from '@base-ui/react/dialog';
import { useEffect, useRef, type ReactNode, type RefObject } from 'react';
import { useKeyBarrier } from '../app/keys.tsx';
import styles from './overlay.module.css';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  /** `alert` for what cannot be undone: a click beside it does not close it. */
  alert?: boolean;
  width?: number;
  /** Rests on the harmless choice where there is one; taken as soon as it can be used. */
  initialFocus?: RefObject<HTMLElement | null>;
  foot?: ReactNode;
  /** Small print at the left of the foot. */
  note?: ReactNode;
  children?: ReactNode;
}

function Barrier({ open }: { open: boolean }) {
  useKeyBarrier(open);
  return null;
}

const usable = (element: HTMLElement | null): HTMLElement | null =>
  element === null || (element instanceof HTMLButtonElement && element.disabled) ? null : element;

/** Modal; focus is kept inside and goes back where it was. Esc closes. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  alert,
  width,
  initialFocus,
  foot,
  note,
  children,
}: DialogProps) {
  const popup = useRef<HTMLDivElement>(null);
  const waiting = useRef(false);
  // A button that is disabled while an answer is on its way cannot take the focus, and without it Tab would walk the page
  // behind: until then the dialog itself has it.
  useEffect(() => {
    const wanted = usable(initialFocus?.current ?? null);
    if (!waiting.current || wanted === null) return;
    waiting.current = false;
    if (document.activeElement === popup.current) wanted.focus();
  });
  const first = (): HTMLElement | null => {
    const wanted = usable(initialFocus?.current ?? null);
    waiting.current = wanted === null;
    return wanted ?? popup.current;
  };
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()} disablePointerDismissal={alert === true}>
      <Base.Portal>
        <Base.Backdrop className={styles.scrim} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup
            ref={popup}
            className={styles.dialog}
            role={alert === true ? 'alertdialog' : 'dialog'}
            style={width === undefined ? undefined : { width: `${width / 16}rem` }}
            {...(initialFocus === undefined ? {} : { initialFocus: first })}
          >
            <Barrier open={open} />
            <div className={styles.dhead}>
              <Base.Title render={<h2 />}>{title}</Base.Title>
              {description !== undefined && <Base.Description className="s12 f2">{description}</Base.Description>}
            </div>
            {children !== undefined && <div className={styles.dbody}>{children}</div>}
            {foot !== undefined && (
              <div className={styles.dfoot}>
                <span className={styles.note}>{note}</span>
                {foot}
              </div>
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
