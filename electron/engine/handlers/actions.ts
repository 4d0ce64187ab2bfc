import { csv } from '../../../shared/csv.ts';
import type { Handlers } from '../../../shared/contract.ts';
import type { Actions } from '../../monitor/actions/actions.ts';
import type { Context } from '../context.ts';

const ok = { ok: true } as const;
type Names =
  | 'actions.list'
  | 'actions.preview'
  | 'actions.start'
  | 'actions.copy'
  | 'actions.control'
  | 'actions.outcomes'
  | 'actions.lines'
  | 'audit.list'
  | 'audit.export';

export function actionHandlers(context: Context, actions: Actions): Handlers<Names> {
  const { archive, deps } = context;
  return {
    'actions.list': () => actions.list(),
    'actions.preview': ({ verb, selection, pace }) => actions.preview(verb, selection, pace),
    'actions.start': ({ token, pace, typedCount, typedDomain }) =>
      actions.start(token, pace, { count: typedCount, domain: typedDomain }),
    'actions.copy': ({ token }) => actions.copy(token),
    'actions.control': ({ run, what }) => {
      actions.control(run, what);
      return ok;
    },
    'actions.lines': ({ run, after, message }) => actions.lines(run, after, message),
    'actions.outcomes': ({ run, from, count }) => actions.outcomes(run, from, count),
    'audit.list': ({ from, count }) => archive.audit.list(from, count),
    'audit.export': ({ format }) => {
      const rows = archive.audit.all();
      const stamp = new Date(deps.clock.now()).toISOString().slice(0, 10);
      if (format === 'json') {
        return {
          fileName: `audit-${stamp}.json`,
          mime: 'application/json',
          text: `${JSON.stringify(rows, null, 2)}\n`,
          truncated: false,
        };
      }
      return {
        fileName: `audit-${stamp}.csv`,
        mime: 'text/csv; charset=utf-8',
        text: csv(
          ['seq', 'time', 'account', 'server', 'verb', 'selection', 'count', 'result', 'run', 'ids'],
          rows.map((r) => [
            r.seq,
            new Date(r.at).toISOString(),
            r.account,
            r.server,
            r.verb,
            r.selection,
            r.count,
            r.result,
            r.run,
            r.ids.join(' '),
          ]),
        ),
        truncated: false,
      };
    },
  };
}
