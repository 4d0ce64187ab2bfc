import { useSyncExternalStore, type ReactNode } from 'react';
import { dialogWords } from '../../shared/messages/ui.en.ts';
import { IconButton } from './Button.tsx';
import { Icon, type IconName } from './icons.tsx';
import styles from './overlay.module.css';

export interface Toast {
  id: string;
  icon: IconName;
  /** Colour class of the icon. */
  tone: string;
  title: ReactNode;
  body?: ReactNode;
  actions?: (close: () => void) => ReactNode;
  /** Milliseconds; 0 stays until closed. */
  stays: number;
}

let shown: readonly Toast[] = [];
const listeners = new Set<() => void>();
const set = (next: readonly Toast[]) => {
  shown = next;
  for (const l of [...listeners]) l();
};

export function closeToast(id: string): void {
  set(shown.filter((t) => t.id !== id));
}

/** Shows a toast; one with the same id is replaced. At most three at a time, the oldest goes. */
export function showToast(toast: Toast): void {
  set([...shown.filter((t) => t.id !== toast.id), toast].slice(-3));
  if (toast.stays > 0) setTimeout(() => closeToast(toast.id), toast.stays);
}

export function Toasts() {
  const toasts = useSyncExternalStore(
    (l) => {
      listeners.add(l);
      return () => void listeners.delete(l);
    },
    () => shown,
  );
  return (
    <div className={styles.toasts} role="status">
      {toasts.map((t) => (
        <div key={t.id} className={styles.toast}>
          <span className={t.tone}>
            <Icon name={t.icon} size={20} />
          </span>
          <div>
            <h4>{t.title}</h4>
            {t.body !== undefined && <p className="f2">{t.body}</p>}
            {t.actions !== undefined && (
              <div className="row" style={{ marginTop: '0.5rem' }}>
                {t.actions(() => closeToast(t.id))}
              </div>
            )}
          </div>
          <IconButton icon="x" label={dialogWords.close} small onClick={() => closeToast(t.id)} />
        </div>
      ))}
    </div>
  );
}
