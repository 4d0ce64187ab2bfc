import type { EngineLink } from '../host/engineLink.ts';
import type { Clock, Disposer } from '../ports.ts';
import { trayModel, type TrayData, type TrayModel } from './trayModel.ts';

/** Incidents and causes are asked for at most this often; status and servers come by themselves. */
const askEveryMs = 3_000;

/** Follows the engine and tells the tray what to show. */
export function createTrayFeed(deps: {
  engine: Pick<EngineLink, 'handle' | 'on'>;
  clock: Clock;
  update(model: TrayModel): void;
  failed(what: string, error: unknown): void;
}): Disposer {
  const { engine, clock } = deps;
  const scope = { servers: null };
  let data: TrayData = { status: null, servers: [], incidents: [], causes: [] };
  let cancel: Disposer | null = null;
  let asking = false;
  let again = false;

  const take = (change: Partial<TrayData>): void => {
    data = { ...data, ...change };
    deps.update(trayModel(data));
  };

  let stopped = false;
  const missed = (error: unknown): void => {
    // Asked just before the end, refused by it.
    if (!stopped) deps.failed('The tray could not be brought up to date', error);
  };

  async function ask(): Promise<void> {
    asking = true;
    again = false;
    // One of the two may fail while the other is worth showing.
    await Promise.all([
      engine.handle('incidents.list', { scope, range: '24h' }).then(({ rows }) => take({ incidents: rows }), missed),
      engine
        .handle('causes.list', { scope, filter: [], group: 'cause' })
        .then(({ rows }) => take({ causes: rows }), missed),
    ]);
    if (stopped) return;
    cancel = clock.after(askEveryMs, () => {
      asking = false;
      if (again) void ask();
    });
  }
  const changed = (): void => {
    again = true;
    if (!asking) void ask();
  };

  const listening = [
    engine.on('status', (status) => take({ status })),
    engine.on('servers', (servers) => take({ servers })),
    engine.on('queue', changed),
    engine.on('incidents', changed),
  ];
  async function begin(): Promise<void> {
    try {
      const [status, servers] = await Promise.all([engine.handle('status.get', {}), engine.handle('servers.list', {})]);
      take({ status, servers });
      changed();
    } catch (error) {
      deps.failed('The tray could not be filled', error);
    }
  }
  void begin();

  return () => {
    stopped = true;
    for (const stop of listening) stop();
    cancel?.();
  };
}
