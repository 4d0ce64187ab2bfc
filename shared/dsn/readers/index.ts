import type { Reader } from '../finding.ts';
import { automatic } from './automatic.ts';
import { deliveryStatus } from './deliveryStatus.ts';
import { disposition } from './disposition.ts';
import { knownNotice, plainNotice } from './notice.ts';
import { ordinary } from './ordinary.ts';
import { otherReports } from './otherReports.ts';
import { sesJson } from './sesJson.ts';
import { statusInText } from './statusInText.ts';

/** In order of certainty: the first that takes a letter decides. The last one takes everything. */
export const readers: readonly Reader[] = [
  deliveryStatus,
  otherReports,
  disposition,
  sesJson,
  statusInText,
  automatic,
  knownNotice,
  plainNotice,
  ordinary,
];
