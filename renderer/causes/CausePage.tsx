import { useEffect, useState } from 'react';
import { causesWords as words, causeWords } from '../../shared/messages/causes-ui.en.ts';
import { requestWords, tableWords } from '../../shared/messages/ui.en.ts';
import { RunPanel } from '../actions/RunPanel.tsx';
import { useKeys } from '../app/keys.tsx';
import { useWidth } from '../app/layout.ts';
import { href, navigate, patchQuery } from '../app/router.ts';
import type { ScreenProps } from '../app/screens.tsx';
import { useIncidentDialogs } from '../incidents/useIncidentDialogs.tsx';
import { useBridge } from '../state/bridge.tsx';
import { download } from '../state/download.ts';
import { useNow } from '../state/now.ts';
import { useServers } from '../state/servers.ts';
import { useStream } from '../state/streams.ts';
import { SideBadge, StateBadge } from '../ui/Badge.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { span } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { Menu } from '../ui/Menu.tsx';
import { Callout, InPlace } from '../ui/facts.tsx';
import { Content, PageHead } from '../ui/frame.tsx';
import { panel } from '../ui/panel.tsx';
import { causeFacts, useCauseDetail } from './CausePanel.tsx';
import {
  CauseChart,
  CauseReplies,
  CauseSteps,
  CauseWho,
  copyText,
  LocalChecks,
  Longest,
  Patterns,
  WhySo,
} from './CauseSections.tsx';
import styles from './page.module.css';
import { useCauseActions } from './useCauseActions.tsx';
import { CauseRetries } from './CauseRetries.tsx';
import { isLocal, useCausesView } from './useCauses.ts';

