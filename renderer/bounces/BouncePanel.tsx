import { useState } from 'react';
import type { ReactNode } from 'react';
import { bounceKindWords, bouncesUi } from '../../shared/messages/bounces-ui.en.ts';
import type { BounceDetail } from '../../shared/views/bounces.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { when } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { PanelHead } from '../ui/PanelHead.tsx';
import { Panel, Section, Tabs } from '../ui/panel.tsx';
import { cx } from '../ui/cx.ts';
import { useRequest } from '../state/request.ts';
import { useVersion } from '../state/streams.ts';
import { markFields, shownKind } from './bounceDays.ts';
import { BounceSummary } from './BounceSummary.tsx';
import { kindIcons } from './kindLooks.ts';
import { facts } from '../ui/facts.tsx';
import styles from './BouncePanel.module.css';
import screen from './BouncesScreen.module.css';

const words = bouncesUi.panel;
const tabs = ['summary', 'fields', 'raw'] as const;
type Tab = (typeof tabs)[number];

export interface BouncePanelProps {
  id: number;
  whole: boolean;
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
  onClose: () => void;
  onLink: (link: string) => void;
  onOpen: (id: number) => void;
  /** Shows the other reports about one address. */
  onSameAddress: (address: string) => void;
  /** The mark was set or taken away. */
  onDone: () => void;
}

/** One report: what it says in a sentence, who said it, its fields, its raw source, and what to do. */
export function BouncePanel(props: BouncePanelProps): ReactNode {
  const bridge = useBridge();
  const { data, error, loading, reload } = useRequest(
    'bounces.get',
    { id: props.id },
    { after: [useVersion('bounces')] },
  );
  const [tab, setTab] = useState<Tab>('summary');
  const [failed, setFailed] = useState<unknown>(null);
  const tools = (
    <span className={styles.tools}>
      <IconButton
        icon="up"
        label={words.previous}
        disabled={props.onPrevious === null}
        onClick={() => props.onPrevious?.()}
      />
      <IconButton icon="down" label={words.next} disabled={props.onNext === null} onClick={() => props.onNext?.()} />
    </span>
  );
  if (data == null) {
    return (
      <Panel
        label={words.label}
        whole={props.whole}
        width={376}
        head={<PanelHead title={loading ? words.loading : words.gone} tools={tools} onClose={props.onClose} />}
      >
        <ErrorNote error={error} />
      </Panel>
    );
  }
  const kind = shownKind(data.row);
  const done = (): void => {
    setFailed(null);
    bridge.request('bounces.done', { id: data.row.id, done: !data.row.done }).then(() => {
      reload();
      props.onDone();
    }, setFailed);
  };
  return (
    <Panel
      label={words.label}
      whole={props.whole}
      width={376}
      head={
        <PanelHead
          above={
            <span className={cx('sign s12 med', screen[kind])}>
              <Icon name={kindIcons[kind]} size={14} />
              {bounceKindWords[kind].long}
            </span>
          }
          title={data.title}
          subtitle={data.sentence}
          tools={tools}
          onClose={props.onClose}
        />
      }
      tabs={
        <Tabs
          label={words.label}
          value={tab}
          onChange={setTab}
          tabs={tabs.map((value) => ({ value, text: words.tabs[value] }))}
        />
      }
      foot={
        <>
          <CopyButton text={forSender(data)} label={words.copyForSender} />
          <span className="push">
            <Button icon={data.row.done ? 'x' : 'check'} hint="E" onClick={done}>
              {data.row.done ? words.markUndone : words.markDone}
            </Button>
          </span>
        </>
      }
    >
      {failed !== null && <ErrorNote error={failed} />}
      {tab === 'summary' && (
        <BounceSummary detail={data} onLink={props.onLink} onOpen={props.onOpen} onSameAddress={props.onSameAddress} />
      )}
      {tab === 'fields' && <Fields fields={data.fields} />}
      {tab === 'raw' && <Raw id={data.row.id} />}
    </Panel>
  );
}

function forSender(detail: BounceDetail): string {
  return bouncesUi.forSender({
    kind: detail.row.kind,
    recipients: detail.recipients.slice(0, 20).map((r) => ({ address: r.address, why: r.why, reply: r.diagnostic })),
    more: Math.max(0, detail.row.more + 1 - Math.min(20, detail.recipients.length)),
    subject: detail.original.subject,
    date: detail.original.date === null ? null : when(detail.original.date, Date.now()),
    steps: detail.steps.map((step) => step.text),
  });
}

/** The machine-readable fields as they stand, with what decides marked. */
export function Fields(props: { fields: string; title?: string }): ReactNode {
  return (
    <Section
      className={styles.section}
      title={props.title ?? words.report}
      aside={props.fields !== '' && <CopyButton text={props.fields} label={words.copy} small quiet />}
    >
      {props.fields === '' ? (
        <p className="s12 f3">{words.noFields}</p>
      ) : (
        <pre className={cx('code', facts.box, styles.pre)} tabIndex={0}>
          {markFields(props.fields).map((part, index) =>
            part.mark ? <mark key={index}>{part.text}</mark> : part.text,
          )}
        </pre>
      )}
    </Section>
  );
}

/** The raw source as text. It is a stranger's: nothing in it is followed, loaded or run. */
function Raw(props: { id: number }): ReactNode {
  const { data, error } = useRequest('bounces.raw', { id: props.id });
  return (
    <Section
      className={styles.section}
      title={words.tabs.raw}
      aside={data !== undefined && data.text !== '' && <CopyButton text={data.text} label={words.copy} small quiet />}
    >
      <ErrorNote error={error} />
      {data === undefined && error === undefined && <p className="s12 f3">{words.rawLoading}</p>}
      {data?.missing != null && <p className="s12 f3">{data.missing}</p>}
      {data !== undefined && data.text !== '' && (
        <pre className={cx('code', facts.box, styles.pre)} tabIndex={0}>
          {data.text}
        </pre>
      )}
      {data?.truncated === true && <p className="s12 f3">{words.rawCut}</p>}
    </Section>
  );
}
