import { type ReactNode } from 'react';
import { messagesUi as words } from '../../shared/messages/messages-ui.en.ts';
import type { MessageDetail } from '../../shared/views/messages.ts';
import { href } from '../app/router.ts';
import { SideBadge } from '../ui/Badge.tsx';
import { when } from '../ui/format.ts';
import { InPlace, List, Reply } from '../ui/facts.tsx';
import { Label, Section } from '../ui/panel.tsx';
import styles from './messages.module.css';

export function Recipients({ detail }: { detail: MessageDetail }) {
  return (
    <>
      {detail.groups.map((group, i) => (
        <Section key={i}>
          <Label
            aside={
              group.cause === null ? undefined : (
                <a className={styles.link} href={href('cause', [group.cause])}>
                  {words.panel.cause}
                </a>
              )
            }
          >
            <SideBadge side={group.side} /> {words.panel.group(group.count, group.title)}
          </Label>
          {group.reason === null ? (
            <p className="s12 f3">{words.panel.noReason}</p>
          ) : (
            <Reply text={group.reason} strong={group.code} />
          )}
          <p className={`${styles.addresses ?? ''} stranger`}>
            {group.recipients.join(', ')}
            {group.count > group.recipients.length && (
              <span className="f3"> {words.panel.moreAddresses(group.count - group.recipients.length)}</span>
            )}
          </p>
        </Section>
      ))}
    </>
  );
}

export function Attempts({ detail, now }: { detail: MessageDetail; now: number }) {
  return (
    <Section title={words.panel.tabs.attempts} aside={detail.retryNote ?? undefined}>
      {detail.attempts.length === 0 ? (
        <p className="s12 f3">{words.panel.noAttempts}</p>
      ) : (
        <List>
          {detail.attempts.map((attempt, i) => (
            <div key={i} className={styles.line}>
              <span className="f3 num">{when(attempt.at * 1000, now)}</span>
              <span>{attempt.what}</span>
              <span className="cut f2 stranger" title={attempt.detail ?? undefined}>
                {attempt.detail}
              </span>
            </div>
          ))}
        </List>
      )}
    </Section>
  );
}

/** What was done to it and by whom. */
export function Done({ detail, now }: { detail: MessageDetail; now: number }) {
  if (detail.done.length === 0) return null;
  return (
    <Section title={words.panel.tabs.done}>
      <List>
        {detail.done.map((d, i) => (
          <div key={i} className={styles.line}>
            <span className="f3 num">{when(d.at, now)}</span>
            <span>{d.verb}</span>
            <span className="cut f2" title={`${d.result}, ${d.account}`}>
              {d.result}, {d.account}
            </span>
          </div>
        ))}
      </List>
    </Section>
  );
}

export function Lines({
  rows,
  none,
}: {
  rows: { key: string; at: string; what: ReactNode; detail: ReactNode }[];
  none: string;
}) {
  if (rows.length === 0) return <InPlace title={none} />;
  return (
    <Section>
      <List>
        {rows.map((row) => (
          <div key={row.key} className={styles.line}>
            <span className="f3 num">{row.at}</span>
            <span>{row.what}</span>
            <span className="cut f2 stranger">{row.detail}</span>
          </div>
        ))}
      </List>
    </Section>
  );
}
