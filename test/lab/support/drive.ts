import type { QueueMessage } from '../../../shared/model/message.ts';
import type { Detection, ServerConfig } from '../../../shared/model/server.ts';
import { mailDomainOf } from '../../../shared/mailDomain.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { ActReport, ListOutcome, MtaDriver, Reach } from '../../../electron/ports.ts';
import { createMtaRegistry } from '../../../electron/mta/registry.ts';

/** One server as the monitor drives it: detect once, then list, act, log. */
export async function drive(reach: Reach, config: ServerConfig) {
  if (config.mta === null) throw new Error('name the MTA');
  const driver: MtaDriver = createMtaRegistry().driver(config.mta);
  const found = await driver.detect(reach, config);
  if (found === null) throw new Error(`${config.mta} was not found`);
  return driven(driver, reach, config, found);
}

export function driven(driver: MtaDriver, reach: Reach, config: ServerConfig, found: Detection) {
  return {
    driver,
    found,
    granted: (id: string) => found.abilities.find((a) => a.id === id)?.granted,
    async list(): Promise<{ messages: Map<string, QueueMessage>; skipped: string[]; outcome: ListOutcome }> {
      const messages = new Map<string, QueueMessage>();
      const skipped: string[] = [];
      const outcome = await driver.list(reach, config, found, {
        message: (m) => messages.set(m.id, m),
        skipped: (why, text) => skipped.push(`${why}: ${text}`),
      });
      return { messages, skipped, outcome };
    },
    act: (verb: Verb, ids: readonly string[]): Promise<ActReport> => driver.act(reach, config, found, { verb, ids }),
    /** By the server's own verb for a whole domain. */
    async actOnDomain(verb: Verb, name: string) {
      const domain = mailDomainOf(name);
      if (domain === null || !driver.domain) throw new Error(`no whole domain ${name} for ${driver.kind}`);
      const offer = await driver.domain.offer(reach, config, found, { verb, domain });
      if ('none' in offer) throw new Error(offer.none);
      return { offer, ...(await driver.domain.act(reach, config, found, { verb, domain })) };
    },
    describe: (verb: Verb, ids: readonly string[]) => driver.describe(config, found, { verb, ids }),
    inspect: (id: string, what: 'headers' | 'body') => driver.inspect(reach, config, found, id, what),
    log: (ids: readonly string[], sinceMs = 0) => driver.log(reach, config, found, ids, sinceMs),
    checks: () => driver.checks?.(reach, config, found),
  };
}
