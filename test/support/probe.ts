import { newProbe, probeStepIds } from '../../shared/views/servers.ts';
import type { Probe, ProbeStep } from '../../shared/views/servers.ts';

/** A probe whose steps are ok up to `at`, which is in `state`. */
export function probeAt(
  id: string,
  at: ProbeStep['id'],
  state: ProbeStep['state'],
  more: Partial<Probe> = {},
  texts: Partial<Record<ProbeStep['id'], string>> = {},
): Probe {
  const reached = probeStepIds.indexOf(at);
  return {
    ...newProbe(id),
    steps: probeStepIds.map((step, i) => ({
      id: step,
      state: i < reached ? 'ok' : i === reached ? state : 'waiting',
      text: i <= reached ? (texts[step] ?? '') : '',
    })),
    ...more,
  };
}
