import { AppError } from '../../../shared/error.ts';
import type { Handlers } from '../../../shared/contract.ts';
import type { Context } from '../context.ts';

type Names =
  | 'incidents.list'
  | 'incidents.get'
  | 'incidents.acknowledge'
  | 'incidents.note'
  | 'incidents.expected'
  | 'incidents.export'
  | 'mutes.add'
  | 'mutes.end'
  | 'alerts.series'
  | 'alerts.explain'
  | 'alerts.dryRun'
  | 'alerts.testTarget';
const refuse = (): never => {
  throw new AppError('not_built', 'comes with the next change');
};
export function incidentHandlers(context: Context): Handlers<Names> {
  context.incidentsChanged();
  return {
    'incidents.list': refuse,
    'incidents.get': refuse,
    'incidents.acknowledge': refuse,
    'incidents.note': refuse,
    'incidents.expected': refuse,
    'incidents.export': refuse,
    'mutes.add': refuse,
    'mutes.end': refuse,
    'alerts.series': refuse,
    'alerts.explain': refuse,
    'alerts.dryRun': refuse,
    'alerts.testTarget': refuse,
  };
}
