import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { safetyWords, serversUi as words } from '../../shared/messages/servers-ui.en.ts';
import type { SafetyLevel } from '../../shared/model/server.ts';
import type { ServerView } from '../../shared/views/servers.ts';
import { useKeys } from '../app/keys.tsx';
import { useRowHeight, useWidth } from '../app/layout.ts';
import { href, navigate } from '../app/router.ts';
import type { ScreenProps } from '../app/screens.tsx';
import { useBridge } from '../state/bridge.tsx';
import { useNow } from '../state/now.ts';
import { useServers } from '../state/servers.ts';
import { setPrefs } from '../state/prefs.ts';
import { useStream } from '../state/streams.ts';
import { StateBadge } from '../ui/Badge.tsx';
import { Button, LinkButton } from '../ui/Button.tsx';
import { number, span } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import type { IconName } from '../ui/icons.tsx';
import { InPlace } from '../ui/facts.tsx';
import { Content, frame, PageHead } from '../ui/frame.tsx';
import { arrayRows, Table } from '../ui/Table.tsx';
import type { Column } from '../ui/Table.tsx';
import { AddMailbox } from './AddMailbox.tsx';
import { AddServer } from './AddServer.tsx';
import { EditServer } from './EditServer.tsx';
import { MtasPage } from './MtasPage.tsx';
import { OpenListing } from './OpenListing.tsx';
import { ServerPanel } from './ServerPanel.tsx';
import styles from './ServersScreen.module.css';

const toList = (): void => navigate(href('servers'));

/** What can be seen and done where; and the ways to add, change and open. */
export default function ServersScreen({ route }: ScreenProps): ReactNode {
  const { servers, known } = useServers();
  const mailboxes = useStream('mailboxes');
  const [what, id] = route.path;
  if (route.screen === 'servers' && what === 'add') {
    // Its ids must not clash with those of servers that are only not told yet.
    return known ? (
      <AddServer
        servers={servers}
        onDone={(added) => navigate(added === null ? href('servers') : href('server', [added]))}
      />
    ) : null;
  }
  if (route.screen === 'servers' && what === 'listing') {
    const show = (server: string): void => {
      setPrefs({ scope: [server] });
      navigate(href('causes'));
    };
    return <OpenListing onDone={toList} onShow={show} />;
  }
  if (route.screen === 'servers' && what === 'programs') return <MtasPage onBack={() => history.back()} />;
  if (route.screen === 'servers' && what === 'mailbox') {
    const edit = mailboxes?.find((mailbox) => mailbox.config.id === id) ?? null;
    if (mailboxes === undefined) return null;
    return (
      <AddMailbox
        key={id ?? ''}
        mailboxes={mailboxes}
        edit={edit}
        onDone={() => navigate(id === undefined ? href('bounces') : href('settings', ['mailboxes']))}
      />
    );
  }
  const open = route.screen === 'server' ? (servers.find((s) => s.config.id === what) ?? null) : null;
  if (open !== null && id === 'edit') {
    return (
      <EditServer
        key={open.config.id}
        server={open}
        servers={servers}
        onDone={() => navigate(href('server', [open.config.id]))}
      />
    );
  }
  return <ServerList servers={servers} known={known} open={open} />;
}

