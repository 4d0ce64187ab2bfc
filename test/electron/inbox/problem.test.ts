import { expect, test } from 'vitest';
import { inboxError, inboxProblem } from '../../../electron/inbox/problem.ts';

test.each([
  [{ authenticationFailed: true, serverResponseCode: 'AUTHENTICATIONFAILED' }, 'imap_refused_login'],
  // The password was not even looked at: asking for another one would be wrong, and would lock accounts.
  [{ authenticationFailed: true, serverResponseCode: 'UNAVAILABLE' }, 'imap_failed'],
  [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'imap_untrusted'],
  [{ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'imap_untrusted'],
  [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'imap_untrusted'],
  [{ code: 'CERT_HAS_EXPIRED' }, 'imap_untrusted'],
  [{ code: 'ECONNREFUSED' }, 'imap_unreachable'],
  [{ code: 'CONNECT_TIMEOUT' }, 'imap_unreachable'],
  [{ code: 'ENOTFOUND' }, 'imap_host_unknown'],
  [{ code: 'EPROTO' }, 'imap_not_imap'],
  [{ message: 'Server does not support STARTTLS' }, 'imap_no_starttls'],
  [{ code: 'NoConnection' }, 'imap_lost'],
  ['what?', 'imap_failed'],
])('%j becomes %s', (thrown, code) => {
  const error = inboxError(thrown);
  expect(error.code).toBe(code);
  const problem = inboxProblem(error, 'bounces@example.org', 1);
  expect(problem).toMatchObject({ code, at: 1 });
  for (const words of [problem.title, problem.meaning, problem.next]) expect(words).not.toBe('');
});

test("the server's own words are kept for the details, bounded", () => {
  const error = inboxError({ authenticationFailed: true, response: `NO ${'x'.repeat(10_000)}` });
  const problem = inboxProblem(error, 'm', 1);
  expect(problem.detail?.startsWith('NO xxx')).toBe(true);
  expect(problem.detail!.length).toBeLessThan(2100);
});
