import type { AnyAuthMethod, AuthHandlerMiddleware, Prompt } from 'ssh2';
import type { SshRoute } from '../../shared/model/server.ts';
import type { Asker } from '../ports.ts';
import { agentPlaces, createIdentities, type Identities } from './keys.ts';
import type { ResolvedHost } from './sshConfig.ts';

export interface Login {
  handler: AuthHandlerMiddleware;
  /** How it went in; null before. */
  how(): string | null;
  /** Why it may have failed, for the error's details. */
  tried(): {
    methods: string[];
    offered: string[];
    cancelled: boolean;
    agentsMissing: string[];
    unreadableKeys: string[];
  };
}

export interface LoginOptions {
  host: ResolvedHost;
  route: Pick<SshRoute, 'auth' | 'identityFile'>;
  ask: Asker;
  /** Where a password is kept, without the account. */
  keep: string;
  pause: <T>(ask: () => Promise<T>) => Promise<T>;
  log: (text: string) => void;
}

const oneTime = /\b(otp|code|token|verification|passcode|pin|authenticator|duo|yubikey|factor)\b/i;

/**
 * Decides which login to try next: none (to learn the methods, RFC 4252 section 5.2), keys, keyboard-interactive, password.
 * Several steps in a row (AuthenticationMethods publickey,keyboard-interactive) are followed by what the server says is left.
 */
export function createLogin(options: LoginOptions): Login {
  const { host, route, ask, pause, log } = options;
  const username = host.user;
  const methods: string[] = [];
  let offered: string[] = [];
  let how: string | null = null;
  let keysTried = false;
  let secretsAsked = 0;
  let interactiveTried = 0;
  let passwordTried = 0;
  let cancelled = false;
  let identities: Identities | null = null;
  const keep = `${options.keep}:password:${username}@${host.host}:${host.port}`;
  const where = `${username}@${host.target}`;

  const password = async (text: string): Promise<string | null> => {
    const answer = await pause(() =>
      ask.secret({ what: 'password', text, echo: false, keep, refused: secretsAsked > 0 }),
    );
    secretsAsked++;
    if (answer === null) cancelled = true;
    return answer;
  };

  const answer = async (prompt: Prompt, instructions: string): Promise<string | null> => {
    const text = [instructions, prompt.prompt]
      .filter((t) => t.trim() !== '')
      .join(' ')
      .slice(0, 2000);
    if (/password/i.test(prompt.prompt) && !oneTime.test(prompt.prompt) && prompt.echo !== true) return password(text);
    const what = oneTime.test(text) ? ('one_time_code' as const) : ('answer' as const);
    const given = await pause(() =>
      ask.secret({ what, text, echo: prompt.echo === true, refused: interactiveTried > 1 }),
    );
    if (given === null) cancelled = true;
    return given;
  };

  const interactive = (): AnyAuthMethod => ({
    type: 'keyboard-interactive',
    username,
    prompt: (_name, instructions, _language, prompts, finish) => {
      void (async () => {
        const answers: string[] = [];
        for (const prompt of prompts.slice(0, 20)) {
          const given = await answer(prompt, instructions);
          if (given === null) break;
          answers.push(given);
        }
        how = 'keyboard-interactive';
        // Too few answers make the server refuse, which is what "declined" is to mean.
        finish(answers);
      })();
    },
  });

  const keysAllowed = route.auth !== 'password';
  const secretsAllowed = route.auth === 'auto' || route.auth === 'password';

  const next = async (left: string[] | null): Promise<AnyAuthMethod | false> => {
    if (cancelled) return false;
    if (left === null) {
      methods.push('none');
      return { type: 'none', username };
    }
    offered = left;
    if (keysAllowed && !keysTried && left.includes('publickey')) {
      keysTried = true;
      methods.push('publickey');
      const named = route.identityFile === undefined ? host.identityFiles : [route.identityFile];
      identities = createIdentities({
        agents: agentPlaces(host.identityAgent),
        files: named,
        onlyFiles: host.identitiesOnly || route.identityFile !== undefined || route.auth === 'key',
        useFiles: route.auth !== 'agent',
        ask,
        pause,
        log,
      });
      return { type: 'agent', username, agent: identities.agent };
    }
    // After a key that signed, ssh2 does not pass on what the server says is left (it goes through the agent's other keys), so
    // the second step of publickey,keyboard-interactive is simply tried: where it is not offered nobody is asked anything.
    const second = interactiveTried === 0 && identities?.used() != null;
    if (secretsAllowed && (second || left.includes('keyboard-interactive')) && interactiveTried < 3) {
      interactiveTried++;
      methods.push('keyboard-interactive');
      return interactive();
    }
    if (secretsAllowed && left.includes('password') && passwordTried < 3) {
      passwordTried++;
      methods.push('password');
      const secret = await password(`Password of ${where}`);
      if (secret === null) return false;
      how = 'password';
      return { type: 'password', username, password: secret };
    }
    return false;
  };

  return {
    handler: (left, partial, done) => {
      if (partial) {
        log('one step of the login done, more asked for');
        secretsAsked = 0;
      }
      next(left as string[] | null).then(
        (method) => {
          log(method === false ? 'no further way to log in' : `trying ${method.type}`);
          // ssh2's types leave out `false`, its documented "no more methods".
          done(method as AnyAuthMethod);
        },
        () => done(false as unknown as AnyAuthMethod),
      );
    },
    how: () => how ?? identities?.used() ?? null,
    tried: () => ({
      methods,
      offered,
      cancelled: cancelled || (identities?.cancelled() ?? false),
      agentsMissing: identities?.missing ?? [],
      unreadableKeys: identities?.unreadable ?? [],
    }),
  };
}
