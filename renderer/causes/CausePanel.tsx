import { causesWords as words, causeWords } from '../../shared/messages/causes-ui.en.ts';
import { requestWords, tableWords } from '../../shared/messages/ui.en.ts';
import type { CauseDetail } from '../../shared/views/causes.ts';
import { href, navigate } from '../app/router.ts';
import { useBridge } from '../state/bridge.tsx';
import { useNow } from '../state/now.ts';
import { useScope } from '../state/prefs.ts';
import { useRequest } from '../state/request.ts';
import { useVersion } from '../state/streams.ts';
import { SideBadge } from '../ui/Badge.tsx';
import { IconButton } from '../ui/Button.tsx';
import { when } from '../ui/format.ts';
import { Menu } from '../ui/Menu.tsx';
import { InPlace } from '../ui/facts.tsx';
import { Panel } from '../ui/panel.tsx';
import { CauseChart, CauseReplies, CauseSteps, CauseWho, LocalChecks, Patterns, WhySo } from './CauseSections.tsx';
import type { AllCauseActions } from './useCauseActions.tsx';
import { CauseRetries } from './CauseRetries.tsx';
import { isLocal } from './useCauses.ts';

export const useCauseDetail = (id: string) =>
  useRequest(
    'causes.get',
    { id, scope: useScope() },
    { after: [useVersion('queue'), useVersion('incidents')], key: id },
  );

export function causeFacts(detail: CauseDetail, now: number, serverName: (id: string) => string): string {
  const { row } = detail;
  const parts = [`${row.servers.map(serverName).join(', ')}: ${causeWords.facts(row.messages, row.recipients)}`];
  if (row.bounces !== null)
    parts.push(causeWords.firstBounces(when(row.bounces.at * 1000, now), row.bounces.how === 'est'));
  return `${parts.join('; ')}.`;
}

/** The cause beside the table: what is said, since when, our own checks, what to do. */
export function CausePanel({
  id,
  whole,
  actions: act,
  onClose,
}: {
  id: string;
  whole: boolean;
  actions: AllCauseActions;
  onClose: () => void;
}) {
  const detail = useCauseDetail(id);
  const bridge = useBridge();
  const now = useNow();
  const d = detail.data;
  const close = <IconButton icon="x" label={words.back} onClick={onClose} />;
  if (d === undefined || d === null) {
    return (
      <Panel
        label={words.title}
        whole={whole}
        head={
          <div className="row">
            {<span className="grow" />}
            {close}
          </div>
        }
      >
        {d === null ? (
          <InPlace title={words.gone}>{words.goneText}</InPlace>
        ) : detail.error === undefined ? (
          <InPlace title={tableWords.loading} />
        ) : (
          <InPlace title={requestWords.failed} exact={detail.error.message} />
        )}
      </Panel>
    );
  }
  const { row } = d;
  const local = isLocal(row);
  return (
    <Panel
      label={row.title}
      whole={whole}
      head={
        <>
          <div className="row" style={{ marginBottom: '0.375rem' }}>
            <SideBadge side={row.side} suspected={row.suspected} />
            <span className="s12 f3 mono">{row.class}</span>
            <span className="grow" />
            <Menu
              trigger={<IconButton icon={row.muted ? 'mute' : 'bell'} label={words.mute} />}
              entries={act.muteEntries(row)}
            />
            <IconButton icon="ext" label={words.openPage} onClick={() => navigate(href('cause', [id]))} />
            {close}
          </div>
          <h2>{row.title}</h2>
          <p className="s12 f2">{causeFacts(d, now, act.serverName)}</p>
        </>
      }
      foot={
        <CauseRetries
          row={row}
          act={act}
          paced={row.messages > 1 ? (local ? words.retryRest(row.messages - 1) : words.retryPaced) : null}
        />
      }
    >
      <CauseReplies detail={d} />
      <CauseChart detail={d} height={86} />
      {local && <LocalChecks detail={d} now={now} serverName={act.serverName} />}
      <Patterns detail={d} />
      <CauseSteps detail={d} bridge={bridge} />
      <CauseWho detail={d} stacked />
      <WhySo detail={d} />
    </Panel>
  );
}
