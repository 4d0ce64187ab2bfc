import { MailboxConfig } from '../../../../shared/views/mailboxes.ts';
import type { MailboxView } from '../../../../shared/views/mailboxes.ts';
import { ServerConfig } from '../../../../shared/model/server.ts';
import type { Ability, Detection, ServerConfigInput } from '../../../../shared/model/server.ts';
import type { HostCandidate, Probe, ProbeStep, Prompt, ServerView } from '../../../../shared/views/servers.ts';
import { probeAt as anyProbeAt } from '../../../support/probe.ts';
import type { EventName, EventPayload, Handlers } from '../../../../shared/contract.ts';
import { minutes, noise, now, on, seconds, today } from './clock.ts';

const ability = (
  id: Ability['id'],
  command: string,
  granted: Ability['granted'],
  note: string | null = null,
): Ability => ({ id, command, granted, note });

const postfix = (version: string, act: boolean): Detection => ({
  mta: 'postfix',
  version,
  system: 'Debian GNU/Linux 13',
  abilities: [
    ability('list', 'postqueue -j', 'yes'),
    ability('retry_one', 'postqueue -i ID', 'yes'),
    ability('retry_all', 'postqueue -f', 'yes', 'asks twice'),
    ability(
      'hold',
      act ? 'sudo -n postsuper -h -' : 'postsuper -h -',
      act ? 'yes' : 'no',
      act ? 'ids on stdin' : 'needs the recipe below',
    ),
    ability(
      'release',
      act ? 'sudo -n postsuper -H -' : 'postsuper -H -',
      act ? 'yes' : 'no',
      act ? 'ids on stdin' : 'needs the recipe below',
    ),
    ability(
      'delete',
      act ? 'sudo -n postsuper -d -' : 'postsuper -d -',
      act ? 'yes' : 'no',
      act ? 'ids on stdin' : 'needs the recipe below',
    ),
    ability(
      'requeue',
      act ? 'sudo -n postsuper -r -' : 'postsuper -r -',
      act ? 'yes' : 'no',
      act ? 'ids on stdin' : 'needs the recipe below',
    ),
    ability(
      'headers',
      act ? 'sudo -n postcat -qeh ID' : 'postcat -qeh ID',
      act ? 'yes' : 'no',
      act ? null : 'needs the recipe below',
    ),
    ability('log', 'journalctl -u postfix', 'no', '“sent” and silent outage: not watched'),
  ],
  facts: {},
  recipe: {
    observe: '# delivery log, so that “sent” can be proven\n# once on the server, as root:\nusermod -aG adm monitor',
    act: '# /etc/sudoers.d/queuewatch  – check with: visudo -cf FILE\n# fixed commands, no wildcards; queue ids travel on standard input only\nmonitor ALL=(root) NOPASSWD: /usr/sbin/postsuper -h -, \\\n                             /usr/sbin/postsuper -H -, \\\n                             /usr/sbin/postsuper -d -, \\\n                             /usr/sbin/postsuper -r -\n# envelope and headers, never the body; this form needs sudo 1.9.10\nmonitor ALL=(postfix) NOPASSWD: /usr/sbin/postcat ^-qeh [0-9A-Za-z]+$\n# delivery log: usermod -aG adm monitor',
  },
  commands: [
    'postconf -h mail_version',
    'postconf -h queue_directory enable_long_queue_ids',
    'postmulti -l',
    'id -Gn',
    'sudo -n -l',
    'postqueue -j | head -c 1',
  ],
  ownHops: [{ address: '127.0.0.1:10024', what: 'content filter' }],
  instances: [],
  retrySchedule: { minimum: 300, maximum: 4000, lifetime: 432_000 },
});

const spark = (seed: number): ServerView['spark'] => {
  const random = noise(seed);
  const values = Array.from({ length: 60 }, () => Math.round(random() * 14));
  return { from: seconds(minutes(60)), step: 60, values, low: values.map(() => 0), high: values.map(() => 14) };
};

