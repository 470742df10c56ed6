import { expect, test } from 'vitest';
import { settle } from '../../src/common/clock.ts';
import { Correlate } from '../../src/executor/ops/correlate.ts';
import { nextTurn } from '../../src/state/next-turn.ts';
import { BATCH_ROWS, DELETE, INSERT, UPDATE_BEFORE, type Batch, type Row } from '../../src/types/batch.ts';
import { Collector, checkpoint, numbers } from './collector.ts';

/** The first column, as often as it says. */
function* repeated([count]: readonly unknown[]): Generator<Row> {
  for (let i = 0; i < Number(count); i++) yield [i];
}

interface Options {
  readonly rowsOf?: (values: readonly unknown[]) => Iterable<Row>;
  readonly padding?: number;
  readonly condition?: (row: Row) => unknown;
  /** The slice is used up behind so many rows. */
  readonly sliceRows?: number;
  readonly turn?: () => Promise<void>;
}

function setUp(options: Options = {}) {
  const { rowsOf = repeated, padding, condition, sliceRows = Infinity, turn = nextTurn } = options;
  const sink = new Collector();
  const branch = new AbortController();
  const args = [(row: Row) => row[0]];
  let looked = 0;
  const scheduler = { turn: () => (++looked % sliceRows === 0 ? turn() : undefined) };
  const spec = { args, rowsOf, condition, padding, signal: branch.signal, scheduler };
  return { sink, branch, operator: new Correlate(spec, sink) };
}

/** Rows without end, and whether their function was told to end. */
function endless() {
  const told = { made: 0, isClosed: false };
  return {
    told,
    *rowsOf(): Generator<Row> {
      try {
        for (;;) yield [told.made++];
      } finally {
        told.isClosed = true;
      }
    },
  };
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
  const { told, rowsOf } = endless();
  const { sink, branch, operator } = setUp({ rowsOf, sliceRows: BATCH_ROWS });
  const pushed = operator.push(numbers(1));
  branch.abort();
  await pushed;
  expect([told.isClosed, sink.rows.length]).toEqual([true, BATCH_ROWS]);
});

test('rows that the condition drops use up slices too, so that a function without end can be stopped', async () => {
  const { told, rowsOf } = endless();
  const { sink, branch, operator } = setUp({ rowsOf, sliceRows: 10, condition: () => false, padding: 1 });
  const pushed = operator.push(numbers(1));
  expect(told).toEqual({ made: 10, isClosed: false });
  branch.abort();
  await pushed;
  expect([told, sink.rows]).toEqual([{ made: 10, isClosed: true }, []]);
});

test('rows leave when the slice is used up, however few they are', async () => {
  const { sink, operator } = setUp({ sliceRows: 3 });
  const pushed = operator.push(numbers(4));
  expect(sink.rows.length).toBe(3);
  await pushed;
  expect(sink.rows.length).toBe(4);
});

test('rows in front of an error leave before it is told', async () => {
  const { sink, operator } = setUp({
    *rowsOf([n]) {
      yield [n];
      if (n === 2) throw new RangeError('no 2');
    },
  });
  await expect(async () => operator.push(numbers(1, 2, 3))).rejects.toThrow('no 2');
  expect(sink.log).toEqual(['1,1', '2,2']);
});

test('an error behind the last row that is wanted is none', async () => {
  const { sink, branch, operator } = setUp({
    *rowsOf() {
      yield [1];
      throw new RangeError('too far');
    },
  });
  sink.push = () => branch.abort();
  await operator.push(numbers(1));
});

test.each<[string, (sink: Collector) => void]>([
  ['throws', (sink) => (sink.push = () => thrown())],
  ['rejects', (sink) => (sink.push = async () => thrown())],
])('the function is told when what follows it %s', async (_, fails) => {
  const { told, rowsOf } = endless();
  const { sink, operator } = setUp({ rowsOf, sliceRows: BATCH_ROWS });
  fails(sink);
  await expect(async () => operator.push(numbers(1))).rejects.toThrow('no room');
  expect(told).toEqual({ made: BATCH_ROWS, isClosed: true });
});

test('the function is told when all is stopped while what follows it takes nothing', async () => {
  const { told, rowsOf } = endless();
  const { sink, branch, operator } = setUp({ rowsOf });
  sink.hold();
  const pushed = operator.push(numbers(1));
  branch.abort();
  await settle();
  expect(told.isClosed).toBe(true);
  sink.release();
  await pushed;
});

test('the function is told when all is stopped while it waits for its turn', async () => {
  const { told, rowsOf } = endless();
  const { branch, operator } = setUp({ rowsOf, sliceRows: 5, turn: () => new Promise(() => undefined) });
  const pushed = operator.push(numbers(1));
  branch.abort();
  await pushed;
  expect(told).toEqual({ made: 5, isClosed: true });
});

test('what fails while the function ends does not hide why it was ended', async () => {
  const { sink, operator } = setUp({
    *rowsOf() {
      try {
        for (;;) yield [1];
      } finally {
        thrown('at its end');
      }
    },
    sliceRows: 2,
  });
  sink.push = () => thrown();
  await expect(async () => operator.push(numbers(1))).rejects.toThrow('no room');
});

test('a function that fails while it ends fails', async () => {
  const { branch, operator } = setUp({
    *rowsOf() {
      try {
        for (;;) yield [1];
      } finally {
        thrown('at its end');
      }
    },
    sliceRows: 2,
  });
  const pushed = operator.push(numbers(1));
  branch.abort();
  await expect(pushed).rejects.toThrow('at its end');
});

function thrown(message = 'no room'): never {
  throw new Error(message);
}
