import type { AlertSettings, AlertTarget, Notification } from '../model/incident.ts';
import { rank } from './core.ts';
import { isQuiet } from './quiet.ts';

/** What to send: the caller only posts it, with a deadline, and tries again a few times. */
export interface TargetRequest {
  url: string;
  method: 'POST';
  headers: Record<string, string>;
  body: string;
}

/** Whether a notification goes to a target: kind, severity and, where asked, quiet hours. Ends follow their openings. */
export function wants(target: AlertTarget, n: Notification, settings: AlertSettings, t: number): boolean {
  if (target.kinds !== null && !target.kinds.includes(n.kind)) return false;
  if (rank(n.severity) < rank(target.least)) return false;
  return !(target.quiet && isQuiet(settings, t));
}

/** ISO 8601 in UTC, from epoch seconds. */
const iso = (t: number): string => new Date(t * 1000).toISOString();

/** Our own JSON: stable names, no addresses, no subjects. */
function webhook(n: Notification, t: number): string {
  return JSON.stringify({
    source: 'queuewatch',
    version: 1,
    time: iso(t),
    kind: n.kind,
    severity: n.severity,
    title: n.title,
    body: n.body,
    incidents: n.incidents,
    servers: n.servers,
  });
}

/** Mrkdwn has three characters that must be escaped (Slack: "Formatting text for app surfaces"). */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * Incoming webhook of Slack, and of what speaks the same (Mattermost, Rocket.Chat, Discord under /slack): `text` alone is
 * understood by all of them.
 */
function slack(n: Notification): string {
  const mark = { critical: ':red_circle:', warning: ':warning:', info: ':information_source:' }[n.severity];
  const sign = n.kind === 'recovered' ? ':white_check_mark:' : mark;
  return JSON.stringify({ text: `${sign} *${escapeSlack(n.title)}*\n${escapeSlack(n.body)}` });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** ntfy publishes JSON at the server's root with the topic inside (docs.ntfy.sh/publish, "Publish as JSON"). */
function ntfy(target: AlertTarget, n: Notification): TargetRequest {
  // Without the DOM's URL: scheme and host, path, query; the scheme is checked by the settings' schema.
  const [, origin = '', path = '', query = ''] = /^(https?:\/\/[^/?#]+)([^?#]*)(\?[^#]*)?/i.exec(target.url) ?? [];
  const parts = path.split('/').filter((part) => part !== '');
  const topic = decoded(parts.pop() ?? '');
  const root = parts.map((part) => `/${part}`).join('');
  const priority = n.kind === 'recovered' ? 2 : { critical: 5, warning: 4, info: 2 }[n.severity];
  const tag =
    n.kind === 'recovered'
      ? 'white_check_mark'
      : { critical: 'rotating_light', warning: 'warning', info: 'mailbox' }[n.severity];
  return {
    url: `${origin}${root}/${query}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ topic, title: n.title, message: n.body, priority, tags: [tag] }),
  };
}

/** The request that tells a target of a notification shown at `t`. */
export function targetRequest(target: AlertTarget, n: Notification, t: number): TargetRequest {
  if (target.kind === 'ntfy') return ntfy(target, n);
  return {
    url: target.url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: target.kind === 'slack' ? slack(n) : webhook(n, t),
  };
}