function view(config: ServerConfigInput, more: Partial<ServerView>): ServerView {
  return {
    config: ServerConfig.parse(config),
    state: 'calm',
    stateText: 'calm',
    severity: null,
    detection: postfix('3.9.1', true),
    program: 'Postfix 3.9.1',
    routeText: 'ssh mx1',
    waiting: 0,
    held: 0,
    fresh15: 0,
    normal: { low: 0, high: 14 },
    spark: spark(config.id.length),
    seenAt: now - 8000,
    nextPollAt: now + 52_000,
    pollMs: 900,
    polling: false,
    readSoFar: null,
    tries: 0,
    problem: null,
    remarks: [],
    skipped: 0,
    complete: true,
    inflow: 'watched from its log',
    inflowWatched: true,
    login: 'ssh agent, ED25519, laptop 2025',
    hostKey: { type: 'ED25519', fingerprint: 'SHA256:q3nX0wq8Tz1mJrVb5c7YkLd2FhGs9uAeR4oPiW6xBtE', since: on(4, 9, 0) },
    rights: 'See and act',
    proposedHops: [],
    ...more,
  };
}

export const servers: ServerView[] = [
  view(
    {
      id: 'mx1',
      name: 'mx1',
      mta: 'postfix',
      route: { kind: 'ssh', target: 'mx1' },
      safety: 'full',
      production: true,
      ownHops: ['10.20.4.9:24'],
    },
    {
      state: 'open',
      stateText: 'open',
      severity: 'critical',
      waiting: 1284,
      fresh15: 212,
      proposedHops: ['10.20.4.30:25'],
      inflow: 'not watched: no access to its log',
      inflowWatched: false,
    },
  ),
  view(
    { id: 'mx2', name: 'mx2', mta: 'postfix', route: { kind: 'ssh', target: 'mx2' }, safety: 'retry' },
    {
      state: 'draining',
      stateText: 'draining',
      program: 'Postfix 3.7.11',
      routeText: 'ssh mx2 via bastion',
      waiting: 622,
      detection: postfix('3.7.11', true),
    },
  ),
  view(
    { id: 'relay-eu', name: 'relay-eu', mta: 'exim', route: { kind: 'ssh', target: 'relay-eu' }, safety: 'retry' },
    {
      state: 'pending',
      stateText: 'pending 2 of 3',
      program: 'Exim 4.98',
      routeText: 'ssh relay-eu',
      waiting: 148,
      severity: 'warning',
    },
  ),
  view(
    {
      id: 'lists',
      name: 'lists',
      mta: 'kumomta',
      route: { kind: 'https', baseUrl: 'https://lists.example:8000' },
      safety: 'observe',
    },
    {
      program: 'KumoMTA 2026.03',
      routeText: 'https :8000',
      waiting: 3910,
      rights: 'See, samples',
      remarks: ['Messages are a sample of 5 per queue; figures per queue are exact.'],
      complete: false,
      inflow: 'not watched: no access to its log',
      inflowWatched: false,
      login: 'trusted address',
      hostKey: null,
    },
  ),
  view(
    { id: 'legacy', name: 'legacy', mta: 'sendmail', route: { kind: 'ssh', target: 'legacy' }, safety: 'observe' },
    {
      state: 'blind',
      stateText: 'blind 47 min',
      program: 'Sendmail 8.15',
      routeText: 'ssh legacy',
      waiting: 74,
      rights: 'See only',
      seenAt: today(13, 41),
      nextPollAt: now + 40_000,
      tries: 23,
      problem: {
        code: 'connect_timeout',
        title: 'Cannot see legacy since 13:41',
        meaning: 'Its 74 messages are from 13:41 and shown hatched. Its incidents are frozen, not closed.',
        next: 'mx1 in the same network answers, so it is this host or its firewall.',
        detail: 'SSH: connection timed out after 10 s',
        command: null,
        at: today(13, 41),
      },
    },
  ),
  view(
    {
      id: 'old-mx',
      name: 'old-mx',
      mta: 'postfix',
      route: { kind: 'ssh', target: 'old-mx' },
      safety: 'observe',
      group: 'attic',
    },
    {
      state: 'blind',
      stateText: 'stopped: host key changed',
      severity: 'critical',
      program: 'Postfix 3.5.25',
      routeText: 'ssh old-mx',
      waiting: 3,
      seenAt: today(14, 19),
      nextPollAt: null,
      problem: {
        code: 'host_key_changed',
        title: 'The host key of old-mx changed',
        meaning: 'Stopped before logging in. Nothing was sent, no password and no command.',
        next: 'After a reinstall this is normal. If nobody reinstalled it, somebody may stand in between.',
        detail: null,
        command: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
        at: today(14, 20),
        hostKey: {
          known: 'SHA256:q3nX0wq8Tz1mJrVb5c7YkLd2FhGs9uAeR4oPiW6xBtE',
          knownSince: on(4, 9, 0),
          offered: 'SHA256:9hLeP2sKvYc6TbA05c7YkLd2FhGs9uAeR4oPiW6xQqZ',
        },
      },
    },
  ),
];

