import { useState } from 'react';
import type { ReactNode } from 'react';
import { historyUi } from '../../shared/messages/history-ui.en.ts';
import type { HistoryQuery } from '../../shared/views/history.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Menu } from '../ui/Menu.tsx';
import { InPlace } from '../ui/facts.tsx';
import { Content, frame, PageHead } from '../ui/frame.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { bytes, day } from '../ui/format.ts';
import { download } from '../state/download.ts';
import { useRequest } from '../state/request.ts';
import { useScope } from '../state/prefs.ts';
import { useServers } from '../state/servers.ts';
import { useKeys } from '../app/keys.tsx';
import { useWidth } from '../app/layout.ts';
import { href, navigate, patchQuery } from '../app/router.ts';
import type { ScreenProps } from '../app/screens.tsx';
import { useNow } from '../state/now.ts';
import { HistoryChanges } from './HistoryChanges.tsx';
import { HistoryLanes } from './HistoryLanes.tsx';
import { QueueThen } from './QueueThen.tsx';
import styles from './HistoryScreen.module.css';

const historyRanges = Object.keys(historyUi.ranges) as HistoryQuery['range'][];
const lanesBy = ['side', 'server', 'provider'] as const;

/** Is this new, worse, or always so? Lanes over time, what changed, and what was in the queue at any moment. */
export default function HistoryScreen({ route }: ScreenProps): ReactNode {
  const bridge = useBridge();
  const scope = useScope();
  const narrow = useWidth() === 'narrow';
  const { nameOf } = useServers();
  const [failed, setFailed] = useState<unknown>(null);
  const range = historyRanges.find((r) => r === route.query['range']) ?? '7d';
  const by = lanesBy.find((b) => b === route.query['by']) ?? 'side';
  const at = Number.isSafeInteger(Number(route.query['at'])) && route.query['at'] ? Number(route.query['at']) : null;
  const setAt = (moment: number | null): void =>
    patchQuery({ at: moment === null ? undefined : String(moment) }, { replace: at !== null });
  const query: HistoryQuery = { servers: scope.servers, range, by };
  useKeys([{ keys: 'Escape', label: historyUi.at.close, when: at !== null, run: () => setAt(null) }]);
  const { data, error, loading } = useRequest('history.view', query, { after: [useNow(60_000)] });
  const exportAs = (format: 'csv' | 'json'): void => {
    setFailed(null);
    bridge.request('history.export', { ...query, format }).then(download, setFailed);
  };
  const empty = data !== undefined && data.lanes.length === 0 && data.changes.length === 0;
  return (
    <div className={frame.beside}>
      {!(narrow && at !== null) && (
        <Content>
          <PageHead
            title={historyUi.title}
            tools={
              <>
                <Segmented
                  label={historyUi.rangeLabel}
                  value={range}
                  onChange={(next) => patchQuery({ range: next })}
                  options={historyRanges.map((value) => ({ value, text: historyUi.ranges[value] }))}
                />
                <Segmented
                  label={historyUi.byLabel}
                  value={by}
                  onChange={(next) => patchQuery({ by: next })}
                  options={lanesBy.map((value) => ({ value, text: historyUi.by[value] }))}
                />
                <Menu
                  trigger={<Button icon="export">{historyUi.export}</Button>}
                  entries={[
                    { text: historyUi.exportCsv, onChoose: () => exportAs('csv') },
                    { text: historyUi.exportJson, onChoose: () => exportAs('json') },
                  ]}
                />
              </>
            }
          >
            {data?.sentence}
          </PageHead>
          {failed !== null && <ErrorNote error={failed} />}
          {data === undefined ? (
            error !== undefined ? (
              <ErrorNote error={error} />
            ) : (
              <InPlace title={loading ? historyUi.asking : ''} />
            )
          ) : empty ? (
            <InPlace title={historyUi.empty.title}>{historyUi.empty.text}</InPlace>
          ) : (
            <div className={styles.left}>
              <HistoryLanes view={data} range={range} at={at} onAt={setAt} />
              <HistoryChanges
                rows={data.changes}
                rangeLabel={historyUi.ranges[range]}
                serverName={nameOf}
                onIncident={(id) => navigate(href('incident', [id]))}
              />
              <p className={styles.kept}>
                {historyUi.kept(
                  bytes(data.kept.bytes),
                  data.kept.since === null ? null : day(data.kept.since * 1000, Date.now()),
                )}
              </p>
            </div>
          )}
        </Content>
      )}
      {at !== null && data !== undefined && (
        <QueueThen
          servers={scope.servers}
          serverName={nameOf}
          at={at}
          from={data.from}
          to={data.to}
          step={Math.max(900, data.lanes[0]?.spark.step ?? 3600)}
          whole={narrow}
          onAt={setAt}
          onClose={() => setAt(null)}
        />
      )}
    </div>
  );
}
