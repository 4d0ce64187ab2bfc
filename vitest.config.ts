import { defineConfig } from 'vitest/config';

/**
 * Projects: `unit` is pure and quick; `lab` drives real servers; `app` drives the built app on the stand-in Electron
 * and the built web host, both with a real Chromium. Lab and app files run one after another: they own ports; and the
 * projects too, because real servers and a browser beside a full processor only fail on time.
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