export const mailboxes: MailboxView[] = [
  {
    config: MailboxConfig.parse({
      id: 'bounces',
      name: 'bounces@kestrel-shop.example',
      host: 'imap.kestrel-shop.example',
      user: 'bounces@kestrel-shop.example',
    }),
    state: 'watching',
    text: 'push, 40 s ago, read only',
    seenAt: now - 40_000,
    problem: null,
    progress: null,
    bounces: 148,
  },
  {
    config: MailboxConfig.parse({
      id: 'fjordline',
      name: 'postmaster@fjordline.example',
      host: 'imap.fjordline.example',
      user: 'postmaster@fjordline.example',
    }),
    state: 'refused',
    text: 'password refused since 12:10',
    seenAt: today(12, 10),
    problem: {
      code: 'imap_auth_failed',
      title: 'postmaster@fjordline.example refuses our password',
      meaning:
        'Bounces since 12:10 are missing from every screen. They are read in order once it works again, nothing is skipped.',
      next: 'Tried twice, then stopped, so that the account is not locked. Give the new password.',
      detail: 'IMAP: AUTHENTICATIONFAILED',
      command: null,
      at: today(12, 10),
    },
    progress: null,
    bounces: 0,
  },
];

const candidates: HostCandidate[] = [
  { kind: 'ssh', target: 'mx1', resolved: 'monitor@mx1.kestrel-shop.example', note: null, watched: true },
  { kind: 'ssh', target: 'mx2', resolved: 'monitor@mx2.kestrel-shop.example', note: 'via bastion', watched: true },
  { kind: 'ssh', target: 'mx3', resolved: 'monitor@mx3.kestrel-shop.example', note: 'via bastion', watched: false },
  {
    kind: 'ssh',
    target: 'backup-mx',
    resolved: 'root@198.51.100.71:2222',
    note: 'logs in as root: a narrower account is better',
    watched: false,
  },
  { kind: 'ssh', target: 'lists', resolved: 'deploy@lists.example', note: null, watched: false },
];

const prompt = (server: string): Prompt => ({
  kind: 'host_key',
  id: 'prompt-1',
  server,
  host: 'mx3.kestrel-shop.example:22',
  address: '203.0.113.27',
  keyType: 'ED25519',
  fingerprint: 'SHA256:Zk9v2WmXhT4qLr8sYd1bNcE6uJp0oFa7GiR5xVw3Kt8',
  randomart:
    '+--[ED25519 256]--+\n|      .o+.  .    |\n|     . o=+ o .   |\n|      ..B.= o    |\n|       o S * .   |\n|      . + B E    |\n|       o B.+     |\n|        =o*.     |\n+----[SHA256]-----+',
  compareCommand: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
});

const texts: Record<ProbeStep['id'], string> = {
  resolve: 'mx3.kestrel-shop.example, through bastion',
  connect: '203.0.113.27, port 22',
  host_key: 'ED25519',
  login: 'ssh agent, ED25519, laptop 2025',
  detect: 'Postfix 3.7.11',
  rights: 'see and retry',
  list: '418 messages in 0.2 s',
};
const probeAt = (id: string, at: ProbeStep['id'], state: ProbeStep['state'], more: Partial<Probe> = {}): Probe =>
  anyProbeAt(id, at, state, more, texts);
