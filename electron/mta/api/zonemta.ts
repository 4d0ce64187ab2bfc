/**
 * ZoneMTA 3.x. Sources: zone-eu/zone-mta lib/api-server.js, lib/mail-queue.js, README.md. The API has no login: it must be
 * reached on loopback or through SSH. The list tells no reason; it is read message by message, a bounded number a look,
 * and remembered until the message was tried again.
 */
import { z } from 'zod';
import { apiWords } from '../../../shared/messages/api-mtas.en.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import type { MtaDriver } from '../../ports.ts';
import { bodyText, callApi, callJson, epochSeconds, readJson, type Api } from './call.ts';
import { notShown, partOf } from '../parts.ts';
import { driftRemarks, readRecords, type Drift } from './records.ts';
import { ability, absent, apiOf, createReport, detection, perConnection, refusal } from './support.ts';

const PAGE = 1000;
const MAX_PAGES = 1000;
/** Messages whose reasons are asked for at one look. */
const DETAILS = 300;
const REMEMBERED = 100_000;

const Zone = z.string().regex(/^[\w.-]{1,64}$/);
const Row = z.looseObject({
  id: z.string().regex(/^[0-9a-f]{18}$/),
  recipient: z.string(),
  created: z.union([z.string(), z.number()]).nullish(),
  deferred: z.number().nullish(),
});
const Details = z.looseObject({
  meta: z.looseObject({ from: z.string().nullish(), bodySize: z.number().nullish() }).nullish(),
  messages: z.array(
    z.looseObject({
      seq: z.string().regex(/^[\w-]{1,16}$/),
      recipient: z.string(),
      deferred: z
        .union([
          z.looseObject({ count: z.number().nullish(), next: z.number().nullish(), response: z.string().nullish() }),
          z.literal(false),
        ])
        .nullish(),
    }),
  ),
});

interface Known {
  deferred: number;
  details: z.output<typeof Details>;
}
const knownOf = perConnection<Map<string, Known>>(() => new Map());

const detailsOf = (api: Api, id: string) =>
  callJson(api, { method: 'GET', path: `/message/${id}`, deadlineMs: 15_000, maxBytes: 4 * 1024 * 1024 }, Details);

