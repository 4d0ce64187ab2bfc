/**
 * KumoMTA. Sources: KumoCorp/kumomta docs/reference/http/kumod/*, docs/reference/queues.md, crates/kumod/src/http_server.
 * No endpoint lists all messages and none tells why they wait: the counters of the scheduled queues and samples of their
 * messages are what there is, and the screen says "sample of N". Its verbs work on queues: what is offered is a whole
 * domain (kumoDomain.ts), never chosen messages.
 */
import { z } from 'zod';
import { apiWords } from '../../../shared/messages/api-mtas.en.ts';
import { trafficWords } from '../../../shared/messages/traffic.en.ts';
import type { MtaDriver } from '../../ports.ts';
import { callApi, callJson, epochSeconds, readJson } from './call.ts';
import { notShown, partOf } from '../parts.ts';
import { kumoDomain } from './kumoDomain.ts';
import { Metrics, queueCounts, queueName, suspensionRemark, suspensions, suspends } from './kumoQueues.ts';
import { counterTraffic } from './counterTraffic.ts';
import { driftRemarks, readRecords, type Drift } from './records.ts';
import { ability, absent, apiOf, authorization, createReport, detection } from './support.ts';

const SAMPLE = 20;
/** Queues looked into at one look: the fullest. */
const QUEUES = 200;

const Counter = z.looseObject({ value: z.looseObject({ service: z.record(z.string(), z.number()) }) }).nullish();
const Passed = z.looseObject({ total_messages_received: Counter, total_messages_delivered: Counter });
/** Each service is counted whole and again by source ("smtp_client:source->site"). */
const services = (counter: z.output<typeof Counter>): number | null =>
  counter
    ? Object.entries(counter.value.service).reduce((sum, [name, n]) => (name.includes(':') ? sum : sum + n), 0)
    : null;
const Sample = z.looseObject({
  messages: z.array(z.unknown()),
  num_scheduled: z.number().nullish(),
});
const Message = z.looseObject({
  id: z.string().regex(/^[0-9a-fA-F]{32}$/),
  message: z.looseObject({
    sender: z.string().nullish(),
    recipient: z.union([z.string(), z.array(z.string())]).nullish(),
    num_attempts: z.number().nullish(),
    due: z.string().nullish(),
    meta: z.looseObject({ received_at: z.union([z.string(), z.number()]).nullish() }).nullish(),
  }),
});

