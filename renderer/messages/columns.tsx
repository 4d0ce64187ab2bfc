import { messagesUi as words, messageStateWords } from '../../shared/messages/messages-ui.en.ts';
import type { MessageRow } from '../../shared/views/messages.ts';
import { bytes, clock, number, shortSpan } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import type { Column } from '../ui/Table.tsx';
import { stateLooks } from './messageLooks.ts';
import { cx } from '../ui/cx.ts';
import styles from './messages.module.css';

const State = ({ row }: { row: MessageRow }) => {
  const look = stateLooks[row.state];
  return (
    <span className={cx('sign', look.color)} title={row.queue}>
      <Icon name={look.icon} size={13} />
      {messageStateWords[row.state]}
    </span>
  );
};

const Sender = ({ row }: { row: MessageRow }) =>
  row.sender === '' ? (
    <span className="f3">{words.nullSender}</span>
  ) : (
    <span className={row.sender === null ? 'f3' : 'cut stranger'} title={row.sender ?? undefined}>
      {row.sender ?? words.notTold}
    </span>
  );

const Recipient = ({ row }: { row: MessageRow }) => (
  <span className={styles.pair}>
    <span className="cut stranger" title={row.recipient ?? undefined}>
      {row.recipient ?? <span className="f3">{words.notTold}</span>}
    </span>
    {row.more > 0 && <span className="f3">{words.more(row.more)}</span>}
  </span>
);

const age = (row: MessageRow, now: number): string =>
  row.arrival === null ? words.notTold : shortSpan(now / 1000 - row.arrival);

/** Columns of the table; beside a panel only those that tell messages apart. */
export function columnsOf(
  now: number,
  room: 'short' | 'normal' | 'wide',
  mtas: readonly string[],
): Column<MessageRow>[] {
  const short = room === 'short';
  const severalServers = mtas.length > 1;
  // Exim writes 16 or 23 characters (specification, "Message identification"), Haraka a whole file name.
  const longIds = mtas.some((mta) => mta === 'exim' || mta === 'haraka');
  const common: Column<MessageRow>[] = [
    { id: 'state', title: words.columns.state, width: 84, sort: 'state', render: (row) => <State row={row} /> },
    {
      id: 'id',
      title: words.columns.id,
      width: longIds && !short ? 160 : 108,
      sort: 'id',
      render: (row) => (
        <span className="mono cut stranger" title={row.id}>
          {row.id}
        </span>
      ),
    },
    {
      id: 'age',
      title: words.columns.age,
      width: 62,
      align: 'end',
      sort: 'age',
      render: (row) => <span className="num">{age(row, now)}</span>,
    },
  ];
  const server: Column<MessageRow> = {
    id: 'server',
    title: words.columns.server,
    width: 58,
    sort: 'server',
    render: (row) => <span className="cut f2">{row.server}</span>,
  };
  const reason: Column<MessageRow> = {
    id: 'reason',
    title: words.columns.reason,
    width: { min: 100, share: 0.9 },
    sort: 'reason',
    render: (row) => (
      <span className={row.reason === null ? 'cut f3' : 'cut'} title={row.reason ?? undefined}>
        {row.reason ?? (row.state === 'active' ? messageStateWords.active : words.notToldReason)}
      </span>
    ),
  };
  const expires: Column<MessageRow> = {
    id: 'expires',
    title: words.columns.expires,
    width: 84,
    align: 'end',
    sort: 'expires',
    render: (row) => (
      <span className={row.expires === null ? 'f3' : 'num f2'}>
        {row.expires === null ? words.notTold : shortSpan(row.expires.at - now / 1000)}
      </span>
    ),
  };
  if (short) {
    return [
      ...common,
      {
        id: 'both',
        title: words.columns.both,
        width: { min: 160, share: 1 },
        sort: 'sender',
        render: (row) => (
          <span className={styles.both}>
            <span className="cut f3">
              <Sender row={row} />
            </span>
            <span className="f3" aria-hidden="true">
              →
            </span>
            <Recipient row={row} />
          </span>
        ),
      },
      reason,
    ];
  }
  return [
    ...common,
    ...(severalServers ? [server] : []),
    {
      id: 'sender',
      title: words.columns.sender,
      width: { min: 96, share: 1.1 },
      sort: 'sender',
      render: (row) => (
        <span className={styles.pair}>
          <Sender row={row} />
        </span>
      ),
    },
    {
      id: 'recipients',
      title: words.columns.recipients,
      width: { min: 96, share: 1.1 },
      sort: 'recipient',
      render: (row) => <Recipient row={row} />,
    },
    {
      id: 'size',
      title: words.columns.size,
      width: 62,
      align: 'end',
      sort: 'size',
      render: (row) => <span className="num f2">{row.size === null ? words.notTold : bytes(row.size)}</span>,
    },
    reason,
    {
      id: 'code',
      title: words.columns.code,
      width: 92,
      render: (row) => <span className="mono f2 cut">{row.code ?? ''}</span>,
    },
    {
      id: 'tries',
      title: words.columns.tries,
      width: 44,
      align: 'end',
      sort: 'tries',
      render: (row) => <span className="num f2">{row.tries === null ? '' : number(row.tries)}</span>,
    },
    {
      id: 'next',
      title: words.columns.next,
      width: 74,
      align: 'end',
      render: (row) =>
        row.state === 'held' ? (
          <span className="f3">{words.held}</span>
        ) : row.nextTry === null ? (
          <span className="f3">{row.state === 'active' ? words.now : words.notTold}</span>
        ) : (
          <span className="num f2">
            {clock(row.nextTry.at * 1000)} {row.nextTry.how === 'est' && <span className="f3">{words.est}</span>}
          </span>
        ),
    },
    ...(room === 'wide' ? [expires] : []),
  ];
}
