import { plural } from './words.en.ts';

export const candidateWords = {
  local: 'this computer',
  jump: (host: string) => `via ${host}`,
  proxy: 'through a proxy command',
  noAliases: 'No alias in the SSH configuration; type a host, user@host or an API address.',
  aliases: (n: number) => `${plural(n, 'alias', 'aliases')} in the SSH configuration`,
};
