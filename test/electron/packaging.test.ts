import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { appId, linkScheme, productName } from '../../electron/desktop/identity.ts';

const yml = readFileSync('electron-builder.yml', 'utf8');
const about = JSON.parse(readFileSync('package.json', 'utf8')) as { productName: string };
const value = (key: string): string | undefined => new RegExp(`^${key}: (.*)$`, 'm').exec(yml)?.[1];
const section = (key: string): string => new RegExp(`^${key}:\\n((?:[ #].*\\n)+)`, 'm').exec(yml)?.[1] ?? '';

describe('electron-builder.yml', () => {
  it('names the app as the app names itself: Windows shows no notification otherwise', () => {
    expect(value('appId')).toBe(appId);
    expect(value('productName')).toBe(productName);
    expect(about.productName).toBe(productName);
    expect(section('protocols')).toContain(`schemes: [${linkScheme}]`);
  });

  it('sets the fuses of the security checklist', () => {
    const fuses = Object.fromEntries<string | undefined>(
      [...section('electronFuses').matchAll(/^ {2}(\w+): (\w+)$/gm)].map((found) => [found[1] ?? '', found[2]]),
    );
    expect(fuses).toEqual({
      runAsNode: 'false',
      enableCookieEncryption: 'true',
      enableNodeOptionsEnvironmentVariable: 'false',
      enableNodeCliInspectArguments: 'false',
      enableEmbeddedAsarIntegrityValidation: 'true',
      onlyLoadAppFromAsar: 'true',
      loadBrowserProcessSpecificV8Snapshot: 'false',
      grantFileProtocolExtraPrivileges: 'false',
      resetAdHocDarwinSignature: 'true',
    });
  });

  it('keeps packages out of dist/, and native parts out of packages', () => {
    expect(section('directories')).toMatch(/^ {2}output: release$/m);
    expect(value('npmRebuild')).toBe('false');
    expect(section('files')).toContain("'!**/ssh2/lib/protocol/crypto/build/**'");
    expect(section('files')).toContain("'!**/cpu-features/**'");
    expect(section('asarUnpack')).toContain("'**/ssh2/util/pagent.exe'");
  });

  it('builds for all three systems, with icons that are there', () => {
    expect(section('linux')).toContain('target: [AppImage, deb, rpm]');
    expect(section('win')).toContain('target: [nsis]');
    expect(section('mac')).toContain('target: [dmg]');
    for (const [, file] of yml.matchAll(/^ {2}icon: (.*)$/gm)) expect(existsSync(file ?? '')).toBe(true);
  });

  it('asks no feed unless one is named', () => {
    expect(value('publish')).toBe('null');
  });
});
