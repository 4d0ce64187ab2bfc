/**
 * The one test command. Installs the servers and the browser that the lab and app suites need where it may (root, or
 * sudo without a password, on Debian or Ubuntu); elsewhere it names the packages, and those suites say why they skip.
 * With CI set, a skipped test is a failure, except for what no installation could make run here (skips.ts).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensurePackages } from '../test/lab/packages.ts';
import { sortSkips } from './skips.ts';

interface TestResult {
  status: string;
  fullName: string;
  failureMessages: string[];
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { name: string; assertionResults: TestResult[] }[];
}

/** `later`: what it prints is shown in one piece at its end, because another step is printing meanwhile. */
function step(title: string, command: string, args: string[], later = false): Promise<boolean> {
  if (!later) console.log(`\n== ${title}`);
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: later ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => said.push(chunk));
    const ended = (ok: boolean): void => {
      if (later) process.stdout.write(Buffer.concat([Buffer.from(`\n== ${title}\n`), ...said]));
      console.log(`== ${title}: ${ok ? 'ok' : 'FAILED'}, ${Math.round((performance.now() - started) / 1000)} s`);
      resolve(ok);
    };
    child.once('error', () => ended(false));
    child.once('close', (code) => ended(code === 0));
  });
}

const npm = (script: string): [string, string[]] => ['npm', ['run', '--silent', script]];
const ci = process.env.CI === 'true';
const packages = await ensurePackages();
for (const line of packages.remarks) console.log(line);

const out = mkdtempSync(path.join(os.tmpdir(), 'queuewatch-test-'));
async function runSuite(title: string, projects: readonly string[], later = false) {
  const json = path.join(out, `${projects.join('-')}.json`);
  const ok = await step(
    title,
    'npx',
    [
      ...['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${json}`],
      ...projects.flatMap((name) => ['--project', name]),
    ],
    later,
  );
  let report: VitestReport | null = null;
  try {
    report = JSON.parse(readFileSync(json, 'utf8')) as VitestReport;
  } catch {
    console.log(`The test runner left no report of ${title}.`);
  }
  return { title, ok, report };
}

const built = await step('build', ...npm('build'));
/** Real servers mostly wait; beside them there is room for the rest. */
const lab = runSuite('lab tests', ['lab'], true);
const before = [
  built,
  ...(await Promise.all([step('types', ...npm('typecheck')), step('lint', ...npm('lint'), true)])),
];
const ended = [await runSuite('unit and app tests', ['unit', 'app']), await lab];
rmSync(out, { recursive: true, force: true });
const reports = ended.flatMap(({ report }) => report ?? []);
const sum = (of: (report: VitestReport) => number): number => reports.reduce((n, report) => n + of(report), 0);

const results = ended.flatMap(({ title, report }) =>
  (report?.testResults ?? []).flatMap((file) =>
    file.assertionResults.map(({ status, fullName, failureMessages }) => ({
      title,
      file: path.relative(process.cwd(), file.name).split(path.sep).join('/'),
      name: fullName,
      status,
      messages: failureMessages,
    })),
  ),
);
const skips = sortSkips(results.filter(({ status }) => status !== 'passed' && status !== 'failed'));
const { avoidable } = skips;
// Once more at the end, where it is looked for: the output above is long.
for (const { title, file, name, messages } of results.filter(({ status }) => status === 'failed')) {
  console.log(`failed, in the ${title}: ${file}: ${name}`);
  for (const line of messages.join('\n').split('\n').slice(0, 25)) console.log(`    ${line.slice(0, 1000)}`);
}
for (const { file, name } of avoidable) console.log(`skipped: ${file}: ${name}`);
for (const { suite, why, tests } of skips.notRunnable)
  console.log(`not runnable here: ${suite} (${why}), ${tests} tests; the stand-in ran the same ones`);
if (ci && avoidable.length > 0) console.log('CI skips no test that it can run: install what is missing (see above).');
// A file that fails before its tests, the build, types and lint count as failures of their own.
const tests = ended.every(({ ok, report }) => ok && report !== null);
const failed = sum(({ numFailedTests }) => numFailedTests) + before.filter((ok) => !ok).length;
const total = failed === 0 && !tests ? 1 : failed;
console.log(`${sum(({ numPassedTests }) => numPassedTests)} passed, ${total} failed, ${avoidable.length} skipped`);
process.exitCode = total === 0 && !(ci && avoidable.length > 0) ? 0 : 1;
