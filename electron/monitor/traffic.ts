/**
 * Counts what passes a server at each look, where its log or its API tells: what the alert engine needs to notice a silent
 * outage. A look never fails because of it, and it never takes more than a tenth of the time.
 */
import { trafficWords } from '../../shared/messages/traffic.en.ts';
import type { Detection, ServerConfig } from '../../shared/model/server.ts';
import type { Clock, MtaDriver, Passed, Reach } from '../ports.ts';
import { mtaNames } from '../../shared/messages/mtaNames.en.ts';

export interface Traffic {
  /** "watched by log /var/log/mail.log", "not watched: this account may not read a mail log". */
  words(config: ServerConfig): string;
  /** Counts since the time before; null where nothing could be counted at this look. Rejects only when given up. */
  count(
    driver: MtaDriver,
    reach: Reach,
    config: ServerConfig,
    found: Detection,
    signal: AbortSignal,
  ): Promise<Passed | null>;
  /** Another account, host or program: what was marked there means nothing here. */
  forget(): void;
}

export function createTraffic(clock: Clock): Traffic {
  let mark: string | null = null;
  let source: string | null = null;
  let missing: string = trafficWords.notYet;
  let notBefore = -Infinity;

  const unknown = (why: string): null => {
    [mark, source, missing] = [null, null, why];
    return null;
  };

  return {
    words(config) {
      if (!config.countMail) return trafficWords.notWatched(trafficWords.switchedOff);
      return source === null ? trafficWords.notWatched(missing) : trafficWords.watched(source);
    },
    async count(driver, reach, config, found, signal) {
      if (!config.countMail) return unknown(trafficWords.switchedOff);
      if (!driver.traffic) return unknown(trafficWords.noCounter(mtaNames[found.mta]));
      const began = clock.monotonic();
      if (began < notBefore) return null;
      try {
        const reading = await driver.traffic(reach, config, found, mark, signal);
        notBefore = began + (clock.monotonic() - began) * 9;
        if ('missing' in reading) return unknown(reading.missing);
        mark = reading.mark;
        source = reading.source;
        return reading.passed;
      } catch (error) {
        signal.throwIfAborted();
        // The look itself was good; what is wrong with the connection shows at the next one.
        return unknown(trafficWords.failed(error instanceof Error ? error.message.slice(0, 200) : ''));
      }
    },
    forget() {
      unknown(trafficWords.notYet);
      notBefore = -Infinity;
    },
  };
}