/** Everything about one cause, with what is being done about it at the right. */
export default function CausePage({ route }: ScreenProps) {
  const id = route.path[0] ?? '';
  const bridge = useBridge();
  const now = useNow();
  const width = useWidth();
  const act = useCauseActions();
  const detail = useCauseDetail(id);
  const all = useCausesView('').data?.rows ?? [];
  const runs = useStream('actions') ?? [];
  const [openedAt] = useState(now);
  const d = detail.data;
  const row = d?.row ?? null;
  const at = all.findIndex((r) => r.id === id);
  const go = (by: number) => () => {
    const next = all[at + by];
    if (next !== undefined) navigate(href('cause', [next.id]), { replace: true });
  };
  const back = () => navigate(href('causes', [], { open: id }));
  const about = useIncidentDialogs();
  const asks = route.query['do'] === 'retry';
  const { known } = useServers();
  useEffect(() => {
    // What may be done stands in the list of servers, which may come after the cause in a window that just opened.
    if (!asks || row === null || !known) return;
    patchQuery({ do: undefined }, { replace: true });
    if (act.canRetry(row)) act.retryPaced(row);
    // Once for the address that asked for it; the action objects are new with every figure.
  }, [asks, row === null, known]);
  const on = (run: (r: NonNullable<typeof row>) => void) => () => {
    if (row !== null) run(row);
  };
  useKeys([
    { keys: 'Escape', label: words.back, run: back },
    { keys: 'K', label: words.previous, run: go(-1) },
    { keys: 'J', label: words.next, run: go(1) },
    { keys: 'R', label: words.retryOne, run: on((r) => act.canRetry(r) && act.retryOne(r)) },
    { keys: 'Shift+R', label: words.retryPaced, run: on((r) => act.canRetry(r) && act.retryPaced(r)) },
    { keys: 'H', label: words.hold, run: on((r) => act.can(r, 'hold') && act.verb(r, 'hold')) },
    { keys: 'U', label: words.release, run: on((r) => act.can(r, 'release') && act.verb(r, 'release')) },
    { keys: 'A', label: words.acknowledge, run: on((r) => r.incident !== null && about.acknowledge(r.incident.id)) },
    { keys: 'N', label: words.note, run: on((r) => r.incident !== null && about.note(r.incident.id)) },
    { keys: 'M', label: words.muteHour, run: on((r) => act.mute(r, Date.now() + 3_600_000)) },
    {
      keys: 'C',
      label: words.copyReply,
      run: on((r) => (isLocal(r) ? act.check(r) : void copyText(r.reply ?? '', causeWords.copied))),
    },
  ]);
  const backButton = <IconButton icon="left" label={words.back} onClick={back} />;
  if (d === undefined || d === null || row === null) {
    return (
      <Content>
        <PageHead title={words.title} before={backButton} />
        {d === null ? (
          <InPlace title={words.gone} actions={<Button onClick={() => navigate(href('causes'))}>{words.back}</Button>}>
            {words.goneText}
          </InPlace>
        ) : detail.error === undefined ? (
          <InPlace title={tableWords.loading} />
        ) : (
          <InPlace title={requestWords.failed} exact={detail.error.message} />
        )}
      </Content>
    );
  }
  const own = runs.filter((r) => d.runs.includes(r.id) || r.cause === id);
  const [run] = [...own].sort((a, b) => b.startedAt - a.startedAt);
  const running = run !== undefined && (run.endedAt === null || run.endedAt > openedAt - 3_600_000);
  const incident = row.incident;
  return (
    <Content>
      {about.dialogs}
      <PageHead
        title={row.title}
        before={
          <>
            {backButton}
            <SideBadge side={row.side} suspected={row.suspected} />
          </>
        }
        tools={
          <>
            <Menu
              trigger={
                <Button icon="mute" hint="M">
                  {row.muted ? words.muted : words.mute}
                </Button>
              }
              entries={act.muteEntries(row)}
            />
            {incident !== null && (
              <>
                <Button icon="check" hint="A" onClick={() => about.acknowledge(incident.id)}>
                  {words.acknowledge}
                </Button>
                <Button icon="note" hint="N" onClick={() => about.note(incident.id)}>
                  {words.note}
                </Button>
                {width !== 'narrow' && (
                  <Button
                    icon="export"
                    onClick={() =>
                      void bridge
                        .request('incidents.export', { id: incident.id, format: 'markdown', addresses: false })
                        .then(download)
                    }
                  >
                    {words.evidence}
                  </Button>
                )}
              </>
            )}
            <IconButton icon="up" label={words.previous} disabled={at <= 0} onClick={go(-1)} />
            <IconButton icon="down" label={words.next} disabled={at < 0 || at >= all.length - 1} onClick={go(1)} />
          </>
        }
      >
        {incident !== null && (
          <span className="row">
            <StateBadge state={incident.state} severity={incident.severity} />
            <span className="f3">{row.oldest === null ? '' : span(now / 1000 - row.oldest)}</span>
          </span>
        )}
      </PageHead>
      <div className={styles.split}>
        <div className={styles.story} tabIndex={0} role="group" aria-label={row.title}>
          <div className={panel.sect}>
            <p className="s15 med" style={{ lineHeight: '1.375rem' }}>
              {d.sentence}
            </p>
            <p className="f2 s12" style={{ marginTop: '0.125rem', maxWidth: '76ch' }}>
              {d.explanation}
            </p>
            <p className="f3 s12">{causeFacts(d, now, act.serverName)}</p>
            {row.retryMakesWorse !== null && (
              <div style={{ marginTop: '0.5rem', maxWidth: '76ch' }}>
                <Callout icon="warning" tone="warning">
                  {row.retryMakesWorse}
                </Callout>
              </div>
            )}
          </div>
          <CauseReplies detail={d} />
          <CauseChart detail={d} height={132} />
          <CauseWho detail={d} stacked={width === 'narrow'} />
          <Patterns detail={d} />
          {d.longest.length > 0 && <Longest detail={d} now={now} />}
          <WhySo detail={d} />
          {d.before !== null && (
            <div className={styles.before}>
              <Icon name="history" size={14} />
              <span className="grow">{d.before.text}</span>
              <a className="nowrap" href={href('incident', [d.before.incident])}>
                {causeWords.before(d.before.incident)}
              </a>
            </div>
          )}
        </div>
        <aside className={styles.aside} aria-label={causeWords.todo}>
          <div className={styles.asideBody} tabIndex={0} role="group" aria-label={causeWords.todo}>
            <CauseSteps detail={d} bridge={bridge} />
            {isLocal(row) && <LocalChecks detail={d} now={now} serverName={act.serverName} />}
            {running && <RunPanel run={run} />}
          </div>
          <div className={panel.pfoot}>
            <CauseRetries row={row} act={act} paced={words.retryPaced} />
          </div>
        </aside>
      </div>
    </Content>
  );
}