export const zonemta: MtaDriver = {
  kind: 'zonemta',
  label: 'ZoneMTA',
  needs: 'http',
  validId: (id) => /^[0-9a-f]{18}$/.test(id),

  async detect(reach, _config, signal) {
    const api = apiOf(reach, signal);
    const reply = await callApi(
      api,
      { method: 'GET', path: '/zones', deadlineMs: 15_000, maxBytes: 1024 * 1024 },
      { allow: [404] },
    );
    if (reply.status === 404) return null;
    readJson(reply, '/zones', z.union([z.array(Zone), z.looseObject({})]));
    return detection(
      'zonemta',
      null,
      [
        ability('list', 'GET /queued/{type}/{zone}', 'yes'),
        ability('retry_one', 'PUT /message/{id}/{seq}', 'yes'),
        ability('delete', 'DELETE /message/{id}/{seq}', 'yes'),
        ability('headers', 'GET /message/{id}', 'yes'),
        ability('body', 'GET /fetch/{id}?body=yes', 'yes'),
        ...absent('ZoneMTA', 'retry_domain', 'retry_all', 'hold', 'release', 'expire', 'requeue', 'log'),
      ],
      ['GET /zones'],
    );
  },

  async list(reach, _config, _found, sink, signal) {
    const api = apiOf(reach, signal);
    const zones = await callJson(
      api,
      { method: 'GET', path: '/zones', deadlineMs: 15_000, maxBytes: 1024 * 1024 },
      z.union([z.array(Zone), z.looseObject({ zones: z.array(Zone) }).transform((o) => o.zones)]),
    );
    const messages = new Map<string, QueueMessage>();
    const attempts = new Map<string, number>();
    const drifts: Drift[] = [];
    let complete = true;
    for (const zone of zones) {
      for (const type of ['queued', 'deferred', 'active']) {
        for (let page = 0; ; page++) {
          if (page >= MAX_PAGES) {
            complete = false;
            break;
          }
          const path = `/queued/${type}/${zone}?start=${String(page * PAGE)}&pageSize=${String(PAGE)}`;
          const { list } = await callJson(
            api,
            { method: 'GET', path, deadlineMs: 60_000, maxBytes: 32 * 1024 * 1024 },
            z.looseObject({ list: z.array(z.unknown()) }),
          );
          drifts.push(
            readRecords(list, Row, sink, (row) => {
              const deferred = row.deferred ?? 0;
              const message = messages.get(row.id) ?? {
                id: row.id,
                queue: zone,
                state: 'incoming' as QueueMessage['state'],
                arrival: epochSeconds(row.created),
                size: null,
                sender: null,
                recipients: [],
              };
              messages.set(row.id, message);
              if (type === 'active') message.state = 'active';
              else if (deferred > 0 && message.state !== 'active') message.state = 'deferred';
              attempts.set(row.id, Math.max(attempts.get(row.id) ?? 0, deferred));
              if (!message.recipients.some(({ address }) => address === row.recipient)) {
                message.recipients.push({ address: row.recipient, reason: null });
              }
            }),
          );
          if (list.length < PAGE) break;
        }
      }
    }
    const known = knownOf(api.http);
    let asked = 0;
    let left = 0;
    for (const message of messages.values()) {
      const deferrals = attempts.get(message.id) ?? 0;
      let entry = known.get(message.id);
      if (entry?.deferred !== deferrals) entry = undefined;
      if (entry === undefined && deferrals > 0) {
        if (asked >= DETAILS) left += 1;
        else {
          asked += 1;
          try {
            entry = { deferred: deferrals, details: await detailsOf(api, message.id) };
            known.set(message.id, entry);
          } catch (error) {
            const words = refusal(error);
            if (words === null) throw error;
            sink.skipped('message details', `${message.id}: ${words}`);
          }
        }
      }
      if (entry !== undefined) {
        message.sender = entry.details.meta?.from ?? null;
        message.size = entry.details.meta?.bodySize ?? null;
        for (const recipient of message.recipients) {
          const delivery = entry.details.messages.find((m) => m.recipient === recipient.address);
          const deferred = delivery?.deferred;
          if (deferred === undefined || deferred === null || deferred === false) continue;
          recipient.reason = deferred.response ?? null;
          if (typeof deferred.next === 'number') message.nextTry = Math.floor(deferred.next / 1000);
          if (typeof deferred.count === 'number') message.tries = deferred.count;
        }
      }
      sink.message(message);
    }
    for (const id of known.keys()) if (!messages.has(id) || known.size > REMEMBERED) known.delete(id);
    return {
      complete,
      bytes: 0,
      remarks: [...(left > 0 ? [apiWords.zonemta.later(left)] : []), ...driftRemarks(drifts, apiWords.changed)],
    };
  },

  describe: (_config, _found, { verb, ids }) => [
    `${verb === 'delete' ? 'DELETE' : 'PUT'} /message/{id}/{seq} for each delivery of ${String(ids.length)} messages`,
  ],

  async act(reach, _config, _found, { verb, ids }, signal) {
    const api = apiOf(reach, signal);
    const report = createReport();
    const method = verb === 'delete' ? 'DELETE' : 'PUT';
    for (const id of ids) {
      try {
        const details = await detailsOf(api, id);
        if (details.messages.length === 0) {
          report.refused.set(id, 'no such message');
          continue;
        }
        for (const { seq } of details.messages) {
          const reply = await callApi(api, {
            method,
            path: `/message/${id}/${seq}`,
            deadlineMs: 15_000,
            maxBytes: 65_536,
          });
          report.say(`${id}.${seq}: ${bodyText(reply).slice(0, 200)}`);
        }
        report.submitted.add(id);
      } catch (error) {
        const words = refusal(error);
        if (words === null) throw error;
        report.refused.set(id, words);
      }
    }
    return report;
  },

  async inspect(reach, _config, _found, id, what, signal) {
    const api = apiOf(reach, signal);
    const limit = 512 * 1024;
    const path = what === 'headers' ? `/fetch/${id}` : `/fetch/${id}?body=yes`;
    const reply = await api.http.call({ method: 'GET', path, deadlineMs: 30_000, maxBytes: limit }, signal);
    const text = bodyText(reply);
    if (reply.status !== 200) return notShown(text.slice(0, 300));
    return { ...partOf(text, what, reply.truncated), missing: null };
  },

  log: () => Promise.resolve(null),
};
