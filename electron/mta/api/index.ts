import type { MtaDriver } from '../../ports.ts';
import { chasquid } from './chasquid.ts';
import { kumomta } from './kumomta.ts';
import { mailcow } from './mailcow.ts';
import { pmg } from './pmg.ts';
import { stalwart } from './stalwart.ts';
import { zonemta } from './zonemta.ts';

/** MTAs by HTTP API, in the order in which an unknown one is asked: those that need no secret come last. */
export const apiDrivers: readonly MtaDriver[] = [mailcow, pmg, stalwart, kumomta, zonemta, chasquid];
