import type { ReactNode } from 'react';
import { serversUi } from '../../shared/messages/servers-ui.en.ts';
import type { Route } from '../../shared/model/server.ts';
import type { ServerView } from '../../shared/views/servers.ts';
import { day, span } from '../ui/format.ts';
import { cx } from '../ui/cx.ts';
import { Section } from '../ui/panel.tsx';
import { facts } from '../ui/facts.tsx';
import styles from './ServerPanel.module.css';

const words = serversUi.detail;

/** The route as one line; an API's address without its query, which could carry a secret. */
export function routeLine(route: Route): string {
  if (route.kind === 'ssh') return `${route.target}${route.port === undefined ? '' : `:${route.port}`}`;
  if (route.kind === 'https') {
    const url = URL.canParse(route.baseUrl) ? new URL(route.baseUrl) : null;
    const shown = url === null ? '' : `${url.origin}${url.pathname === '/' ? '' : url.pathname}`;
    return route.via === undefined ? shown : `${shown} (ssh ${route.via.target})`;
  }
  if (route.kind === 'listing') return route.fileName;
  return route.kind;
}

/** How a server is reached, how often it is looked at, and what that look could not tell. */
export function ConnectionFacts(props: { server: ServerView }): ReactNode {
  const { server } = props;
  const { config, detection } = server;
  const schedule = detection?.retrySchedule ?? null;
  const rows: [string, string | null, boolean][] = [
    [words.route, routeLine(config.route), true],
    [words.login, server.login, false],
    [words.hostKey, server.hostKey === null ? null : `${server.hostKey.type} ${server.hostKey.fingerprint}`, true],
    [words.since, server.hostKey?.since == null ? null : day(server.hostKey.since, Date.now()), false],
    [words.instance, config.instance, true],
    [words.system, detection?.system ?? null, false],
    [
      words.poll,
      config.route.kind === 'listing'
        ? null
        : words.pollText(config.pollSeconds, server.pollMs === null ? null : `${(server.pollMs / 1000).toFixed(1)} s`),
      false,
    ],
    [
      words.scheduleLabel,
      schedule === null
        ? null
        : words.schedule(span(schedule.minimum), span(schedule.maximum), span(schedule.lifetime)),
      false,
    ],
    [words.inflow, server.inflow === '' ? null : server.inflow, false],
  ];
  const remarks = [
    ...server.remarks,
    ...(server.skipped > 0 ? [words.skipped(server.skipped)] : []),
    ...(server.complete ? [] : [words.incomplete]),
  ];
  return (
    <>
      {remarks.length > 0 && (
        <Section className={styles.section} title={words.remarks}>
          <ul className={styles.remarks}>
            {remarks.map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        </Section>
      )}
      <Section className={styles.section} title={words.connection}>
        <dl className={facts.kv}>
          {rows.map(([name, value, mono]) =>
            value === null ? null : (
              <div key={name} style={{ display: 'contents' }}>
                <dt>{name}</dt>
                <dd className={cx(mono && 'code')}>{value}</dd>
              </div>
            ),
          )}
        </dl>
      </Section>
    </>
  );
}
