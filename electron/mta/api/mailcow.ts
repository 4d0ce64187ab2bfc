/**
 * mailcow-dockerized. Sources: mailcow/mailcow-dockerized data/web/json_api.php, data/web/inc/functions.mailq.inc.php,
 * data/Dockerfiles/dockerapi/modules/DockerApi.py (2026-07a). The OpenAPI document is wrong about queue actions: edit
 * reads `items` and `attr`, delete reads a plain list of ids.
 */
import { z } from 'zod';
import { apiWords } from '../../../shared/messages/api-mtas.en.ts';
import type { MessageState, QueueRecipient } from '../../../shared/model/message.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { LogLine, MtaDriver } from '../../ports.ts';
import { bodyText, callApi, callJson, readJson } from './call.ts';
import { notShown, partOf } from '../parts.ts';
import { driftRemarks, readRecords } from './records.ts';
import { ability, absent, apiOf, authorization, createReport, detection } from './support.ts';

const LIST_LIMIT = 10_000;
const DEADLINE = 60_000;
const MiB = 1024 * 1024;
/** Ids a request; the API runs one program per id on the server. */
const BATCH = 100;

const Entry = z.looseObject({
  queue_name: z.string(),
  queue_id: z.string().max(255),
  arrival_time: z.number().nullish(),
  message_size: z.number().nullish(),
  sender: z.string(),
  recipients: z.array(z.string()),
});

const Answer = z.array(z.looseObject({ type: z.string(), msg: z.unknown() }));

const states: Readonly<Record<string, MessageState>> = {
  deferred: 'deferred',
  active: 'active',
  incoming: 'incoming',
  maildrop: 'incoming',
  hold: 'held',
};

/** "user@example.org (host x said: ...)": the address has no blank unless its local part is quoted. */
export function readRecipient(text: string): QueueRecipient {
  const at = /^(?:"(?:[^"\\]|\\.)*"|[^ "])*/.exec(text)?.[0] ?? '';
  const rest = text.slice(at.length).trim();
  const reason = rest.startsWith('(') && rest.endsWith(')') ? rest.slice(1, -1) : rest;
  return { address: at, reason: reason === '' ? null : reason };
}

const verbs: Partial<Record<Verb, string>> = { retry: 'deliver', hold: 'hold', release: 'unhold' };

