import log from 'electron-log/node';
import path from 'node:path';
import { inspect } from 'node:util';
import { redact } from '../host/redact.ts';

export interface Log {
  readonly info: (text: string) => void;
  /** Something went wrong; `error` may be anything thrown. */
  readonly failed: (what: string, error: unknown) => void;
}

/**
 * Log file in the system's place for logs, 5 MiB and one older; everything passes the redactor. The library's Node half:
 * its Electron half opens IPC channels of its own and sends every line to the page.
 */
export function createLog(folder: string, developer: boolean): Log {
  log.transports.file.resolvePathFn = () => path.join(folder, 'main.log');
  log.transports.file.level = 'info';
  log.transports.file.maxSize = 5 * 1024 * 1024;
  log.transports.console.level = developer ? 'info' : false;
  log.hooks.push((message) => ({
    ...message,
    data: message.data.map((one: unknown) => redact(typeof one === 'string' ? one : inspect(one, { depth: 4 }))),
  }));
  return {
    info: (text) => log.info(text),
    failed: (what, error) => log.error(what, error instanceof Error ? (error.stack ?? error.message) : inspect(error)),
  };
}
