import type { Reader } from '../finding.ts';
import { deliveryStatus } from './deliveryStatus.ts';
import { ordinary } from './ordinary.ts';

/** In order of certainty: the first that takes a letter decides. The last one takes everything. */
export const readers: readonly Reader[] = [deliveryStatus, ordinary];
