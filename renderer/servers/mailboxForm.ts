import type { MailboxConfig, MailboxConfigInput } from '../../shared/views/mailboxes.ts';
import { serverIdFrom } from './hostText.ts';

export interface MailboxForm {
  id: string | null;
  name: string;
  host: string;
  port: string;
  security: 'tls' | 'starttls' | 'none';
  ca: string;
  user: string;
  auth: 'password' | 'oauth2';
  provider: 'google' | 'microsoft' | 'other';
  clientId: string;
  authorizeUrl: string;
  tokenUrl: string;
  scope: string;
  folders: string[];
  lookBackDays: string;
  recheckSeconds: string;
}

export const emptyMailbox: MailboxForm = {
  id: null,
  name: '',
  host: '',
  port: '993',
  security: 'tls',
  ca: '',
  user: '',
  auth: 'password',
  provider: 'google',
  clientId: '',
  authorizeUrl: '',
  tokenUrl: '',
  scope: '',
  folders: ['INBOX'],
  lookBackDays: '7',
  recheckSeconds: '120',
};

export function formOf(config: MailboxConfig): MailboxForm {
  return {
    ...emptyMailbox,
    id: config.id,
    name: config.name,
    host: config.host,
    port: String(config.port),
    security: config.security,
    ca: config.ca ?? '',
    user: config.user,
    auth: config.auth,
    provider: config.oauth?.provider ?? 'google',
    clientId: config.oauth?.clientId ?? '',
    authorizeUrl: config.oauth?.authorizeUrl ?? '',
    tokenUrl: config.oauth?.tokenUrl ?? '',
    scope: config.oauth?.scope ?? '',
    folders: config.folders,
    lookBackDays: String(config.lookBackDays),
    recheckSeconds: String(config.recheckSeconds),
  };
}

/** Ports of IMAP over TLS and with STARTTLS (RFC 8314 section 3.2, RFC 9051 section 2.1). */
const usualPort = { tls: '993', starttls: '143', none: '143' } as const;

/** Another encryption brings its usual port, unless the person wrote a port of their own. */
export function withSecurity(form: MailboxForm, security: MailboxForm['security']): MailboxForm {
  return { ...form, security, port: form.port === usualPort[form.security] ? usualPort[security] : form.port };
}

/**
 * IMAP hosts that the providers document for everybody: Google Workspace help "IMAP settings", Microsoft "POP, IMAP and
 * SMTP settings for Outlook.com", Yahoo help SLN4075, Apple support 102525. Elsewhere nothing is guessed but imap.DOMAIN
 * as a placeholder.
 */
const knownHosts: Readonly<Record<string, Partial<MailboxForm>>> = {
  'gmail.com': { host: 'imap.gmail.com', provider: 'google' },
  'googlemail.com': { host: 'imap.gmail.com', provider: 'google' },
  'outlook.com': { host: 'outlook.office365.com', auth: 'oauth2', provider: 'microsoft' },
  'hotmail.com': { host: 'outlook.office365.com', auth: 'oauth2', provider: 'microsoft' },
  'yahoo.com': { host: 'imap.mail.yahoo.com' },
  'icloud.com': { host: 'imap.mail.me.com' },
};

/** The form after the address was written: fields the person has not touched follow it. */
export function withAddress(form: MailboxForm, address: string): MailboxForm {
  const before = form.name.split('@')[1]?.toLowerCase();
  const domain = address.split('@')[1]?.toLowerCase();
  const known = domain === undefined ? undefined : knownHosts[domain];
  const hostFollows = form.host === '' || (before !== undefined && form.host === (knownHosts[before]?.host ?? ''));
  return {
    ...form,
    ...(known !== undefined && hostFollows ? known : hostFollows ? { host: '' } : {}),
    name: address,
    user: form.user === '' || form.user === form.name ? address : form.user,
  };
}

export type MailboxField =
  | 'name'
  | 'host'
  | 'port'
  | 'user'
  | 'clientId'
  | 'folders'
  | 'lookBackDays'
  | 'recheckSeconds'
  | 'authorizeUrl'
  | 'tokenUrl';

const whole = (text: string, min: number, max: number): number | null => {
  const value = Number(text);
  return /^\d{1,6}$/u.test(text.trim()) && value >= min && value <= max ? value : null;
};

/** The configuration a form stands for, or the fields that are not complete. */
export function mailboxConfig(
  form: MailboxForm,
  taken: ReadonlySet<string>,
): { config: MailboxConfigInput; bad: null } | { config: null; bad: MailboxField[] } {
  const bad: MailboxField[] = [];
  const port = whole(form.port, 1, 65535);
  const lookBackDays = whole(form.lookBackDays, 0, 3650);
  const recheckSeconds = whole(form.recheckSeconds, 15, 3600);
  const folders = form.folders.map((f) => f.trim()).filter((f) => f !== '');
  if (form.name.trim() === '') bad.push('name');
  if (form.host.trim() === '' || /\s/u.test(form.host.trim())) bad.push('host');
  if (form.user.trim() === '') bad.push('user');
  if (folders.length === 0 || folders.length > 20) bad.push('folders');
  if (form.auth === 'oauth2' && form.clientId.trim() === '') bad.push('clientId');
  if (form.auth === 'oauth2' && form.provider === 'other') {
    if (!URL.canParse(form.authorizeUrl)) bad.push('authorizeUrl');
    if (!URL.canParse(form.tokenUrl)) bad.push('tokenUrl');
  }
  if (port === null) bad.push('port');
  if (lookBackDays === null) bad.push('lookBackDays');
  if (recheckSeconds === null) bad.push('recheckSeconds');
  if (bad.length > 0 || port === null || lookBackDays === null || recheckSeconds === null) return { config: null, bad };
  const optional = (key: 'authorizeUrl' | 'tokenUrl' | 'scope'): Partial<Record<typeof key, string>> =>
    form[key].trim() === '' ? {} : { [key]: form[key].trim() };
  return {
    bad: null,
    config: {
      id: form.id ?? serverIdFrom(form.name.trim(), taken),
      name: form.name.trim(),
      host: form.host.trim(),
      port,
      security: form.security,
      ...(form.ca.trim() === '' ? {} : { ca: form.ca.trim() }),
      user: form.user.trim(),
      auth: form.auth,
      ...(form.auth === 'oauth2'
        ? {
            oauth: {
              provider: form.provider,
              clientId: form.clientId.trim(),
              ...(form.provider === 'other' ? { ...optional('authorizeUrl'), ...optional('tokenUrl') } : {}),
              ...optional('scope'),
            },
          }
        : {}),
      folders,
      lookBackDays,
      recheckSeconds,
    },
  };
}
