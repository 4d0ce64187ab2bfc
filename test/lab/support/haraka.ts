import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { harakaRoot } from '../packages.ts';
import { mxZone, startDns, type Zone } from './dns.ts';
import { accepts, claimSlot, daemon, freePort, must, run, until, type Daemon } from './scratch.ts';
import { injectMail, startSinks, type Letter, type Sink, type SinkScript } from './sink.ts';

export interface LabHaraka {
  /** What the app calls the instance: `haraka -c DIR`. */
  config: string;
  queue: string;
  log: string;
  port: number;
  sinks: Readonly<Record<string, Sink>>;
  send(letters: readonly Letter[]): Promise<void>;
  /** Files of the queue, without what is being written. */
  files(): string[];
  start(): Promise<void>;
  stop(): Promise<void>;
  remove(): Promise<void>;
}

export const harakaProgram = path.join(harakaRoot, 'node_modules/Haraka/bin/haraka');
const program = '/usr/local/bin/haraka';
const places = ['/usr/local/bin/node', '/usr/bin/node'];

/**
 * A real Haraka, with its own configuration folder, all mail relayed, deferrals of an hour, and the lab's DNS instead of the
 * machine's. Node and Haraka are put where an ordinary account's PATH over SSH finds them.
 */
export async function startHaraka(options: {
  sinks: Readonly<Record<string, SinkScript>>;
  zone?: Zone;
  plugins?: readonly string[];
}): Promise<LabHaraka> {
  const slot = claimSlot();
  const made: string[] = [];
  if (!places.some((place) => existsSync(place))) {
    copyFileSync(process.execPath, places[0] ?? '');
    made.push(places[0] ?? '');
  }
  writeFileSync(program, `#!/bin/sh\nexec node ${harakaProgram} "$@"\n`, { mode: 0o755 });
  made.push(program);
  // npm keeps the folder to itself; the accounts of the lab run it, too.
  await run('chmod', ['-R', 'a+rX', harakaRoot]);

  const config = path.join(slot.dir, 'haraka');
  const queue = path.join(config, 'queue');
  const log = path.join(config, 'haraka.log');
  // As its manual says: the defaults are copied, then changed.
  await must(program, ['-i', config]);
  mkdirSync(path.join(config, 'plugins'), { recursive: true });
  mkdirSync(queue, { recursive: true });
  chmodSync(queue, 0o750);

  const receivers = await startSinks(slot, options.sinks);
  const dnsHost = slot.address(53);
  const dns = await startDns(dnsHost, mxZone(receivers.addresses, options.zone));
  const port = await freePort();
  const write = (name: string, text: string) => writeFileSync(path.join(config, name), text);
  write('config/smtp.ini', `listen=127.0.0.1:${port}\nnodes=0\n`);
  write('config/me', 'mx.lab.example\n');
  write('config/host_list', 'lab.example\n');
  write('config/log.ini', '[main]\nlevel=info\ntimestamps=true\n');
  write(
    'config/outbound.ini',
    'temp_fail_intervals=1h,1h,1h,1h\nlocal_mx_ok=true\nenable_tls=false\nconnect_timeout=3\n',
  );
  write('config/plugins', `${['lab', ...(options.plugins ?? ['status'])].join('\n')}\n`);
  write(
    'plugins/lab.js',
    `'use strict';
const dns = require(${JSON.stringify(path.join(harakaRoot, 'node_modules/haraka-net-utils/lib/dns_config.js'))});
exports.register = function () {
  dns.getDnsResolver().setServers(['${dnsHost}']);
  require('node:dns').setServers(['${dnsHost}']);
};
exports.hook_mail = (next) => next(OK);
exports.hook_rcpt = (next, connection) => { connection.relaying = true; next(OK); };
`,
  );
  let process_: Daemon | null = null;
  const self: LabHaraka = {
    config,
    queue,
    log,
    port,
    sinks: receivers.sinks,
    send: (letters) => injectMail('127.0.0.1', port, letters, { pipelining: false }),
    files: () => readdirSync(queue).filter((name) => /^\d{10,}_/.test(name)),
    async start() {
      process_ = daemon('/bin/sh', ['-c', `exec ${program} -c ${config} >>${log} 2>&1`]);
      await until('Haraka', () => accepts('127.0.0.1', port), 60_000).catch((error: unknown) => {
        throw new Error(existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : '', { cause: error });
      });
      chmodSync(log, 0o640);
    },
    async stop() {
      await process_?.stop();
      process_ = null;
    },
    async remove() {
      await self.stop();
      await receivers.stop();
      await dns.stop();
      for (const file of made) rmSync(file, { force: true });
      slot.release();
    },
  };
  await self.start();
  return self;
}
