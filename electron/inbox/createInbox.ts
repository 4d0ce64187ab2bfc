import type { ReadDsnOptions } from '../../shared/dsn/index.ts';
import { mailboxWords } from '../../shared/messages/mailboxes.en.ts';
import type { MailboxConfig } from '../../shared/views/mailboxes.ts';
import { AppError } from '../../shared/error.ts';
import type { Clock, Inbox, InboxSink } from '../ports.ts';
import { connectClient, type Credential } from './client.ts';
import { freshTokens, startAuthorization, type Authorization, type Fetch, type Tokens } from './oauth.ts';
import { inboxError, inboxProblem } from './problem.ts';
import { createWatcher, type Watcher } from './watcher.ts';

export interface InboxDeps {
  clock: Clock;
  sink: InboxSink;
  /** The reasons engine and bounds for the report readers. */
  reading: ReadDsnOptions;
  fetch?: Fetch;
  connect?: typeof connectClient;
}

function parseTokens(text: string): Tokens | null {
  try {
    const value = JSON.parse(text) as Partial<Tokens>;
    return typeof value.access === 'string' && typeof value.expires === 'number'
      ? { access: value.access, expires: value.expires, refresh: value.refresh ?? null }
      : null;
  } catch {
    return null;
  }
}

/** Watches any number of mailboxes, read-only: EXAMINE and BODY.PEEK, nothing is ever changed. */
export function createInbox(deps: InboxDeps): Inbox {
  const { clock, sink } = deps;
  const fetcher: Fetch = deps.fetch ?? ((url, init) => fetch(url, init));
  const watchers = new Map<string, { config: MailboxConfig; watcher: Watcher | null }>();
  const authorizations = new Map<string, Authorization>();

  async function credential(config: MailboxConfig, refused: boolean): Promise<Credential | null> {
    const kept = await sink.secret(config, refused);
    if (kept === null) return null;
    if (config.auth === 'password') return { password: kept };
    const tokens = parseTokens(kept);
    if (tokens === null) return null;
    // A refused token may be one the provider revoked early: ask for another before giving up.
    const due = refused ? { ...tokens, expires: 0 } : tokens;
    const fresh = await freshTokens(config, due, fetcher, clock.now(), await sink.clientSecret(config));
    if (fresh !== tokens) await sink.saveSecret(config, JSON.stringify(fresh));
    return { accessToken: fresh.access };
  }

  const start = (config: MailboxConfig): Watcher =>
    createWatcher(config, {
      clock,
      sink,
      reading: deps.reading,
      credential,
      ...(deps.connect === undefined ? {} : { connect: deps.connect }),
    });

  return {
    set(config) {
      const before = watchers.get(config.id);
      void before?.watcher?.stop();
      if (config.paused) {
        sink.state(config.id, {
          state: 'paused',
          text: mailboxWords.paused,
          seenAt: null,
          problem: null,
          progress: null,
        });
      }
      watchers.set(config.id, { config, watcher: config.paused ? null : start(config) });
    },
    remove(mailbox) {
      void watchers.get(mailbox)?.watcher?.stop();
      watchers.delete(mailbox);
      authorizations.get(mailbox)?.cancel();
    },
    check(mailbox) {
      watchers.get(mailbox)?.watcher?.check();
    },
    cancelRead(mailbox) {
      watchers.get(mailbox)?.watcher?.cancelRead();
    },
    reset() {
      for (const { watcher } of watchers.values()) watcher?.reset();
    },
    async test(config, secret) {
      try {
        const given: Credential | null =
          secret !== null && config.auth === 'password' ? { password: secret } : await credential(config, false);
        if (given === null) {
          throw new AppError(config.auth === 'oauth2' ? 'imap_not_authorized' : 'imap_no_secret', 'no credential');
        }
        const client = await (deps.connect ?? connectClient)(config, given);
        try {
          const folders = (await client.list({ listOnly: true }))
            .filter((folder) => !folder.flags.has('\\Noselect') && !folder.flags.has('\\NonExistent'))
            .map((folder) => folder.path)
            .sort((a, b) => Number(b === 'INBOX') - Number(a === 'INBOX') || a.localeCompare(b))
            .slice(0, 1000);
          return { ok: true, text: mailboxWords.signedIn(folders.length), folders, problem: null };
        } finally {
          await client.logout().catch(() => undefined);
          client.close();
        }
      } catch (thrown) {
        const problem = inboxProblem(inboxError(thrown), config.name, clock.now());
        return { ok: false, text: problem.title, folders: [], problem };
      }
    },
    async authorize(mailbox) {
      const entry = watchers.get(mailbox);
      if (entry === undefined) return { url: null, problem: null };
      const { config } = entry;
      try {
        authorizations.get(mailbox)?.cancel();
        const authorization = await startAuthorization(config, fetcher, clock, await sink.clientSecret(config));
        authorizations.set(mailbox, authorization);
        void authorization.tokens
          .then(async (tokens) => {
            await sink.saveSecret(config, JSON.stringify(tokens));
            watchers.get(mailbox)?.watcher?.check();
          })
          .catch((thrown: unknown) => {
            const problem = inboxProblem(inboxError(thrown), config.name, clock.now());
            sink.state(mailbox, { state: 'refused', text: problem.title, seenAt: null, problem, progress: null });
          })
          .finally(() => {
            if (authorizations.get(mailbox) === authorization) authorizations.delete(mailbox);
          });
        return { url: authorization.url, problem: null };
      } catch (thrown) {
        return { url: null, problem: inboxProblem(inboxError(thrown), config.name, clock.now()) };
      }
    },
    async dispose() {
      for (const authorization of authorizations.values()) authorization.cancel();
      await Promise.all([...watchers.values()].flatMap(({ watcher }) => (watcher === null ? [] : [watcher.stop()])));
      watchers.clear();
    },
  };
}
