import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unpackedRoot } from '../packages.ts';
import { accepts, claimSlot, daemon, freePort, must, run, until, type Daemon } from './scratch.ts';
import { startView } from './view.ts';
import { injectMail, startSinks, type Letter, type Sink, type SinkScript } from './sink.ts';

export interface LabSendmail {
  /** Words that run a program as on the machine where this Sendmail is: for the sshd of the test. */
  inside: readonly string[];
  sinks: Readonly<Record<string, Sink>>;
  /** Where the submission queue sends everything; nobody listens until a test starts a sink there. */
  smarthost: string;
  send(letters: readonly Letter[]): Promise<void>;
  /** Leaves a letter in the submission queue. */
  submit(from: string, to: string): Promise<void>;
  sendmail(...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

const tree = (name: string) => unpackedRoot(name);
export const sendmailBinary = path.join(tree('sendmail-bin'), 'usr/libexec/sendmail/sendmail');
const program = '/usr/libexec/sendmail/sendmail';

const common = [
  "OSTYPE(`linux')dnl",
  "define(`confDONT_PROBE_INTERFACES', `true')dnl",
  "define(`confDOMAIN_NAME', `mx.lab.example')dnl",
  // A busy machine is no reason to wait.
  "define(`confQUEUE_LA', `1000')dnl",
  "define(`confREFUSE_LA', `1000')dnl",
  "define(`confDELAY_LA', `1000')dnl",
  "define(`confTO_CONNECT', `3s')dnl",
  "define(`confTO_ICONNECT', `3s')dnl",
  "define(`confSERVICE_SWITCH_FILE', `/etc/mail/service.switch')dnl",
  "define(`confDONT_BLAME_SENDMAIL', `GroupWritableDirPathSafe')dnl",
];

/** A private Sendmail with both its queues, from unpacked packages. Its log is a file, or kept by a journald of its own. */
export async function startSendmail(
  sinkScripts: Readonly<Record<string, SinkScript>>,
  options: { log?: 'file' | 'journal' } = {},
): Promise<LabSendmail> {
  const slot = claimSlot();
  for (const user of ['smmta', 'smmsp']) {
    if ((await run('id', [user])).code !== 0)
      await must('useradd', ['--system', '--user-group', '--no-create-home', '--home-dir', '/var/lib/sendmail', user]);
  }
  const at = (name: string) => path.join(slot.dir, name);
  mkdirSync(at('mail'), { mode: 0o755 });
  mkdirSync(at('mqueue'), { mode: 0o700 });
  mkdirSync(at('client'));
  await must('chown', ['smmsp:smmsp', at('client')]);
  chmodSync(at('client'), 0o770);
  cpSync(path.dirname(sendmailBinary), at('libexec'), { recursive: true });
  await must('chgrp', ['smmsp', at('libexec/sendmail')]);
  chmodSync(at('libexec/sendmail'), 0o2755);

  const receivers = await startSinks(slot, sinkScripts);
  const routes = Object.entries(receivers.addresses).map(([domain, address]) => `${domain}\tesmtp:[${address}]`);
  routes.push('refused.example\tesmtp:[127.77.255.1]');
  const smarthost = slot.address(99);
  const port = await freePort();

  const cf = `${path.join(tree('sendmail-cf'), 'usr/share/sendmail/cf')}/`;
  const configuration = async (name: string, lines: readonly string[]) => {
    const source = at(`${name}.mc`);
    writeFileSync(source, [`include(\`${cf}m4/cf.m4')dnl`, ...common, ...lines, ''].join('\n'));
    writeFileSync(at(`mail/${name}.cf`), (await must('m4', [`-D_CF_DIR_=${cf}`, source])).stdout);
  };
  await configuration('sendmail', [
    "define(`QUEUE_DIR', `/var/spool/mqueue')dnl",
    "undefine(`ALIAS_FILE')dnl",
    "FEATURE(`no_default_msa')dnl",
    "FEATURE(`nocanonify')dnl",
    "FEATURE(`accept_unresolvable_domains')dnl",
    "FEATURE(`mailertable', `hash /etc/mail/mailertable')dnl",
    `DAEMON_OPTIONS(\`Port=${port}, Addr=127.0.0.1, Name=MTA')dnl`,
    "MAILER(`local')dnl",
    "MAILER(`smtp')dnl",
  ]);
  await configuration('submit', [`FEATURE(\`msp', \`[${smarthost}]')dnl`]);
  writeFileSync(at('mail/service.switch'), 'hosts files\naliases files\n');
  writeFileSync(at('mail/local-host-names'), '');
  await must(at('libexec/makemap'), ['-C', at('mail/sendmail.cf'), 'hash', at('mail/mailertable')], {
    input: `${routes.join('\n')}\n`,
  });
  // Without a host name with a dot Sendmail sleeps for a minute before it reads any configuration; its places are fixed.
  const view = await startView(slot.dir, {
    ...options,
    binds: {
      '/etc/mail': at('mail'),
      '/var/spool/mqueue': at('mqueue'),
      '/var/spool/clientmqueue': at('client'),
      '/usr/libexec/sendmail': at('libexec'),
    },
  });
  let server: Daemon | null = null;
  const self: LabSendmail = {
    inside: view.inside,
    sinks: receivers.sinks,
    smarthost,
    send: (letters) => injectMail('127.0.0.1', port, letters, { pipelining: false }),
    async submit(from, to) {
      await run(view.inside[0], [...view.inside.slice(1), program, '-Ac', `-f${from}`, to], {
        input: `Subject: submitted\n\nlab\n`,
      });
    },
    sendmail: async (...args) => (await view.here(program, ...args)).stdout,
    async remove() {
      await server?.stop();
      await view.stop();
      await receivers.stop();
      slot.release();
    },
  };
  try {
    server = daemon(view.inside[0], [...view.inside.slice(1), program, '-bD']);
    await until('Sendmail', () => accepts('127.0.0.1', port));
  } catch (error) {
    const said = server?.output() ?? '';
    await self.remove();
    throw new Error(said, { cause: error });
  }
  return self;
}
