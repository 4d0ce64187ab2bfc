/** Words of `queuewatch queue`. */
export const queueWords = {
  help: `queuewatch queue --mta NAME [--summary] [FILE]
queuewatch queue --server NAME [--summary] [--data DIR] [--secrets FILE]

In: a captured queue listing, as the MTA's own command printed it, from FILE or standard input. Out: a JSON object a
line: {"id", "queue", "arrival", "size", "sender", "recipients": [{"address", "reason"}]}. Noise before, between and
after the records is skipped, counted, and told on standard error.

  --mta NAME      postfix (postqueue -j or -p), exim (exim -bp), sendmail (sendmail -bp -v or mailq), opensmtpd
                  (smtpctl show queue), haraka (haraka --qlist), qmail (qmail-qread), courier (mailq -batch),
                  exchange (Get-Message | ConvertTo-Json), mox (mox queue list), chasquid (the page /debug/queue of its
                  monitoring listener)
  --summary       one JSON object instead: counts by queue, class, domain and side, oldest, bytes
  --server NAME   poll a configured server once, live, instead of reading a file
  --data DIR      where the settings are (default: those of queuewatch serve)
  --secrets FILE  passwords and keys, as for queuewatch serve
  --own HOST      a filter, store or relay of ours; may be given several times
  --now SECONDS   when the listing was made, for listings that tell no year (default: now)

Exit codes: 0 done, 1 some records could not be read or the server could not be polled, 2 usage.
`,
  needsMta: 'queuewatch queue: --mta NAME or --server NAME is needed. Try queuewatch queue --help.',
  oneFile: 'queuewatch queue: one FILE at a time.',
  serverOrFile: 'queuewatch queue: either --server or a FILE.',
  unknownMta: (name: string, known: string): string => `queuewatch queue: unknown MTA "${name}"; known: ${known}.`,
  noListing: (name: string): string =>
    `queuewatch queue: ${name} is read by its API, not from a listing; use --server NAME.`,
  badNow: (text: string): string => `queuewatch queue: --now takes epoch seconds, not "${text}".`,
  skipped: (why: string, text: string): string => `skipped, ${why}: ${text}`,
  more: (count: number): string => `skipped: ${count} more`,
  remark: (text: string): string => `note: ${text}`,
  noServer: (name: string, dir: string, known: string): string =>
    `queuewatch queue: no server "${name}" in ${dir}${known === '' ? '' : `; there are: ${known}`}.`,
  unknownKey: (host: string, fingerprint: string): string =>
    `The host key of ${host} (${fingerprint}) is not known. Connect once with ssh or in the app, and compare it.`,
  noMta: (name: string): string => `queuewatch queue: no MTA was found on ${name}.`,
  pollFailed: (name: string, code: string, text: string): string => `queuewatch queue: ${name}: ${code}: ${text}`,
} as const;
