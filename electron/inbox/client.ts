import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { AppError } from '../../shared/error.ts';
import type { MailboxConfig } from '../../shared/views/mailboxes.ts';

/** What logs in: a password, or an OAuth2 access token (RFC 7628 OAUTHBEARER, or XOAUTH2). */
export type Credential = { password: string } | { accessToken: string };

const MiB = 1024 * 1024;

/**
 * imapflow as Queuewatch uses it. Bounds are far above what any real mailbox needs and far below what hurts: our own
 * FETCHes never ask for more than a MiB in one literal, and a SEARCH of 100,000 numbers is under a MiB.
 */
export function clientOptions(config: MailboxConfig, credential: Credential): ImapFlowOptions {
  if (config.security === 'none' && !isLoopback(config.host)) {
    throw new AppError('imap_no_starttls', 'login without TLS is for loopback only', { text: config.host });
  }
  return {
    host: config.host,
    port: config.port,
    secure: config.security === 'tls',
    // Never opportunistic: the capability list that would offer STARTTLS came in clear.
    doSTARTTLS: config.security === 'starttls',
    auth:
      'password' in credential
        ? { user: config.user, pass: credential.password }
        : { user: config.user, accessToken: credential.accessToken },
    tls: {
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      ...(config.ca === undefined ? {} : { ca: config.ca }),
    },
    clientInfo: { name: 'Queuewatch' },
    // RFC 7162: coming back, EXAMINE itself tells what is new.
    qresync: true,
    logger: false,
    // Idling is ours: it begins right after a look, not after 15 quiet seconds.
    disableAutoIdle: true,
    connectionTimeout: 15_000,
    greetingTimeout: 10_000,
    socketTimeout: 5 * 60_000,
    maxIdleTime: 4 * 60_000,
    maxLineLength: 16 * MiB,
    maxLiteralSize: 4 * MiB,
    maxResponseSize: 32 * MiB,
    maxResponseTokens: 200_000,
  };
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

/** Connects and logs in. The caller owns the client; a closed one cannot be used again. */
export async function connectClient(config: MailboxConfig, credential: Credential): Promise<ImapFlow> {
  const client = new ImapFlow(clientOptions(config, credential));
  // Errors also end the pending command; an 'error' event without a listener would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    client.close();
    throw error;
  }
  return client;
}
