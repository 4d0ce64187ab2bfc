import { useState } from 'react';
import type { ReactNode } from 'react';
import { historyForm as words } from '../../shared/messages/settings-ui.en.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Menu } from '../ui/Menu.tsx';
import { number, when } from '../ui/format.ts';
import { download } from '../state/download.ts';
import { useRequest } from '../state/request.ts';
import { useStream } from '../state/streams.ts';
import { SettingTable } from './SettingTable.tsx';
import styles from './Settings.module.css';

const page = 20;

/** Everything that was done to any queue, newest first, with its result. */
export function AuditList(): ReactNode {
  const bridge = useBridge();
  const [shown, setShown] = useState(page);
  const [failed, setFailed] = useState<unknown>(null);
  const { data, error } = useRequest(
    'audit.list',
    { from: 0, count: Math.min(500, shown) },
    { after: [useStream('actions')?.length ?? 0] },
  );
  const columns = words.auditColumns;
  const exportAs = (format: 'csv' | 'json'): void => {
    setFailed(null);
    bridge.request('audit.export', { format }).then(download, setFailed);
  };
  return (
    <>
      <div className={styles.head}>
        <h3 className={styles.h2} id="settings-audit">
          {words.audit}
        </h3>
        <Menu
          trigger={<Button icon="export">{words.auditExport}</Button>}
          entries={[
            { text: '.csv', onChoose: () => exportAs('csv') },
            { text: '.json', onChoose: () => exportAs('json') },
          ]}
        />
      </div>
      {(error ?? failed) !== null && <ErrorNote error={error ?? failed} />}
      {data !== undefined && data.total === 0 && <p className="s12 f3">{words.auditNone}</p>}
      {data !== undefined && data.total > 0 && (
        <SettingTable
          head={(['at', 'account', 'server', 'verb', 'selection', 'count', 'result'] as const).map(
            (key) => columns[key],
          )}
          labelledBy="settings-audit"
        >
          {data.rows.map((row) => (
            <tr key={row.seq}>
              <td className="f3">{when(row.at, Date.now())}</td>
              <td>{row.account}</td>
              <td>{row.server}</td>
              <td>{row.verb}</td>
              <td className="f2">{row.selection}</td>
              <td className="num">{number(row.count)}</td>
              <td className="f2">{row.result}</td>
            </tr>
          ))}
        </SettingTable>
      )}
      {data !== undefined && data.rows.length < data.total && shown < 500 && (
        <div className={styles.line}>
          <Button onClick={() => setShown(shown + 60)}>{words.auditMore}</Button>
        </div>
      )}
    </>
  );
}
