import { isAppError } from '../../../shared/error.ts';
import type { MtaKind } from '../../../shared/model/message.ts';
import type { HttpRoute } from '../../../shared/model/server.ts';
import type { MtaDriver } from '../../ports.ts';
import { chasquid } from './chasquid.ts';
import { kumomta } from './kumomta.ts';
import { mailcow } from './mailcow.ts';
import { pmg } from './pmg.ts';
import { stalwart } from './stalwart.ts';
import { zonemta } from './zonemta.ts';

/** How each one can be logged in to. Where the product is not named, only those are asked that could know the secret. */
const logins: Readonly<Partial<Record<MtaKind, readonly HttpRoute['auth'][]>>> = {
  mailcow: ['apikey'],
  pmg: ['ticket'],
  stalwart: ['bearer', 'basic'],
  kumomta: ['none', 'basic'],
  zonemta: ['none'],
  chasquid: ['none'],
};

/** What another product answers: no such address, or a page of its own. A refused login is not among them: it is told. */
const elsewhere = /^api_(?:refused|not_json|schema_changed)$/;

/** When the product is looked for, an answer of another one is "not here"; when it is named, it is told as it is. */
const lookedFor = (driver: MtaDriver): MtaDriver => ({
  ...driver,
  async detect(reach, config, signal) {
    if (config.mta !== null || config.route.kind !== 'https') return driver.detect(reach, config, signal);
    if (logins[driver.kind]?.includes(config.route.auth) !== true) return null;
    try {
      return await driver.detect(reach, config, signal);
    } catch (error) {
      if (isAppError(error) && elsewhere.test(error.code)) return null;
      throw error;
    }
  },
});

/** MTAs by HTTP API, in the order in which an unknown one is asked: those that need no secret come last. */
export const apiDrivers: readonly MtaDriver[] = [mailcow, pmg, stalwart, kumomta, zonemta, chasquid].map(lookedFor);
