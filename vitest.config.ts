import { defineConfig } from 'vitest/config';

/**
 * Projects: `unit` is pure and quick; `lab` drives real servers; `app` drives the built app on the stand-in Electron
 * and the built web host, both with a real Chromium. Lab and app files run one after another: they own ports.
 */
export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/lab/**', 'test/app/**', 'test/bench/**'],
          setupFiles: ['test/setup.ts'],
        },
      },
      {
        test: {
          name: 'lab',
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
