import { createDestinations, deadFilter, type Answer, type Destination } from './destinations.ts';
import { createRandom, type Random } from './random.ts';
import { eximVoice, postfixVoice, requeuedByPostfix, type Voice } from './voices.ts';

const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

export interface SimulatedMessage {
  id: string;
  queue: 'incoming' | 'active' | 'deferred' | 'hold';
  /** Epoch ms. */
  arrival: number;
  size: number;
  sender: string;
  subject: string;
  messageId: string;
  recipients: { address: string; reason: string | null }[];
  tries: number;
  /** Epoch ms; null before the first try. */
  lastTry: number | null;
  nextTry: number;
  /** Exim: why it froze the message by itself. */
  frozen: string | null;
  delayTold: boolean;
  forcedExpire: boolean;
}

export interface SimulatedServer {
  readonly name: string;
  readonly version: string;
  readonly voice: Voice;
  /** Own filter that dies for a while, as every message passes it. */
  readonly filter: { from: number; to: number } | null;
  readonly perMinute: number;
  readonly messages: Map<string, SimulatedMessage>;
  /** Newest last, at most 20,000 lines, as Postfix writes them. */
  readonly log: { at: number; id: string; text: string }[];
  /** Lines that are no longer held. */
  logDropped: number;
}

export interface World {
  readonly servers: readonly SimulatedServer[];
  /** Reports for the bounce mailbox, oldest first. */
  readonly mailbox: readonly { uid: number; at: number; eml: string }[];
  /** Lets time pass up to now. */
  advance(now: number): void;
  server(name: string): SimulatedServer | undefined;
  retry(server: string, id: string): void;
  setHeld(server: string, id: string, held: boolean): boolean;
  remove(server: string, id: string): boolean;
  expire(server: string, id: string): boolean;
  requeue(server: string, id: string): boolean;
}

const senders = [
  'orders@kestrel-shop.example',
  'noreply@fjordline.example',
  'hr@fjordline.example',
  'billing@kestrel-shop.example',
  'office@kestrel-shop.example',
  'it@fjordline.example',
] as const;
const people = [
  ...(['a.moreau', 'm.okafor', 'k.tanaka', 'j.lind', 'd.nwosu', 's.berg', 'p.silva', 'r.haddad'] as const),
  ...(['l.ferrari', 'zoe.mueller', 'team', 'office', 'finance', 'reservations', 'front', 'lobby'] as const),
] as const;
const subjects = [
  'Your order is on its way',
  'Your trip on 27 November',
  'Invoice for November',
  'Minutes of Monday',
  'Offer for the autumn',
  'Password changed',
] as const;

/** Age and recipient of the frozen bounces: the senders of forged mail. */
const bouncesNobodyTakes = [
  [11 * HOUR, 'winner77@example.org'],
  [6.5 * HOUR, 'old.account@example.net'],
  [2 * HOUR, 'unknown3@example.com'],
] as const;

/** What has passed before the start. */
export const halfDayMs = 12 * HOUR;
const MIN_BACKOFF = MINUTE;
const MAX_BACKOFF = 66 * MINUTE;
const LIFETIME = 5 * 24 * HOUR;
const DELAY_WARNING = 4 * HOUR;

/** A recipient that was deferred for the first time. */
export interface SeenDeferral {
  /** Epoch ms. */
  at: number;
  server: string;
  recipient: string;
  reason: string;
}

/**
 * Three Postfix servers, an Exim and a bounce mailbox that live in memory and in time: mail comes in, is tried, deferred with the
 * words real systems use, tried again with growing gaps, bounced. Everything is invented; names are reserved ones.
 */