function ServerList(props: { servers: readonly ServerView[]; known: boolean; open: ServerView | null }): ReactNode {
  const { servers, open } = props;
  const bridge = useBridge();
  const now = useNow(5000);
  const width = useWidth();
  const rowHeight = useRowHeight(2);
  const narrow = width === 'narrow';
  const rows = useMemo(() => arrayRows(servers.map((row) => ({ kind: 'row' as const, row }))), [servers]);
  const short = open !== null && width !== 'wide';
  const columns = useMemo(() => columnsOf(now, short || narrow), [now, short, narrow]);
  const add = (): void => navigate(href('servers', ['add']));
  useKeys([
    { keys: 'Ctrl+N', label: words.add, run: add },
    { keys: 'Escape', label: words.back, when: open !== null, run: toList },
  ]);
  const inSight = servers.filter((s) => s.state !== 'blind' && s.state !== 'new' && s.state !== 'paused').length;
  const mayChange = servers.filter((s) => s.config.safety !== 'observe').length;
  return (
    <div className={frame.beside}>
      {!(narrow && open !== null) && (
        <Content>
          <PageHead
            title={words.title}
            tools={
              <>
                {servers.length > 0 && (
                  <Button
                    icon="retry"
                    hint="F5"
                    onClick={() => void bridge.request('monitor.lookNow', { server: null }).catch(() => undefined)}
                  >
                    {words.pollAll}
                  </Button>
                )}
                <Button kind="primary" icon="plus" hint="Ctrl N" onClick={add}>
                  {words.add}
                </Button>
              </>
            }
          >
            {props.known && words.summary(inSight, servers.length, mayChange)}
          </PageHead>
          <Table
            id="servers"
            label={words.title}
            columns={columns}
            rows={rows}
            keyOf={(row) => row.config.id}
            rowHeight={rowHeight}
            openKey={open?.config.id ?? null}
            onOpen={(row) => navigate(href('server', [row.config.id]))}
            empty={
              props.known ? (
                <InPlace title={words.none} actions={<Button onClick={add}>{words.add}</Button>}>
                  {words.noneText}
                </InPlace>
              ) : (
                <InPlace title={words.asking} />
              )
            }
          />
          <footer className={styles.foot}>
            <p>
              {words.foot}{' '}
              <LinkButton onClick={() => navigate(href('servers', ['programs']))}>{words.programs}</LinkButton>
              {' · '}
              <LinkButton onClick={() => navigate(href('servers', ['listing']))}>{words.openListing}</LinkButton>
            </p>
          </footer>
        </Content>
      )}
      {open !== null && (
        <ServerPanel
          key={open.config.id}
          server={open}
          whole={narrow}
          onEdit={() => navigate(href('server', [open.config.id, 'edit']))}
          onClose={toList}
        />
      )}
    </div>
  );
}

const safetyIcons: Record<SafetyLevel, IconName> = { observe: 'tls', retry: 'eye', full: 'key' };

function columnsOf(now: number, short: boolean): Column<ServerView>[] {
  const all: Column<ServerView>[] = [
    {
      id: 'name',
      title: words.columns.name,
      width: { min: 64, share: 0.6 },
      render: ({ config }) => (
        <>
          <div className={`${styles.name ?? ''} cut`}>{config.name}</div>
          {(config.production || config.group !== null) && (
            <div className={`${styles.sub ?? ''} cut`}>
              {[config.group, config.production ? words.production : null].filter((p) => p !== null).join(', ')}
            </div>
          )}
        </>
      ),
    },
    {
      id: 'program',
      title: words.columns.program,
      width: { min: 118, share: 1.2 },
      render: (row) => (
        <>
          <div className="cut">{row.program === '' ? words.notTold : row.program}</div>
          <div className={`${styles.route ?? ''} cut`}>{row.routeText}</div>
        </>
      ),
    },
    {
      id: 'state',
      title: words.columns.state,
      width: { min: 108, share: 0.8 },
      render: (row) => (
        <div className={styles.state} title={row.stateText}>
          <StateBadge state={row.state} severity={row.severity} word={row.stateText} />
        </div>
      ),
    },
    {
      id: 'waiting',
      title: words.columns.waiting,
      width: 62,
      align: 'end',
      render: (row) =>
        row.readSoFar !== null ? (
          <span className="f3" title={words.reading(row.readSoFar)}>
            {number(row.readSoFar)} …
          </span>
        ) : row.waiting === null ? (
          <span className="f3">{words.notTold}</span>
        ) : (
          <span className={row.state === 'blind' ? styles.blind : undefined}>{number(row.waiting)}</span>
        ),
    },
    {
      id: 'seen',
      title: words.columns.seen,
      width: 84,
      render: (row) => (
        <span className="f3">
          {row.seenAt === null ? (row.polling ? words.asked : words.never) : words.ago(span((now - row.seenAt) / 1000))}
        </span>
      ),
    },
    {
      id: 'rights',
      title: words.columns.rights,
      width: 92,
      render: (row) => <span className="f2 cut block">{row.rights}</span>,
    },
    {
      id: 'safety',
      title: words.columns.safety,
      width: 78,
      render: ({ config }) => (
        <span className={styles.safety}>
          <Icon name={safetyIcons[config.safety]} size={14} />
          {safetyWords[config.safety].short}
        </span>
      ),
    },
  ];
  const dropped = short ? ['seen'] : [];
  return all.filter((column) => !dropped.includes(column.id));
}
