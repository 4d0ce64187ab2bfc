import type { ImapFlow } from 'imapflow';
import type { ReadDsnOptions } from '../../shared/dsn/index.ts';
import { AppError } from '../../shared/error.ts';
import { mailboxWords } from '../../shared/messages/mailboxes.en.ts';
import type { MailboxConfig, MailboxView } from '../../shared/views/mailboxes.ts';
import type { Clock, InboxSink } from '../ports.ts';
import { catchUp } from './catchUp.ts';
import { connectClient, type Credential } from './client.ts';
import { inboxError, inboxProblem, isTooLarge } from './problem.ts';

export interface WatcherDeps {
  clock: Clock;
  sink: InboxSink;
  reading: ReadDsnOptions;
  /** Password or fresh access token; null when there is none. `refused`: the last one was not accepted. */
  credential: (config: MailboxConfig, refused: boolean) => Promise<Credential | null>;
  connect?: typeof connectClient;
}

export interface Watcher {
  check(): void;
  cancelRead(): void;
  /** Drops the connection; comes back with jitter. */
  reset(): void;
  stop(): Promise<void>;
}

/** Seconds between tries: soon enough to be back within 5 s of the server, then gentler (half an hour of trying). */
const SOON = 3_500;
const GENTLE_AFTER = 30 * 60_000;
const GENTLE = 30_000;
/** A look at all folders must be over by then, or the connection counts as dead. First readings tell progress. */
const COMMAND_DEADLINE = 60_000;
const TRIES_BEFORE_STOP = 2;

/** Watches one mailbox over one connection: IDLE in the first folder, a look at all of them every `recheckSeconds`. */
export function createWatcher(config: MailboxConfig, deps: WatcherDeps): Watcher {
  const { clock, sink } = deps;
  const connect = deps.connect ?? connectClient;
  const life = { stopped: false };
  const stopped = () => life.stopped;
  let client: ImapFlow | null = null;
  let wake: (() => void) | null = null;
  let cancelled = false;
  let seenAt: number | null = null;
  let failing: { since: number; tries: number } | null = null;
  let refusals = 0;
  let asked: { folder: string; uid: number } | null = null;
  let poison: { folder: string; uid: number } | null = null;

  const rouse = () => {
    wake?.();
  };
  /** Waits for a reason to go on: time, news, a click, the end. */
  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(ms, done);
      function done() {
        cancel();
        wake = null;
        resolve();
      }
      wake = done;
      if (stopped()) done();
    });
  const forever = (): Promise<void> =>
    new Promise((resolve) => {
      wake = () => {
        wake = null;
        resolve();
      };
      if (stopped()) wake();
    });

  const show = (
    state: MailboxView['state'],
    text: string,
    extra: Partial<Omit<MailboxView, 'config' | 'bounces'>> = {},
  ) => {
    if (!stopped()) sink.state(config.id, { state, text, seenAt, problem: null, progress: null, ...extra });
  };

  async function session(): Promise<void> {
    show('connecting', failing === null ? mailboxWords.connecting : mailboxWords.connectingAgain(failing.tries + 1));
    const credential = await deps.credential(config, refusals > 0);
    if (credential === null) {
      throw new AppError(config.auth === 'oauth2' ? 'imap_not_authorized' : 'imap_no_secret', 'no credential');
    }
    const mine = await connect(config, credential);
    client = mine;
    const link = { closed: false, news: false };
    const over = () => life.stopped || link.closed;
    mine.on('close', () => {
      link.closed = true;
      rouse();
    });
    mine.on('exists', () => {
      link.news = true;
      rouse();
    });
    try {
      failing = null;
      refusals = 0;
      while (!over()) {
        // Folders are opened anew at each look: a mailbox that was deleted and made again behind an open connection
        // gives no sign at all, only another UIDVALIDITY at the next EXAMINE. The first folder comes last, to idle in.
        for (const folder of [...config.folders.slice(1), ...config.folders.slice(0, 1)]) {
          link.news = false;
          await within(look(mine, folder), mine);
          if (over()) break;
        }
        if (over()) break;
        poison = null;
        seenAt = clock.now();
        const idles = mine.capabilities.has('IDLE');
        show(idles ? 'watching' : 'polling', idles ? mailboxWords.push : mailboxWords.polled(config.recheckSeconds));
        if (!link.news) {
          if (idles) void mine.idle().catch(() => undefined);
          await rest(config.recheckSeconds * 1000);
        }
      }
      if (!stopped()) throw new AppError('imap_lost', 'connection closed');
    } finally {
      client = null;
      mine.close();
    }
  }

  async function look(mine: ImapFlow, folder: string): Promise<void> {
    await catchUp(
      {
        client: mine,
        config,
        sink,
        reading: deps.reading,
        now: () => clock.now(),
        cancelled: () => cancelled,
        closing: stopped,
        progress: (done, total) => {
          deadlineMoved?.();
          // A handful of new messages is no "reading back"; saying so would only flicker.
          if (total > 100) show('reading', mailboxWords.reading(done, total), { progress: { done, total } });
        },
        poison,
        asking: (name, uid) => {
          asked = { folder: name, uid };
        },
      },
      folder,
    );
    cancelled = false;
  }

  let deadlineMoved: (() => void) | null = null;
  /** Ends a connection that does not answer: a lost link gives no error for minutes. */
  async function within<T>(work: Promise<T>, mine: ImapFlow): Promise<T> {
    let cancel = () => {};
    const arm = () => {
      cancel();
      cancel = clock.after(COMMAND_DEADLINE, () => {
        mine.close();
      });
    };
    deadlineMoved = arm;
    arm();
    try {
      return await work;
    } finally {
      deadlineMoved = null;
      cancel();
    }
  }

  /** What to do after a failure; resolves when it is time for the next try. */
  async function afterFailure(thrown: unknown): Promise<void> {
    const error = inboxError(thrown);
    const problem = inboxProblem(error, config.name, clock.now());
    if (isTooLarge(thrown) && asked !== null) {
      poison = asked;
      await rest(1000);
      return;
    }
    failing = { since: failing?.since ?? clock.now(), tries: (failing?.tries ?? 0) + 1 };
    switch (error.code) {
      case 'imap_refused_login':
        refusals += 1;
        if (refusals >= TRIES_BEFORE_STOP) {
          show('refused', problem.title, { problem });
          await forever();
          refusals = 0;
          return;
        }
        await rest(2000);
        return;
      case 'imap_no_secret':
      case 'imap_not_authorized':
      case 'imap_untrusted':
      case 'imap_no_starttls':
        show('refused', problem.title, { problem });
        await forever();
        return;
      default: {
        const gentle = clock.now() - failing.since > GENTLE_AFTER;
        const most = gentle ? GENTLE : SOON;
        const wait = Math.min(most, 250 * 2 ** Math.min(failing.tries - 1, 8)) * (0.75 + clock.random() / 4);
        // One lost connection that comes back at once is no news.
        if (failing.tries > 1) show(error.code === 'imap_no_folder' ? 'broken' : 'waiting', problem.title, { problem });
        await rest(wait);
      }
    }
  }

  async function run(): Promise<void> {
    while (!stopped()) {
      try {
        await session();
      } catch (error) {
        if (stopped()) return;
        await afterFailure(error);
      }
    }
  }

  const running = run();
  return {
    check: rouse,
    cancelRead() {
      cancelled = true;
    },
    reset() {
      client?.close();
      rouse();
    },
    async stop() {
      life.stopped = true;
      rouse();
      client?.close();
      await running;
    },
  };
}
