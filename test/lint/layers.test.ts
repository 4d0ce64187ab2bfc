import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

/** The project's own rules, without those that need types: the files linted here exist as text only. */
const eslint = new ESLint({
  overrideConfig: [
    { ...tseslint.configs.disableTypeChecked, files: ['**/*.ts', '**/*.tsx'] },
    { files: ['**/*.ts', '**/*.tsx'], languageOptions: { parserOptions: { projectService: false, project: null } } },
  ],
});

async function lint(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: file });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}
const importing = (module: string): string => `import * as it from '${module}';\nexport const x = it;\n`;

describe('layers are kept by the linter', () => {
  it.each([
    ['shared/reasons/x.ts', 'node:fs'],
    ['shared/x.ts', 'electron'],
    ['shared/x.ts', '../electron/ports.ts'],
    ['shared/x.ts', '../renderer/bridge.ts'],
    ['renderer/causes/x.tsx', 'node:path'],
    ['renderer/causes/x.tsx', 'electron'],
    ['renderer/causes/x.tsx', '../../electron/clock.ts'],
    ['electron/web/x.ts', 'electron'],
    ['electron/host/x.ts', 'electron/main'],
    ['electron/store/x.ts', 'electron'],
    ['electron/cli/x.ts', '../../renderer/bridge.ts'],
    ['electron/desktop/x.ts', '../../renderer/bridge.ts'],
    ['electron/main.ts', '../test/support/fakeEngine.ts'],
    ['electron/mta/postfix/x.ts', '../../transport/ssh.ts'],
    ['electron/mta/x.ts', 'electron'],
    ['electron/transport/x.ts', '../mta/postfix.ts'],
    ['electron/monitor/x.ts', '../mta/postfix.ts'],
    ['electron/monitor/x.ts', '../transport/ssh.ts'],
    ['electron/monitor/x.ts', '../store/history.ts'],
    ['electron/monitor/x.ts', '../inbox/createInbox.ts'],
  ])('%s may not import %s', async (file, module) => {
    expect(await lint(file, importing(module))).toContain('no-restricted-imports');
  });

  it.each([
    ['shared/x.ts', 'zod'],
    ['renderer/causes/x.tsx', '../../shared/contract.ts'],
    ['electron/desktop/x.ts', 'electron'],
    ['electron/preload.ts', 'electron'],
    ['electron/monitor/x.ts', '../ports.ts'],
    ['electron/engine/x.ts', '../monitor/judge.ts'],
  ])('%s may import %s', async (file, module) => {
    expect(await lint(file, importing(module))).not.toContain('no-restricted-imports');
  });
});

describe('the security checklist is kept by the linter', () => {
  it.each([
    'nodeIntegration',
    'webviewTag',
    'allowRunningInsecureContent',
    'enableBlinkFeatures',
    'experimentalFeatures',
    'webSecurity',
  ])('%s is never set', async (option) => {
    const text = `export const webPreferences = { ${option}: true };\n`;
    expect(await lint('electron/desktop/x.ts', text)).toContain('no-restricted-syntax');
  });

  it.each(['sandbox', 'contextIsolation'])('%s is never switched off', async (option) => {
    const text = `export const webPreferences = { ${option}: false };\n`;
    expect(await lint('electron/desktop/x.ts', text)).toContain('no-restricted-syntax');
  });
});
