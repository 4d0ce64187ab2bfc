/** Words of the command line. */
export const cliWords = {
  help: `queuewatch: what is deferred, why, whose turn it is

usage: queuewatch COMMAND [options]

  explain   a deferral or bounce text a line in, what it means out
  dsn       bounce messages in, what they say out
  queue     a captured queue listing in, messages or a summary out
  replay    recorded polls in, incidents and notifications out
  act       retry, hold, release or delete messages of a configured server
  serve     the monitor and its window in a browser

queuewatch COMMAND --help tells the options of one.
`,
  unknownCommand: (name: string): string => `queuewatch: there is no command "${name}". Try queuewatch --help.`,
  notHere: (name: string): string => `queuewatch: "${name}" is not part of this build.`,
  failed: (message: string): string => `queuewatch: ${message}`,
  unknownOption: (command: string, option: string): string =>
    `queuewatch ${command}: unknown option ${option}. Try queuewatch ${command} --help.`,
  needsValue: (command: string, option: string): string => `queuewatch ${command}: ${option} needs a value.`,
  cannotRead: (file: string, why: string): string => `queuewatch: cannot read ${file}: ${why}`,
  explain: {
    help: `queuewatch explain [--mta NAME] [--own HOST]... [--table] [--postqueue] [FILE...]

In: a deferral or bounce text a line, or a JSON object a line with "text" (and "mta" if known), from files or
standard input. Out, in the same order, a JSON object a line: what the text says and what to do.

  --mta NAME    whose words these are: postfix, exim, sendmail, opensmtpd, haraka, qmail, courier, exchange,
                kumomta, stalwart, zonemta, chasquid, dsn or bare
  --own HOST    a filter, store or relay of ours (host name, ".suffix" or address); may be given several times
  --postqueue   the input is what \`postqueue -j\` prints: every recipient with a reason counts
  --table       a table for people instead: code, class, side, count, first step

Exit codes: 0 done, 1 some lines could not be read, 2 usage.
`,
    notJson: (line: number): string => `line ${line}: not a JSON object, taken as text`,
    noText: (line: number): string => `line ${line}: a JSON object without "text", left out`,
    cut: (line: number): string => `line ${line}: longer than 4 MiB, its end is not read`,
    notPostqueue: (line: number): string => `line ${line}: not a line of postqueue -j, left out`,
    columns: ['code', 'class', 'side', 'count', 'first step'] as const,
    none: 'No reasons in the input.',
  },
  replay: {
    help: `queuewatch replay [--settings FILE] [FILE]

Runs the alert engine over recorded polls with a virtual clock. Nothing is shown on the desktop.

In: JSON objects, a line each, ordered by "t" (epoch seconds), from a file or standard input:
  {"t", "server", "add": [{"id", "arrival", "sender", "recipient", "reason"}], "remove": ["id"]}   a poll, as the
                                     difference to that server's poll before
  {"t", "server", "error"}           a poll that failed
  {"t", "server", "action", "ids"}   something the admin did: retry, flush; a list of ids or "all"
  {"t", "sleep_until"}               the workstation slept

Out: {"t", "event": "open|update|close", "incident", "server", "class", "provider", "severity", "count", "why"} for
incidents and {"t", "event": "notify", "incident", "kind", "title", "body"} for every notification.

  --settings FILE   alert settings as JSON, the same keys as the app's; what is left out keeps its default
  --mta NAME        whose words the reasons are (postfix when left out)

Exit codes: 0 done, 1 some lines could not be read, 2 usage.
`,
    oneFile: 'queuewatch replay: one recording at a time.',
    badSettings: (file: string, why: string): string => `queuewatch replay: settings ${file}: ${why}`,
    badLine: (line: number): string => `line ${line}: not a poll, failure, action or sleep; left out`,
    backwards: (line: number): string => `line ${line}: earlier than the line before; taken as it stands`,
    more: (n: number): string => `and ${n} more lines like these`,
  },
};
