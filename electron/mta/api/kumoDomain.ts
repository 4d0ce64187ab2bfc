/**
 * What KumoMTA does to all mail of a domain. Sources: KumoCorp/kumomta docs/reference/http/kumod/api_admin_rebind_v1_post.md,
 * api_admin_suspend_v1_{get,post,delete}.md, api_admin_bounce_v1_post.md. "If no criteria are provided, ALL queues": the
 * domain is part of every body, and there is no body without one.
 */
import { domainWords } from '../../../shared/messages/acting-domain.en.ts';
import type { MailDomain } from '../../../shared/mailDomain.ts';
import type { Verb } from '../../../shared/model/action.ts';
import type { DomainOffer, DomainVerbs } from '../../ports.ts';
import { offer } from '../domainVerb.ts';
import { bodyText, callApi } from './call.ts';
import { queueCounts, queueName, suspensionPath, suspensions } from './kumoQueues.ts';
import { apiOf, authorization, refusal } from './support.ts';

const words = domainWords.kumomta;

const holdSeconds = 24 * 3600;
/** The rule takes new mail for as long as it is there; the sweep of the queues begins at once. */
const bounceFor = '10s';

/** Path and body of the verbs that are one call. */
export function kumoCall(verb: Verb, domain: MailDomain): { path: string; body: Record<string, unknown> } | null {
  const criteria = { domain, reason: words.reason(verb, domain) };
  switch (verb) {
    case 'retry':
      // Nothing is changed, so nothing moves to another queue; always_flush makes all of it due now.
      return { path: '/api/admin/rebind/v1', body: { ...criteria, data: {}, always_flush: true } };
    case 'hold':
      return { path: suspensionPath, body: { ...criteria, duration: `${String(holdSeconds)}s` } };
    case 'delete':
      return { path: '/api/admin/bounce/v1', body: { ...criteria, duration: bounceFor } };
    default:
      return null;
  }
}

const named = (domain: MailDomain) => (suspension: { domain?: string | null | undefined }) =>
  suspension.domain?.toLowerCase() === domain;

export const kumoDomain: DomainVerbs = {
  async offer(reach, config, _found, { verb, domain }, signal) {
    if (verb === 'expire') return { none: words.noNotice };
    const call = kumoCall(verb, domain);
    if (call === null && verb !== 'release') return { none: domainWords.none('KumoMTA', verb) };
    const api = apiOf(reach, signal);
    const headers = await authorization(reach, config);
    const queues = (await queueCounts(api, headers)).filter(([name]) => queueName(name).domain === domain);
    const takes = { by: 'queue' as const, names: queues.map(([name]) => name.slice(0, 255)) };
    const counted = queues.reduce((sum, [, n]) => sum + n, 0);
    if (call !== null) {
      const more: Partial<Record<Verb, Partial<DomainOffer>>> = {
        retry: { skips: ['held'], notes: [words.held] },
        hold: { warnings: [words.holds(reach.clock.now() / 1000 + holdSeconds)] },
        delete: { warnings: [words.bounces(bounceFor)], notes: [words.noRecord] },
      };
      return offer([`POST ${call.path} ${JSON.stringify(call.body)}`], takes, { ...more[verb], counted });
    }
    const lifted = (await suspensions(api, headers))?.filter(named(domain)) ?? [];
    if (lifted.length === 0) return { none: words.nothingHeld };
    return offer(
      lifted.map(({ id }) => `DELETE ${suspensionPath} ${JSON.stringify({ id })}`),
      takes,
      { counted, notes: lifted.map(({ reason, duration }) => words.lifts(reason.slice(0, 200), duration)) },
    );
  },

  async act(reach, config, _found, { verb, domain }, signal) {
    const api = apiOf(reach, signal);
    const headers = { ...(await authorization(reach, config)), 'content-type': 'application/json' };
    const call = kumoCall(verb, domain);
    const calls =
      call !== null
        ? [{ method: 'POST' as const, ...call }]
        : verb === 'release'
          ? ((await suspensions(api, headers)) ?? [])
              .filter(named(domain))
              .map(({ id }) => ({ method: 'DELETE' as const, path: suspensionPath, body: { id } }))
          : [];
    if (calls.length === 0)
      return { refused: verb === 'release' ? words.nothingHeld : domainWords.none('KumoMTA', verb), output: '' };
    const said: string[] = [];
    try {
      for (const { method, path, body } of calls) {
        const reply = await callApi(
          api,
          { method, path, headers, body: JSON.stringify(body), deadlineMs: 60_000, maxBytes: 1024 * 1024 },
          // It ended by itself meanwhile.
          { allow: method === 'DELETE' ? [404] : [] },
        );
        said.push(bodyText(reply).slice(0, 500));
      }
      return { refused: null, output: said.join('\n') };
    } catch (error) {
      const why = refusal(error);
      if (why === null) throw error;
      return { refused: why, output: [...said, why].join('\n') };
    }
  },
};
