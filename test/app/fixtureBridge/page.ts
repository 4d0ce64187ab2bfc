/** Runs in the page, before the window's own code: a bridge with fixed data in the place of an engine. */
import type {
  Bridge,
  EventName,
  EventPayload,
  Handlers,
  RequestName,
  RequestOutput,
} from '../../../shared/contract.ts';
import { Status } from '../../../shared/views/status.ts';
import { actionHandlers } from './areas/actions.ts';
import { bounceHandlers } from './areas/bounces.ts';
import { causeHandlers } from './areas/causes.ts';
import { now } from './areas/clock.ts';
import { historyHandlers } from './areas/history.ts';
import { incidentHandlers } from './areas/incidents.ts';
import { messageHandlers } from './areas/messages.ts';
import { serverHandlers, servers } from './areas/servers.ts';
import { settingsHandlers } from './areas/settings.ts';

const listeners = new Map<string, Set<(payload: unknown) => void>>();
const push = <K extends EventName>(name: K, payload: EventPayload<K>): void => {
  for (const listener of listeners.get(name) ?? []) listener(payload);
};
const host = new URLSearchParams(location.search).get('host') === 'desktop' ? 'desktop' : 'web';
const asked: { name: string; input: unknown }[] = [];
const status = Status.parse({
  host,
  version: '0.1.0',
  demo: false,
  tray: 'critical',
  trayText: '',
  paused: false,
  lastLookAt: now - 8000,
  nextLookAt: now + 52_000,
  inSight: 4,
  servers: servers.length,
  mutes: [
    {
      id: 'm1',
      side: 'sender',
      server: 'lists',
      class: null,
      provider: 'gmail',
      title: 'Gmail limits our rate, newsletter',
      until: now + 5_500_000,
      held: 2,
    },
  ],
  quiet: { from: '22:00', to: '06:30', now: false },
  counts: { causes: 14, messages: 5964, bounces: 148, openIncidents: 3, frozenIncidents: 0, unseenNotifications: 0 },
  views: [{ id: 'soon', title: 'Bounce within 6 h', query: 'expires:<6h', count: 96 }],
  notices: [],
  secrets: 'keychain',
});
const handlers: Partial<Handlers> = {
  'status.get': () => status,
  'notifications.list': () => [],
  'actions.list': () => [],
  ...causeHandlers(push),
  ...messageHandlers,
  ...actionHandlers,
  'app.info': () => ({ host, version: '0.1.0', platform: 'linux', secretsBackend: 'memory' }),
  ...bounceHandlers,
  ...incidentHandlers,
  ...historyHandlers,
  ...serverHandlers(push),
  ...settingsHandlers(push),
};
const bridge: Bridge = {
  host,
  async request(name, input) {
    asked.push({ name, input });
    const handler = handlers[name] as ((given: unknown) => unknown) | undefined;
    if (handler === undefined) throw new Error(`[unknown_request] no fixture for ${name}`);
    return (await handler(input)) as RequestOutput<RequestName> as RequestOutput<typeof name>;
  },
  on(name, listener) {
    const all = listeners.get(name) ?? new Set();
    const own = listener as (payload: unknown) => void;
    all.add(own);
    listeners.set(name, all);
    return () => void all.delete(own);
  },
};
Object.assign(window, { queuewatch: bridge, push, asked });
