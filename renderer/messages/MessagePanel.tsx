import { useState, type ReactNode } from 'react';
import { domainUi } from '../../shared/messages/actions-ui.en.ts';
import { mailDomainOf } from '../../shared/mailDomain.ts';
import { messagesUi as words, messageStateWords } from '../../shared/messages/messages-ui.en.ts';
import type { Verb } from '../../shared/model/action.ts';
import type { MessageDetail } from '../../shared/views/messages.ts';
import { allowedOn, domainEntries, openDomain } from '../actions/domainActions.tsx';
import { MessageRun } from '../actions/MessageRun.tsx';
import { openPreview } from '../actions/previewState.ts';
import { useKeys } from '../app/keys.tsx';
import { href } from '../app/router.ts';
import { useNow } from '../state/now.ts';
import { useRequest } from '../state/request.ts';
import { useStream, useVersion } from '../state/streams.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { bytes, number, span, when } from '../ui/format.ts';
import { Panel, Section, Tabs } from '../ui/panel.tsx';
import { Inspected } from './Inspected.tsx';
import { Gone, Moves } from './Moves.tsx';
import styles from './messages.module.css';
import { Attempts, Done, Lines, Recipients } from './messageTabs.tsx';

type Tab = 'recipients' | 'attempts' | 'headers' | 'body' | 'log' | 'bounces';

const mostDomains = 3;

/** Domains of the recipients shown, most of them first. */
function domainsOf(detail: MessageDetail): string[] {
  const counts = new Map<string, number>();
  for (const address of detail.groups.flatMap((group) => group.recipients)) {
    const domain = mailDomainOf(address.slice(address.lastIndexOf('@') + 1));
    if (domain !== null) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([domain]) => domain);
}

export interface MessagePanelProps {
  server: string;
  id: string;
  whole: boolean;
  onClose: () => void;
  onPrevious?: (() => void) | null;
  onNext?: (() => void) | null;
}

