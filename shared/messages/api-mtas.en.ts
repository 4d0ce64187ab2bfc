/** Words about MTAs that are reached by their HTTP API. */
export const apiWords = {
  absent: (label: string, what: string) => `${label} has no ${what}`,
  changed: (field: string, broken: number, of: number) =>
    `${String(broken)} of ${String(of)} records have another shape than documented, first at "${field}"`,
  readOnlyKey: 'a read-only key may not act',
  needsWriteKey: 'needs a key with write access; cannot be told without acting',
  gone: 'the message is no longer in the queue',
  notGiven: (status: number) => `the server does not give the message out (${String(status)})`,
  notTold: 'cannot be told without trying',
  verbs: {
    hold: 'hold',
    release: 'release',
    delete: 'delete',
    expire: 'expiry with notice',
    requeue: 'requeue',
    retry_domain: 'retry of a whole domain',
    retry_all: 'retry of everything',
    retry_one: 'retry of one message',
    headers: 'headers of a queued message',
    body: 'content of a queued message',
    log: 'delivery log by message',
    list: 'listing of messages',
  },
  mailcow: {
    cut: 'mailcow lists at most 10,000 messages; there are more',
    empty: 'mailcow answers an empty list also when it cannot read its queue',
    longIds: 'long queue ids: mailcow ignores them, so nothing can be done to these messages',
    retryDomain: 'chosen message by message',
  },
  pmg: {
    twoFactor: 'this account wants a second factor; use one without for watching',
    shortIds: 'queue ids under 8 characters: the gateway refuses them, so nothing can be done to these messages',
  },
  stalwart: {
    retryChangesExpiry:
      'On Stalwart up to 0.15 a retry turns the expiry time of the message into a number of further attempts.',
    paused: 'the queue is stopped on the server',
  },
  kumomta: {
    sample: (shown: number, queues: number) =>
      `sample of at most ${String(shown)} messages of each of ${String(queues)} queues`,
    total: (waiting: number) => `${String(waiting)} messages wait in scheduled queues, as its counters say`,
    noReason: 'KumoMTA does not tell why a message waits; the reason is in its log only',
    queuesOnly: 'acts on queues, never on single messages: for a whole domain only',
    suspended: (what: string, left: string, reason: string) =>
      `mail ${what} is suspended for another ${left}: ${reason}`,
    suspensionsUnread: 'which queues are suspended could not be read',
  },
  zonemta: {
    later: (left: number) => `the reasons of ${String(left)} messages are read at the next looks`,
  },
  chasquid: {
    readOnly: 'the monitoring page only shows the queue',
    cut: (items: number, of: number) => `the page ended after ${String(items)} of ${String(of)} messages`,
  },
} as const;
