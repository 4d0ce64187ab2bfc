/**
 * Proxmox Mail Gateway. Sources: proxmox/pmg-api 9.1 src/PMG/API2/Postfix.pm, src/PMG/Postfix.pm, src/PMG/HTTPServer.pm,
 * src/PMG/Ticket.pm, src/PMG/API2/AccessControl.pm. It has no API tokens: a ticket of two hours is fetched with the
 * password and renewed when the gateway no longer takes it.
 */
import { z } from 'zod';
import { AppError } from '../../../shared/error.ts';
import { apiWords } from '../../../shared/messages/api-mtas.en.ts';
import type { MessageState, QueueMessage } from '../../../shared/model/message.ts';
import type { ServerConfig } from '../../../shared/model/server.ts';
import type { HttpCall, HttpReply, MtaDriver, Reach } from '../../ports.ts';
import { bodyText, callApi, callJson, readJson, type Api } from './call.ts';
import { trackedLines } from './pmgTracker.ts';
import { driftRemarks, readRecords, type Drift } from './records.ts';
import { secretOf } from './secret.ts';
import { ability, absent, apiOf, createReport, detection, perConnection, refusal } from './support.ts';

const PAGE = 1000;
const BATCH = 200;
const MAX_ROWS = 1_000_000;
const queues = ['deferred', 'active', 'incoming', 'hold'] as const;
const states: Readonly<Record<string, MessageState>> = {
  deferred: 'deferred',
  active: 'active',
  incoming: 'incoming',
  hold: 'held',
};

const Row = z.looseObject({
  queue_id: z.string().max(255),
  queue_name: z.string().nullish(),
  arrival_time: z.number().nullish(),
  message_size: z.number().nullish(),
  sender: z.string(),
  receiver: z.string().nullish(),
  reason: z.string().nullish(),
});
const Page = z.looseObject({ data: z.array(z.unknown()), total: z.number().nullish() });

interface Session {
  ticket: { cookie: string; csrf: string; role: string } | null;
  node: string | null;
  /** Queue of each id at the last listing: the gateway wants it in the path of an action. */
  queueOf: Map<string, string>;
}
const sessionOf = perConnection<Session>(() => ({ ticket: null, node: null, queueOf: new Map() }));

async function login(api: Api, reach: Reach, config: ServerConfig): Promise<NonNullable<Session['ticket']>> {
  const route = config.route;
  const secret = await secretOf(reach, 'password');
  if (route.kind !== 'https' || secret === null) {
    throw new AppError('auth_cancelled', 'no password was given');
  }
  const { data } = await callJson(
    api,
    {
      method: 'POST',
      path: '/api2/json/access/ticket',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ username: route.username ?? 'root@pam', password: secret }).toString(),
      deadlineMs: 15_000,
      maxBytes: 65_536,
    },
    z.looseObject({
      data: z.looseObject({
        ticket: z.string().min(1),
        CSRFPreventionToken: z.string().nullish(),
        role: z.string().nullish(),
      }),
    }),
  );
  // A second factor shows as a ticket that is good for answering the challenge only.
  if (/!tfa!/.test(data.ticket))
    throw new AppError('api_auth_failed', apiWords.pmg.twoFactor, { text: apiWords.pmg.twoFactor });
  return {
    cookie: `PMGAuthCookie=${encodeURIComponent(data.ticket)}`,
    csrf: data.CSRFPreventionToken ?? '',
    role: data.role ?? '',
  };
}

/** A call with a ticket; one that ran out in the middle is renewed once. */
async function call(api: Api, reach: Reach, config: ServerConfig, request: HttpCall): Promise<HttpReply> {
  const session = sessionOf(api.http);
  for (let tries = 0; ; tries++) {
    session.ticket ??= await login(api, reach, config);
    const headers = {
      ...request.headers,
      cookie: session.ticket.cookie,
      ...(request.method === 'GET' ? {} : { csrfpreventiontoken: session.ticket.csrf }),
    };
    try {
      return await callApi(api, { ...request, headers }, { ticket: true });
    } catch (error) {
      // A ticket is fetched with the password that is known; only a refused password is asked for anew.
      if (!(error instanceof AppError) || error.code !== 'api_auth_failed' || tries > 0) throw error;
      session.ticket = null;
    }
  }
}

