/** Words about MTAs that are read by commands. */
export const commandWords = {
  absent: (label: string, what: string) => `${label} has no ${what}`,
  cut: 'The listing was cut at its deadline.',
  lost: 'The connection was lost during the listing.',
  needsRoot: (program: string) => `${program} shows the queue to root only`,
  noSelection: (label: string) => `${label} can only retry everything at once; it is not offered for chosen messages`,
  noHeaders: (label: string) => `${label} has no command that shows a queued message`,
  gone: 'The message is no longer in the queue.',
  sendmail: {
    recipe: 'needs the recipe',
    cutReasons: 'Reasons are cut: this account may not read the control files.',
    background: 'Runs in the background on the server.',
    oneByOne: 'Message by message.',
    domain: 'Every address that contains the text; what it takes is shown before.',
    quarantine: 'Quarantine.',
    remove: 'Quarantined first, so that no delivery is running; then its files are removed. Nobody is told.',
    expire: 'Given up at once; the sender is told.',
    noLog: '"sent" cannot be proven.',
    noQuarantine: 'It could not be set aside first: it is being delivered now.',
    sudoers: '# /etc/sudoers.d/queuewatch, needs sudo 1.9.10; ids are checked by the rules themselves',
    doas: '# /etc/doas.conf; doas cannot check arguments that change',
  },
  haraka: {
    noReason: 'Haraka keeps no reason in its queue, and this account can read no log of it: why mail waits is not told',
    reasonsFrom: (place: string) => `reasons come from ${place}`,
    unnamed: 'haraka --qlist names no recipients: "?" stands for each',
    noPlugin: 'needs the plugin "status" in config/plugins',
    where: 'give the folder of its configuration as the instance',
  },
  mox: {
    socket: 'mox answers root and its own account only, over its control socket',
    noHeading: 'this is no listing of mox: its first line is missing',
  },
  qmail: {
    noReason: 'no readable log of qmail-send: why mail waits is not told',
    logSource: 'reasons come from the log of qmail-send',
  },
  courier: {
    noReason: 'control files are not readable: why mail waits is not told',
    cancel: 'Courier has no silent delete; a cancelled message bounces to its sender',
  },
  exchange: {
    queueReason: 'Where a message tells no error of its own, that of its queue is shown.',
    retryQueue: 'Exchange retries whole queues only; it is not offered for chosen messages',
    more: (limit: number) => `Exchange lists at most ${String(limit)} messages a look`,
    noSnapin: 'The Exchange management tools are not installed on this host, or this account may not use them.',
  },
} as const;
