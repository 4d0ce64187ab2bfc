import { ServerConfig } from '../../shared/model/server.ts';
import { MailboxConfig } from '../../shared/views/mailboxes.ts';

/** The demo's own configuration: never stored, never beside real servers. */
export const demoServers: readonly ServerConfig[] = [
  { id: 'mx1', name: 'mx1', production: true, safety: 'full' as const },
  { id: 'mx2', name: 'mx2', safety: 'full' as const },
  { id: 'lists', name: 'lists', safety: 'retry' as const },
  { id: 'relay-eu', name: 'relay-eu', mta: 'exim' as const, safety: 'full' as const },
].map((server) =>
  ServerConfig.parse({ mta: 'postfix', ...server, route: { kind: 'demo', simulation: server.name }, pollSeconds: 15 }),
);

export const demoMailboxes: readonly MailboxConfig[] = [
  MailboxConfig.parse({
    id: 'bounces',
    name: 'bounces@kestrel-shop.example',
    host: 'imap.kestrel-shop.example',
    user: 'bounces@kestrel-shop.example',
  }),
];
