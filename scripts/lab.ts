/**
 * npm run lab: real servers on loopback with the app on them, for trying by hand. A private sshd, a Postfix whose mail goes
 * to scripted sinks by a DNS of its own, a Dovecot that gets the bounces; some traffic, and a far end that refuses for three
 * minutes out of six. Needs root, as the servers do; stops everything it started at Ctrl+C.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openSettings } from '../electron/store/settings.ts';
import { mailboxSecret } from '../electron/engine/handlers/mailboxes.ts';
import { ServerConfig } from '../shared/model/server.ts';
import { ensurePackages, whyNot } from '../test/lab/packages.ts';
import { mailboxOf, startDovecot } from '../test/lab/support/dovecot.ts';
import { startPostfix } from '../test/lab/support/postfix.ts';
import { hostBlock, labSsh } from '../test/lab/support/ssh.ts';
import { startSshd } from '../test/lab/support/sshd.ts';

for (const line of (await ensurePackages()).remarks) console.error(line);
const lacks = whyNot('/usr/sbin/sshd', '/usr/sbin/postfix', '/usr/sbin/dovecot', '/usr/bin/sudo');
if (lacks !== null) {
  console.error(`The lab cannot start: ${lacks}`);
  process.exit(1);
}

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'queuewatch-lab-'));
const undo: (() => unknown)[] = [() => rmSync(dataDir, { recursive: true, force: true })];
const tell = (line: string) => console.error(`lab: ${line}`);

let ending = false;
async function end(code: number): Promise<void> {
  // Both the signal and the end of the app come here.
  if (ending) return;
  ending = true;
  for (const step of undo.reverse()) {
    try {
      await step();
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
    }
  }
  process.exit(code);
}
process.once('SIGINT', () => void end(0));
process.once('SIGTERM', () => void end(0));

try {
  tell('starting sshd, Dovecot and Postfix ...');
  const sshd = await startSshd();
  undo.push(() => sshd.remove());
  const dovecot = await startDovecot();
  undo.push(() => dovecot.dispose());
  const refusing = { eod: '451 4.3.0 Mail server temporarily rejected message' };
  const postfix = await startPostfix({
    sinks: {
      'mailhaus.example': refusing,
      'greylist.example': { rcpt: '450 4.7.1 <%>: Recipient address rejected: Greylisted' },
      'fullbox.example': { rcpt: '452 4.2.2 <%>: mailbox full' },
      'gone.example': { rcpt: '550 5.1.1 <%>: User unknown' },
      'fine.example': {},
    },
    zone: { 'servfail.example': 'servfail' },
    settings: {
      virtual_mailbox_domains: 'lab.example',
      virtual_transport: `lmtp:inet:127.0.0.1:${dovecot.lmtpPort}`,
      minimal_backoff_time: '60s',
      queue_run_delay: '30s',
    },
  });
  undo.push(() => postfix.remove());
  const sudoers = '/etc/sudoers.d/queuewatch-lab-hand';
  writeFileSync(
    sudoers,
    ['-h', '-H', '-d', '-r', '-f']
      .map((flag) => `qwsudo ALL=(root) NOPASSWD: /usr/sbin/postsuper -c ${postfix.config} ${flag} -\n`)
      .join(''),
    { mode: 0o440 },
  );
  undo.push(() => rmSync(sudoers, { force: true }));

  const ssh = labSsh(sshd, hostBlock(sshd, 'mx1', 'qwsudo'), 'hand');
  const settings = openSettings({ dataDir, now: () => Date.now() });
  settings.setServers([
    ServerConfig.parse({
      id: 'mx1',
      name: 'mx1',
      mta: 'postfix',
      route: { kind: 'ssh', target: 'mx1', configFile: ssh.configFile },
      instance: postfix.config,
      elevate: 'sudo',
      safety: 'full',
      pollSeconds: 15,
    }),
  ]);
  settings.setMailboxes([mailboxOf(dovecot)]);
  const secrets = path.join(dataDir, 'secrets.json');
  writeFileSync(secrets, JSON.stringify({ [mailboxSecret('bounces')]: dovecot.password }), { mode: 0o600 });

  const domains = ['mailhaus', 'mailhaus', 'mailhaus', 'greylist', 'fullbox', 'servfail', 'gone', 'fine', 'fine'];
  let sent = 0;
  const letters = (count: number) =>
    Array.from({ length: count }, () => {
      sent += 1;
      const domain = `${domains[sent % domains.length] ?? 'fine'}.example`;
      return { from: 'bounces@lab.example', to: [`user${sent}@${domain}`] };
    });
  await postfix.send(letters(200));
  const traffic = setInterval(() => void postfix.send(letters(4)).catch(() => undefined), 5000);
  const moods = setInterval(() => {
    const sink = postfix.sinks['mailhaus.example'];
    if (sink === undefined) return;
    sink.script = sink.script.eod === undefined ? refusing : {};
    tell(`mailhaus.example ${sink.script.eod === undefined ? 'accepts again' : 'refuses with 451 4.3.0'}`);
  }, 180_000);
  undo.push(
    () => clearInterval(traffic),
    () => clearInterval(moods),
  );

  tell('first start asks for the host key of mx1: its fingerprint is');
  tell(await sshd.fingerprint());
  tell(`by hand: postqueue -c ${postfix.config} -p`);
  const start = path.resolve(import.meta.dirname, 'start.ts');
  const app = spawn(
    process.execPath,
    [start, '--serve', '--data', dataDir, '--secrets', secrets, ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  );
  undo.push(() => app.kill('SIGTERM'));
  app.once('exit', (code) => void end(code ?? 0));
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  await end(1);
}
