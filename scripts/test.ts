/**
 * The one test command. Installs the servers and the browser that the lab and app suites need where it may (root, or
 * sudo without a password, on Debian or Ubuntu); elsewhere it names the packages, and those suites say why they skip.
 * With CI set, a skipped test is a failure.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensurePackages } from '../test/lab/packages.ts';

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

const skipped = (report?.testResults ?? []).flatMap((file) =>
  file.assertionResults
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => `${path.relative(process.cwd(), file.name)}: ${fullName}`),
);
for (const name of skipped) console.log(`skipped: ${name}`);
if (ci && skipped.length > 0) console.log('CI skips no test: install what is missing (see above).');
// A file that fails before its tests, the build, types and lint count as failures of their own.
const failed = (report?.numFailedTests ?? 0) + before.filter((ok) => !ok).length;
const total = failed === 0 && !tests ? 1 : failed;
console.log(`${report?.numPassedTests ?? 0} passed, ${total} failed, ${skipped.length} skipped`);
process.exitCode = total === 0 && report !== null && !(ci && skipped.length > 0) ? 0 : 1;
