import type { Provider } from './provider.ts';
import { asia } from './providers/asia.ts';
import { europe } from './providers/europe.ts';
import { filters } from './providers/filters.ts';
import { hosting } from './providers/hosting.ts';
import { northAmerica } from './providers/northAmerica.ts';
import { otherContinents } from './providers/otherContinents.ts';
import { senders } from './providers/senders.ts';
import { worldwide } from './providers/worldwide.ts';

export type { Provider } from './provider.ts';

/** In the order in which their ways of writing are tried. */
export const providers: readonly Provider[] = [
  ...worldwide,
  ...northAmerica,
  ...europe,
  ...asia,
  ...otherContinents,
  ...filters,
  ...hosting,
  ...senders,
];
