/** Words of the built-in demo. */
export const demoWords = {
  push: 'simulated, push, read only',
  paused: 'paused',
  mailboxWorks: 'The simulated mailbox answers.',
  noSuchCommand: (name: string) => `${name}: command not found on the simulated server`,
} as const;
