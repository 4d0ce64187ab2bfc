/** Stalwart: two incompatible APIs behind one driver; the session resource tells which one is there. */
import { z } from 'zod';
import { AppError } from '../../../shared/error.ts';
import { domainWords } from '../../../shared/messages/acting-domain.en.ts';
import { apiWords } from '../../../shared/messages/api-mtas.en.ts';
import type { Detection } from '../../../shared/model/server.ts';
import type { MtaDriver } from '../../ports.ts';
import { bodyText, callApi, callJson } from './call.ts';
import { restAct, restDomain, restInspect, restList } from './stalwartRest.ts';
import { jmapAct, jmapInspect, jmapList } from './stalwartJmap.ts';
import { ability, absent, apiOf, authorization, detection } from './support.ts';

const apiKind = (found: Detection): 'rest' | 'jmap' => (found.facts.api === 'jmap' ? 'jmap' : 'rest');

export const stalwart: MtaDriver = {
  kind: 'stalwart',
  label: 'Stalwart',
  needs: 'http',
  validId: (id) => /^[A-Za-z0-9_-]{1,64}$/.test(id),

  async detect(reach, config, signal) {
    const api = apiOf(reach, signal);
    const headers = await authorization(reach, config);
    const small = { headers, deadlineMs: 15_000, maxBytes: 1024 * 1024 };
    const session = await callApi(
      api,
      { method: 'GET', path: '/jmap/session', ...small },
      { allow: [301, 302, 307, 404] },
    );
    const jmap = session.status === 200 && bodyText(session).includes('urn:stalwart:jmap');
    if (!jmap) {
      // A refusal here is not "another product": it says so in its own words.
      await callJson(api, { method: 'GET', path: '/api/queue/status', ...small }, z.looseObject({ data: z.unknown() }));
    }
    const path = jmap ? 'x:QueuedMessage' : '/api/queue/messages';
    return detection(
      'stalwart',
      jmap ? '0.16 or later' : '0.15 or earlier',
      [
        ability('list', jmap ? `${path}/query` : `GET ${path}`, 'yes'),
        ability(
          'retry_one',
          jmap ? `${path}/set` : `PATCH ${path}/{id}`,
          'unknown',
          jmap ? apiWords.notTold : apiWords.stalwart.retryChangesExpiry,
        ),
        ability('retry_domain', jmap ? `${path}/set` : `PATCH ${path}?to=@DOMAIN`, 'unknown', apiWords.notTold),
        ability('retry_all', jmap ? `${path}/set` : `PATCH ${path}/{id}`, 'unknown', apiWords.notTold),
        ability('delete', jmap ? `${path}/set destroy` : `DELETE ${path}/{id}`, 'unknown', apiWords.notTold),
        ability('headers', jmap ? 'GET downloadUrl' : 'GET /api/store/blobs/{hash}', 'unknown', apiWords.notTold),
        ability('body', jmap ? 'GET downloadUrl' : 'GET /api/store/blobs/{hash}', 'unknown', apiWords.notTold),
        ...absent('Stalwart', 'hold', 'release', 'expire', 'requeue', 'log'),
      ],
      ['GET /jmap/session', ...(jmap ? [] : ['GET /api/queue/status'])],
      { api: jmap ? 'jmap' : 'rest' },
    );
  },

  list(reach, config, found, sink, signal) {
    const api = apiOf(reach, signal);
    return apiKind(found) === 'jmap' ? jmapList(api, reach, config, sink) : restList(api, reach, config, sink);
  },

  describe(_config, found, { verb, ids }) {
    if (apiKind(found) === 'jmap') {
      return [`x:QueuedMessage/set ${verb === 'delete' ? 'destroy' : 'update nextRetry'}, ${String(ids.length)} ids`];
    }
    return [`${verb === 'delete' ? 'DELETE' : 'PATCH'} /api/queue/messages/{id}, ${String(ids.length)} times`];
  },

  act(reach, config, found, request, signal) {
    const api = apiOf(reach, signal);
    if (request.verb !== 'retry' && request.verb !== 'delete') {
      return Promise.reject(new AppError('verb_absent', apiWords.absent('Stalwart', apiWords.verbs[request.verb])));
    }
    return apiKind(found) === 'jmap' ? jmapAct(api, reach, config, request) : restAct(api, reach, config, request);
  },

  domain: {
    offer: (reach, config, found, request) =>
      apiKind(found) === 'rest'
        ? restDomain.offer(reach, config, found, request)
        : Promise.resolve({ none: domainWords.none('Stalwart 0.16', request.verb) }),
    act: (reach, config, found, request, signal) =>
      apiKind(found) === 'rest'
        ? restDomain.act(reach, config, found, request, signal)
        : Promise.resolve({ refused: domainWords.none('Stalwart 0.16', request.verb), output: '' }),
  },

  inspect(reach, config, found, id, what, signal) {
    const api = apiOf(reach, signal);
    return apiKind(found) === 'jmap'
      ? jmapInspect(api, reach, config, id, what)
      : restInspect(api, reach, config, id, what);
  },
  log: () => Promise.resolve(null),
};
