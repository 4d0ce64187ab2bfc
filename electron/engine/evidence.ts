/** An incident as a file for somebody else: their postmaster, the own boss, a ticket. */
import { incidentWords } from '../../shared/messages/incidents.en.ts';
import type { Incident } from '../../shared/model/incident.ts';
import type { IncidentDetail } from '../../shared/views/incidents.ts';

export interface EvidenceMessage {
  server: string;
  id: string;
  arrival: number | null;
  sender: string;
  recipient: string;
  reason: string;
}
export interface Evidence {
  incident: Incident;
  detail: IncidentDetail;
  serverNames: string[];
  messages: EvidenceMessage[];
  version: string;
  addresses: boolean;
}

const words = incidentWords.evidence;
const utc = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 19);
const address = /[^\s<>"'(),;:@]{1,200}@[^\s<>"'(),;]{1,255}/g;

/** "o…@example.org": the domain matters to their postmaster, the person does not. */
export const shorten = (text: string): string =>
  text.replace(address, (found) => {
    const at = found.lastIndexOf('@');
    return `${found.slice(0, 1)}…${found.slice(at)}`;
  });

/** Characters that would be markup; a stranger wrote these texts. */
const inMarkdown = (text: string): string => text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');
const inHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

export function evidence(it: Evidence, format: 'markdown' | 'json' | 'text' | 'html'): string {
  const say = (text: string): string => (it.addresses ? text : shorten(text));
  const { incident, detail } = it;
  const title = say(words.title(incident.id, detail.row.title));
  const events = detail.events.map((e) => ({ at: utc(e.at), title: say(e.title), detail: say(e.detail) }));
  const messages = it.messages.map((m) => ({
    server: m.server,
    id: m.id,
    arrival: m.arrival === null ? null : utc(m.arrival * 1000),
    sender: say(m.sender),
    recipient: say(m.recipient),
    reason: say(m.reason),
  }));
  const sample = incident.sample === null ? null : say(incident.sample);
  const notes = detail.notes.map((n) => ({ at: utc(n.at), by: n.by, text: say(n.text) }));
  if (format === 'json') {
    const plain = {
      incident: incident.id,
      title,
      state: incident.state,
      severity: incident.severity,
      kind: incident.kind,
      servers: it.serverNames,
      class: incident.key.class,
      provider: incident.key.provider,
      since: utc(incident.since * 1000),
      closed: incident.closedAt === null ? null : utc(incident.closedAt * 1000),
      peak: incident.peak,
      recipients: incident.count,
      reply: sample,
      figures: detail.figures,
      why: detail.why,
      events,
      notes,
      messages,
      addresses: it.addresses ? 'full' : 'shortened',
      version: it.version,
    };
    return `${JSON.stringify(plain, null, 2)}\n`;
  }
  if (format === 'html') {
    const rows = (cells: readonly (readonly string[])[]): string =>
      `<table>${cells.map((row) => `<tr>${row.map((cell) => `<td>${inHtml(cell)}</td>`).join('')}</tr>`).join('')}</table>`;
    return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${inHtml(title)}</title>
<style>body{font:14px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}td{padding:2px 12px 2px 0;vertical-align:top}pre{white-space:pre-wrap;background:#f4f4f4;padding:8px}</style>
<h1>${inHtml(title)}</h1><p>${inHtml(it.serverNames.join(', '))}. ${inHtml(words.times)}${it.addresses ? '' : ` ${inHtml(words.shortened)}`}</p>
${chart(detail)}
<h2>${inHtml(words.figures)}</h2>${rows(detail.figures.map((f) => [f.label, f.value, f.note]))}
${sample === null ? '' : `<h2>${inHtml(words.reply)}</h2><pre>${inHtml(sample)}</pre>`}
<h2>${inHtml(words.why)}</h2>${rows(detail.why.map((w) => [w.label, w.value]))}
<h2>${inHtml(words.events)}</h2>${rows(events.map((e) => [e.at, e.title, e.detail]))}
<h2>${inHtml(words.messages)}</h2>${rows(messages.map((m) => [m.server, m.id, m.arrival ?? '', m.sender, m.recipient, m.reason]))}
<p>${inHtml(words.made(it.version))}</p></html>\n`;
  }
  const md = format === 'markdown';
  const text = (value: string): string => (md ? inMarkdown(value) : value.replace(/[\r\n]+/g, ' '));
  const head = (value: string): string => (md ? `\n## ${value}\n` : `\n${value}\n${'-'.repeat(value.length)}`);
  const line = (value: string): string => (md ? `- ${value}` : value);
  const out: string[] = [md ? `# ${text(title)}` : `${text(title)}\n${'='.repeat(Math.min(78, title.length))}`];
  out.push('', `${text(it.serverNames.join(', '))}. ${words.times}${it.addresses ? '' : ` ${words.shortened}`}`);
  out.push(
    head(words.figures),
    ...detail.figures.map((f) => line(text(`${f.label}: ${f.value}${f.note === '' ? '' : ` (${f.note})`}`))),
  );
  // An indented block cannot be broken out of by backticks in a stranger's text.
  if (sample !== null) out.push(head(words.reply), md ? `    ${sample.replace(/[\r\n]+/g, ' ')}` : sample);
  out.push(head(words.why), ...detail.why.map((w) => line(text(`${w.label}: ${w.value}`))));
  out.push(
    head(words.events),
    ...events.map((e) => line(text(`${e.at}  ${e.title}${e.detail === '' ? '' : `: ${e.detail}`}`))),
  );
  if (notes.length > 0) out.push(head(words.notes), ...notes.map((n) => line(text(`${n.at}  ${n.by}: ${n.text}`))));
  if (messages.length > 0) {
    out.push(
      head(words.messages),
      ...messages.map((m) =>
        line(text(`${m.server} ${m.id} ${m.arrival ?? ''} ${m.sender} -> ${m.recipient}: ${m.reason}`)),
      ),
    );
  }
  out.push('', words.made(it.version), '');
  return out.join('\n');
}

/** The waiting messages as a line; gaps stay gaps. */
function chart(detail: IncidentDetail): string {
  const { values } = detail.chart.spark;
  const most = Math.max(1, ...values.map((v) => v ?? 0));
  let path = '';
  let pen = false;
  for (const [i, value] of values.entries()) {
    if (value === null) {
      pen = false;
      continue;
    }
    const x = (i / Math.max(1, values.length - 1)) * 800;
    path += `${pen ? 'L' : 'M'}${x.toFixed(1)} ${(110 - (value / most) * 100).toFixed(1)}`;
    pen = true;
  }
  return `<svg viewBox="0 0 800 120" width="800" height="120" role="img"><path d="${path}" fill="none" stroke="#333" stroke-width="1.5"/><path d="M0 111H800" stroke="#aaa"/></svg>`;
}
