/**
 * Stalwart up to 0.15: the REST management API. Source: stalwartlabs/stalwart v0.15.5
 * crates/http/src/management/queue.rs (the shipped openapi.yml still documents an older shape). Ids are 64-bit numbers:
 * they are kept as text.
 */
import { z } from 'zod';
import { apiWords } from '../../../shared/messages/api-mtas.en.ts';
import type { MessageState, QueueMessage, QueueRecipient } from '../../../shared/model/message.ts';
import { domainWords } from '../../../shared/messages/acting-domain.en.ts';
import type { MailDomain } from '../../../shared/mailDomain.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { ListSink, ListOutcome, Reach, ActReport, ActRequest, DomainVerbs } from '../../ports.ts';
import type { ServerConfig } from '../../../shared/model/server.ts';
import { bodyText, callApi, callJson, epochSeconds, readJson, type Api } from './call.ts';
import { notShown, partOf } from '../parts.ts';
import { driftRemarks, readRecords, type Drift } from './records.ts';
import { containing, offer } from '../domainVerb.ts';
import { apiOf, authorization, createReport, refusal } from './support.ts';

const PAGE = 1000;
const MAX_PAGES = 1000;

const Id = z.union([z.number().int(), z.string().regex(/^\d{1,20}$/)]).transform(String);
/** "scheduled", or an object with one key that says how it went and in whose words. */
const Status = z.union([z.string(), z.record(z.string(), z.unknown())]);
const Time = z.union([z.string(), z.number()]).nullish();
const Recipient = z.looseObject({
  address: z.string(),
  status: Status,
  retry_num: z.number().nullish(),
  next_retry: Time,
  expires: Time,
  orcpt: z.string().nullish(),
});
const Domain = z.looseObject({
  status: Status,
  recipients: z.array(z.looseObject({ address: z.string(), status: Status })),
  retry_num: z.number().nullish(),
  next_retry: Time,
  expires: Time,
});
const Message = z.looseObject({
  id: Id,
  return_path: z.string().nullish(),
  created: Time,
  size: z.number().nullish(),
  // 0.13 to 0.15 list recipients, 0.8 to 0.12 domains with recipients.
  recipients: z.array(Recipient).nullish(),
  domains: z.array(Domain).nullish(),
});
const Page = z.looseObject({
  data: z.looseObject({ items: z.array(z.unknown()), total: z.number(), status: z.boolean().nullish() }),
});

/** What a status says: null reason for scheduled, undefined for recipients that are through. */
export function reasonOf(status: z.output<typeof Status>): string | null | undefined {
  if (typeof status === 'string') return status === 'scheduled' ? null : status;
  const [kind, text] = Object.entries(status)[0] ?? [];
  if (kind === 'completed') return undefined;
  if (kind === 'scheduled') return null;
  return typeof text === 'string' ? text : JSON.stringify(text ?? kind ?? '').slice(0, 2000);
}

interface Pending extends QueueRecipient {
  nextTry: number | null;
  expires: number | null;
  tries: number | null;
}

function pendingOf(message: z.output<typeof Message>): Pending[] {
  const flat = message.recipients?.map((recipient) => ({ ...recipient, outer: null as string | null })) ?? [];
  for (const domain of message.domains ?? []) {
    const outer = reasonOf(domain.status) ?? null;
    for (const { address, status } of domain.recipients) {
      const { retry_num, next_retry, expires } = domain;
      flat.push({ address, status, retry_num, next_retry, expires, orcpt: null, outer });
    }
  }
  return flat.flatMap((recipient) => {
    const reason = reasonOf(recipient.status);
    if (reason === undefined) return [];
    return [
      {
        address: recipient.address,
        reason: reason ?? recipient.outer,
        nextTry: epochSeconds(recipient.next_retry),
        expires: epochSeconds(recipient.expires),
        tries: recipient.retry_num ?? null,
      },
    ];
  });
}

const earliest = (values: (number | null)[]): number | undefined => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? undefined : Math.min(...known);
};

export function toMessage(message: z.output<typeof Message>): QueueMessage {
  const pending = pendingOf(message);
  const nextTry = earliest(pending.map((p) => p.nextTry));
  const expires = earliest(pending.map((p) => p.expires));
  const tries = pending.reduce((most, p) => Math.max(most, p.tries ?? 0), 0);
  const state: MessageState = pending.some((p) => p.reason !== null) ? 'deferred' : 'active';
  return {
    id: message.id,
    queue: 'queue',
    state,
    arrival: epochSeconds(message.created),
    size: message.size ?? null,
    sender: message.return_path === undefined ? null : (message.return_path ?? ''),
    recipients: pending.map(({ address, reason }) => ({ address, reason })),
    ...(nextTry === undefined ? {} : { nextTry }),
    ...(expires === undefined ? {} : { expires }),
    ...(pending.some((p) => p.tries !== null) ? { tries } : {}),
  };
}

