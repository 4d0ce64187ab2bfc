/** Words of `queuewatch dsn` on standard error and in its help. */
export const dsnCliWords = {
  usage: `Usage: queuewatch dsn FILE...

Reads bounce messages and prints one JSON object a message, in the order given.

FILE   a message (.eml, LF or CRLF, with or without a leading mbox "From " line),
       a folder (read with its subfolders, in the order of their names),
       or - for one message on standard input

Options:
  --help   show this text

Exit status: 0 done, 1 some inputs could not be read, 2 wrong usage.`,
  noInput: 'queuewatch dsn: no file given; see queuewatch dsn --help',
  unknownOption: 'queuewatch dsn: unknown option {option}; see queuewatch dsn --help',
  failed: 'queuewatch dsn: {file}: {why}',
  emptyFolder: 'no messages in this folder',
} as const;