/** One message: who waits and why, attempts, headers and body on demand, log, reports, what was done to it. */
export function MessagePanel({ server, id, whole, onClose, onPrevious = null, onNext = null }: MessagePanelProps) {
  const now = useNow(10_000);
  const [tab, setTab] = useState<Tab>('recipients');
  const { data, loading } = useRequest(
    'messages.get',
    { server, id },
    { after: [useVersion('queue'), useVersion('bounces')], key: `${server}/${id}` },
  );
  const { data: moves } = useRequest(
    'messages.moves',
    { server, id },
    { after: [useVersion('queue')], key: `${server}/${id}` },
  );
  const detail = data ?? null;
  const row = detail?.row;
  const act = (verb: Verb): void => openPreview({ verb, selection: { kind: 'ids', messages: [{ server, id }] } });
  const held = row?.state === 'held' || row?.state === 'frozen';
  const can = detail?.can;
  const allowed = allowedOn((useStream('servers') ?? []).filter((s) => s.config.id === server));
  const domains = detail === null ? [] : domainsOf(detail);
  const [domain] = domains;
  useKeys([
    { keys: 'R', label: words.panel.retry, when: can?.retry === true, run: () => act('retry') },
    { keys: 'H', label: words.panel.hold, when: can?.hold === true && !held, run: () => act('hold') },
    { keys: 'U', label: words.panel.release, when: can?.release === true && held, run: () => act('release') },
    {
      keys: 'Shift+D',
      label: domain === undefined ? '' : domainUi.key(domain),
      when: domain !== undefined && allowed.retry,
      run: () => domain !== undefined && openDomain('retry', domain, { servers: [server] }),
    },
    { keys: 'Escape', label: words.panel.close, run: onClose },
  ]);

  const head = (
    <>
      <div className="row">
        <span className="mono med stranger">{id}</span>
        <IconButton
          small
          icon="copy"
          label={words.panel.copyId}
          onClick={() => void navigator.clipboard.writeText(id)}
        />
        <span className="s12 f3">
          {words.panel.where(
            server,
            row === undefined ? '' : messageStateWords[row.state],
            row?.size == null ? null : bytes(row.size),
          )}
        </span>
        <span className="grow" />
        {onPrevious !== null && <IconButton icon="up" label={words.panel.previous} onClick={onPrevious} />}
        {onNext !== null && <IconButton icon="down" label={words.panel.next} onClick={onNext} />}
        <IconButton icon="x" label={words.panel.close} onClick={onClose} />
      </div>
      {row !== undefined && (
        <p className={styles.sentence}>
          {words.panel.sentence(
            row.sender === '' ? words.nullSender : (row.sender ?? words.notTold),
            row.arrival === null ? null : span(now / 1000 - row.arrival),
            row.tries,
          )}{' '}
          {row.expires === null
            ? words.panel.noExpiry
            : words.panel.bounces(when(row.expires.at * 1000, now), row.expires.how === 'est')}
        </p>
      )}
    </>
  );
  if (detail === null) {
    return (
      <Panel label={words.panel.label} width={452} whole={whole} head={head}>
        {!loading && (
          <>
            <Gone moves={moves} server={server} />
            <Moves moves={moves} server={server} now={now} />
            <MessageRun server={server} id={id} />
            <Section title={words.panel.tabs.log}>
              <Inspected key={`${server}/${id}/log`} server={server} id={id} what="log" />
            </Section>
          </>
        )}
      </Panel>
    );
  }
  const tabs: { value: Tab; text: ReactNode }[] = [
    { value: 'recipients', text: <Counted text={words.panel.tabs.recipients} count={detail.recipients} /> },
    { value: 'attempts', text: <Counted text={words.panel.tabs.attempts} count={detail.attempts.length} /> },
    { value: 'headers', text: words.panel.tabs.headers },
    ...(detail.can.body ? [{ value: 'body' as const, text: words.panel.tabs.body }] : []),
    { value: 'log', text: words.panel.tabs.log },
    { value: 'bounces', text: <Counted text={words.panel.tabs.bounces} count={detail.bounces.length} /> },
  ];
  const ofDomains = domains
    .slice(0, mostDomains)
    .flatMap((domain) => domainEntries(domain, { servers: [server] }, allowed));
  const anything =
    ofDomains.length > 0 || detail.can.retry || detail.can.hold || detail.can.release || detail.can.delete;
  return (
    <Panel
      label={words.panel.label}
      width={452}
      whole={whole}
      head={head}
      tabs={<Tabs label={words.panel.tabsLabel} value={tab} tabs={tabs} onChange={setTab} />}
      foot={
        anything ? (
          <>
            {detail.can.retry && (
              <Button icon="retry" hint="R" onClick={() => act('retry')}>
                {words.panel.retry}
              </Button>
            )}
            {held
              ? detail.can.release && (
                  <Button icon="release" hint="U" onClick={() => act('release')}>
                    {words.panel.release}
                  </Button>
                )
              : detail.can.hold && (
                  <Button icon="held" hint="H" onClick={() => act('hold')}>
                    {words.panel.hold}
                  </Button>
                )}
            <span className="grow" />
            {(detail.can.expire || detail.can.requeue || ofDomains.length > 0) && (
              <Menu
                trigger={<IconButton icon="more" label={words.selection.more} />}
                entries={[
                  ...(detail.can.expire
                    ? [{ text: words.selection.expire, icon: 'bounces' as const, onChoose: () => act('expire') }]
                    : []),
                  ...(detail.can.requeue
                    ? [{ text: words.selection.requeue, icon: 'retry' as const, onChoose: () => act('requeue') }]
                    : []),
                  ...ofDomains,
                ]}
              />
            )}
            {detail.can.delete && (
              <Button kind="danger" icon="trash" onClick={() => act('delete')}>
                {words.panel.delete}
              </Button>
            )}
          </>
        ) : (
          <span className="s12 f3">{words.panel.observe}</span>
        )
      }
    >
      {tab === 'recipients' && (
        <>
          <MessageRun server={server} id={id} />
          <Recipients detail={detail} />
          <Attempts detail={detail} now={now} />
          <Moves moves={moves} server={server} now={now} />
          <Done detail={detail} now={now} />
        </>
      )}
      {tab === 'attempts' && (
        <>
          <Attempts detail={detail} now={now} />
          <Moves moves={moves} server={server} now={now} />
          <Done detail={detail} now={now} />
        </>
      )}
      {(tab === 'headers' || tab === 'body' || tab === 'log') && (
        <Section>
          <Inspected key={`${server}/${id}/${tab}`} server={server} id={id} what={tab} />
        </Section>
      )}
      {tab === 'bounces' && (
        <Lines
          none={words.panel.noBounces}
          rows={detail.bounces.map((b) => ({
            key: String(b.id),
            at: when(b.at, now),
            what: (
              <a className={styles.link} href={href('bounce', [b.id])}>
                {b.kind}
              </a>
            ),
            detail: `${b.recipient} ${b.title}`,
          }))}
        />
      )}
    </Panel>
  );
}

const Counted = ({ text, count }: { text: string; count: number }) => (
  <>
    {text} <span className="f3">{number(count)}</span>
  </>
);
