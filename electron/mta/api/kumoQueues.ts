/** Scheduled queues of KumoMTA: their names (docs/reference/queues.md), how full they are, and which are suspended. */
import { z } from 'zod';
import { apiWords } from '../../../shared/messages/api-mtas.en.ts';
import { bodyText, callApi, callJson, parseJson, type Api } from './call.ts';

/** Every metric is an object with a value; a queue that was never used has none, so that its absence is no change. */
export const Metrics = z
  .object({
    scheduled_count: z.looseObject({ value: z.looseObject({ queue: z.record(z.string(), z.number()) }) }).nullish(),
  })
  .catchall(z.looseObject({}).refine((metric) => 'value' in metric, 'no value'));

/** How many messages wait in each scheduled queue. */
export async function queueCounts(
  api: Api,
  headers: Readonly<Record<string, string>>,
): Promise<readonly (readonly [string, number])[]> {
  const metrics = await callJson(
    api,
    { method: 'GET', path: '/metrics.json', headers, deadlineMs: 60_000, maxBytes: 128 * 1024 * 1024 },
    Metrics,
  );
  return Object.entries(metrics.scheduled_count?.value.queue ?? {}).filter(([, count]) => count > 0);
}

export interface QueueName {
  campaign: string | null;
  tenant: string | null;
  domain: string;
}

/** "campaign:tenant@domain!routing_domain", of which only the domain has to be there. */
export function queueName(text: string): QueueName {
  const [name = ''] = text.split('!');
  const at = name.lastIndexOf('@');
  const domain = name.slice(at + 1).toLowerCase();
  if (at < 0) return { campaign: null, tenant: null, domain };
  const before = name.slice(0, at);
  const colon = before.indexOf(':');
  const tenant = colon < 0 ? before : before.slice(colon + 1);
  return { campaign: colon < 0 ? null : before.slice(0, colon), tenant: tenant === '' ? null : tenant, domain };
}

const Suspension = z.looseObject({
  id: z.string().regex(/^[0-9a-fA-F-]{36}$/),
  campaign: z.string().nullish(),
  tenant: z.string().nullish(),
  domain: z.string().nullish(),
  reason: z.string().max(10_000),
  /** How long it still holds, as text. */
  duration: z.string().max(100),
});
export type Suspension = z.output<typeof Suspension>;

export const suspensionPath = '/api/admin/suspend/v1';

/** Suspensions in force; null where they cannot be read. */
export async function suspensions(
  api: Api,
  headers: Readonly<Record<string, string>>,
): Promise<readonly Suspension[] | null> {
  const reply = await callApi(
    api,
    { method: 'GET', path: suspensionPath, headers, deadlineMs: 30_000, maxBytes: 4 * 1024 * 1024 },
    { allow: [400, 403, 404, 405] },
  );
  if (reply.status !== 200) return null;
  try {
    const read = z.array(Suspension).safeParse(parseJson(bodyText(reply)));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** A criterion that is not given matches any (api_admin_suspend_v1_post.md). */
export const suspends = (suspension: Suspension, queue: QueueName): boolean =>
  (suspension.domain ?? queue.domain).toLowerCase() === queue.domain &&
  (suspension.campaign ?? queue.campaign) === queue.campaign &&
  (suspension.tenant ?? queue.tenant) === queue.tenant;

export function suspensionRemark({ campaign, tenant, domain, reason, duration }: Suspension): string {
  const parts = [
    ...(domain == null ? [] : [`to ${domain}`]),
    ...(tenant == null ? [] : [`of ${tenant}`]),
    ...(campaign == null ? [] : [`of ${campaign}`]),
  ];
  return apiWords.kumomta.suspended(parts.join(' ').slice(0, 300), duration, reason.slice(0, 200));
}
