import { AppError } from '../../../shared/error.ts';
import type { Handlers } from '../../../shared/contract.ts';
import type { Context } from '../context.ts';

type Names = 'history.view' | 'history.queueAt' | 'history.export';
const refuse = (): never => {
  throw new AppError('not_built', 'comes with the next change');
};
export function historyHandlers(context: Context): Handlers<Names> {
  context.archive.bytes();
  return { 'history.view': refuse, 'history.queueAt': refuse, 'history.export': refuse };
}
