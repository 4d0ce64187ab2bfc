/**
 * Stalwart from 0.16: JMAP (RFC 8620) with urn:stalwart:jmap. Sources: stalwartlabs/stalwart 0.16.18
 * crates/jmap/src/registry/mapping/queued_message.rs, crates/registry/src/schema/structs.rs, UPGRADING/v0_16.md;
 * https://stalw.art/docs/ref/object/queued-message
 */
import { z } from 'zod';
import { AppError } from '../../../shared/error.ts';
import { apiWords } from '../../../shared/messages/api-mtas.en.ts';
import type { QueueMessage } from '../../../shared/model/message.ts';
import type { ServerConfig } from '../../../shared/model/server.ts';
import type { ActReport, ActRequest, ListOutcome, ListSink, Reach } from '../../ports.ts';
import { bodyText, callApi, callJson, epochSeconds, readJson, shaped, type Api } from './call.ts';
import { notShown, partOf } from '../parts.ts';
import { driftRemarks, readRecords, type Drift } from './records.ts';
import { authorization, createReport } from './support.ts';

const PAGE = 500;
const MAX_PAGES = 2000;
const BATCH = 200;
const using = ['urn:ietf:params:jmap:core', 'urn:stalwart:jmap'];

const Status = z.looseObject({
  '@type': z.string(),
  errorMessage: z.string().nullish(),
  errorCommand: z.string().nullish(),
  responseHostname: z.string().nullish(),
  responseCode: z.union([z.string(), z.number()]).nullish(),
  responseEnhanced: z.string().nullish(),
  responseMessage: z.string().nullish(),
});
const Time = z.union([z.string(), z.number()]).nullish();
const Recipient = z.looseObject({ retryCount: z.number().nullish(), retryDue: Time, expires: Time, status: Status });
const Message = z.looseObject({
  id: z.string().max(255),
  createdAt: Time,
  nextRetry: Time,
  returnPath: z.string().nullish(),
  recipients: z.record(z.string(), Recipient),
  size: z.number().nullish(),
});
const Answer = z.looseObject({ methodResponses: z.array(z.tuple([z.string(), z.looseObject({}), z.string()])) });

/** The typed failure in the words an MTA would use, so that the same rules read it: "host X said: 451 4.3.0 text". */
export function reasonOf(status: z.output<typeof Status>): string | null | undefined {
  switch (status['@type']) {
    case 'Scheduled':
      return null;
    case 'Completed':
      return undefined;
    default: {
      const reply = [status.responseCode, status.responseEnhanced, status.responseMessage]
        .filter((part) => part !== null && part !== undefined && part !== '')
        .join(' ');
      const command = status.errorCommand ? ` (in reply to ${status.errorCommand} command)` : '';
      if (reply !== '') return `host ${status.responseHostname ?? 'unknown'} said: ${reply}${command}`;
      return status.errorMessage ?? status['@type'];
    }
  }
}

async function invoke(api: Api, reach: Reach, config: ServerConfig, name: string, args: Record<string, unknown>) {
  const headers = { ...(await authorization(reach, config)), 'content-type': 'application/json' };
  const answer = await callJson(
    api,
    {
      method: 'POST',
      path: '/jmap',
      headers,
      body: JSON.stringify({ using, methodCalls: [[name, args, 'c0']] }),
      deadlineMs: 60_000,
      maxBytes: 64 * 1024 * 1024,
    },
    Answer,
  );
  const [got, result] = answer.methodResponses[0] ?? ['', {}, ''];
  if (got === 'error') {
    const type = typeof result.type === 'string' ? result.type : 'error';
    throw new AppError(type === 'forbidden' ? 'api_forbidden' : 'api_refused', type, {
      endpoint: name,
      text: JSON.stringify(result).slice(0, 500),
    });
  }
  return result;
}

export function toMessage(record: z.output<typeof Message>): QueueMessage {
  const pending = Object.entries(record.recipients).flatMap(([address, recipient]) => {
    const reason = reasonOf(recipient.status);
    return reason === undefined ? [] : [{ address, reason, recipient }];
  });
  const times = (pick: (r: z.output<typeof Recipient>) => string | number | null | undefined) =>
    pending.map(({ recipient }) => epochSeconds(pick(recipient))).filter((time) => time !== null);
  const due = times((r) => r.retryDue);
  const ends = times((r) => r.expires);
  return {
    id: record.id,
    queue: 'queue',
    state: pending.some(({ reason }) => reason !== null) ? 'deferred' : 'active',
    arrival: epochSeconds(record.createdAt),
    size: record.size ?? null,
    // The null sender is "<>" here.
    sender: record.returnPath === '<>' ? '' : (record.returnPath ?? null),
    recipients: pending.map(({ address, reason }) => ({ address, reason })),
    ...(due.length === 0 ? {} : { nextTry: Math.min(...due) }),
    ...(ends.length === 0 ? {} : { expires: Math.min(...ends) }),
    tries: pending.reduce((most, { recipient }) => Math.max(most, recipient.retryCount ?? 0), 0),
  };
}

