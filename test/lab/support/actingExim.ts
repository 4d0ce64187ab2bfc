import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ServerConfig, type SafetyLevel } from '../../../shared/model/server.ts';
import { actingOn } from './acting.ts';
import { startLabEngine, type LabEngine } from './engine.ts';
import { hostBlock, labSsh } from './ssh.ts';
import type { Sshd } from './sshd.ts';

/** An Exim as mx2 over SSH, an account that is one of its admins, and the app's engine on it. */
export async function startActingExim(
  sshd: Sshd,
  safety: SafetyLevel,
): Promise<{ engine: LabEngine; on: ReturnType<typeof actingOn> }> {
  const ssh = labSsh(sshd, hostBlock(sshd, 'mx2', 'qwsudo'), 'acting-exim');
  writeFileSync(ssh.knownHostsFile, sshd.knownHost());
  const engine = startLabEngine(mkdtempSync(path.join(os.tmpdir(), 'qw-lab-engine-')));
  await engine.ask('servers.save', {
    config: ServerConfig.parse({
      id: 'mx2',
      name: 'mx2',
      mta: 'exim',
      route: { kind: 'ssh', target: 'mx2', configFile: ssh.configFile },
      safety,
      pollSeconds: 3600,
    }),
    secret: null,
  });
  const on = actingOn(engine, 'mx2');
  await engine.until('the first look', async () => (await on.seenAt()) > 0);
  return { engine, on };
}
