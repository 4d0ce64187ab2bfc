import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../../electron/clock.ts';
import type { Asker } from '../../../electron/ports.ts';
import { createConnectReach } from '../../../electron/transport/connect.ts';
import { ServerConfig, type ServerConfigInput } from '../../../shared/model/server.ts';
import type { LabAccount, Sshd } from './sshd.ts';

export interface Asked {
  hostKeys: Parameters<Asker['hostKey']>[0][];
  secrets: Parameters<Asker['secret']>[0][];
}

/** Answers from a table and remembers the questions. */
export function labAsker(answers: {
  trust?: boolean;
  secret?: (question: Parameters<Asker['secret']>[0]) => string | null;
}): Asker & { asked: Asked } {
  const asked: Asked = { hostKeys: [], secrets: [] };
  return {
    asked,
    hostKey: async (question) => {
      asked.hostKeys.push(question);
      return answers.trust ?? true;
    },
    secret: async (question) => {
      asked.secrets.push(question);
      return answers.secret?.(question) ?? null;
    },
  };
}

/** A configuration file, known_hosts and data folder beside a lab sshd, so that the person's own ~/.ssh is never touched. */
export function labSsh(sshd: Sshd, hosts: string, name = 'ssh') {
  const dir = path.join(sshd.dir, name);
  mkdirSync(dir, { recursive: true });
  const configFile = path.join(dir, 'config');
  const knownHostsFile = path.join(dir, 'known_hosts');
  writeFileSync(
    configFile,
    `${hosts}\nHost *\n  UserKnownHostsFile ${knownHostsFile}\n  GlobalKnownHostsFile none\n  IdentityAgent none\n`,
  );
  writeFileSync(knownHostsFile, '');
  const dataDir = path.join(dir, 'data');
  const connect = createConnectReach({ clock: systemClock, dataDir });
  return { dir, configFile, knownHostsFile, dataDir, connect };
}

export const hostBlock = (sshd: Sshd, alias: string, account: LabAccount | 'root', more = ''): string =>
  `Host ${alias}\n  HostName ${sshd.host}\n  Port ${sshd.port}\n  User ${account}\n  IdentityFile ${sshd.key}\n  IdentitiesOnly yes\n${more}`;

export const labServer = (input: Partial<ServerConfigInput> & Pick<ServerConfigInput, 'route'>): ServerConfig =>
  ServerConfig.parse({ id: 'lab', name: 'lab', mta: null, ...input });
