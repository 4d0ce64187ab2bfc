/**
 * How often the reasons engine is right, on labelled texts (one JSON object a line: text, mta, class, alt, side, phase,
 * reply, enhanced, provider).
 *
 *   node test/bench/scoreReasons.ts [FILE] [--held | --dev] [--misses]
 *
 * Without FILE: test/fixtures/reasons/texts.jsonl. --misses lists what was wrong (never use it with --held while writing
 * rules: then the part is no longer sealed).
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createClassifier } from '../../shared/reasons/index.ts';
import type { Reason } from '../../shared/model/reason.ts';

export interface Labelled {
  readonly text: string;
  readonly mta: string | null;
  readonly class: string;
  readonly alt?: readonly string[];
  readonly side: string;
  readonly phase: string | null;
  readonly reply: string | null;
  readonly enhanced: string | null;
  readonly provider: string | null;
  readonly held?: boolean;
}

export interface Figures {
  readonly rows: number;
  readonly strict: number;
  readonly lenient: number;
  readonly macroF1: number;
  readonly transientRows: number;
  readonly transientStrict: number;
  readonly highRows: number;
  readonly highRight: number;
  readonly side: number;
  readonly phase: number;
  readonly reply: number;
  readonly enhanced: number;
  readonly provider: number;
}

export function readLabelled(file: string): Labelled[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Labelled);
}

const share = (count: number, of: number): number => (of === 0 ? 0 : count / of);

/** Shares 0 to 1. Macro-F1 over the classes that occur in the labels. */
export function scoreReasons(rows: readonly Labelled[]): Figures & { misses: { row: Labelled; said: Reason }[] } {
  const classifier = createClassifier();
  const said = rows.map((row) => ({ row, said: classifier.classify(row.text, { mta: row.mta ?? undefined }) }));
  const count = (is: (pair: { row: Labelled; said: Reason }) => boolean): number => said.filter(is).length;
  const right = ({ row, said: s }: { row: Labelled; said: Reason }): boolean =>
    s.class === row.class || (row.alt ?? []).includes(s.class);
  const transient = said.filter(({ row }) => (row.enhanced ?? row.reply ?? '4').startsWith('4'));
  const high = said.filter(({ said: s }) => s.confidence === 'high');
  const classes = [...new Set(rows.map((r) => r.class))];
  const f1 = classes.map((cls) => {
    const hit = count(({ row, said: s }) => row.class === cls && s.class === cls);
    return share(2 * hit, count(({ row }) => row.class === cls) + count(({ said: s }) => s.class === cls));
  });
  const field = (name: 'side' | 'phase' | 'reply' | 'enhanced' | 'provider'): number =>
    share(
      count(({ row, said: s }) => row[name] === s[name]),
      rows.length,
    );
  return {
    rows: rows.length,
    strict: share(
      count(({ row, said: s }) => row.class === s.class),
      rows.length,
    ),
    lenient: share(count(right), rows.length),
    macroF1: share(
      f1.reduce((a, b) => a + b, 0),
      f1.length,
    ),
    transientRows: transient.length,
    transientStrict: share(transient.filter(({ row, said: s }) => row.class === s.class).length, transient.length),
    highRows: high.length,
    highRight: share(high.filter(right).length, high.length),
    side: field('side'),
    phase: field('phase'),
    reply: field('reply'),
    enhanced: field('enhanced'),
    provider: field('provider'),
    misses: said.filter((pair) => pair.row.class !== pair.said.class),
  };
}

if (process.argv[1] === import.meta.filename) {
  const args = process.argv.slice(2);
  const file =
    args.find((a) => !a.startsWith('--')) ?? path.join(import.meta.dirname, '../fixtures/reasons/texts.jsonl');
  const all = readLabelled(file);
  const rows = args.includes('--held')
    ? all.filter((r) => r.held)
    : args.includes('--dev')
      ? all.filter((r) => !r.held)
      : all;
  const { misses, ...f } = scoreReasons(rows);
  const pct = (x: number): string => `${(100 * x).toFixed(1)} %`;
  console.log(`texts ${f.rows}, transient ${f.transientRows}, answered with high confidence ${f.highRows}`);
  console.log(
    `class            ${pct(f.strict)} strict, ${pct(f.lenient)} with listed alternatives, macro-F1 ${pct(f.macroF1)}`,
  );
  console.log(`transient class  ${pct(f.transientStrict)} strict`);
  console.log(`high confidence  ${pct(f.highRight)} right`);
  for (const name of ['side', 'phase', 'reply', 'enhanced', 'provider'] as const)
    console.log(`${name.padEnd(16)} ${pct(f[name])}`);
  if (args.includes('--misses'))
    for (const { row, said: s } of misses)
      console.log(`${row.class} -> ${s.class} (${s.rule}, ${s.confidence}) ${row.text.slice(0, 160)}`);
}
