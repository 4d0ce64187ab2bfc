import { AppError } from '../../../shared/error.ts';
import { apiWords } from '../../../shared/messages/api-mtas.en.ts';
import type { Ability, Detection, ServerConfig } from '../../../shared/model/server.ts';
import type { MtaKind } from '../../../shared/model/message.ts';
import type { ActReport, HttpTransport, Reach } from '../../ports.ts';
import { ability } from '../refused.ts';
import type { Api } from './call.ts';
import { secretOf } from './secret.ts';

export { ability };

export function apiOf(reach: Reach, signal: AbortSignal | undefined): Api {
  if (reach.http === undefined) throw new AppError('route_wrong', 'this server is not reached over HTTP');
  return { http: reach.http, clock: reach.clock, signal };
}

/** What an MTA has not: said, not hidden. */
export const absent = (label: string, ...ids: (keyof typeof apiWords.verbs)[]): Ability[] =>
  ids.map((id) => ability(id, '', 'absent', apiWords.absent(label, apiWords.verbs[id])));

export function detection(
  mta: MtaKind,
  version: string | null,
  abilities: Ability[],
  commands: string[],
  facts: Record<string, unknown> = {},
): Detection {
  return {
    mta,
    version,
    system: null,
    abilities,
    facts,
    recipe: null,
    commands,
    ownHops: [],
    instances: [],
    retrySchedule: null,
  };
}

/** Collects what an action's calls answered, id by id. */
export function createReport(): ActReport & {
  submitted: Set<string>;
  refused: Map<string, string>;
  say(line: string): void;
} {
  const lines: string[] = [];
  let length = 0;
  return {
    submitted: new Set(),
    refused: new Map(),
    get output() {
      return lines.join('\n');
    },
    say(line) {
      if (length > 32_768) return;
      length += line.length;
      lines.push(line.slice(0, 1000));
    },
  };
}

/** A call failed although the server answered: this id was refused. Everything else ends the whole action. */
export const refusal = (error: unknown): string | null =>
  error instanceof AppError && /^api_(?:refused|forbidden|server_error)$/.test(error.code)
    ? typeof error.details.text === 'string' && error.details.text !== ''
      ? error.details.text
      : error.message
    : null;

/** State of a login that lives as long as its connection. */
export function perConnection<T extends object>(create: () => T): (http: HttpTransport) => T {
  const states = new WeakMap<HttpTransport, T>();
  return (http) => {
    const known = states.get(http);
    if (known !== undefined) return known;
    const fresh = create();
    states.set(http, fresh);
    return fresh;
  };
}

/** The Authorization header the server is configured for. */
export async function authorization(reach: Reach, config: ServerConfig): Promise<Readonly<Record<string, string>>> {
  const route = config.route;
  if (route.kind !== 'https' || route.auth === 'none') return {};
  const secret = await secretOf(reach, route.auth === 'basic' || route.auth === 'ticket' ? 'password' : 'api_key');
  if (secret === null) throw new AppError('auth_cancelled', 'no secret was given');
  if (/[\r\n]/.test(secret)) throw new AppError('api_auth_failed', 'the secret holds a line break');
  switch (route.auth) {
    case 'apikey':
      return { 'x-api-key': secret };
    case 'bearer':
      return { authorization: `Bearer ${secret}` };
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${route.username ?? ''}:${secret}`).toString('base64')}` };
    default:
      return {};
  }
}