export const mailcow: MtaDriver = {
  kind: 'mailcow',
  label: 'mailcow',
  needs: 'http',
  // Its own filter is ^[0-9a-fA-F]+$ and long ids fall through it, after which it runs a bare postsuper as root.
  validId: (id) => /^[0-9A-Fa-f]{5,24}$/.test(id),

  async detect(reach, config, signal) {
    const api = apiOf(reach, signal);
    const headers = await authorization(reach, config);
    const { version } = await callJson(
      api,
      { method: 'GET', path: '/api/v1/get/status/version', headers, deadlineMs: 15_000, maxBytes: 65_536 },
      z.looseObject({ version: z.string().max(64) }),
    );
    return detection(
      'mailcow',
      version,
      [
        ability('list', 'GET get/mailq/all', 'yes'),
        ability('retry_one', 'POST edit/mailq deliver', 'unknown', apiWords.needsWriteKey),
        ability('retry_domain', 'POST edit/mailq deliver', 'unknown', apiWords.mailcow.retryDomain),
        ability('retry_all', 'POST edit/mailq deliver', 'unknown', apiWords.mailcow.retryDomain),
        ability('hold', 'POST edit/mailq hold', 'unknown', apiWords.needsWriteKey),
        ability('release', 'POST edit/mailq unhold', 'unknown', apiWords.needsWriteKey),
        ability('delete', 'POST delete/mailq', 'unknown', apiWords.needsWriteKey),
        ...absent('mailcow', 'expire', 'requeue'),
        ability('headers', 'GET get/postcat/ID', 'yes'),
        ability('body', 'GET get/postcat/ID', 'yes'),
        ability('log', 'GET get/logs/postfix', 'yes'),
      ],
      ['GET /api/v1/get/status/version'],
    );
  },

  async list(reach, config, _found, sink, signal) {
    const api = apiOf(reach, signal);
    const headers = await authorization(reach, config);
    const path = '/api/v1/get/mailq/all';
    const call = { method: 'GET' as const, path, headers, deadlineMs: DEADLINE, maxBytes: 64 * MiB };
    // An empty queue may also come as an empty object: PHP does not tell the two apart.
    const rows = await callJson(
      api,
      call,
      z.union([z.array(z.unknown()), z.strictObject({}).transform((): unknown[] => [])]),
    );
    const seen = { long: false };
    const drift = readRecords(rows, Entry, sink, (entry) => {
      seen.long ||= !mailcow.validId(entry.queue_id);
      sink.message({
        id: entry.queue_id,
        queue: entry.queue_name,
        state: states[entry.queue_name] ?? 'unknown',
        arrival: entry.arrival_time ?? null,
        size: entry.message_size ?? null,
        sender: entry.sender === 'MAILER-DAEMON' ? '' : entry.sender,
        recipients: entry.recipients.map(readRecipient),
      });
    });
    const cut = rows.length >= LIST_LIMIT;
    return {
      complete: !cut,
      bytes: 0,
      remarks: [
        ...(cut ? [apiWords.mailcow.cut] : []),
        ...(rows.length === 0 ? [apiWords.mailcow.empty] : []),
        ...(seen.long ? [apiWords.mailcow.longIds] : []),
        ...driftRemarks([drift], apiWords.changed),
      ],
    };
  },

  describe(_config, _found, { verb, ids }) {
    const action = verbs[verb];
    return [
      verb === 'delete'
        ? `POST /api/v1/delete/mailq, ${String(ids.length)} ids`
        : `POST /api/v1/edit/mailq {"attr":{"action":"${action ?? ''}"}}, ${String(ids.length)} ids`,
    ];
  },

  async act(reach, config, _found, { verb, ids }, signal) {
    const api = apiOf(reach, signal);
    const headers = { ...(await authorization(reach, config)), 'content-type': 'application/json' };
    const report = createReport();
    const action = verbs[verb];
    for (let i = 0; i < ids.length; i += BATCH) {
      const batch = ids.slice(i, i + BATCH);
      const body = verb === 'delete' ? batch : { items: batch, attr: { action } };
      const path = verb === 'delete' ? '/api/v1/delete/mailq' : '/api/v1/edit/mailq';
      const call = { method: 'POST' as const, path, headers, body: JSON.stringify(body), deadlineMs: DEADLINE };
      const reply = await callApi(api, call, { allow: [403] });
      if (reply.status === 403) {
        report.say(bodyText(reply));
        for (const id of ids.slice(i)) report.refused.set(id, apiWords.readOnlyKey);
        break;
      }
      // Most failures come with status 200 and the type "danger" or "error".
      const answers = readJson(reply, path, Answer);
      const bad = answers.find(({ type }) => type !== 'success');
      for (const id of batch) {
        if (bad === undefined) report.submitted.add(id);
        else report.refused.set(id, JSON.stringify(bad.msg).slice(0, 300));
      }
      for (const { type, msg } of answers) report.say(`${type}: ${JSON.stringify(msg)}`);
    }
    return report;
  },

  async inspect(reach, config, _found, id, what, signal) {
    const api = apiOf(reach, signal);
    const headers = await authorization(reach, config);
    const limit = 512 * 1024;
    const reply = await api.http.call(
      { method: 'GET', path: `/api/v1/get/postcat/${id}`, headers, deadlineMs: 30_000, maxBytes: limit },
      signal,
    );
    if (reply.status !== 200) return notShown(bodyText(reply).slice(0, 300));
    const text = bodyText(reply);
    const begin = /^\*\*\* MESSAGE CONTENTS [^\n]*\n/m.exec(text);
    const content = begin === null ? text : text.slice(begin.index + begin[0].length);
    const source = content.replace(/^\*\*\* HEADER EXTRACTED [\s\S]*$/m, '');
    return { ...partOf(source, what, reply.truncated), missing: source.trim() === '' ? apiWords.notTold : null };
  },

  async log(reach, config, _found, ids, sinceMs, signal) {
    const api = apiOf(reach, signal);
    const headers = await authorization(reach, config);
    const call = {
      method: 'GET' as const,
      path: '/api/v1/get/logs/postfix/5000',
      headers,
      deadlineMs: 30_000,
      maxBytes: 16 * MiB,
    };
    const reply = await callApi(api, call, { allow: [403] });
    if (reply.status === 403) return null;
    const Line = z.looseObject({
      time: z.union([z.string(), z.number()]),
      message: z.string(),
      program: z.string().nullish(),
    });
    const rows = readJson(reply, call.path, z.array(z.unknown()));
    const wanted = new Set(ids);
    const lines: LogLine[] = [];
    for (const row of rows) {
      const parsed = Line.safeParse(row);
      if (!parsed.success) continue;
      const { message, time } = parsed.data;
      const id = /^([0-9A-Za-z]{5,40}): /.exec(message)?.[1];
      const at = Number(time) * 1000;
      if (id === undefined || !wanted.has(id) || at < sinceMs) continue;
      const status = / status=(\w+) /.exec(message)?.[1];
      lines.push({
        at: Number.isFinite(at) ? at : null,
        id,
        recipient: / to=<([^>]*)>/.exec(message)?.[1] ?? null,
        proves:
          status === 'sent' || status === 'deferred' || status === 'bounced'
            ? status
            : /: removed$/.test(message)
              ? 'removed'
              : 'other',
        newId: null,
        text: message.slice(0, 2000),
      });
    }
    return lines.reverse();
  },
};
