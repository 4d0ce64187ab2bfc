/** chasquid: the queue page of its monitoring listener, read only. Source: albertito/chasquid monitoring.go. */
import { AppError } from '../../../shared/error.ts';
import { apiWords } from '../../../shared/messages/api-mtas.en.ts';
import { abilityIds } from '../../../shared/model/server.ts';
import { trafficWords } from '../../../shared/messages/traffic.en.ts';
import type { MtaDriver } from '../../ports.ts';
import { bodyText, callApi } from './call.ts';
import { createChasquidPage } from './chasquidPage.ts';
import { counterTraffic } from './counterTraffic.ts';
import { absent, ability, apiOf, createReport, detection } from './support.ts';
import { notShown } from '../parts.ts';

const path = '/debug/queue';

export const chasquid: MtaDriver = {
  kind: 'chasquid',
  label: 'chasquid',
  needs: 'http',
  validId: () => false,

  async detect(reach, _config, signal) {
    const api = apiOf(reach, signal);
    const reply = await callApi(
      api,
      { method: 'GET', path: '/', deadlineMs: 15_000, maxBytes: 1024 * 1024 },
      { allow: [404] },
    );
    const page = bodyText(reply);
    if (reply.status === 404 || !/<h1>chasquid @/.test(page)) return null;
    const all = abilityIds.filter((id) => id !== 'list');
    return detection(
      'chasquid',
      /\bchasquid (\d+\.\d+(?:\.\d+)?)\b/.exec(page)?.[1] ?? null,
      [ability('list', `GET ${path}`, 'yes', apiWords.chasquid.readOnly), ...absent('chasquid', ...all)],
      ['GET /'],
    );
  },

  async list(reach, _config, _found, sink, signal) {
    const api = apiOf(reach, signal);
    const reply = await callApi(api, { method: 'GET', path, deadlineMs: 60_000, maxBytes: 256 * 1024 * 1024 });
    const page = createChasquidPage(sink);
    for (const line of bodyText(reply).split('\n')) page.line(line);
    const { announced, items, complete, drift } = page.end();
    const changed = announced === null ? 'length' : announced > 0 && items === 0 ? '## Item' : null;
    if (changed !== null) {
      throw new AppError('api_schema_changed', 'the page has another shape than its source describes', {
        endpoint: path,
        field: changed,
        expected: '# Queue status',
      });
    }
    return {
      complete,
      bytes: reply.body.length,
      remarks: [...(complete ? [] : [apiWords.chasquid.cut(items, announced ?? 0)]), ...drift],
    };
  },

  describe: () => [],
  act: (_reach, _config, _found, { verb, ids }) => {
    const report = createReport();
    for (const id of ids) {
      report.refused.set(
        id,
        apiWords.absent('chasquid', verb === 'retry' ? apiWords.verbs.retry_one : apiWords.verbs[verb]),
      );
    }
    return Promise.resolve(report);
  },
  inspect: () => Promise.resolve(notShown(apiWords.absent('chasquid', apiWords.verbs.headers))),
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