const json = async <T extends z.ZodType>(api: Api, reach: Reach, config: ServerConfig, request: HttpCall, schema: T) =>
  readJson(await call(api, reach, config, request), request.path, schema);

async function nodeOf(api: Api, reach: Reach, config: ServerConfig): Promise<string> {
  const session = sessionOf(api.http);
  if (session.node === null) {
    const { data } = await json(
      api,
      reach,
      config,
      { method: 'GET', path: '/api2/json/nodes', deadlineMs: 15_000, maxBytes: 1024 * 1024 },
      z.looseObject({ data: z.array(z.looseObject({ node: z.string().regex(/^[A-Za-z0-9.-]{1,64}$/) })).min(1) }),
    );
    session.node = data[0]?.node ?? 'localhost';
  }
  return session.node;
}

export const pmg: MtaDriver = {
  kind: 'pmg',
  label: 'Proxmox Mail Gateway',
  needs: 'http',
  // Its own check wants 8 to 20 characters and is not anchored; ours is.
  validId: (id) => /^[A-Za-z0-9]{8,20}$/.test(id),

  async detect(reach, config, signal) {
    const api = apiOf(reach, signal);
    const { data } = await json(
      api,
      reach,
      config,
      { method: 'GET', path: '/api2/json/version', deadlineMs: 15_000, maxBytes: 65_536 },
      z.looseObject({ data: z.looseObject({ version: z.string().max(64) }) }),
    );
    await nodeOf(api, reach, config);
    const role = sessionOf(api.http).ticket?.role ?? '';
    const may = /^(?:root|admin)$/.test(role) ? 'yes' : role === '' ? 'unknown' : 'no';
    const note = may === 'no' ? `role ${role.slice(0, 40)}` : null;
    return detection(
      'pmg',
      data.version,
      [
        ability('list', 'GET postfix/queue/{queue}', 'yes'),
        ability('retry_one', 'POST postfix/queue/{queue} deliver', may, note),
        ability('retry_domain', 'POST postfix/queue/{queue} deliver', may, note),
        ability('retry_all', 'POST postfix/queue/{queue} deliver', may, note),
        ...absent('Proxmox Mail Gateway', 'hold', 'release', 'expire', 'requeue'),
        ability('delete', 'POST postfix/queue/{queue} delete', may, note),
        ability('headers', 'GET postfix/queue/{queue}/{id}', 'yes'),
        ability('body', 'GET postfix/queue/{queue}/{id}', 'yes'),
        ability('log', 'GET tracker', 'yes'),
      ],
      ['POST /access/ticket', 'GET /version', 'GET /nodes'],
    );
  },

  async list(reach, config, _found, sink, signal) {
    const api = apiOf(reach, signal);
    const node = await nodeOf(api, reach, config);
    const session = sessionOf(api.http);
    const queueOf = new Map<string, string>();
    const drifts: Drift[] = [];
    let bytes = 0;
    let complete = true;
    let short = false;
    for (const queue of queues) {
      // One row per recipient, and the rows of a message need not be on one page.
      const messages = new Map<string, QueueMessage>();
      for (let start = 0; ; start += PAGE) {
        const path = `/api2/json/nodes/${node}/postfix/queue/${queue}?start=${String(start)}&limit=${String(PAGE)}`;
        const reply = await call(api, reach, config, {
          method: 'GET',
          path,
          deadlineMs: 60_000,
          maxBytes: 64 * 1024 * 1024,
        });
        bytes += reply.body.length;
        const page = readJson(reply, path, Page);
        drifts.push(
          readRecords(page.data, Row, sink, (row) => {
            let message = messages.get(row.queue_id);
            if (message === undefined) {
              message = {
                id: row.queue_id,
                queue,
                state: states[queue] ?? 'unknown',
                arrival: row.arrival_time ?? null,
                size: row.message_size ?? null,
                sender: row.sender === 'MAILER-DAEMON' ? '' : row.sender,
                recipients: [],
              };
              messages.set(row.queue_id, message);
            }
            const address = row.receiver ?? '';
            const known = message.recipients.find((recipient) => recipient.address === address);
            if (known === undefined && address !== '') message.recipients.push({ address, reason: row.reason ?? null });
            else if (known !== undefined) known.reason ??= row.reason ?? null;
          }),
        );
        // The queue moves between two pages: end on a short page, never on the total alone.
        if (page.data.length < PAGE) break;
        if (start + PAGE >= MAX_ROWS) {
          complete = false;
          break;
        }
      }
      for (const message of messages.values()) {
        short ||= !pmg.validId(message.id);
        queueOf.set(message.id, queue);
        sink.message(message);
      }
    }
    session.queueOf = queueOf;
    const remarks = [...(short ? [apiWords.pmg.shortIds] : []), ...driftRemarks(drifts, apiWords.changed)];
    return { complete, bytes, remarks };
  },

  describe(_config, _found, { verb, ids }) {
    const action = verb === 'delete' ? 'delete' : 'deliver';
    return [`POST /nodes/{node}/postfix/queue/{queue} action=${action}, ${String(ids.length)} ids`];
  },

  async act(reach, config, _found, { verb, ids }, signal) {
    const api = apiOf(reach, signal);
    const node = await nodeOf(api, reach, config);
    const { queueOf } = sessionOf(api.http);
    const report = createReport();
    const perQueue = Map.groupBy(ids, (id) => queueOf.get(id) ?? 'deferred');
    for (const [queue, all] of perQueue) {
      for (let i = 0; i < all.length; i += BATCH) {
        const batch = all.slice(i, i + BATCH);
        const form = { action: verb === 'delete' ? 'delete' : 'deliver', ids: batch.join(',') };
        try {
          const reply = await call(api, reach, config, {
            method: 'POST',
            path: `/api2/json/nodes/${node}/postfix/queue/${queue}`,
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: new URLSearchParams(form).toString(),
            deadlineMs: 60_000,
            maxBytes: 1024 * 1024,
          });
          report.say(`${queue}: ${String(reply.status)} ${bodyText(reply).slice(0, 300)}`);
          for (const id of batch) report.submitted.add(id);
        } catch (error) {
          const words = refusal(error);
          if (words === null) throw error;
          report.say(`${queue}: ${words}`);
          for (const id of batch) report.refused.set(id, words);
        }
      }
    }
    return report;
  },

  async inspect(reach, config, _found, id, what, signal) {
    const api = apiOf(reach, signal);
    const node = await nodeOf(api, reach, config);
    const queue = sessionOf(api.http).queueOf.get(id) ?? 'deferred';
    const show = what === 'headers' ? 'header=1&body=0' : 'header=0&body=1';
    const path = `/api2/json/nodes/${node}/postfix/queue/${queue}/${id}?${show}&decode-header=1`;
    const reply = await call(api, reach, config, {
      method: 'GET',
      path,
      deadlineMs: 30_000,
      maxBytes: 2 * 1024 * 1024,
    });
    const { data } = readJson(reply, path, z.looseObject({ data: z.string() }));
    return { text: data.slice(0, 512 * 1024), truncated: data.length > 512 * 1024, missing: null };
  },

  /**
   * The mail tracker, asked only for what was logged since: it then tells the attempts of that time, one entry a recipient,
   * by queue id. It gives at most 2,000 entries.
   */
  async log(reach, config, _found, ids, sinceMs, signal) {
    const api = apiOf(reach, signal);
    const node = await nodeOf(api, reach, config);
    const start = Math.floor(sinceMs / 1000);
    const query = `starttime=${String(start)}&endtime=${String(Math.ceil(api.clock.now() / 1000) + 60)}&ndr=1`;
    const path = `/api2/json/nodes/${node}/tracker?${query}`;
    const request: HttpCall = { method: 'GET', path, deadlineMs: 40_000, maxBytes: 8 * 1024 * 1024 };
    const { data } = await json(api, reach, config, request, z.looseObject({ data: z.array(z.unknown()) }));
    return trackedLines(data, ids);
  },
};
