import { expect, test } from 'vitest';
import { settle } from '../../src/common/clock.ts';
import { Correlate } from '../../src/executor/ops/correlate.ts';
import { BATCH_ROWS, DELETE, INSERT, UPDATE_BEFORE, type Batch, type Row } from '../../src/types/batch.ts';
import { Collector, checkpoint, numbers } from './collector.ts';

/** The first column, as often as it says. */
function* repeated([count]: readonly unknown[]): Generator<Row> {
  for (let i = 0; i < Number(count); i++) yield [i];
}

interface Options {
  readonly rowsOf?: (values: readonly unknown[]) => Iterable<Row>;
  readonly padding?: number;
}

function setUp({ rowsOf = repeated, padding }: Options = {}) {
  const sink = new Collector();
  const branch = new AbortController();
  const args = [(row: Row) => row[0]];
  const spec = { args, rowsOf, condition: undefined, padding, signal: branch.signal };
  return { sink, branch, operator: new Correlate(spec, sink) };
}

test('each row has the rows of its call behind it, none where there are none', () => {
  const { sink, operator } = setUp();
  expect(operator.push(numbers(2, 0, 1))).toBeUndefined();
  operator.barrier(checkpoint(1));
  void operator.watermark(5);
  expect(sink.log).toEqual(['2,0', '2,1', '1,0', 'b1', 'w5']);
});

test('every row of a call has the kind of its row, the padded one too', () => {
  const pushed: Batch[] = [];
  const { sink, operator } = setUp({ padding: 1 });
  sink.push = (batch) => void pushed.push(batch);
  void operator.push({ rows: [[2], [0], [1]], kinds: Uint8Array.of(UPDATE_BEFORE, DELETE, INSERT) });
  expect(pushed.map(({ rows, kinds }) => [rows, [...(kinds ?? [])]])).toEqual([
    [
      [
        [2, 0],
        [2, 1],
        [0, null],
        [1, 0],
      ],
      [UPDATE_BEFORE, UPDATE_BEFORE, DELETE, INSERT],
    ],
  ]);
});

test('many rows leave in batches, and the next one is not made before the last one is taken', async () => {
  let made = 0;
  const { sink, operator } = setUp({
    *rowsOf(values) {
      for (const row of repeated(values)) {
        made++;
        yield row;
      }
    },
  });
  sink.hold();
  const pushed = operator.push(numbers(BATCH_ROWS * 2 + 1));
  await settle();
  expect([made, sink.rows.length]).toEqual([BATCH_ROWS, BATCH_ROWS]);
  sink.release();
  await pushed;
  expect(sink.rows.length).toBe(BATCH_ROWS * 2 + 1);
});

test('a function with rows without end is told that nobody wants more', async () => {
  let isTold = false;
  const { sink, branch, operator } = setUp({
    *rowsOf() {
      try {
        for (let i = 0; ; i++) yield [i];
      } finally {
        isTold = true;
      }
    },
  });
  const pushed = operator.push(numbers(1));
  branch.abort();
  await pushed;
  expect([isTold, sink.rows.length]).toEqual([true, BATCH_ROWS]);
});
