/** Words about what is counted of a server's mail, and why it is not. */
export const trafficWords = {
  watched: (by: string): string => `watched by ${by}`,
  notWatched: (why: string): string => `not watched: ${why}`,
  log: (file: string): string => `log ${file}`,
  journal: 'the journal',
  counter: (what: string): string => `counter ${what}`,
  noLog: 'this account may not read a mail log',
  notReadable: (file: string): string => `this account may not read ${file}`,
  failed: (said: string): string => `counting in the log failed${said === '' ? '' : ` (${said})`}`,
  noCounter: (label: string): string => `${label} tells no count of the mail it accepts`,
  switchedOff: 'counting mail is switched off for this server',
  notYet: 'not looked yet',
} as const;
