import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { freshTokens, startAuthorization, type Fetch } from '../../../electron/inbox/oauth.ts';
import type { Clock } from '../../../electron/ports.ts';
import { MailboxConfig } from '../../../shared/views/mailboxes.ts';

function fakeClock(): Clock & { pass(ms: number): void } {
  let now = 1_790_000_000_000;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    monotonic: () => now,
    random: () => 0,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((t) => t !== timer);
      };
    },
    pass(ms) {
      now += ms;
      for (const timer of timers.filter((t) => t.at <= now)) timer.run();
    },
  };
}

const config = MailboxConfig.parse({
  id: 'm365',
  name: 'bounces@example.org',
  host: 'outlook.office365.com',
  user: 'bounces@example.org',
  auth: 'oauth2',
  oauth: { provider: 'microsoft', clientId: 'our-client' },
});

function provider(answer: Record<string, unknown>, status = 200): { fetch: Fetch; asked: URLSearchParams[] } {
  const asked: URLSearchParams[] = [];
  return {
    asked,
    fetch: async (_url, init) => {
      asked.push(new URLSearchParams(init.body as string));
      return new Response(JSON.stringify(answer), { status });
    },
  };
}

test('only an answer with our state is taken, and the code is redeemed with the PKCE verifier behind the challenge', async () => {
  const { fetch: fetcher, asked } = provider({ access_token: 'at', refresh_token: 'rt', expires_in: 600 });
  const clock = fakeClock();
  const authorization = await startAuthorization(config, fetcher, clock);
  const url = new URL(authorization.url);
  expect(url.origin).toBe('https://login.microsoftonline.com');
  const redirect = url.searchParams.get('redirect_uri')!;
  // Microsoft takes any port of localhost, and 127.0.0.1 only from the manifest.
  expect(redirect).toMatch(/^http:\/\/localhost:\d+$/);
  const listener = redirect.replace('localhost', '127.0.0.1');

  expect((await fetch(`${listener}/?code=stolen&state=guess`)).status).toBe(404);
  expect(asked).toEqual([]);
  expect((await fetch(`${listener}/?code=real&state=${url.searchParams.get('state')!}`)).status).toBe(200);
  expect(await authorization.tokens).toEqual({ access: 'at', refresh: 'rt', expires: clock.now() + 600_000 });
  const form = asked[0]!;
  expect(form.get('code')).toBe('real');
  expect(createHash('sha256').update(form.get('code_verifier')!).digest('base64url')).toBe(
    url.searchParams.get('code_challenge'),
  );
});

test('a declined permission and an unanswered browser end with words, not with a listener left open', async () => {
  const { fetch: fetcher } = provider({});
  const clock = fakeClock();
  const declined = await startAuthorization(config, fetcher, clock);
  const url = new URL(declined.url);
  const redirect = url.searchParams.get('redirect_uri')!;
  await fetch(
    `${redirect.replace('localhost', '127.0.0.1')}/?error=access_denied&state=${url.searchParams.get('state')!}`,
  );
  await expect(declined.tokens).rejects.toMatchObject({ code: 'imap_not_authorized' });

  const forgotten = await startAuthorization(config, fetcher, clock);
  clock.pass(10 * 60_000);
  await expect(forgotten.tokens).rejects.toMatchObject({ code: 'imap_not_authorized' });
  await expect(
    fetch(new URL(forgotten.url).searchParams.get('redirect_uri')!.replace('localhost', '127.0.0.1')),
  ).rejects.toThrow();
});

test('Google: the loopback address, offline access, and the secret of the desktop client with every token request', async () => {
  const { fetch: fetcher, asked } = provider({ access_token: 'at', refresh_token: 'rt', expires_in: 600 });
  const google = MailboxConfig.parse({ ...config, oauth: { provider: 'google', clientId: 'ours' } });
  const authorization = await startAuthorization(google, fetcher, fakeClock(), 'desktop-secret');
  const { searchParams } = new URL(authorization.url);
  const redirect = searchParams.get('redirect_uri')!;
  expect(redirect).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    response_type: 'code',
    scope: 'https://mail.google.com/',
    code_challenge_method: 'S256',
    access_type: 'offline',
    prompt: 'consent',
  });
  expect(authorization.url).not.toContain('desktop-secret');
  await fetch(`${redirect}?code=c&state=${searchParams.get('state')!}`);
  const tokens = await authorization.tokens;
  await freshTokens(google, { ...tokens, expires: 0 }, fetcher, 1, 'desktop-secret');
  expect(asked.map((form) => [form.get('grant_type'), form.get('client_secret'), form.get('redirect_uri')])).toEqual([
    ['authorization_code', 'desktop-secret', redirect],
    ['refresh_token', 'desktop-secret', null],
  ]);
  // RFC 7636 section 4.1: 43 to 128 characters.
  expect(asked[0]!.get('code_verifier')).toMatch(/^[\w-]{43,128}$/);
});

test('a token is refreshed only when it is about to end, and keeps its refresh token when none comes back', async () => {
  const { fetch: fetcher, asked } = provider({ access_token: 'new', expires_in: 3600 });
  const kept = { access: 'old', refresh: 'rt', expires: 10_000_000 };
  expect(await freshTokens(config, kept, fetcher, 0)).toBe(kept);
  expect(asked).toEqual([]);
  expect(await freshTokens(config, kept, fetcher, 9_990_000)).toEqual({
    access: 'new',
    refresh: 'rt',
    expires: 9_990_000 + 3_600_000,
  });
});

test('a permission that was taken back is told as such', async () => {
  const { fetch: fetcher } = provider({ error: 'invalid_grant', error_description: 'revoked' }, 400);
  await expect(freshTokens(config, { access: '', refresh: 'rt', expires: 0 }, fetcher, 1)).rejects.toMatchObject({
    code: 'imap_not_authorized',
    details: { server: 'revoked' },
  });
});
