/** Questions only a person can answer: trust this host key, give this password. They wait until answered or withdrawn. */
import { randomUUID } from 'node:crypto';
import { compareCommand } from '../../shared/messages/compareCommand.ts';
import type { Prompt } from '../../shared/views/servers.ts';
import type { Asker, Secrets } from '../ports.ts';

export interface Prompts {
  list(): Prompt[];
  answer(answer: { id: string; accept: boolean; text: string | null; save: boolean }): void;
  /** Asks for a server; a secret in the keychain is used before the person is asked. */
  asker(server: { id: string; name: string }, given?: string | null): Asker;
  /** A question is withdrawn: the server was removed, the test cancelled. */
  withdraw(server: string): void;
}

interface Open {
  prompt: Prompt;
  server: string;
  done(answer: { accept: boolean; text: string | null; save: boolean }): void;
}

/** Keychain entry of what was typed when the server was added: which question it answers shows at the first login. */
export const givenSecret = (server: string): string => `${server}:given`;

export function createPrompts(
  secrets: Secrets,
  changed: () => void,
  kept: (server: string, key: string) => void = () => undefined,
): Prompts {
  const open = new Map<string, Open>();

  function ask(server: string, prompt: Prompt): Promise<{ accept: boolean; text: string | null; save: boolean }> {
    return new Promise((resolve) => {
      open.set(prompt.id, {
        prompt,
        server,
        done(answer) {
          open.delete(prompt.id);
          changed();
          resolve(answer);
        },
      });
      changed();
    });
  }

  return {
    list: () => [...open.values()].map((it) => it.prompt),
    answer(answer) {
      open.get(answer.id)?.done(answer);
    },
    withdraw(server) {
      for (const it of [...open.values()])
        if (it.server === server) it.done({ accept: false, text: null, save: false });
    },
    asker(server, given = null) {
      let offered = given;
      return {
        async hostKey(question) {
          const same = [...open.values()].find((it) => it.server === server.id && it.prompt.kind === 'host_key');
          // Two connections at once (a look and a test) ask one question, not two.
          if (same) same.done({ accept: false, text: null, save: false });
          const { accept } = await ask(server.id, {
            kind: 'host_key',
            id: randomUUID(),
            server: server.id,
            host: question.port === 22 ? question.host : `[${question.host}]:${question.port}`,
            address: question.address,
            keyType: question.keyType,
            fingerprint: question.fingerprint,
            randomart: question.randomart,
            compareCommand: compareCommand(question.keyType),
          });
          return accept;
        },
        async secret(question) {
          if (offered !== null && question.refused !== true && question.what !== 'one_time_code') {
            const it = offered;
            offered = null;
            return it;
          }
          if (question.keep !== undefined && question.refused !== true) {
            const known = await secrets.get(question.keep).catch(() => null);
            if (known !== null) return known;
            if (question.what === 'password' || question.what === 'api_key') {
              const typed = await secrets.get(givenSecret(server.id)).catch(() => null);
              if (typed !== null) return typed;
            }
          }
          const { accept, text, save } = await ask(server.id, {
            kind: 'secret',
            id: randomUUID(),
            server: server.id,
            what: question.what,
            text: question.text.slice(0, 2000),
            echo: question.echo,
            canSave: question.keep !== undefined && secrets.backend !== 'memory',
          });
          if (!accept || text === null) return null;
          // Without a keychain the host keeps it in memory for this session, so that a reconnect need not ask again.
          if (question.keep !== undefined && (save || secrets.backend === 'memory')) {
            await secrets.set(question.keep, text).catch(() => undefined);
            kept(server.id, question.keep);
          }
          return text;
        },
      };
    },
  };
}