export const kumomta: MtaDriver = {
  kind: 'kumomta',
  label: 'KumoMTA',
  needs: 'http',
  validId: (id) => /^[0-9a-fA-F]{32}$/.test(id),

  async detect(reach, config, signal) {
    const api = apiOf(reach, signal);
    const headers = await authorization(reach, config);
    const reply = await callApi(
      api,
      { method: 'GET', path: '/metrics.json', headers, deadlineMs: 15_000, maxBytes: 64 * 1024 * 1024 },
      { allow: [404] },
    );
    if (reply.status === 404) return null;
    readJson(reply, '/metrics.json', Metrics);
    const verbs = ['retry_one', 'retry_all', 'hold', 'release', 'delete', 'expire', 'requeue'] as const;
    return detection(
      'kumomta',
      null,
      [
        ability('list', 'GET inspect-sched-q/v1', 'yes', apiWords.kumomta.noReason),
        ability('retry_domain', 'POST rebind/v1', 'unknown', apiWords.notTold),
        ...verbs.map((id) => ability(id, '', 'absent', apiWords.kumomta.queuesOnly)),
        ability('headers', 'GET inspect-message/v1', 'yes'),
        ability('body', 'GET inspect-message/v1', 'yes'),
        ...absent('KumoMTA', 'log'),
      ],
      ['GET /metrics.json'],
    );
  },

  async list(reach, config, _found, sink, signal) {
    const api = apiOf(reach, signal);
    const headers = await authorization(reach, config);
    const counts = await queueCounts(api, headers);
    const held = await suspensions(api, headers);
    const waiting = counts.reduce((sum, [, count]) => sum + count, 0);
    const fullest = counts.toSorted((a, b) => b[1] - a[1]).slice(0, QUEUES);
    const drifts: Drift[] = [];
    let shown = 0;
    for (const [queue] of fullest) {
      const name = queueName(queue);
      const suspended = held?.some((suspension) => suspends(suspension, name)) === true;
      const query = new URLSearchParams({ queue_name: queue, limit: String(SAMPLE) }).toString();
      const path = `/api/admin/inspect-sched-q/v1?${query}`;
      // 404: the queue is idle and was reaped meanwhile.
      const reply = await callApi(
        api,
        { method: 'GET', path, headers, deadlineMs: 30_000, maxBytes: 16 * 1024 * 1024 },
        { allow: [404] },
      );
      if (reply.status === 404) continue;
      const sample = readJson(reply, path, Sample);
      drifts.push(
        readRecords(sample.messages, Message, sink, ({ id, message }) => {
          shown += 1;
          const recipients = typeof message.recipient === 'string' ? [message.recipient] : (message.recipient ?? []);
          const due = epochSeconds(message.due);
          const tries = message.num_attempts ?? null;
          sink.message({
            id,
            queue: queue.slice(0, 255),
            state: suspended ? 'held' : tries !== null && tries > 0 ? 'deferred' : 'active',
            arrival: epochSeconds(message.meta?.received_at),
            size: null,
            sender: message.sender ?? null,
            recipients: recipients.map((address) => ({ address, reason: null })),
            ...(due === null ? {} : { nextTry: due }),
            ...(tries === null ? {} : { tries }),
          });
        }),
      );
    }
    const whole = shown >= waiting && fullest.length === counts.length;
    return {
      complete: whole,
      bytes: 0,
      counters: { scheduled: waiting },
      remarks: [
        apiWords.kumomta.noReason,
        ...(whole ? [] : [apiWords.kumomta.sample(SAMPLE, fullest.length), apiWords.kumomta.total(waiting)]),
        ...(held ?? []).slice(0, 20).map(suspensionRemark),
        ...(held === null ? [apiWords.kumomta.suspensionsUnread] : []),
        ...driftRemarks(drifts, apiWords.changed),
      ],
    };
  },

  domain: kumoDomain,

  async present(reach, config, _found, ids, signal) {
    const api = apiOf(reach, signal);
    const headers = await authorization(reach, config);
    const there = new Set<string>();
    for (const id of ids) {
      const path = `/api/admin/inspect-message/v1?${new URLSearchParams({ id }).toString()}`;
      const call = { method: 'GET' as const, path, headers, deadlineMs: 20_000, maxBytes: 1024 * 1024 };
      if ((await callApi(api, call, { allow: [404] })).status !== 404) there.add(id);
    }
    return there;
  },

  describe: () => [],
  act: (_reach, _config, _found, { ids }) => {
    const report = createReport();
    for (const id of ids) report.refused.set(id, apiWords.kumomta.queuesOnly);
    return Promise.resolve(report);
  },

  async inspect(reach, config, _found, id, what, signal) {
    const api = apiOf(reach, signal);
    const headers = await authorization(reach, config);
    const path = `/api/admin/inspect-message/v1?${new URLSearchParams({ id, want_body: 'true' }).toString()}`;
    const reply = await callApi(
      api,
      { method: 'GET', path, headers, deadlineMs: 30_000, maxBytes: 4 * 1024 * 1024 },
      { allow: [404] },
    );
    if (reply.status === 404) return notShown(apiWords.gone);
    const { message } = readJson(
      reply,
      path,
      z.looseObject({ message: z.looseObject({ data: z.string().nullish() }) }),
    );
    return { ...partOf(message.data ?? '', what), missing: null };
  },

  log: () => Promise.resolve(null),

  async traffic(reach, config, _found, mark, signal) {
    const headers = await authorization(reach, config);
    const metrics = await callJson(
      apiOf(reach, signal),
      { method: 'GET', path: '/metrics.json', headers, deadlineMs: 30_000, maxBytes: 128 * 1024 * 1024 },
      Passed,
    );
    const accepted = services(metrics.total_messages_received);
    if (accepted === null) return { missing: trafficWords.noCounter('KumoMTA') };
    const source = trafficWords.counter('total_messages_received');
    return counterTraffic(source, { accepted, sent: services(metrics.total_messages_delivered) }, mark);
  },
};