export async function restList(api: Api, reach: Reach, config: ServerConfig, sink: ListSink): Promise<ListOutcome> {
  const headers = await authorization(reach, config);
  const drifts: Drift[] = [];
  const seen = new Set<string>();
  let stopped = false;
  let read = 0;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const path = `/api/queue/messages?values=1&page=${String(page)}&limit=${String(PAGE)}`;
    const { data } = await callJson(
      api,
      { method: 'GET', path, headers, deadlineMs: 60_000, maxBytes: 128 * 1024 * 1024 },
      Page,
    );
    stopped ||= data.status === false;
    read += data.items.length;
    drifts.push(
      readRecords(data.items, Message, sink, (record) => {
        // What left the queue between two pages shifts the rest: a message may be shown twice, or missed.
        if (seen.has(record.id)) return;
        seen.add(record.id);
        sink.message(toMessage(record));
      }),
    );
    if (data.items.length < PAGE || read >= data.total) break;
  }
  return {
    complete: true,
    bytes: 0,
    remarks: [...(stopped ? [apiWords.stalwart.paused] : []), ...driftRemarks(drifts, apiWords.changed)],
  };
}

export async function restAct(
  api: Api,
  reach: Reach,
  config: ServerConfig,
  { verb, ids }: ActRequest,
): Promise<ActReport> {
  const headers = await authorization(reach, config);
  const report = createReport();
  for (const id of ids) {
    try {
      const method = verb === 'delete' ? 'DELETE' : 'PATCH';
      const reply = await callApi(
        api,
        { method, path: `/api/queue/messages/${id}`, headers, deadlineMs: 20_000, maxBytes: 65_536 },
        { allow: [404] },
      );
      const text = bodyText(reply);
      report.say(`${id}: ${String(reply.status)} ${text.slice(0, 200)}`);
      // {"data":false} and {"error":"notFound"} come with status 200 as well.
      if (reply.status === 404 || /"data"\s*:\s*false|"error"/.test(text)) report.refused.set(id, text.slice(0, 300));
      else report.submitted.add(id);
    } catch (error) {
      const words = refusal(error);
      if (words === null) throw error;
      report.refused.set(id, words);
    }
  }
  return report;
}

/** Without `to` it would be the whole queue: the path is built from a checked domain only (queue.rs, fetch_queued_messages). */
const domainPath = (domain: MailDomain): string =>
  `/api/queue/messages?${new URLSearchParams({ to: `@${domain}` }).toString()}`;

const methods: Readonly<Partial<Record<Verb, 'PATCH' | 'DELETE'>>> = { retry: 'PATCH', delete: 'DELETE' };

export const restDomain: DomainVerbs = {
  offer(_reach, _config, _found, { verb, domain }) {
    const method = methods[verb];
    if (method === undefined) return Promise.resolve({ none: domainWords.none('Stalwart', verb) });
    return Promise.resolve(
      offer([`${method} ${domainPath(domain)}`], containing(domain), {
        warnings: verb === 'retry' ? [apiWords.stalwart.retryChangesExpiry] : [],
        notes: [domainWords.extrasText(`@${domain}`), domainWords.stalwart.through, domainWords.stalwart.later],
      }),
    );
  },
  async act(reach, config, _found, { verb, domain }, signal) {
    const method = methods[verb];
    if (method === undefined) return { refused: domainWords.none('Stalwart', verb), output: '' };
    const headers = await authorization(reach, config);
    try {
      const path = domainPath(domain);
      const reply = await callApi(apiOf(reach, signal), {
        method,
        path,
        headers,
        deadlineMs: 60_000,
        maxBytes: 65_536,
      });
      const text = bodyText(reply).slice(0, 500);
      // {"data":false} and {"error":"notFound"} come with status 200 as well.
      return { refused: /"data"\s*:\s*false|"error"/.test(text) ? text : null, output: text };
    } catch (error) {
      const words = refusal(error);
      if (words === null) throw error;
      return { refused: words, output: words };
    }
  },
};

/**
 * The message itself: its blob, named by the queue's own entry (crates/http/src/management/stores.rs). A server that does not
 * give it out, or an account without the permission for blobs, is told as such.
 */
export async function restInspect(
  api: Api,
  reach: Reach,
  config: ServerConfig,
  id: string,
  what: 'headers' | 'body',
): Promise<{ text: string; truncated: boolean; missing: string | null }> {
  const headers = await authorization(reach, config);
  const small = { headers, deadlineMs: 30_000, maxBytes: 1024 * 1024 };
  const path = `/api/queue/messages/${id}`;
  const entry = await callApi(api, { method: 'GET', path, ...small }, { allow: [404] });
  if (entry.status === 404 || /"error"\s*:\s*"notFound"/.test(bodyText(entry))) return notShown(apiWords.gone);
  const { data } = readJson(
    entry,
    path,
    z.looseObject({ data: z.looseObject({ blob_hash: z.string().regex(/^[\w-]{1,255}$/) }) }),
  );
  const reply = await callApi(
    api,
    { method: 'GET', path: `/api/store/blobs/${data.blob_hash}?limit=${String(1024 * 1024)}`, ...small },
    { allow: [403, 404] },
  );
  // A management error comes as JSON with status 200.
  const json = /\bjson\b/.test(reply.headers['content-type'] ?? '');
  if (reply.status !== 200 || json) return notShown(apiWords.notGiven(reply.status));
  return { ...partOf(bodyText(reply), what, reply.truncated), missing: null };
}
