/** A polite live region: verdict changes and finished actions are said, not every poll. */
import { useSyncExternalStore } from 'react';

let said = '';
const listeners = new Set<() => void>();

export function say(text: string): void {
  // The same sentence twice is said twice only when the region changes.
  said = said === text ? `${text}\u00a0` : text;
  for (const l of [...listeners]) l();
}

export function LiveRegion() {
  const text = useSyncExternalStore(
    (l) => {
      listeners.add(l);
      return () => void listeners.delete(l);
    },
    () => said,
  );
  return (
    <div className="vh" role="status" aria-live="polite">
      {text}
    </div>
  );
}
