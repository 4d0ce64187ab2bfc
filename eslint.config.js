// Layers are kept by the linter (see "Layers" in README): shared/ is pure, the renderer sees only shared/, only the
// desktop folder sees Electron, mta/ never connects and transport/ never knows an MTA.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const electronModules = ['electron', 'electron/*'];
const node = { group: ['node:*'], message: 'shared/ and renderer/ run without Node.' };
const electron = {
  group: electronModules,
  message: "'electron' is imported in main.ts, preload.ts and desktop/ only.",
};
const upward = (...folders) => ({
  group: folders.flatMap((f) => [`**/${f}/**`, `**/${f}`]),
  message: 'This layer may not know that one.',
});

const layer = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

export default tseslint.config(
  { ignores: ['dist/', 'release/', 'screens/', 'node_modules/', 'test/fixtures/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'Property[key.name=/^(nodeIntegration|webviewTag|allowRunningInsecureContent|enableBlinkFeatures|experimentalFeatures)$/]',
          message: 'Electron security checklist: never set.',
        },
        { selector: "Property[key.name='webSecurity']", message: 'Electron security checklist: never set.' },
        {
          selector: 'Property[key.name=/^(sandbox|contextIsolation)$/][value.value=false]',
          message: 'Electron security checklist: never switched off.',
        },
        {
          selector: "Program:has(ImportDeclaration[source.value='electron']) > ExpressionStatement > AwaitExpression",
          message: 'Electron is ready only after the entry module has finished: no top-level await (electron#40719).',
        },
      ],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}', 'scripts/**'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', Buffer: 'readonly' } },
  },
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  layer(['shared/**'], [node, electron, upward('electron', 'renderer', 'test')]),
  layer(['renderer/**'], [node, electron, upward('electron', 'test')]),
  layer(
    ['electron/**'],
    [electron, upward('renderer', 'test')],
    [
      'electron/main.ts',
      'electron/preload.ts',
      'electron/desktop/**',
      'electron/mta/**',
      'electron/transport/**',
      'electron/monitor/**',
    ],
  ),
  layer(['electron/main.ts', 'electron/preload.ts', 'electron/desktop/**'], [upward('renderer', 'test')]),
  layer(['electron/mta/**'], [electron, upward('renderer', 'test', 'transport', 'monitor', 'store', 'inbox')]),
  layer(['electron/transport/**'], [electron, upward('renderer', 'test', 'mta', 'monitor', 'store', 'inbox')]),
  layer(['electron/monitor/**'], [electron, upward('renderer', 'test', 'mta', 'transport', 'inbox', 'store')]),
);
