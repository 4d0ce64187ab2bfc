/** Problems in words, keyed by the stable code of the error: what happened, what it means for the screen, what to do. */
import type { AppError } from '../error.ts';
import type { Problem } from '../views/servers.ts';
import { compareCommand } from './compareCommand.ts';
import { apiProblems, sameProblem } from './problems-api.en.ts';

interface Words {
  title: string;
  meaning: string;
  next: string;
  command?: string | null;
}
interface About {
  name: string;
  /** Where it was tried: "mx1", "https://…". */
  target: string;
  tries: number;
}

const older = 'What is shown of it is older and hatched; its incidents are frozen, not closed.';
const nothingSent = 'Nothing was sent: no password and no command.';
const detail = (error: AppError, key: string): string | null => {
  const value = error.details[key];
  return typeof value === 'string' && value !== '' ? value : null;
};

export type ProblemWords = (about: About, error: AppError) => Words;

const words: Readonly<Record<string, ProblemWords>> = {
  ...apiProblems,
  dns_failed: ({ name, target }) => ({
    title: `Cannot find the address of ${name}`,
    meaning: `The name ${target} does not resolve here. ${older}`,
    next: 'Check the name in the server’s settings and the DNS or VPN of this computer.',
  }),
  connect_refused: ({ name }) => ({
    title: `${name} refuses the connection`,
    meaning: `The host answers, but nothing listens on that port. ${older}`,
    next: 'Check the port, and that the SSH service (or the API) runs there.',
  }),
  connect_timeout: ({ name }) => ({
    title: `Cannot see ${name}: connection timed out`,
    meaning: `No answer at all: the host is down, or a firewall drops us. ${older}`,
    next: 'It is tried again by itself. If other servers answer, it is this host or its firewall.',
  }),
  network_unreachable: ({ name }) => ({
    title: `No way to ${name}`,
    meaning: `This computer has no route there: no network, or the VPN is down. ${older}`,
    next: 'Check the network of this computer. It is tried again by itself.',
  }),
  connection_lost: ({ name }) => ({
    title: `The connection to ${name} broke`,
    meaning: `It ended in the middle of an answer. ${older}`,
    next: 'It is tried again by itself.',
  }),
  connect_failed: ({ name }) => ({
    title: `Cannot connect to ${name}`,
    meaning: older,
    next: 'The exact text says what the system reported. It is tried again by itself.',
  }),
  deadline: ({ name }) => ({
    title: `${name} did not finish in time`,
    meaning: `The listing took longer than it may. ${older}`,
    next: 'A very busy disk or a huge queue makes the listing slow; it is tried again by itself, less often.',
  }),
  host_key_unknown: ({ name }) => ({
    title: `The host key of ${name} is not trusted yet`,
    meaning: nothingSent,
    next: 'Compare the fingerprint with the one on the server, then trust it.',
  }),
  host_key_changed: ({ name }) => ({
    title: `The host key of ${name} changed`,
    meaning: `Stopped before logging in. ${nothingSent}`,
    next: 'After a reinstall this is normal. If nobody reinstalled it, somebody may stand in between. Compare the fingerprint on the server itself.',
    command: compareCommand(''),
  }),
  host_key_revoked: ({ name }) => ({
    title: `The host key of ${name} is marked as revoked`,
    meaning: `known_hosts says that this key must not be trusted. ${nothingSent}`,
    next: 'Give the server a new host key, or ask who revoked it.',
  }),
  auth_failed: ({ name, tries }) => ({
    title: `${name} refuses our login`,
    meaning: tries > 1 ? `Tried twice, then stopped, so that the account is not locked. ${older}` : older,
    next: 'Check user, key and agent; `ssh` with the same name shows the same refusal. Then test again.',
  }),
  auth_cancelled: ({ name }) => ({
    title: `The login to ${name} was not completed`,
    meaning: `No password or passphrase was given. ${older}`,
    next: 'Look again and answer the question.',
  }),
  secret_declined: ({ name }) => ({
    title: `The login to ${name} was not completed`,
    meaning: `No password or key was given. ${older}`,
    next: 'Look again and answer the question.',
  }),
  agent_unavailable: ({ name }) => ({
    title: `No SSH agent for ${name}`,
    meaning: `The key is meant to come from the agent, and none answers. ${older}`,
    next: 'Start the agent and add the key (`ssh-add -l` lists what it holds).',
    command: 'ssh-add -l',
  }),
  weak_crypto: ({ name }) => ({
    title: `${name} offers only outdated cryptography`,
    meaning: nothingSent,
    next: 'Update the SSH service there, or use the system’s SSH client for this server if its configuration allows the old method.',
  }),
  channel_refused: ({ name }) => ({
    title: `${name} lets us log in, but not run commands`,
    meaning: older,
    next: 'A forced command, a restricted shell or a session limit is in the way. Check authorized_keys and MaxSessions.',
  }),
  forward_prohibited: ({ name }) => ({
    title: `${name} opens no ports for this account`,
    meaning: older,
    next: 'The API is reached through the SSH connection, and the SSH service forbids that. Allow it for this account: AllowTcpForwarding, PermitOpen, or the restrictions in authorized_keys.',
  }),
  tls_untrusted: ({ name }) => ({
    title: `The certificate of ${name} is not trusted`,
    meaning: nothingSent,
    next: 'Give the certificate authority or the certificate’s fingerprint in the server’s settings.',
  }),
  tls_pin_mismatch: ({ name }) => ({
    title: `The certificate of ${name} is another one`,
    meaning: nothingSent,
    next: 'If it was renewed, set the new fingerprint; if not, somebody may stand in between.',
  }),
  tls_failed: ({ name }) => ({
    title: `No TLS with ${name}`,
    meaning: older,
    next: 'Check that the address and port are those of the API and that it speaks TLS 1.2 or later.',
  }),
  insecure_http: ({ name }) => ({
    title: `${name} would be asked without encryption`,
    meaning: nothingSent,
    next: 'Use https, or reach the API through SSH.',
  }),
  no_mta: ({ name }) => ({
    title: `No mail server was found on ${name}`,
    meaning: 'Every mail system that Queuewatch reads that way was looked for.',
    next: 'Is its program installed and in the usual place? The account may not be allowed to run it.',
  }),
  command_missing: ({ name }, error) => ({
    title: `${detail(error, 'command') ?? 'The queue command'} is missing on ${name}`,
    meaning: `Without it the queue cannot be listed. ${older}`,
    next: 'Install it, or correct the path of the instance.',
  }),
  list_not_permitted: ({ name }, error) => ({
    title: `${name} lets us see, but not the queue`,
    meaning: 'Shown as blind, not as 0 messages.',
    next: 'Give the account the right to list the queue; the recipe is on the server’s page.',
    command: detail(error, 'command'),
  }),
  not_permitted: ({ name }, error) => ({
    title: `${name} does not allow this account to do that`,
    meaning: 'Nothing was changed.',
    next: 'The recipe on the server’s page gives the account just this right.',
    command: detail(error, 'command'),
  }),
  mta_not_running: ({ name }) => ({
    title: `The mail system on ${name} is down`,
    meaning: `The host answers, its queue does not. ${older}`,
    next: 'Start the mail system there.',
  }),
  rate_limited: ({ name }) => ({
    title: `${name} asks us to slow down`,
    meaning: older,
    next: 'It is asked less often from now on.',
  }),
  needs_openssh: ({ name }, error) => ({
    title: `${name} needs the system’s SSH client`,
    meaning: nothingSent,
    next: `Its SSH configuration uses ${detail(error, 'what') ?? 'something'}, which only OpenSSH can do. Choose “system SSH” in its settings.`,
  }),
  no_ssh_client: ({ name }) => ({
    title: `No SSH client for ${name}`,
    meaning: 'The settings ask for the system’s SSH client, and this computer has none.',
    next: 'Install OpenSSH, or choose the built-in client.',
  }),
  bad_ssh_config: ({ name }) => ({
    title: `The SSH configuration for ${name} cannot be used`,
    meaning: nothingSent,
    next: 'The exact text names the line.',
  }),
  jump_loop: ({ name }) => ({
    title: `The jump hosts of ${name} lead in a circle`,
    meaning: nothingSent,
    next: 'Correct ProxyJump in the SSH configuration.',
  }),
  own_network: ({ name }) => ({
    title: 'All servers vanished at the same moment',
    meaning: `It is probably this computer’s own network, not ${name}. ${older}`,
    next: 'Check network and VPN here. All are tried again by themselves.',
  }),
  bad_listing: ({ name }) => ({
    title: `The answer of ${name} cannot be read`,
    meaning: older,
    next: 'The exact text shows its beginning.',
  }),
  engine_stopped: () => ({
    title: 'The monitor stopped',
    meaning: 'It is started again by itself.',
    next: 'If this comes again, the log says why.',
  }),
  empty_selection: ({ name }) => ({
    title: 'Nothing is left to act on',
    meaning: `What was selected on ${name} is no longer in the queue.`,
    next: 'Close this and look at the list again.',
  }),
};

/** Words for a problem with a server; an unknown code still says where and shows the exact text. */
export function problemOf(
  error: AppError,
  about: { name: string; at: number; target: string; tries?: number },
): Problem {
  const make = words[sameProblem[error.code] ?? error.code];
  const said = make
    ? make({ name: about.name, target: about.target, tries: about.tries ?? 1 }, error)
    : {
        title: `${about.name} cannot be read`,
        meaning: older,
        next: 'The exact text is below. It is tried again by itself.',
      };
  const known = detail(error, 'known');
  const offered = detail(error, 'offered') ?? detail(error, 'fingerprint');
  const since = error.details.knownSince;
  const exact =
    [detail(error, 'stderr'), detail(error, 'text'), error.message].find((t) => t !== null && t !== '') ?? null;
  return {
    code: error.code,
    title: said.title,
    meaning: said.meaning,
    next: said.next,
    detail: exact === null ? null : exact.slice(0, 2000),
    command: said.command ?? null,
    at: about.at,
    ...(error.code === 'host_key_changed' && known !== null && offered !== null
      ? { hostKey: { known, offered, knownSince: typeof since === 'number' ? since : null } }
      : {}),
  };
}
