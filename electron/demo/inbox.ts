import { readDsn, type ReadDsnOptions } from '../../shared/dsn/index.ts';
import { demoWords } from '../../shared/messages/demo.en.ts';
import type { MailboxConfig } from '../../shared/views/mailboxes.ts';
import type { Clock, Disposer, Inbox, InboxSink } from '../ports.ts';
import type { World } from './world.ts';

const FOLDER = 'INBOX';
const UIDVALIDITY = '1';
const LOOK_EVERY = 1000;
/** Reports read in one go; the rest waits for the next turn, so that nothing else has to. */
const AT_ONCE = 25;

export interface DemoInboxDeps {
  clock: Clock;
  sink: InboxSink;
  world: World;
  reading: ReadDsnOptions;
}

/** The simulated bounce mailbox: the same reports as bytes, the same readers, the same sink. */
export function createDemoInbox({ clock, sink, world, reading }: DemoInboxDeps): Inbox {
  let watched: MailboxConfig | null = null;
  let cancel: Disposer = () => undefined;
  let busy = false;
  let disposed = false;

  const tell = (config: MailboxConfig) => {
    sink.state(config.id, {
      state: config.paused ? 'paused' : 'watching',
      text: config.paused ? demoWords.paused : demoWords.push,
      seenAt: clock.now(),
      problem: null,
      progress: null,
    });
  };

  async function look(): Promise<void> {
    const config = watched;
    if (config === null || config.paused || busy || disposed) return;
    busy = true;
    try {
      world.advance(clock.now());
      const last = sink.position(config.id, FOLDER)?.lastUid ?? 0;
      const fresh = world.mailbox.slice(last, last + AT_ONCE);
      for (const { uid, at, eml } of fresh) {
        const raw = new TextEncoder().encode(eml);
        const report = await readDsn(raw, reading);
        sink.found(
          {
            mailbox: config.id,
            folder: FOLDER,
            uidValidity: UIDVALIDITY,
            uid,
            at,
            report,
            raw: { text: eml, truncated: false },
          },
          { uidValidity: UIDVALIDITY, lastUid: uid, modseq: null },
        );
      }
      tell(config);
      again(fresh.length === AT_ONCE ? 0 : LOOK_EVERY);
    } finally {
      busy = false;
    }
  }
  function again(ms: number): void {
    cancel();
    if (!disposed) cancel = clock.after(ms, () => void look());
  }

  return {
    set(config) {
      watched = config;
      tell(config);
      again(0);
    },
    remove() {
      watched = null;
      cancel();
    },
    check: () => again(0),
    cancelRead: () => undefined,
    reset: () => again(0),
    test: () => Promise.resolve({ ok: true, text: demoWords.mailboxWorks, folders: [FOLDER], problem: null }),
    authorize: () => Promise.resolve({ url: null, problem: null }),
    dispose() {
      disposed = true;
      cancel();
      return Promise.resolve();
    },
  };
}
