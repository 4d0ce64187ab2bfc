import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { AppError } from '../../shared/error.ts';
import { oauthPage } from '../../shared/messages/mailboxes.en.ts';
import type { MailboxConfig } from '../../shared/views/mailboxes.ts';
import type { Clock } from '../ports.ts';

interface Endpoints {
  authorize: string;
  token: string;
  scope: string;
}

/**
 * Sources: https://developers.google.com/identity/protocols/oauth2/native-app and
 * https://developers.google.com/workspace/gmail/imap/xoauth2-protocol for Google,
 * https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
 * for Microsoft 365. The client id is always the admin's own.
 */
const presets: Record<'google' | 'microsoft', Endpoints> = {
  google: {
    authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    scope: 'https://mail.google.com/',
  },
  microsoft: {
    authorize: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    token: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    scope: 'https://outlook.office.com/IMAP.AccessAsUser.All offline_access',
  },
};

export function endpointsOf(config: MailboxConfig): Endpoints {
  const oauth = config.oauth;
  if (oauth === undefined) throw new AppError('imap_not_authorized', 'no OAuth2 client is set', {});
  if (oauth.provider !== 'other') {
    const preset = presets[oauth.provider];
    return { ...preset, scope: oauth.scope ?? preset.scope };
  }
  if (oauth.authorizeUrl === undefined || oauth.tokenUrl === undefined || oauth.scope === undefined) {
    throw new AppError('imap_not_authorized', 'authorization address, token address or scope is missing', {});
  }
  return { authorize: oauth.authorizeUrl, token: oauth.tokenUrl, scope: oauth.scope };
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** What is kept in the keychain for an OAuth2 mailbox. */
export interface Tokens {
  refresh: string | null;
  access: string;
  /** Epoch milliseconds. */
  expires: number;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

async function askForTokens(
  url: string,
  form: Record<string, string>,
  fetcher: Fetch,
  now: number,
  before: Tokens | null,
): Promise<Tokens> {
  const response = await fetcher(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(form).toString(),
    redirect: 'error',
    signal: AbortSignal.timeout(20_000),
  });
  const body = (await response.text()).slice(0, 100_000);
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    answer = null;
  }
  const fields = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>;
  if (!response.ok || typeof fields.access_token !== 'string') {
    // invalid_grant: the person or the provider took the permission back (RFC 6749 section 5.2).
    const gone = fields.error === 'invalid_grant';
    throw new AppError(gone ? 'imap_not_authorized' : 'imap_failed', 'token request failed', {
      server: typeof fields.error_description === 'string' ? fields.error_description.slice(0, 500) : null,
      text: `${String(response.status)} ${typeof fields.error === 'string' ? fields.error : ''}`.trim(),
    });
  }
  return {
    access: fields.access_token,
    refresh: typeof fields.refresh_token === 'string' ? fields.refresh_token : (before?.refresh ?? null),
    expires: now + (typeof fields.expires_in === 'number' ? fields.expires_in : 3600) * 1000,
  };
}

/**
 * A registered desktop app is a public client: PKCE protects its code, and where a provider issues a secret all the same
 * (Google does, and asks for it with every token request) it goes along, RFC 8252 section 8.5.
 */
const clientOf = (config: MailboxConfig, secret: string | null): Record<string, string> => ({
  client_id: config.oauth?.clientId ?? '',
  ...(secret === null ? {} : { client_secret: secret }),
});

/** A token good for at least a minute, refreshed where needed (RFC 6749 section 6). */
export async function freshTokens(
  config: MailboxConfig,
  kept: Tokens,
  fetcher: Fetch,
  now: number,
  clientSecret: string | null = null,
): Promise<Tokens> {
  if (kept.expires - now > 60_000) return kept;
  if (kept.refresh === null) throw new AppError('imap_not_authorized', 'the permission has run out', {});
  return askForTokens(
    endpointsOf(config).token,
    { grant_type: 'refresh_token', refresh_token: kept.refresh, ...clientOf(config, clientSecret) },
    fetcher,
    now,
    kept,
  );
}

export interface Authorization {
  /** To open in the system browser. */
  url: string;
  tokens: Promise<Tokens>;
  cancel(): void;
}

/**
 * Authorization code with PKCE and a redirect to loopback (RFC 8252 section 7.3, RFC 7636): a listener on a free port of
 * 127.0.0.1 that takes exactly one answer with our state, and is gone after it or after ten minutes.
 */
export async function startAuthorization(
  config: MailboxConfig,
  fetcher: Fetch,
  clock: Clock,
  clientSecret: string | null = null,
): Promise<Authorization> {
  const endpoints = endpointsOf(config);
  const verifier = base64url(randomBytes(48));
  const state = base64url(randomBytes(24));
  let settle: { ok: (code: string) => void; fail: (error: Error) => void } | null = null;
  const code = new Promise<string>((ok, fail) => {
    settle = { ok, fail };
  });
  code.catch(() => undefined);
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const given = Buffer.from(url.searchParams.get('state') ?? '');
    const ours = Buffer.from(state);
    const right = url.pathname === '/' && given.length === ours.length && timingSafeEqual(given, ours);
    const answer = right ? url.searchParams.get('code') : null;
    response.writeHead(right ? 200 : 404, {
      'content-type': 'text/plain; charset=utf-8',
      'content-security-policy': "default-src 'none'",
      'cache-control': 'no-store',
      connection: 'close',
    });
    response.end(right ? (answer === null ? oauthPage.declined : oauthPage.done) : oauthPage.unknown);
    if (!right) return;
    if (answer === null) {
      settle?.fail(
        new AppError('imap_not_authorized', 'declined', {
          server: (url.searchParams.get('error') ?? '').slice(0, 200),
        }),
      );
    } else settle?.ok(answer);
  });
  await new Promise<void>((ok, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', ok);
  });
  server.unref();
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  // Microsoft takes any port of http://localhost for desktop apps, but 127.0.0.1 only from the manifest
  // (learn.microsoft.com/entra/identity-platform/reply-url, "Localhost exceptions"); elsewhere RFC 8252 section 8.3 holds.
  const microsoft = config.oauth?.provider === 'microsoft';
  const redirect = microsoft ? `http://localhost:${String(port)}` : `http://127.0.0.1:${String(port)}/`;
  const url = new URL(endpoints.authorize);
  for (const [name, value] of Object.entries({
    response_type: 'code',
    client_id: config.oauth?.clientId ?? '',
    redirect_uri: redirect,
    scope: endpoints.scope,
    state,
    code_challenge: base64url(createHash('sha256').update(verifier).digest()),
    code_challenge_method: 'S256',
    login_hint: config.user,
    // Google gives a refresh token only when asked like this.
    ...(config.oauth?.provider === 'google' ? { access_type: 'offline', prompt: 'consent' } : {}),
  })) {
    url.searchParams.set(name, value);
  }
  const cancelTimer = clock.after(10 * 60_000, () => {
    settle?.fail(new AppError('imap_not_authorized', 'nobody answered in the browser within ten minutes', {}));
  });
  const tokens = (async () => {
    try {
      const got = await code;
      return await askForTokens(
        endpoints.token,
        {
          grant_type: 'authorization_code',
          code: got,
          redirect_uri: redirect,
          ...clientOf(config, clientSecret),
          code_verifier: verifier,
        },
        fetcher,
        clock.now(),
        null,
      );
    } finally {
      cancelTimer();
      server.close();
    }
  })();
  tokens.catch(() => undefined);
  return {
    url: url.toString(),
    tokens,
    cancel() {
      settle?.fail(new AppError('imap_not_authorized', 'cancelled', {}));
    },
  };
}