const foundProbe = (id: string): Probe =>
  probeAt(id, 'list', 'ok', {
    done: true,
    detection: postfix('3.7.11', false),
    found: [{ mta: 'postfix', instance: '/etc/postfix-out', label: 'Postfix instance postfix-out' }],
    waiting: 418,
    deferred: 402,
    tookMs: 900,
  });

/** `push` sends an event to the page, as the engine would. */
export function serverHandlers(
  push: <K extends EventName>(name: K, payload: EventPayload<K>) => void,
): Partial<Handlers> {
  let prompts: Prompt[] = [];
  let probe: Probe | null = null;
  const show = (next: Probe): Probe => {
    probe = next;
    setTimeout(() => push('probe', next), 0);
    return next;
  };
  return {
    'servers.list': () => servers,
    'servers.candidates': ({ text }) => ({
      rows: candidates.filter((c) => c.target.includes(text)),
      aliases: 23,
      note: 'Include and Match are honoured. Agent: 2 keys ready.',
    }),
    'servers.probe': ({ config }) => {
      const id = `probe-${config.id}`;
      if (config.route.kind === 'ssh' && config.id === 'mx3') {
        prompts = [prompt(config.id)];
        setTimeout(() => push('prompts', prompts), 0);
        return show(probeAt(id, 'host_key', 'asking'));
      }
      if (config.id === 'nowhere') {
        return show(
          probeAt(id, 'connect', 'failed', {
            done: true,
            problem: {
              code: 'connect_timeout',
              title: 'nowhere does not answer',
              meaning: 'Nothing was sent. It may be off, behind a firewall, or known under another name.',
              next: 'Check the host name and port, then try again.',
              detail: 'connect ETIMEDOUT 192.0.2.9:22',
              command: null,
              at: now,
            },
          }),
        );
      }
      return show(foundProbe(id));
    },
    'servers.probeState': () => probe,
    'servers.cancelProbe': () => ({ ok: true }),
    'servers.save': () => ({ ok: true }),
    'servers.remove': () => ({ ok: true }),
    'servers.test': ({ id }) => ({ ...foundProbe(`test-${id}`), found: [] }),
    'servers.forgetHostKey': () => ({ ok: true }),
    'servers.log': () => ({
      lines: [
        { at: today(14, 27), text: 'connect 203.0.113.27:22' },
        { at: today(14, 27), text: 'auth publickey ED25519 accepted' },
      ],
    }),
    'servers.hop': () => ({ ok: true }),
    'servers.openListing': ({ text }) =>
      text.includes('Queue ID')
        ? { id: 'listing-1', messages: 12, skipped: 1, problem: null }
        : {
            id: null,
            messages: 0,
            skipped: 0,
            problem: {
              code: 'listing_unknown',
              title: 'This is no listing of a mail system that is read here',
              meaning: 'Nothing was opened.',
              next: 'Choose the program it comes from, or take the output of mailq or postqueue -j.',
              detail: null,
              command: null,
              at: now,
            },
          },
    'prompts.list': () => prompts,
    'prompts.answer': ({ accept }) => {
      prompts = [];
      setTimeout(() => push('prompts', prompts), 0);
      if (probe !== null) show(accept ? foundProbe(probe.id) : probeAt(probe.id, 'host_key', 'failed', { done: true }));
      return { ok: true };
    },
    'mailboxes.list': () => mailboxes,
    'mailboxes.test': ({ config, secret }) =>
      secret === 'wrong'
        ? { ok: false, text: 'The password was refused.', folders: [], problem: mailboxes[1]?.problem ?? null }
        : {
            ok: true,
            text: `Logged in to ${config.host}: IDLE, CONDSTORE. INBOX has 2,310 messages.`,
            folders: ['INBOX', 'INBOX/Bounces', 'Junk', 'Sent', 'Archive/2026'],
            problem: null,
          },
    'mailboxes.save': () => ({ ok: true }),
    'mailboxes.remove': () => ({ ok: true }),
    'mailboxes.check': () => ({ ok: true }),
    'mailboxes.cancelRead': () => ({ ok: true }),
    'mailboxes.authorize': () => ({ url: 'https://login.example/authorize?client_id=abc', problem: null }),
  };
}
