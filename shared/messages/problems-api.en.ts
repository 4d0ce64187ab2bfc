/** Problems with an HTTP API and with rights, in words; see problems.en.ts. */
import type { ProblemWords } from './problems.en.ts';

const older = 'What is shown of it is older and hatched; its incidents are frozen, not closed.';
const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, 300) : null;
const path = (value: unknown): string => (text(value) ?? 'its API').split('?')[0] ?? '';
const status = (value: unknown): string => (typeof value === 'number' ? String(value) : 'with an error');

export const apiProblems: Readonly<Record<string, ProblemWords>> = {
  api_auth_failed: ({ name }) => ({
    title: `${name} does not take our name, password or key`,
    meaning: `It is not sent again, so that nothing bans this computer for it. ${older}`,
    next: 'Another one is asked for at the next look; it can also be changed in the server’s settings. A key may be bound to the address it is used from.',
  }),
  api_forbidden: ({ name }, error) => ({
    title: `${name} does not let this key do that`,
    meaning: `The login is right; ${path(error.details['endpoint'])} is not allowed to it. ${older}`,
    next: 'Give the key or the account the right to read the queue, or to act on it if it shall.',
  }),
  api_rate_limited: ({ name }, error) => {
    const ms = error.details['retryAfterMs'];
    const wait = typeof ms === 'number' ? ` It asks for ${String(Math.ceil(ms / 1000))} seconds.` : '';
    return {
      title: `${name} asks us to slow down`,
      meaning: `Too many requests for its liking.${wait} ${older}`,
      next: 'It is left alone that long. A longer interval in the server’s settings keeps it from coming again.',
    };
  },
  api_server_error: ({ name }, error) => ({
    title: `The API of ${name} fails`,
    meaning: `${path(error.details['endpoint'])} answered ${status(error.details['status'])}. ${older}`,
    next: 'Its own log says why. It is tried again by itself.',
  }),
  api_cut_off: ({ name }) => ({
    title: `The answer of ${name} was cut`,
    meaning: `It ended before its end, so nothing is concluded from what is missing. ${older}`,
    next: 'A proxy in between may limit size or time. It is tried again by itself.',
  }),
  api_not_json: ({ name }, error) => ({
    title: `${name} answers with something else`,
    meaning: `${path(error.details['endpoint'])} gave a page instead of data: another program, a login page or a proxy answers there. ${older}`,
    next: 'Check the address in the server’s settings.',
  }),
  api_schema_changed: ({ name }, error) => ({
    title: `The API of ${name} has changed`,
    meaning: `${path(error.details['endpoint'])}: the field “${text(error.details['field']) ?? ''}” is not as documented${
      text(error.details['expected']) === null ? '' : ` (${text(error.details['expected']) ?? ''})`
    }. An unreadable answer is no empty queue. ${older}`,
    next: 'A newer version of Queuewatch may know the new shape. If not, please report the field.',
  }),
  api_refused: ({ name }, error) => ({
    title: `${name} refuses the request`,
    meaning: `${path(error.details['endpoint'])} answered ${status(error.details['status'])}. ${older}`,
    next: 'Check the address and which program is named in the server’s settings.',
  }),
  redirect_refused: ({ name }, error) => ({
    title: `${name} sends us to another host`,
    meaning: `It redirects to ${text(error.details['to']) ?? 'another address'}; the key is not carried there. ${older}`,
    next: 'Put the final address into the server’s settings.',
  }),
  rights_missing: ({ name }) => ({
    title: `This account has not the rights for that on ${name}`,
    meaning: 'Shown as blind, not as 0 messages; nothing was changed.',
    next: 'The recipe on the server’s page gives the account just this right.',
  }),
  verb_absent: ({ name }, error) => ({
    title: `Not possible on ${name}`,
    meaning: `${error.message}${/[.!]$/.test(error.message) ? '' : '.'} Nothing was changed.`,
    next: 'The server’s page shows what its mail system can do.',
  }),
};
/** Both say that the answer ended early: one from the connection, one from its size. */
export const sameProblem: Readonly<Record<string, string>> = { body_cut: 'api_cut_off' };