export async function jmapList(api: Api, reach: Reach, config: ServerConfig, sink: ListSink): Promise<ListOutcome> {
  const drifts: Drift[] = [];
  const seen = new Set<string>();
  let complete = false;
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = await invoke(api, reach, config, 'x:QueuedMessage/query', { position: page * PAGE, limit: PAGE });
    const { ids } = shaped(query, 'x:QueuedMessage/query', z.looseObject({ ids: z.array(z.string()) }));
    const fresh = ids.filter((id) => !seen.has(id));
    for (const id of fresh) seen.add(id);
    if (fresh.length > 0) {
      const got = await invoke(api, reach, config, 'x:QueuedMessage/get', { ids: fresh });
      const { list } = shaped(got, 'x:QueuedMessage/get', z.looseObject({ list: z.array(z.unknown()) }));
      drifts.push(readRecords(list, Message, sink, (record) => sink.message(toMessage(record))));
    }
    if (ids.length < PAGE) {
      complete = true;
      break;
    }
  }
  return { complete, bytes: 0, remarks: driftRemarks(drifts, apiWords.changed) };
}

export async function jmapAct(
  api: Api,
  reach: Reach,
  config: ServerConfig,
  { verb, ids }: ActRequest,
): Promise<ActReport> {
  const report = createReport();
  const now = new Date(api.clock.now()).toISOString();
  for (let i = 0; i < ids.length; i += BATCH) {
    const batch = ids.slice(i, i + BATCH);
    const args =
      verb === 'delete'
        ? { destroy: batch }
        : { update: Object.fromEntries(batch.map((id) => [id, { nextRetry: now }])) };
    const result = await invoke(api, reach, config, 'x:QueuedMessage/set', args);
    const Failed = z.record(z.string(), z.unknown()).nullish();
    const { notUpdated, notDestroyed } = shaped(
      result,
      'x:QueuedMessage/set',
      z.looseObject({ notUpdated: Failed, notDestroyed: Failed }),
    );
    const failed = { ...notUpdated, ...notDestroyed };
    for (const id of batch) {
      if (Object.hasOwn(failed, id)) report.refused.set(id, JSON.stringify(failed[id]).slice(0, 300));
      else report.submitted.add(id);
    }
    report.say(JSON.stringify(result).slice(0, 1000));
  }
  return report;
}

const Session = z.looseObject({
  downloadUrl: z.string(),
  accounts: z.record(z.string(), z.unknown()),
  primaryAccounts: z.record(z.string(), z.string()).nullish(),
});

/** The message itself: its blob, by the download address of the session (RFC 8620 section 6.2). */
export async function jmapInspect(
  api: Api,
  reach: Reach,
  config: ServerConfig,
  id: string,
  what: 'headers' | 'body',
): Promise<{ text: string; truncated: boolean; missing: string | null }> {
  const got = await invoke(api, reach, config, 'x:QueuedMessage/get', { ids: [id] });
  const { list } = shaped(
    got,
    'x:QueuedMessage/get',
    z.looseObject({ list: z.array(z.looseObject({ blobId: z.string().regex(/^[\w-]{1,255}$/) })) }),
  );
  const blobId = list[0]?.blobId;
  if (blobId === undefined) return notShown(apiWords.gone);
  const headers = await authorization(reach, config);
  const small = { headers, deadlineMs: 30_000, maxBytes: 1024 * 1024 };
  const session = readJson(
    await callApi(api, { method: 'GET', path: '/jmap/session', ...small }),
    '/jmap/session',
    Session,
  );
  const account = session.primaryAccounts?.['urn:stalwart:jmap'] ?? Object.keys(session.accounts)[0];
  // The path alone: the secret never goes to another host than the configured one.
  const template = /^(?:https?:\/\/[^/]*)?(\/[^\s#]{0,1000})$/.exec(session.downloadUrl)?.[1];
  if (account === undefined || template === undefined) return notShown(apiWords.notTold);
  const values: Readonly<Record<string, string>> = {
    accountId: account,
    blobId,
    name: 'message.eml',
    type: 'text/plain',
  };
  const path = template.replace(/\{(\w{1,20})\}/g, (_all, name: string) => encodeURIComponent(values[name] ?? ''));
  const reply = await callApi(api, { method: 'GET', path, ...small }, { allow: [403, 404] });
  if (reply.status !== 200) return notShown(apiWords.notGiven(reply.status));
  return { ...partOf(bodyText(reply), what, reply.truncated), missing: null };
}
