import { AppError } from '../../../shared/error.ts';
import type { Handlers } from '../../../shared/contract.ts';
import type { Actions } from '../../monitor/actions/actions.ts';
import type { Context } from '../context.ts';

type Names =
  | 'actions.list'
  | 'actions.preview'
  | 'actions.start'
  | 'actions.control'
  | 'actions.outcomes'
  | 'audit.list'
  | 'audit.export';
const refuse = (): never => {
  throw new AppError('not_built', 'acting comes with the next change');
};
export function actionHandlers(context: Context, actions: Actions): Handlers<Names> {
  return {
    'actions.list': () => actions.list(),
    'actions.preview': refuse,
    'actions.start': refuse,
    'actions.control': refuse,
    'actions.outcomes': refuse,
    'audit.list': ({ from, count }) => context.archive.audit.list(from, count),
    'audit.export': refuse,
  };
}
