import { AppError, isAppError } from '../../shared/error.ts';

const byErrno: Record<string, string> = {
  ENOTFOUND: 'dns_failed',
  EAI_AGAIN: 'dns_failed',
  EAI_NODATA: 'dns_failed',
  EAI_NONAME: 'dns_failed',
  ECONNREFUSED: 'connect_refused',
  ETIMEDOUT: 'connect_timeout',
  EHOSTUNREACH: 'network_unreachable',
  ENETUNREACH: 'network_unreachable',
  ENETDOWN: 'network_unreachable',
  EHOSTDOWN: 'network_unreachable',
  EADDRNOTAVAIL: 'network_unreachable',
  ECONNRESET: 'connection_lost',
  EPIPE: 'connection_lost',
};

const errnoOf = (error: unknown): string | null => {
  if (error instanceof AggregateError) {
    for (const inner of error.errors as unknown[]) {
      const code = errnoOf(inner);
      if (code !== null) return code;
    }
  }
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : null;
};

/** A failure of TCP or DNS as an AppError with a stable code. */
export function networkFailure(error: unknown, details: Record<string, unknown>): AppError {
  if (isAppError(error)) return error;
  const errno = errnoOf(error);
  const text = error instanceof Error ? error.message : String(error);
  return new AppError(
    (errno === null ? undefined : byErrno[errno]) ?? 'connect_failed',
    text,
    { ...details, errno },
    error,
  );
}

/** What ssh2 says before a session stands, as an AppError. */
export function handshakeFailure(error: unknown, details: Record<string, unknown>): AppError {
  if (isAppError(error)) return error;
  const text = error instanceof Error ? error.message : String(error);
  const full = { ...details, text };
  if (/no matching|no compatible|unsupported (kex|cipher|mac|host key)/i.test(text)) {
    return new AppError('weak_crypto', text, full, error);
  }
  if (/too many authentication failures/i.test(text)) {
    return new AppError('auth_failed', text, { ...full, tooManyKeys: true }, error);
  }
  if (/authentication methods failed|client-authentication/i.test(text)) {
    return new AppError('auth_failed', text, full, error);
  }
  if (/lost before handshake|ended|closed|Exceeded MaxStartups|reset/i.test(text)) {
    return new AppError('connection_lost', text, full, error);
  }
  return errnoOf(error) === null ? new AppError('ssh_protocol', text, full, error) : networkFailure(error, full);
}
