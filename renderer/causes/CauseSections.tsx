/** Sections that the panel and the page of a cause share. */
import { causesWords as words, causeWords } from '../../shared/messages/causes-ui.en.ts';
import { dialogWords } from '../../shared/messages/ui.en.ts';
import type { Bridge } from '../../shared/contract.ts';
import { printQuery } from '../../shared/query.ts';
import { spokenPart } from '../../shared/spoken.ts';
import type { CauseDetail } from '../../shared/views/causes.ts';
import { allowedOn, DomainMenu } from '../actions/domainActions.tsx';
import { say } from '../app/live.tsx';
import { href, navigate } from '../app/router.ts';
import { useStream } from '../state/streams.ts';
import { Button, LinkButton } from '../ui/Button.tsx';
import { Chart } from '../ui/Chart.tsx';
import { span } from '../ui/format.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { Bars, Reply, Steps } from '../ui/facts.tsx';
import { Label, Section } from '../ui/panel.tsx';

export async function copyText(text: string, said: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  say(said);
}

export function CauseReplies({ detail: d }: { detail: CauseDetail }) {
  const [most, ...others] = d.variants;
  const remote = d.speaker?.kind === 'remote';
  return (
    <Section
      title={remote ? causeWords.says.remote : causeWords.says.us}
      aside={
        <span className="row">
          {d.variants.length > 1 && causeWords.variants(d.variants.length)}
          {most !== undefined && (
            <Button
              small
              kind="quiet"
              icon="copy"
              title={words.copyReply}
              onClick={() => void copyText(most.text, causeWords.copied)}
            >
              {dialogWords.copy}
            </Button>
          )}
        </span>
      }
    >
      {most !== undefined && (
        <Reply text={most.text} strong={most.code ?? d.speaker?.host ?? null} before={causeWords.times(most.count)} />
      )}
      {others.length > 0 && (
        <div style={{ marginTop: '0.4375rem' }} className="mono">
          <Bars rows={others.slice(0, 6).map((v) => ({ label: spokenPart(v.pattern, v.code), count: v.count }))} />
        </div>
      )}
      <p className="s12 f2" style={{ marginTop: '0.5rem' }}>
        <b className="med">{causeWords.whoSaid}</b> <span className="stranger">{d.speakerText}</span>
        {d.row.code !== null && (
          <>
            {' '}
            <a href={href('code', [d.row.code])}>{causeWords.codePage(d.row.code)}</a>
          </>
        )}
      </p>
    </Section>
  );
}

export function CauseChart({ detail: d, height }: { detail: CauseDetail; height: number }) {
  const { spark } = d.chart;
  return (
    <Section
      title={causeWords.chart(span(spark.step), span(Math.round((spark.step * spark.values.length) / 600) * 600))}
      aside={<span className="cut">{d.chart.threshold}</span>}
    >
      <Chart series={spark} marks={d.chart.marks} height={height} />
    </Section>
  );
}

const checkLooks: Record<'ok' | 'bad' | 'not_checked', { icon: IconName; color: string }> = {
  ok: { icon: 'calm', color: 'c-ok' },
  bad: { icon: 'critical', color: 'c-critical' },
  not_checked: { icon: 'blind', color: 'c-blind' },
};

export function LocalChecks({
  detail: d,
  now,
  serverName,
}: {
  detail: CauseDetail;
  now: number;
  serverName: (id: string) => string;
}) {
  const { checks } = d;
  if (checks === null) return null;
  return (
    <Section
      title={causeWords.checks(serverName(checks.server))}
      aside={checks.at === null ? causeWords.notChecked : causeWords.ago(span((now - checks.at) / 1000))}
    >
      <div
        className="s12"
        style={{
          display: 'grid',
          gridTemplateColumns: '1rem 7.375rem minmax(0, 1fr)',
          gap: '0.25rem 0.5rem',
          alignItems: 'start',
        }}
      >
        {checks.rows.map((c) => (
          <div key={c.id} style={{ display: 'contents' }}>
            <span className={checkLooks[c.state].color} style={{ paddingTop: '0.125rem' }}>
              <Icon name={checkLooks[c.state].icon} size={14} />
            </span>
            <span className={c.state === 'bad' ? 'med' : undefined}>{c.label}</span>
            <span className="f2 stranger">{c.text}</span>
          </div>
        ))}
      </div>
    </Section>
  );
}

