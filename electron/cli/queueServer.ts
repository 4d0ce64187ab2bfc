import path from 'node:path';
import { isAppError } from '../../shared/error.ts';
import { queueWords } from '../../shared/messages/cli-queue.en.ts';
import { systemClock } from '../clock.ts';
import { defaultDataFolder } from '../host/dataFolder.ts';
import { createMtaRegistry } from '../mta/registry.ts';
import type { Asker, ListOutcome, ListSink } from '../ports.ts';
import { openSettings } from '../store/settings.ts';
import { createConnectReach } from '../transport/connect.ts';
import { createWebSecrets } from '../web/secrets.ts';
import type { CliIo } from './io.ts';

/**
 * Polls a configured server once. Nobody is there to be asked: an unknown host key or a missing secret ends it with the words that
 * say so. null: it could not be polled, and standard error says why.
 */
export async function pollServer(
  name: string,
  options: { data: string | null; secrets: string | null },
  sink: ListSink,
  io: CliIo,
): Promise<ListOutcome | null> {
  const dataDir = options.data === null ? defaultDataFolder() : path.resolve(options.data);
  const servers = openSettings({ dataDir, now: () => systemClock.now() }).servers();
  const config = servers.find((s) => s.id === name) ?? servers.find((s) => s.name === name);
  if (config === undefined) {
    io.stderr(queueWords.noServer(name, dataDir, servers.map((s) => s.name).join(', ')));
    return null;
  }
  const secrets = await createWebSecrets({
    file: options.secrets,
    credentialsDirectory: process.env['CREDENTIALS_DIRECTORY'] ?? null,
  });
  const ask: Asker = {
    hostKey: (question) => {
      io.stderr(queueWords.unknownKey(question.host, question.fingerprint));
      return Promise.resolve(false);
    },
    secret: (question) =>
      question.keep === undefined || question.refused === true ? Promise.resolve(null) : secrets.get(question.keep),
  };
  const connect = createConnectReach({ clock: systemClock, dataDir });
  const reach = connect(config, ask);
  try {
    const registry = createMtaRegistry();
    const drivers = config.mta === null ? registry.drivers(config.route) : [registry.driver(config.mta)];
    for (const driver of drivers) {
      const found = await driver.detect(reach, config);
      if (found === null) continue;
      return await driver.list(reach, config, found, sink);
    }
    io.stderr(queueWords.noMta(config.name));
    return null;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    io.stderr(queueWords.pollFailed(config.name, isAppError(error) ? error.code : 'failed', text));
    return null;
  } finally {
    reach.dispose();
    connect.dispose();
  }
}
