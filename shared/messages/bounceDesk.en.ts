export const bounceDeskWords = {
  unreadable: 'Could not be read',
  unreadableFor: (why: string) => `Could not be read. ${why}`,
  noReason: 'No reason given',
  unknown: 'not told',
  stillTrying: (why: string) => `${why}, still trying`,
  forged: (why: string) => `${why}, sender address forged`,
  reader: (name: string, why: string) => (why === '' ? name : `${name}: ${why}`),
  noRaw: 'The source of this report was not kept.',
};
