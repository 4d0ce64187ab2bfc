import { causesWords, problemWords as words } from '../../shared/messages/causes-ui.en.ts';
import type { Problem } from '../../shared/views/servers.ts';
import { useKeys } from '../app/keys.tsx';
import { href, navigate } from '../app/router.ts';
import { useBridge } from '../state/bridge.tsx';
import { useNow } from '../state/now.ts';
import { useStream } from '../state/streams.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { cx } from '../ui/cx.ts';
import { span } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { Content, VerdictHead } from '../ui/frame.tsx';
import { copyText } from './CauseSections.tsx';
import styles from './problems.module.css';

/** What cannot be seen, in three lines each: what, the exact text, what it means for what is on screen. */
export default function ProblemsScreen() {
  const bridge = useBridge();
  const now = useNow();
  const servers = useStream('servers') ?? [];
  const mailboxes = useStream('mailboxes') ?? [];
  const blind = servers.filter((s) => s.problem !== null);
  const boxes = mailboxes.filter((m) => m.problem !== null);
  const back = () => navigate(href('causes'));
  useKeys([{ keys: 'Escape', label: causesWords.back, run: back }]);
  const none = blind.length + boxes.length === 0;
  return (
    <Content>
      <div className={styles.head}>
        <IconButton icon="left" label={causesWords.back} onClick={back} />
        <div className="grow">
          <VerdictHead
            icon={none ? 'calm' : 'blind'}
            tone={none ? 'c-ok' : 'c-blind'}
            title={
              none
                ? words.none
                : blind.length > 0
                  ? words.title(blind.length, servers.length, boxes.length)
                  : words.mailboxesOnly(boxes.length)
            }
            detail={none ? words.noneDetail : words.detail}
            tools={
              <Button icon="retry" onClick={() => void bridge.request('monitor.lookNow', { server: null })}>
                {words.tryAll}
              </Button>
            }
          />
        </div>
      </div>
      <div className={styles.list}>
        {blind.map((s) => {
          const key = s.problem?.code.startsWith('host_key') === true;
          const next =
            s.nextPollAt !== null && s.nextPollAt > now ? words.nextTry(span((s.nextPollAt - now) / 1000)) : null;
          return (
            s.problem !== null && (
              <Row
                key={s.config.id}
                name={s.config.name}
                problem={s.problem}
                critical={key}
                tries={[s.tries > 1 ? words.tries(s.tries) : null, next].filter((t) => t !== null).join(', ')}
              >
                {key ? (
                  <Button kind="primary" onClick={() => navigate(href('server', [s.config.id]))}>
                    {words.compare}
                  </Button>
                ) : (
                  <Button onClick={() => void bridge.request('monitor.lookNow', { server: s.config.id })}>
                    {words.tryNow}
                  </Button>
                )}
                <Button kind="quiet" onClick={() => navigate(href('server', [s.config.id]))}>
                  {words.openServer}
                </Button>
                {!key && (
                  <Button
                    kind="quiet"
                    onClick={() => void bridge.request('servers.save', { config: { ...s.config, paused: true } })}
                  >
                    {words.pause}
                  </Button>
                )}
              </Row>
            )
          );
        })}
        {boxes.map(
          (m) =>
            m.problem !== null && (
              <Row key={m.config.id} name={words.mailbox} problem={m.problem} critical={false} warning tries="">
                <Button onClick={() => void bridge.request('mailboxes.check', { id: m.config.id })}>
                  {words.tryNow}
                </Button>
                <Button kind="quiet" onClick={() => navigate(href('settings', ['mailboxes']))}>
                  {words.openMailbox}
                </Button>
              </Row>
            ),
        )}
      </div>
    </Content>
  );
}

function Row({
  name,
  problem: p,
  critical,
  warning,
  tries,
  children,
}: {
  name: string;
  problem: Problem;
  critical: boolean;
  warning?: boolean;
  tries: string;
  children: React.ReactNode;
}) {
  const icon = critical ? 'critical' : warning === true ? 'warning' : 'blind';
  const { command } = p;
  return (
    <section className={cx(styles.row, critical && styles.critical)} aria-label={p.title}>
      <span className={`c-${icon}`} style={{ paddingTop: '0.125rem' }}>
        <Icon name={icon} />
      </span>
      <span className="s12 f2">{name}</span>
      <div style={{ maxWidth: '66ch' }}>
        <h2 className="med">{p.title}</h2>
        {p.detail !== null && <p className="s12 stranger">{p.detail}</p>}
        {tries !== '' && <p className="s12">{tries}</p>}
        <p className="s12 f2" style={{ marginTop: '0.125rem' }}>
          {p.meaning} {p.next}
        </p>
        {command !== null && (
          <p className="row wrap" style={{ marginTop: '0.25rem' }}>
            <code>{command}</code>
            <Button small icon="copy" onClick={() => void copyText(command, words.copyCommand)}>
              {words.copyCommand}
            </Button>
          </p>
        )}
      </div>
      <div className={styles.actions}>{children}</div>
    </section>
  );
}
