/**
 * The one test command. Installs the servers and the browser that the lab and app suites need where it may (root, or
 * sudo without a password, on Debian or Ubuntu); elsewhere it names the packages, and those suites say why they skip.
 * With CI set, a skipped test is a failure, except for what no installation could make run here (skips.ts).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensurePackages } from '../test/lab/packages.ts';
import { sortSkips } from './skips.ts';

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[];
}

function step(title: string, command: string, args: string[]): boolean {
  console.log(`\n== ${title}`);
  const started = performance.now();
  const ok = spawnSync(command, args, { stdio: 'inherit' }).status === 0;
  console.log(`== ${title}: ${ok ? 'ok' : 'FAILED'}, ${Math.round((performance.now() - started) / 1000)} s`);
  return ok;
}

const ci = process.env.CI === 'true';
const packages = await ensurePackages();
for (const line of packages.remarks) console.log(line);

const out = mkdtempSync(path.join(os.tmpdir(), 'queuewatch-test-'));
const json = path.join(out, 'vitest.json');
const before = [
  step('build', 'npm', ['run', '--silent', 'build']),
  step('types', 'npm', ['run', '--silent', 'typecheck']),
  step('lint', 'npm', ['run', '--silent', 'lint']),
];
const tests = step('tests', 'npx', [
  ...['vitest', 'run', '--reporter=default', '--reporter=json'],
  `--outputFile.json=${json}`,
]);

let report: VitestReport | null = null;
try {
  report = JSON.parse(readFileSync(json, 'utf8')) as VitestReport;
} catch {
  console.log('The test runner left no report.');
}
rmSync(out, { recursive: true, force: true });

const skips = sortSkips(
  (report?.testResults ?? []).flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName }) => ({
        file: path.relative(process.cwd(), file.name).split(path.sep).join('/'),
        name: fullName,
      })),
  ),
);
const { avoidable } = skips;
for (const { file, name } of avoidable) console.log(`skipped: ${file}: ${name}`);
for (const { suite, why, tests } of skips.notRunnable)
  console.log(`not runnable here: ${suite} (${why}), ${tests} tests; the stand-in ran the same ones`);
if (ci && avoidable.length > 0) console.log('CI skips no test that it can run: install what is missing (see above).');
// A file that fails before its tests, the build, types and lint count as failures of their own.
const failed = (report?.numFailedTests ?? 0) + before.filter((ok) => !ok).length;
const total = failed === 0 && !tests ? 1 : failed;
console.log(`${report?.numPassedTests ?? 0} passed, ${total} failed, ${avoidable.length} skipped`);
process.exitCode = total === 0 && report !== null && !(ci && avoidable.length > 0) ? 0 : 1;
