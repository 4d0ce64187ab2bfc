import { useState } from 'react';
import { previewWords as words } from '../../shared/messages/actions-ui.en.ts';
import { timeWords } from '../../shared/messages/ui.en.ts';
import type { Preview } from '../../shared/contract.ts';
import type { Pace } from '../../shared/model/action.ts';
import { Select, Switch } from '../ui/form.tsx';
import { clock, number, span } from '../ui/format.ts';
import { Callout, facts, KeyValues, List } from '../ui/facts.tsx';
import { Label } from '../ui/panel.tsx';
import { cx } from '../ui/cx.ts';
import styles from './actions.module.css';
import { CopyFirst } from './CopyFirst.tsx';

/** What would be done, to how many and which, how, and what to know before. */
export function PreviewFacts({
  preview: p,
  pace,
  onPace,
}: {
  preview: Preview;
  pace: Pace | null;
  onPace: (next: Partial<Pace>) => void;
}) {
  const [now] = useState(Date.now);
  const age = (seconds: number) => span(now / 1000 - seconds);
  const refused = p.perServer.filter((s) => s.refused !== null);
  const rows: [string, React.ReactNode][] = [[words.exactly, words.exact(p.messages, p.recipients, p.domains)]];
  if (p.domain !== null && p.domain.servers.length > 0) {
    rows.push([
      words.how,
      p.domain.servers.map((s) => (
        <div key={s.server}>
          {s.own ? (
            <>
              <span>{s.name}: </span>
              <span className="mono stranger">{s.command}</span>
            </>
          ) : (
            <>
              {words.idsWay(s.name)} <span className="f3">{s.why}</span>
            </>
          )}
        </div>
      )),
    ]);
  }
  if (p.perServer.length > 1 || p.perServer.some((s) => s.production)) {
    rows.push([
      words.servers,
      p.perServer.map((s, i) => (
        <span key={s.server}>
          {i > 0 && ', '}
          {s.name} {number(s.messages)}
          {s.production && <b className="c-warning"> {words.production}</b>}
        </span>
      )),
    ]);
  }
  if (p.perClass.length > 1)
    rows.push([
      words.classes,
      p.perClass
        .slice(0, 4)
        .map((c) => `${number(c.messages)} ${c.class === null ? words.noReason : c.title}`)
        .join(', '),
    ]);
  if (p.oldest !== null && p.newest !== null)
    rows.push([words.age, p.messages === 1 ? age(p.oldest) : words.ages(age(p.oldest), age(p.newest))]);
  const takes = pace === null ? p.takesMs : (p.messages - 1) * pace.intervalMs;
  if (takes !== null && takes > 0) {
    rows.push([
      words.takes,
      <>
        {words.takesText(span(takes / 1000), clock(now + takes))} <span className="f3">{timeWords.est}</span>
      </>,
    ]);
  }
  if (p.leftOut.length > 0)
    rows.push([words.leftOut, p.leftOut.map((l) => `${number(l.messages)} ${l.why}`).join(', ')]);
  if ((p.verb === 'delete' || p.verb === 'expire') && p.messages > 0)
    rows.push([words.copy, <CopyFirst key={p.token} token={p.token} />]);
  return (
    <>
      {p.problem !== null && (
        <Callout icon="critical" tone="critical">
          <b>{p.problem.title}</b>
          <p>{p.problem.meaning}</p>
          <p>{p.problem.next}</p>
        </Callout>
      )}
      {refused.map((s) => (
        <Callout key={s.server} icon="tls">
          {s.name}: {s.refused}
        </Callout>
      ))}
      {p.warnings.map((w) => (
        <Callout key={w} icon="warning" tone="warning">
          {w}
        </Callout>
      ))}
      <KeyValues rows={rows} width={104} />
      {p.notes.map((note) => (
        <p key={note} className="s12 f3">
          {note}
        </p>
      ))}
      {pace !== null && p.messages > 1 && (
        <div className="row wrap s12">
          <Select
            label={words.order}
            value={pace.order}
            onChange={(order) => onPace({ order })}
            options={(['oldest', 'domains', 'priority'] as const).map((value) => ({
              value,
              text: words.orders[value],
            }))}
          />
          <Switch checked={pace.probe} onChange={(probe) => onPace({ probe })}>
            {words.probe}
          </Switch>
          <Switch checked={pace.resume} onChange={(resume) => onPace({ resume })}>
            {words.resume}
          </Switch>
        </div>
      )}
      {p.sample.length > 0 && (
        <div>
          <Label>{words.sample(Math.min(5, p.sample.length), p.messages)}</Label>
          <List boxed>
            {p.sample.slice(0, 5).map((m) => (
              <div key={`${m.server}/${m.id}`} className={styles.sampleRow}>
                <span className="mono cut">{m.id}</span>
                <span className="cut stranger">
                  {m.sender === '' ? words.nullSender : (m.sender ?? timeWords.notTold)}
                </span>
                <span className="cut f2 stranger">
                  {m.recipient ?? timeWords.notTold} {m.more > 0 && words.more(m.more)}
                </span>
                <span className="num f3">{m.arrival === null ? '' : age(m.arrival)}</span>
              </div>
            ))}
          </List>
        </div>
      )}
      {p.commands.length > 0 && (
        <details className="s12 f2">
          <summary>{words.commands}</summary>
          <pre className={cx('code', facts.box, styles.commands)} tabIndex={0}>
            {p.commands.join('\n')}
          </pre>
        </details>
      )}
    </>
  );
}
