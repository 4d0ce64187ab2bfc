import type { z } from 'zod';
import { AppError } from '../../../shared/error.ts';
import type { Clock, HttpCall, HttpReply, HttpTransport } from '../../ports.ts';
import { secretRefused } from './secret.ts';

/** Longest wait a server may ask for in the middle of a poll; beyond it the poll fails and says until when. */
const PATIENCE = 20_000;

export interface Api {
  http: HttpTransport;
  clock: Clock;
  signal: AbortSignal | undefined;
}

const decoder = new TextDecoder('utf-8', { fatal: false });
export const bodyText = (reply: HttpReply): string => decoder.decode(reply.body);

/** Seconds or an HTTP date (RFC 9110 section 10.2.3), as milliseconds from now; null when absent or unreadable. */
export function retryAfter(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

const wait = (clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const cancel = clock.after(ms, resolve);
    signal?.addEventListener(
      'abort',
      () => {
        cancel();
        reject(new AppError('aborted', 'aborted'));
      },
      { once: true },
    );
  });

/**
 * One call, with its refusals as stable codes: api_auth_failed (401), api_forbidden (403), api_rate_limited (429, after
 * honouring a short Retry-After once), api_server_error (5xx), api_cut_off, api_refused (other). 404 is the caller's to
 * judge when it says so.
 */
export async function callApi(
  api: Api,
  call: HttpCall,
  /** `ticket`: a 401 means that the ticket ran out, and says nothing of the password behind it. */
  options: { allow?: readonly number[]; ticket?: boolean } = {},
): Promise<HttpReply> {
  for (let tries = 0; ; tries++) {
    const reply = await api.http.call(call, api.signal);
    const { status } = reply;
    if ((status >= 200 && status < 300) || options.allow?.includes(status) === true) {
      if (reply.truncated) throw new AppError('api_cut_off', 'the answer was cut off', { endpoint: call.path, status });
      return reply;
    }
    const details = { endpoint: call.path, status, text: bodyText(reply).slice(0, 500) };
    if (status === 429 || status === 503) {
      const ms = retryAfter(reply.headers['retry-after'], api.clock.now());
      if (tries === 0 && ms !== null && ms <= PATIENCE) {
        await wait(api.clock, ms, api.signal);
        continue;
      }
      if (status === 429) throw new AppError('api_rate_limited', 'too many requests', { ...details, retryAfterMs: ms });
    }
    if (status === 401) {
      if (options.ticket !== true) secretRefused(api.http);
      throw new AppError('api_auth_failed', 'not authorised', details);
    }
    if (status === 403) throw new AppError('api_forbidden', 'forbidden', details);
    if (status >= 500) throw new AppError('api_server_error', `answered ${String(status)}`, details);
    throw new AppError('api_refused', `answered ${String(status)}`, details);
  }
}

/**
 * JSON in which whole numbers beyond 2^53 stay what they are, as text: Stalwart's ids are 64 bit, and JSON.parse alone
 * would round them to another message's id.
 */
export function parseJson(text: string): unknown {
  const keep = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? context?.source
      : value;
  return JSON.parse(text, keep);
}

/** What is wrong with an answer, as the name of its first unexpected field: "data.items.0.status". */
export const driftField = (error: z.ZodError): string => error.issues[0]?.path.map(String).join('.') ?? '';

/** A value that must have a shape; another shape is told as api_schema_changed with the name of the field. */
export function shaped<T extends z.ZodType>(value: unknown, endpoint: string, schema: T): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new AppError('api_schema_changed', 'the answer has another shape than documented', {
      endpoint,
      field: driftField(parsed.error),
      expected: parsed.error.issues[0]?.message ?? '',
    });
  }
  return parsed.data;
}

export function readJson<T extends z.ZodType>(reply: HttpReply, endpoint: string, schema: T): z.output<T> {
  const text = bodyText(reply);
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    throw new AppError('api_not_json', 'the answer is not JSON', { endpoint, text: text.slice(0, 300) }, error);
  }
  return shaped(json, endpoint, schema);
}

export async function callJson<T extends z.ZodType>(api: Api, call: HttpCall, schema: T): Promise<z.output<T>> {
  return readJson(await callApi(api, call), call.path, schema);
}

/** Epoch seconds of an ISO date or of a number of seconds or milliseconds; null when unreadable. */
export function epochSeconds(value: string | number | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Math.floor(value > 1e11 ? value / 1000 : value);
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000);
}
