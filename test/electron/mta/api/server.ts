import type { Clock, HttpCall, HttpReply, HttpTransport, ListSink, Reach } from '../../../../electron/ports.ts';
import type { QueueMessage } from '../../../../shared/model/message.ts';
import { ServerConfig, type ServerConfigInput } from '../../../../shared/model/server.ts';

export interface Asked extends HttpCall {
  url: URL;
}
export type Answer = {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
  cut?: boolean;
};

/** A server written from a vendor's documentation: answers calls, remembers what it was asked. */
export function apiServer(answer: (asked: Asked) => Answer) {
  const asked: Asked[] = [];
  const http: HttpTransport = {
    async call(call): Promise<HttpReply> {
      const entry: Asked = { ...call, url: new URL(call.path, 'https://mta.example') };
      asked.push(entry);
      const { status = 200, headers = {}, json, text, cut = false } = answer(entry);
      const body = new TextEncoder().encode(text ?? (json === undefined ? '' : JSON.stringify(json)));
      return { status, headers, body: cut ? body.subarray(0, body.length >> 1) : body, truncated: cut };
    },
    reset: () => undefined,
    log: () => [],
    dispose: () => undefined,
  };
  return { http, asked };
}

export function reachOf(http: HttpTransport, secret: string | null = 'key'): Reach & { waited: number[] } {
  const waited: number[] = [];
  const clock: Clock = {
    now: () => Date.parse('2026-11-23T14:00:00Z'),
    monotonic: () => 0,
    random: () => 0,
    after(ms, run) {
      waited.push(ms);
      queueMicrotask(run);
      return () => undefined;
    },
  };
  return { http, clock, secret: async () => secret, waited };
}

export const serverConfig = (mta: ServerConfigInput['mta'], auth: 'none' | 'apikey' | 'basic' | 'bearer' | 'ticket') =>
  ServerConfig.parse({
    id: 'api',
    name: 'api',
    mta,
    route: { kind: 'https', baseUrl: 'https://mta.example', auth, username: 'watch@pmg' },
  });

export function collect(): ListSink & { messages: QueueMessage[]; skips: string[] } {
  const messages: QueueMessage[] = [];
  const skips: string[] = [];
  return {
    messages,
    skips,
    message: (message) => messages.push(message),
    skipped: (why) => skips.push(why),
  };
}
