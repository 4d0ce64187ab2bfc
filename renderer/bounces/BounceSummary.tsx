import type { ReactNode } from 'react';
import { bounceKindWords, bouncesUi } from '../../shared/messages/bounces-ui.en.ts';
import type { BounceDetail } from '../../shared/views/bounces.ts';
import { LinkButton } from '../ui/Button.tsx';
import { SideBadge } from '../ui/Badge.tsx';
import { when } from '../ui/format.ts';
import { SourceLink } from '../ui/SourceLink.tsx';
import { messageLink } from './bounceDays.ts';
import { Fields } from './BouncePanel.tsx';
import { Section } from '../ui/panel.tsx';
import { facts, Steps } from '../ui/facts.tsx';
import styles from './BouncePanel.module.css';

const words = bouncesUi.panel;

/** A line of a list of facts; nothing where the report does not tell. */
function Fact(props: { name: string; children: ReactNode; mono?: boolean }): ReactNode {
  if (props.children === null || props.children === '') return null;
  return (
    <>
      <dt>{props.name}</dt>
      <dd className={props.mono === true ? 'code' : undefined}>{props.children}</dd>
    </>
  );
}

/** Who said it, about which message, and what to do. */
export function BounceSummary(props: {
  detail: BounceDetail;
  onLink: (link: string) => void;
  onOpen: (id: number) => void;
  onSameAddress: (address: string) => void;
}): ReactNode {
  const { detail } = props;
  const link = messageLink({ server: detail.joined.server, queueId: detail.joined.queueId });
  const incident = detail.row.incident;
  return (
    <>
      <Section
        className={styles.section}
        title={
          <>
            {detail.row.side !== null && <SideBadge side={detail.row.side} />}
            {words.whoSaid}
          </>
        }
      >
        <dl className={facts.kv}>
          <Fact name={words.refusedBy} mono>
            {detail.refusedBy}
          </Fact>
          <Fact name={words.reportedBy} mono>
            {detail.reportingMta}
          </Fact>
          <Fact name={words.original}>
            {link === null ? (
              (detail.original.queueId ?? words.notJoined)
            ) : (
              <>
                <LinkButton className="code" onClick={() => props.onLink(link)}>
                  {detail.joined.queueId}
                </LinkButton>
                {detail.joined.seenAt !== null && `, ${words.seen(when(detail.joined.seenAt, Date.now()))}`}
              </>
            )}
          </Fact>
          <Fact name={words.joinedBy}>{detail.joined.evidence}</Fact>
          <Fact name={words.subject}>{detail.original.subject}</Fact>
          <Fact name={words.from}>{detail.original.from}</Fact>
          <Fact name={words.sent}>{detail.original.date === null ? null : when(detail.original.date, Date.now())}</Fact>
          <Fact name={words.messageId} mono>
            {detail.original.messageId}
          </Fact>
          <Fact name={words.envelopeId} mono>
            {detail.original.envelopeId}
          </Fact>
          <Fact name={words.readBy}>{detail.reader}</Fact>
        </dl>
        {incident !== null && (
          <p>
            <LinkButton onClick={() => props.onLink(`queuewatch://incident/${incident}`)}>
              {words.openIncident(incident)}
            </LinkButton>
          </p>
        )}
      </Section>
      {detail.recipients.length > 1 && <Recipients detail={detail} />}
      <Fields fields={detail.fields} />
      {(detail.steps.length > 0 || detail.sameAddress > 0) && (
        <Section className={styles.section} title={words.whatToDo}>
          <Steps
            steps={[
              ...detail.steps.map((step) => ({
                body: step.text,
                source: <SourceLink source={step.source} url={step.url} />,
              })),
              ...(detail.sameAddress > 0
                ? [
                    {
                      body: (
                        <>
                          {words.sameAddress(detail.sameAddress)}{' '}
                          <LinkButton onClick={() => props.onSameAddress(detail.recipients[0]?.address ?? '')}>
                            {words.showThem}
                          </LinkButton>
                        </>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </Section>
      )}
      {detail.related.length > 0 && (
        <Section className={styles.section} title={words.related}>
          <ul className={styles.list}>
            {detail.related.map((other) => (
              <li key={other.id}>
                <span className="f3">{when(other.at, Date.now())}</span>{' '}
                <LinkButton onClick={() => props.onOpen(other.id)}>{other.text}</LinkButton>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

/** How many recipients of one report are shown; a report may name thousands. */
const most = 50;

function Recipients(props: { detail: BounceDetail }): ReactNode {
  const { recipients, row } = props.detail;
  const all = Math.max(recipients.length, row.more + 1);
  return (
    <Section className={styles.section} title={words.recipients(all)}>
      <div>
        {recipients.slice(0, most).map((recipient, index) => (
          <div key={`${recipient.address} ${index}`} className={styles.recipient}>
            <strong>{recipient.address}</strong>
            <span>
              {recipient.action !== null && recipient.action in bounceKindWords
                ? bounceKindWords[recipient.action as keyof typeof bounceKindWords].word
                : recipient.action}{' '}
              {recipient.why}
            </span>
            {recipient.diagnostic !== null && <span className="code">{recipient.diagnostic}</span>}
          </div>
        ))}
      </div>
      {all > Math.min(most, recipients.length) && (
        <p className="s12 f3">{bouncesUi.more(all - Math.min(most, recipients.length))}</p>
      )}
    </Section>
  );
}
