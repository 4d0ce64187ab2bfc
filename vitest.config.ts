import { defineConfig } from 'vitest/config';

/**
 * Real servers and a real browser on a machine that is busy with other work may miss a moment once; what is broken fails
 * twice. The report names what was tried again. By hand nothing is tried again.
 */
const retry = process.env.CI === 'true' ? 1 : 0;

/**
 * Projects: `unit` is pure and quick; `lab` drives real servers; `app` drives the built app on the stand-in Electron
 * and the built web host, both with a real Chromium. Lab and app files run one after another: they own ports. `npm test`
 * runs the lab beside the others: real servers mostly wait.
 */
export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      {
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['test/**/*.test.ts'],
          exclude: ['test/lab/**', 'test/app/**', 'test/bench/**'],
          setupFiles: ['test/setup.ts'],
          // A busy machine is slow, not wrong.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'lab',
          retry,
          sequence: { groupOrder: 2 },
          include: ['test/lab/**/*.test.ts'],
          setupFiles: ['test/setup.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'app',
          retry,
          sequence: { groupOrder: 1 },
          include: ['test/app/**/*.test.ts'],
          setupFiles: ['test/setup.ts'],
          // Node's own loader for these: the app must run as it was built, and hooks swap its `electron`.
          server: { deps: { external: [/\/test\/app\/standin\//, /\/dist\//] } },
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