export function createWorld(
  start: number,
  seed = 20_261_123,
  seen: (deferral: SeenDeferral) => void = () => undefined,
): World {
  const random = createRandom(seed);
  const destinations = createDestinations(start);
  const total = destinations.reduce((sum, d) => sum + d.weight, 0);
  const byDomain = new Map(destinations.map((d) => [d.domain, d]));
  const server = (
    name: string,
    voice: Voice,
    version: string,
    perMinute: number,
    filter: SimulatedServer['filter'],
  ) => ({
    name,
    voice,
    version,
    perMinute,
    filter,
    messages: new Map<string, SimulatedMessage>(),
    log: [] as SimulatedServer['log'],
    logDropped: 0,
  });
  const servers = [
    server('mx1', postfixVoice, '3.9.1', 14, { from: start + 7 * MINUTE, to: start + 10 * MINUTE }),
    server('mx2', postfixVoice, '3.7.11', 20, null),
    server('lists', postfixVoice, '3.10.2', 9, null),
    server('relay-eu', eximVoice, '4.98', 6, null),
  ];
  const mailbox: { uid: number; at: number; eml: string }[] = [];
  const sentTo = new Map<string, number[]>();
  let inode = 40_000;
  // Half a day before the start has passed already, so that the queue has messages of every age.
  let time = start - halfDayMs;

  const log = (on: SimulatedServer, at: number, id: string, text: string) => {
    on.log.push({ at, id, text });
    if (on.log.length > 20_000) on.logDropped += on.log.splice(0, 5000).length;
  };

  function pickDestination(): Destination {
    let n = random.next() * total;
    for (const destination of destinations) {
      n -= destination.weight;
      if (n < 0) return destination;
    }
    return destinations[0] as Destination;
  }

  function arrive(on: SimulatedServer, now: number, sender: string, to: Destination, count: number): void {
    inode += 1 + random.below(4);
    const id = on.voice.id(now, random.below(1_000_000), inode);
    const addresses = new Set<string>();
    for (let i = 0; i < count; i++) {
      const name = random.chance(0.006) ? 'ghost' : random.pick(people);
      const tail = random.chance(0.5) ? String(random.below(900)) : '';
      addresses.add(`${name}${tail}@${to.domain}`);
    }
    const message: SimulatedMessage = {
      id,
      queue: 'active',
      arrival: now,
      size: 900 + random.below(random.chance(0.1) ? 4_000_000 : 60_000),
      sender,
      subject: random.pick(subjects),
      messageId: `<${id.toLowerCase()}@${on.name}.kestrel-shop.example>`,
      recipients: [...addresses].map((address) => ({ address, reason: null })),
      tries: 0,
      lastTry: null,
      nextTry: now,
      frozen: null,
      delayTold: false,
      forcedExpire: false,
    };
    on.messages.set(id, message);
    for (const line of on.voice.arrived(message)) log(on, now, id, line);
  }

  function answer(on: SimulatedServer, message: SimulatedMessage, recipient: string, now: number): Answer {
    if (on.filter !== null && now >= on.filter.from && now < on.filter.to) return deadFilter;
    const domain = recipient.slice(recipient.lastIndexOf('@') + 1);
    const key = `${on.name}|${domain}`;
    const recent = (sentTo.get(key) ?? []).filter((at) => now - at < MINUTE);
    const destination = byDomain.get(domain);
    if (destination === undefined) return { kind: 'sent', relay: `mx.${domain}`, text: '250 ok' };
    const got = destination.answer({
      now,
      arrival: message.arrival,
      tries: message.tries,
      recipient,
      sender: message.sender,
      lastMinute: recent.length,
      random,
    });
    if (got.kind === 'sent') recent.push(now);
    sentTo.set(key, recent);
    return got;
  }

  function report(
    on: SimulatedServer,
    message: SimulatedMessage,
    kind: 'failed' | 'delayed',
    recipients: { address: string; status: string; text: string }[],
    now: number,
  ) {
    if (message.sender === '' || recipients.length === 0) return;
    mailbox.push({
      uid: mailbox.length + 1,
      at: now,
      eml: on.voice.report(on.name, message, kind, recipients, now, LIFETIME),
    });
  }

  function attempt(on: SimulatedServer, message: SimulatedMessage, now: number): void {
    message.tries += 1;
    message.lastTry = now;
    const failed: { address: string; status: string; text: string }[] = [];
    const left: SimulatedMessage['recipients'] = [];
    for (const recipient of message.recipients) {
      const got = answer(on, message, recipient.address, now);
      log(on, now, message.id, on.voice.tried(message, recipient.address, got, now));
      if (got.kind === 'bounced') failed.push({ address: recipient.address, status: got.status, text: got.text });
      if (got.kind !== 'deferred') continue;
      if (message.forcedExpire || now - message.arrival > LIFETIME) {
        failed.push({ address: recipient.address, status: got.status, text: got.text });
        continue;
      }
      if (recipient.reason === null) seen({ at: now, server: on.name, recipient: recipient.address, reason: got.text });
      recipient.reason = got.text;
      left.push(recipient);
    }
    message.recipients = left;
    report(on, message, 'failed', failed, now);
    if (left.length === 0) {
      on.messages.delete(message.id);
      log(on, now, message.id, on.voice.removed(message));
      return;
    }
    message.queue = 'deferred';
    const age = now - message.arrival;
    message.nextTry = now + Math.min(MAX_BACKOFF, Math.max(MIN_BACKOFF, age)) * (0.9 + random.next() / 5);
    if (!message.delayTold && age > DELAY_WARNING) {
      message.delayTold = true;
      report(
        on,
        message,
        'delayed',
        left.map((r) => ({ address: r.address, status: '4.0.0', text: r.reason ?? '' })),
        now,
      );
    }
  }

  function step(now: number, seconds: number): void {
    for (const on of servers) {
      const live = now >= start;
      for (let n = random.poisson((on.perMinute / 60) * seconds); n > 0; n--) {
        const count = random.chance(0.12) ? 2 + random.below(5) : 1;
        arrive(on, now, random.pick(senders), pickDestination(), count);
      }
      // The newsletter that Microsoft does not like, and the customer that sends a lot to one provider: both live.
      if (on.name === 'mx1' && random.chance(0.008 * seconds)) {
        const to = byDomain.get('outlook.com');
        if (to !== undefined) arrive(on, now, 'bulk@kestrel-shop.example', to, 1);
      }
      if (on.name === 'lists' && Math.floor(now / MINUTE) % 20 < 2) {
        const to = byDomain.get('gmail.com');
        if (to !== undefined) {
          for (let n = random.poisson(0.7 * seconds); n > 0; n--) arrive(on, now, 'news@fjordline.example', to, 1);
        }
      }
      if (on.name === 'mx2' && live && now - start > 45 * SECOND && now - start < 4 * MINUTE) {
        const to = byDomain.get('mailhaus.example');
        if (to !== undefined)
          for (let n = random.poisson(0.9 * seconds); n > 0; n--) arrive(on, now, random.pick(senders), to, 1);
      }
      for (const message of [...on.messages.values()]) {
        if (message.queue === 'active') attempt(on, message, now);
        else if (message.queue === 'deferred' && message.nextTry <= now) message.queue = 'active';
      }
    }
  }

  // Bounces that could not be given back: Exim keeps them frozen until somebody looks.
  const exim = servers.find((s) => s.voice.mta === 'exim');
  for (const [at, to] of bouncesNobodyTakes) {
    if (exim === undefined) break;
    inode += 1;
    const arrival = start - at;
    const id = exim.voice.id(arrival, 470_000, inode);
    exim.messages.set(id, {
      ...{ id, queue: 'hold', arrival, size: 3_900, sender: '', subject: 'Mail delivery failed', tries: 1 },
      ...{ messageId: `<E${id}@${exim.name}.kestrel-shop.example>`, recipients: [{ address: to, reason: null }] },
      ...{
        lastTry: arrival,
        nextTry: arrival,
        frozen: 'delivery error message',
        delayTold: false,
        forcedExpire: false,
      },
    });
  }

  const find = (name: string, id: string) => {
    const on = servers.find((s) => s.name === name);
    const message = on?.messages.get(id);
    return on !== undefined && message !== undefined ? { on, message } : null;
  };

  return {
    servers,
    mailbox,
    server: (name) => servers.find((s) => s.name === name),
    advance(now) {
      while (time < now) {
        // The past goes by in coarse steps, the present second by second.
        const size = time < start ? 30 * SECOND : SECOND;
        time = Math.min(now, time + size);
        step(time, size / SECOND);
      }
    },
    retry(name, id) {
      const found = find(name, id);
      if (found?.message.queue === 'deferred') found.message.queue = 'active';
    },
    setHeld(name, id, held) {
      const found = find(name, id);
      if (found === null || (found.message.queue === 'hold') === held) return false;
      found.message.queue = held ? 'hold' : 'deferred';
      if (!held) {
        found.message.nextTry = time;
        found.message.frozen = null;
      }
      return true;
    },
    remove(name, id) {
      const found = find(name, id);
      return found !== null && found.on.messages.delete(id);
    },
    expire(name, id) {
      const found = find(name, id);
      if (found === null) return false;
      found.message.forcedExpire = true;
      if (found.message.queue !== 'active') found.message.queue = 'deferred';
      found.message.nextTry = time;
      return true;
    },
    requeue(name, id) {
      const found = find(name, id);
      if (found === null) return false;
      const { on, message } = found;
      on.messages.delete(id);
      inode += 1;
      const renewed = {
        ...message,
        id: on.voice.id(time, random.below(1_000_000), inode),
        queue: 'active' as const,
      };
      for (const recipient of renewed.recipients) recipient.reason = null;
      on.messages.set(renewed.id, renewed);
      for (const line of requeuedByPostfix(renewed, id)) log(on, time, renewed.id, line);
      return true;
    },
  };
}

export type { Random };
