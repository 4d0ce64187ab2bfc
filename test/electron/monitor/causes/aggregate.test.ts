import { describe, expect, it } from 'vitest';
import { createJudge } from '../../../../electron/engine/judge.ts';
import { aggregate, createAggregation } from '../../../../electron/monitor/causes/aggregate.ts';
import type { Aggregate, Aggregation } from '../../../../electron/monitor/causes/aggregate.ts';
import { createCells } from '../../../../electron/monitor/queue/cells.ts';
import type { Part } from '../../../../electron/monitor/queue/select.ts';
import { QueueTable } from '../../../../electron/monitor/queue/table.ts';
import { mailboxFull, message, rateLimit } from '../world.ts';

const now = Date.UTC(2026, 10, 23, 14, 0, 0) / 1000;
const classOf = (part: Part, cell: number): string => part.table.cells.get(cell).class;

function run<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

function streaming(): { table: QueueTable; part: Part; looked: () => number; add: (from: number, to: number) => void } {
  const table = new QueueTable(createCells(createJudge(), 'postfix', () => []));
  table.begin(now);
  let looked = 0;
  const part: Part = {
    server: 'mx1',
    name: 'mx1',
    table,
    schedule: { minimum: 300, maximum: 4000, lifetime: 432_000 },
    predicate: {
      all: false,
      message: () => {
        looked += 1;
        return true;
      },
      recipient: () => true,
    },
  };
  const add = (from: number, to: number): void => {
    for (let n = from; n < to; n += 1)
      table.put(
        message(`A${n}`, {
          arrival: now - 5000 + (n % 777),
          recipients: [
            { address: `u${n}@d${n % 40}.example`, reason: n % 3 === 0 ? rateLimit : mailboxFull },
            { address: `v${n}@d${n % 7}.example`, reason: n % 5 === 0 ? null : mailboxFull },
          ],
        }),
      );
  };
  return { table, part, looked: () => looked, add };
}

/** What is counted; which of equally common replies is shown as the sample is left open. */
const figuresOf = ({ causes, waiting, recipients, untold }: Aggregate) => ({
  waiting,
  recipients,
  untold,
  causes: [...causes.values()]
    .map(({ id, messages, recipients: of, perPart, oldest, bounces, nextTry, cells }) => ({
      ...{ id, messages, recipients: of, oldest, bounces, nextTry },
      perPart: [...perPart],
      cells: cells.length,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1)),
});

describe('counting while a listing streams in', () => {
  it('adds up to the same as counting once at the end', () => {
    const { table, part, add } = streaming();
    const growing: Aggregation = createAggregation([part], classOf, false, now);
    let result: Aggregate | null = null;
    for (const [from, to] of [
      [0, 1],
      [1, 1500],
      [1500, 1500],
      [1500, 5000],
    ] as const) {
      add(from, to);
      result = run(growing.catchUp());
      expect(result.waiting).toBe(to);
    }
    expect(table.messages).toBe(5000);
    expect(result && figuresOf(result)).toEqual(figuresOf(run(aggregate([part], classOf, false, now))));
  });

  it('costs what came since the last question, not the whole queue again', () => {
    const { part, looked, add } = streaming();
    const growing = createAggregation([part], classOf, false, now);
    add(0, 4000);
    run(growing.catchUp());
    const before = looked();
    add(4000, 4100);
    run(growing.catchUp());
    expect(looked() - before).toBe(100);
  });

  it('counts what comes in between two slices of a count once', () => {
    const { part, add } = streaming();
    const growing = createAggregation([part], classOf, false, now);
    add(0, 3000);
    const work = growing.catchUp();
    work.next();
    add(3000, 4000);
    expect(run(work).waiting).toBe(4000);
    expect(run(growing.catchUp()).waiting).toBe(4000);
  });
});
