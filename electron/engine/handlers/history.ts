import { csv } from '../../../shared/csv.ts';
import type { Handlers } from '../../../shared/contract.ts';
import type { Context } from '../context.ts';
import { createHistory } from '../history.ts';

type Names = 'history.view' | 'history.queueAt' | 'history.export';

export function historyHandlers(context: Context): Handlers<Names> {
  const history = createHistory(context);
  return {
    'history.view': (query) => history.view(query),
    'history.queueAt': ({ scope, at }) => history.queueAt(scope.servers, at),
    'history.export': (query) => {
      const rows = history.rows(query);
      const stamp = new Date(context.deps.clock.now()).toISOString().slice(0, 10);
      if (query.format === 'json') {
        return {
          fileName: `history-${stamp}.json`,
          mime: 'application/json',
          text: `${JSON.stringify(rows.rows)}\n`,
          truncated: rows.truncated,
        };
      }
      return {
        fileName: `history-${stamp}.csv`,
        mime: 'text/csv; charset=utf-8',
        text: csv(
          ['time', 'server', 'class', 'side', 'provider', 'fresh', 'waiting'],
          rows.rows.map((r) => [
            new Date(r.bin * 1000).toISOString(),
            r.server,
            r.class,
            r.side,
            r.provider,
            r.fresh,
            r.waiting,
          ]),
        ),
        truncated: rows.truncated,
      };
    },
  };
}
