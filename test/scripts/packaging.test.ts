import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const builder = readFileSync(new URL('../../electron-builder.yml', import.meta.url), 'utf8');
const has = (line: string): void => expect(builder.split('\n').map((one) => one.trim())).toContain(line);

it.each([
  'runAsNode: false',
  'enableCookieEncryption: true',
  'enableNodeOptionsEnvironmentVariable: false',
  'enableNodeCliInspectArguments: false',
  'enableEmbeddedAsarIntegrityValidation: true',
  'onlyLoadAppFromAsar: true',
  'grantFileProtocolExtraPrivileges: false',
])('an installed app is no Node to be borrowed, and runs nothing but its own archive: %s', has);

it.each(['AppImage', 'deb', 'rpm', 'nsis', 'dmg'])('a package is made for every desktop: %s', (target) => {
  expect(builder).toMatch(new RegExp(`\\b${target}\\b`));
});
