import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';
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
  /** Rests on the harmless choice where there is one. */
  initialFocus?: RefObject<HTMLElement | null>;
  foot?: ReactNode;
  /** Small print at the left of the foot. */
  note?: ReactNode;
  children?: ReactNode;
}

function Barrier() {
  useKeyBarrier();
  return null;
}

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
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()} disablePointerDismissal={alert === true}>
      <Base.Portal>
        <Base.Backdrop className={styles.scrim} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup
            className={styles.dialog}
            role={alert === true ? 'alertdialog' : 'dialog'}
            style={width === undefined ? undefined : { width: `${width / 16}rem` }}
            {...(initialFocus === undefined ? {} : { initialFocus })}
          >
            <Barrier />
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
