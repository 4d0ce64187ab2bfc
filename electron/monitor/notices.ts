/** Things the person should know about Queuewatch itself, until they are over or were dismissed. */
import type { Notice } from '../../shared/views/status.ts';

export interface Notices {
  set(notice: Notice): void;
  clear(id: string): void;
  dismiss(id: string): void;
  list(): Notice[];
}

export function createNotices(changed: () => void): Notices {
  const notices = new Map<string, Notice>();
  const dismissed = new Map<string, string>();
  return {
    set(notice) {
      const text = `${notice.title} ${notice.text}`;
      if (dismissed.get(notice.id) === text) return;
      notices.set(notice.id, notice);
      changed();
    },
    clear(id) {
      dismissed.delete(id);
      if (notices.delete(id)) changed();
    },
    dismiss(id) {
      const notice = notices.get(id);
      if (!notice) return;
      dismissed.set(id, `${notice.title} ${notice.text}`);
      notices.delete(id);
      changed();
    },
    list: () => [...notices.values()],
  };
}
