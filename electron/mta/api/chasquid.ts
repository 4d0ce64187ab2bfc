/**
 * chasquid: the monitoring listener's queue page, read only. Source: albertito/chasquid internal/queue/queue.go
 * (DumpString), monitoring.go. Plain text; items come in no order.
 */
import { apiWords } from '../../../shared/messages/api-mtas.en.ts';
import { trafficWords } from '../../../shared/messages/traffic.en.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import type { ListSink, MtaDriver } from '../../ports.ts';
import { bodyText, callApi } from './call.ts';
import { counterTraffic } from './counterTraffic.ts';
import { absent, ability, apiOf, createReport, detection } from './support.ts';

/** Go's %q: backslash escapes as in a Go string literal. */
export function unquoteGo(text: string): string {
  const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };
  const inner = text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const [, raw = '', hex, u4, u8, single] of inner.matchAll(
    /([^\\]+)|\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\([\s\S])/g,
  )) {
    if (raw !== '') bytes.push(...encoder.encode(raw));
    else if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (u4 !== undefined || u8 !== undefined) {
      const point = Number.parseInt(u4 ?? u8 ?? '', 16);
      bytes.push(...encoder.encode(point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd'));
    } else if (single !== undefined) bytes.push(...encoder.encode(simple[single] ?? single));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** "2026-11-23 15:54:50.123456789 +0000 UTC" (Go's time.Time.String), epoch seconds. */
export function goTime(text: string): number | null {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? ([+-]\d\d)(\d\d)\b/.exec(text);
  if (match === null) return null;
  const ms = Date.parse(`${match[1] ?? ''}T${match[2] ?? ''}${match[3] ?? ''}:${match[4] ?? ''}`);
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000);
}

/** Reads the page; returns the number of items it announces, or null where it announces none. */
export function readDump(text: string, sink: ListSink): { announced: number | null; items: number } {
  let message: QueueMessage | null = null;
  let pending = false;
  let announced: number | null = null;
  let items = 0;
  const flush = () => {
    if (message !== null) sink.message(message);
    message = null;
  };
  for (const line of text.split('\n')) {
    const item = /^## Item (\S{1,64})\s*$/.exec(line)?.[1];
    if (item !== undefined) {
      flush();
      items += 1;
      message = { id: item, queue: 'queue', state: 'active', arrival: null, size: null, sender: null, recipients: [] };
      continue;
    }
    if (message === null) {
      const length = /^length: (\d{1,9})$/.exec(line)?.[1];
      if (length !== undefined) announced = Number(length);
      continue;
    }
    const open: QueueMessage = message;
    const recipient = /^([A-Z_]+) (.*) \(([A-Z_]+)\)$/.exec(line);
    if (recipient !== null) {
      // SENT and FAILED recipients do not wait any more.
      pending = recipient[1] === 'PENDING';
      if (pending) open.recipients.push({ address: recipient[2] ?? '', reason: null });
    } else if (line.startsWith('created at: ')) open.arrival = goTime(line.slice(12));
    else if (line.startsWith('from: ')) open.sender = /^from: (?:<>)?(.*)$/.exec(line)?.[1] ?? '';
    else if (line.startsWith('  last failure: ')) {
      const reason = unquoteGo(line.slice(16));
      const last = open.recipients.at(-1);
      if (pending && last !== undefined && reason !== '') {
        last.reason = reason;
        open.state = 'deferred';
      }
    } else if (line !== '' && !/^(?:to: | {2}original address: )/.test(line))
      sink.skipped('unknown line', line.slice(0, 500));
  }
  flush();
  return { announced, items };
}

export const chasquid: MtaDriver = {
  kind: 'chasquid',
  label: 'chasquid',
  needs: 'http',
  validId: () => false,

  async detect(reach, _config, signal) {
    const api = apiOf(reach, signal);
    const reply = await callApi(api, { method: 'GET', path: '/', deadlineMs: 15_000, maxBytes: 1024 * 1024 });
    const page = bodyText(reply);
    if (!/chasquid/i.test(page)) return null;
    const all = [
      'retry_one',
      'retry_domain',
      'retry_all',
      'hold',
      'release',
      'delete',
      'expire',
      'requeue',
      'headers',
      'body',
      'log',
    ] as const;
    return detection(
      'chasquid',
      /\b(\d+\.\d+(?:\.\d+)?)\b/.exec(page)?.[1] ?? null,
      [ability('list', 'GET /debug/queue', 'yes', apiWords.chasquid.readOnly), ...absent('chasquid', ...all)],
      ['GET /'],
    );
  },

  async list(reach, _config, _found, sink, signal) {
    const api = apiOf(reach, signal);
    const reply = await callApi(api, {
      method: 'GET',
      path: '/debug/queue',
      deadlineMs: 60_000,
      maxBytes: 256 * 1024 * 1024,
    });
    const { announced, items } = readDump(bodyText(reply), sink);
    return { complete: announced === null || items >= announced, bytes: reply.body.length, remarks: [] };
  },

  describe: () => [],
  act: (_reach, _config, _found, { ids }) => {
    const report = createReport();
    for (const id of ids) report.refused.set(id, apiWords.chasquid.readOnly);
    return Promise.resolve(report);
  },
  inspect: () =>
    Promise.resolve({ text: '', truncated: false, missing: apiWords.absent('chasquid', apiWords.verbs.headers) }),
  log: () => Promise.resolve(null),
  async traffic(reach, _config, _found, mark, signal) {
    const api = apiOf(reach, signal);
    const reply = await callApi(api, {
      method: 'GET',
      path: '/metrics',
      deadlineMs: 15_000,
      maxBytes: 4 * 1024 * 1024,
    });
    const put = /^chasquid_queue_putCount(?:_total)? (\d{1,15})/m.exec(bodyText(reply))?.[1];
    if (put === undefined) return { missing: trafficWords.noCounter('chasquid') };
    const source = trafficWords.counter('chasquid_queue_putCount');
    return counterTraffic(source, { accepted: Number(put), sent: null }, mark);
  },
};