export function Patterns({ detail: d }: { detail: CauseDetail }) {
  if (d.patterns.length === 0) return null;
  return (
    <Section title={causeWords.patterns}>
      {d.patterns.map((p) => (
        <p key={p.title} className="s12 f2">
          <b className="med">{p.title}</b> {p.text}
        </p>
      ))}
    </Section>
  );
}

export function CauseSteps({ detail: d, bridge }: { detail: CauseDetail; bridge: Bridge }) {
  if (d.steps.length === 0) return null;
  return (
    <Section title={causeWords.todo}>
      <Steps
        steps={d.steps.map((s) => {
          const { url } = s;
          return {
            body: <span>{s.text}</span>,
            done: s.done ?? undefined,
            source:
              url === null ? (
                s.source
              ) : (
                <LinkButton title={url} onClick={() => void bridge.request('app.openExternal', { url })}>
                  {s.source}
                </LinkButton>
              ),
          };
        })}
      />
    </Section>
  );
}

export function CauseWho({ detail: d, stacked }: { detail: CauseDetail; stacked?: boolean }) {
  const servers = useStream('servers') ?? [];
  const scope = { servers: d.row.servers };
  const allowed = allowedOn(servers.filter((s) => d.row.servers.includes(s.config.id)));
  const groups = [
    [causeWords.senders, d.senders],
    [causeWords.domains, d.domains],
    [causeWords.ips, d.sourceIps],
  ] as const;
  const shown = groups.filter(([, rows]) => rows.length > 0);
  if (shown.length === 0) return null;
  return (
    <Section
      style={{
        display: 'grid',
        gap: '0.75rem 1.375rem',
        gridTemplateColumns: stacked === true ? '1fr' : shown.map((_, i) => (i === 0 ? '1.35fr' : '1fr')).join(' '),
      }}
    >
      {shown.map(([title, rows]) => (
        <div key={title} style={{ minWidth: 0 }}>
          <Label>{title}</Label>
          <Bars
            bar={stacked === true ? 92 : 40}
            rows={rows.slice(0, 6).map((r) => {
              const { filter } = r;
              return {
                label: r.label === '' || r.label === '<>' ? causeWords.nullSender : r.label,
                count: r.count,
                menu:
                  rows === d.domains && allowed.retry ? (
                    <DomainMenu domain={r.label} scope={scope} allowed={allowed} />
                  ) : undefined,
                onOpen: filter === null ? undefined : () => navigate(href('messages', [], { q: printQuery(filter) })),
              };
            })}
          />
        </div>
      ))}
    </Section>
  );
}

export function Longest({ detail: d, now }: { detail: CauseDetail; now: number }) {
  return (
    <Section
      title={causeWords.longest}
      aside={
        <a href={href('messages', [], { q: `cause:"${d.row.id}"` })}>{causeWords.allInMessages(d.row.messages)}</a>
      }
    >
      <div className="s12">
        {d.longest.map((m) => (
          <a
            key={`${m.server}/${m.id}`}
            href={href('message', [m.server, m.id])}
            style={{
              display: 'grid',
              gridTemplateColumns: '7rem 1fr 1fr 5rem 4.25rem',
              gap: '0.5rem',
              alignItems: 'center',
              minHeight: '1.5rem',
              borderBottom: '1px solid var(--line)',
              color: 'inherit',
            }}
          >
            <span className="mono cut">{m.id}</span>
            <span className="cut stranger">
              {m.sender === '' || m.sender === '<>' ? causeWords.nullSender : m.sender}
            </span>
            <span className="cut f2 stranger">{m.recipient}</span>
            <span className="num">{m.arrival === null ? '' : span(now / 1000 - m.arrival)}</span>
            <span className="num f3">{m.tries === null ? '' : causeWords.tries(m.tries)}</span>
          </a>
        ))}
      </div>
    </Section>
  );
}

export function WhySo({ detail: d }: { detail: CauseDetail }) {
  return (
    <Section>
      <details className="s12 f2">
        <summary>{causeWords.why}</summary>
        <p style={{ marginTop: '0.375rem' }}>{d.decidedBy.text}</p>
        <p className="f3">
          <span className="mono">{d.decidedBy.rule}</span>, {causeWords.confidence(d.decidedBy.confidence)}
          {d.decidedBy.source !== null && `, ${d.decidedBy.source}`}
        </p>
        {d.timeScale !== null && <p>{d.timeScale}</p>}
      </details>
    </Section>
  );
}
