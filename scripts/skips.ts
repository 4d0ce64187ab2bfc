/** Which skipped tests a machine is excused for. CI fails on every other one. */
import { findElectron, type FoundElectron } from '../test/app/support/findElectron.ts';

export interface SkippedTest {
  /** From the root of the repository, with "/". */
  file: string;
  name: string;
}

export interface Skips {
  /** They cannot run here whatever is installed; with the reason. */
  notRunnable: { suite: string; why: string; tests: number }[];
  /** They would run if something was installed. */
  avoidable: SkippedTest[];
}

/**
 * The whole list of suites that a machine may be unable to run. It has one entry: the npm registry holds Electron's
 * package but not its program, and a clean clone may reach nothing but the registry. The same scenarios run on the
 * stand-in everywhere.
 */
const excusable = [
  {
    suite: 'real Electron',
    file: 'test/app/desktop.electron.test.ts',
    why: (electron: FoundElectron): string | null =>
      'missing' in electron && !electron.obtainable ? electron.missing : null,
  },
];

export function sortSkips(skipped: readonly SkippedTest[], electron: FoundElectron = findElectron()): Skips {
  const excused = excusable.flatMap(({ suite, file, why }) => {
    const reason = why(electron);
    return reason === null ? [] : [{ suite, file, why: reason }];
  });
  return {
    notRunnable: excused
      .map(({ suite, file, why }) => ({ suite, why, tests: skipped.filter((one) => one.file === file).length }))
      .filter(({ tests }) => tests > 0),
    avoidable: skipped.filter((one) => !excused.some(({ file }) => file === one.file)),
  };
}
