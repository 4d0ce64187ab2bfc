import type { Handlers } from '../../../shared/contract.ts';
import type { MailboxConfig, MailboxView } from '../../../shared/views/mailboxes.ts';
import type { Inbox } from '../../ports.ts';
import type { Context } from '../context.ts';

const ok = { ok: true } as const;
type Names =
  | 'mailboxes.list'
  | 'mailboxes.test'
  | 'mailboxes.save'
  | 'mailboxes.remove'
  | 'mailboxes.check'
  | 'mailboxes.cancelRead'
  | 'mailboxes.authorize';

export const mailboxSecret = (id: string): string => `mailbox/${id}`;
/** The client secret of an OAuth2 registration; its tokens are under `mailboxSecret`. */
export const mailboxClientSecret = (id: string): string => `mailbox/${id}/client`;

export interface MailboxStates {
  views(): MailboxView[];
  set(mailbox: string, state: Omit<MailboxView, 'config' | 'bounces'>): void;
}

export function createMailboxStates(context: Pick<Context, 'settings' | 'archive' | 'emitter'>): MailboxStates {
  const states = new Map<string, Omit<MailboxView, 'config' | 'bounces'>>();
  const fresh = (config: MailboxConfig): Omit<MailboxView, 'config' | 'bounces'> => ({
    state: config.paused ? 'paused' : 'connecting',
    text: '',
    seenAt: null,
    problem: null,
    progress: null,
  });
  const self: MailboxStates = {
    views() {
      const counts = context.archive.bounces.perMailbox();
      return context.settings.mailboxes().map((config) => ({
        config,
        ...(states.get(config.id) ?? fresh(config)),
        bounces: counts.get(config.id) ?? 0,
      }));
    },
    set(mailbox, state) {
      states.set(mailbox, state);
      context.emitter.soon('mailboxes', () => self.views());
    },
  };
  return self;
}

export function mailboxHandlers(context: Context, inbox: Inbox, states: MailboxStates): Handlers<Names> {
  const { deps, emitter, settings } = context;
  return {
    'mailboxes.list': () => states.views(),
    'mailboxes.test': ({ config, secret }) => inbox.test(config, secret),
    'mailboxes.save': async ({ config, secret }) => {
      const key = config.auth === 'oauth2' ? mailboxClientSecret(config.id) : mailboxSecret(config.id);
      if (secret !== null) await deps.secrets.set(key, secret);
      const known = settings.mailboxes();
      const at = known.findIndex((m) => m.id === config.id);
      settings.setMailboxes(at < 0 ? [...known, config] : known.map((m) => (m.id === config.id ? config : m)));
      inbox.set(config);
      emitter.emit('mailboxes', states.views());
      return ok;
    },
    'mailboxes.remove': async ({ id }) => {
      inbox.remove(id);
      settings.setMailboxes(settings.mailboxes().filter((m) => m.id !== id));
      for (const key of [mailboxSecret(id), mailboxClientSecret(id)])
        await deps.secrets.delete(key).catch(() => undefined);
      emitter.emit('mailboxes', states.views());
      return ok;
    },
    'mailboxes.check': ({ id }) => {
      inbox.check(id);
      return ok;
    },
    'mailboxes.cancelRead': ({ id }) => {
      inbox.cancelRead(id);
      return ok;
    },
    'mailboxes.authorize': ({ id }) => inbox.authorize(id),
  };
}
