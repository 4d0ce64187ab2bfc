import { AppError } from '../../shared/error.ts';
import { mailboxProblems, type MailboxProblemCode } from '../../shared/messages/mailboxes.en.ts';
import type { Problem } from '../../shared/views/servers.ts';

const untrusted =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA)/;

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** What imapflow or node threw, as one of our stable codes. The server's own words stay in `details.server`. */
export function inboxError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Record<string, unknown>;
  const code = text(error.code) ?? '';
  const message = text(error.message) ?? String(thrown);
  const server = text(error.response) ?? text(error.responseText);
  const details = { system: code || null, server: server?.slice(0, 2000) ?? null, text: message.slice(0, 2000) };
  const as = (ours: MailboxProblemCode) => new AppError(ours, message, details, thrown);

  if (error.authenticationFailed === true) {
    // UNAVAILABLE and INUSE say that the password was not even looked at (RFC 9051 section 7.1).
    const why = text(error.serverResponseCode) ?? '';
    return /^(?:UNAVAILABLE|INUSE|LIMIT|CONTACTADMIN)$/i.test(why) ? as('imap_failed') : as('imap_refused_login');
  }
  if (untrusted.test(code)) return as('imap_untrusted');
  if (/STARTTLS/i.test(code) || /STARTTLS/.test(message)) return as('imap_no_starttls');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return as('imap_host_unknown');
  if (/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|CONNECT_TIMEOUT|ECONNRESET|EPIPE)$/.test(code)) {
    return as('imap_unreachable');
  }
  if (/^(?:GREETING_TIMEOUT|GREETING_TIMEOUT|UPGRADE_TIMEOUT|EPROTO|ERR_SSL_WRONG_VERSION_NUMBER)$/.test(code)) {
    return as('imap_not_imap');
  }
  if (/NoConnection|ECONNCLOSED|ETIMEOUT|Connection not available|Unexpected close/i.test(`${code} ${message}`)) {
    return as('imap_lost');
  }
  return as('imap_failed');
}

export function inboxProblem(error: AppError, name: string, at: number): Problem {
  const code = (error.code in mailboxProblems ? error.code : 'imap_failed') as MailboxProblemCode;
  const words = mailboxProblems[code](name);
  const detail = [text(error.details.server), text(error.details.text), text(error.details.system)]
    .filter((line, index, all): line is string => line !== null && all.indexOf(line) === index)
    .join('\n');
  return { code, ...words, detail: detail === '' ? null : detail, command: null, at };
}

/** Errors of the parser's own bounds: one message of a hostile or broken server, not the connection, is at fault. */
export const isTooLarge = (thrown: unknown): boolean =>
  typeof thrown === 'object' &&
  thrown !== null &&
  /^(?:LiteralTooLarge|ResponseTooLarge|LineTooLarge|TooManyTokens)$/.test(String((thrown as { code?: unknown }).code));
