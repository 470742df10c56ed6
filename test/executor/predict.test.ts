import fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { FakeClock, settle } from '../../src/common/clock.ts';
import { SqlError } from '../../src/common/errors.ts';
import { PredictMeter } from '../../src/executor/meter.ts';
import { Predict, type PredictSpec } from '../../src/executor/ops/predict.ts';
import type { ModelClient, Prediction } from '../../src/models/provider.ts';
import { Collector, checkpoint, numbers } from './collector.ts';
import { NO_STATS } from './fake-model.ts';

/** A model whose calls end when the test says so. */
class HandModel implements ModelClient {
  readonly open = new Map<
    number,
    { resolve: (prediction: Prediction) => void; reject: (error: unknown) => void }
  >();
  most = 0;
  started: number[] = [];
  readonly stats = NO_STATS;

  predict(input: readonly unknown[], signal: AbortSignal): Promise<Prediction> {
    const key = input[0] as number;
    this.started.push(key);
    return new Promise((resolve, reject) => {
      this.open.set(key, { resolve, reject });
      this.most = Math.max(this.most, this.open.size);
      signal.addEventListener('abort', () => {
        this.open.delete(key);
        reject(signal.reason);
      });
    });
  }

  async answer(key: number, rows: readonly (readonly unknown[])[] = [[key * 10]]): Promise<void> {
    const call = this.open.get(key);
    this.open.delete(key);
    call?.resolve({ rows });
    await settle();
  }

  async close(): Promise<void> {}
}

function setUp(spec: Partial<PredictSpec> = {}, demand = () => Infinity) {
  const clock = new FakeClock();
  const model = new HandModel();
  const sink = new Collector();
  const errors: unknown[] = [];
  const controller = new AbortController();
  const meter = new PredictMeter(clock);
  const predict = new Predict(
    {
      modelName: 'm',
      args: [(row) => row[0]],
      guard: undefined,
      form: 'table',
      outputs: 1,
      maxConcurrent: 2,
      ordered: true,
      timeoutMs: 1000,
      ...spec,
    },
    { client: model, clock, signal: controller.signal, meter, demand, fail: (error) => errors.push(error) },
    sink,
  );
  return { clock, model, sink, errors, controller, meter, predict };
}

test('ordered rows leave in the order of the input, whatever call ends first', async () => {
  const { model, sink, predict } = setUp();
  void predict.push(numbers(1, 2, 3));
  await settle();
  expect(model.started).toEqual([1, 2]);
  await model.answer(2);
  expect(sink.log).toEqual([]);
  expect(model.started).toEqual([1, 2, 3]);
  await model.answer(1);
  await model.answer(3);
  expect(sink.log).toEqual(['1,10', '2,20', '3,30']);
  expect(model.most).toBe(2);
});

test('unordered rows leave as they end, but never across a watermark or a barrier', async () => {
  const { model, sink, predict } = setUp({ ordered: false, maxConcurrent: 10 });
  void predict.push(numbers(1, 2));
  predict.watermark(5);
  void predict.push(numbers(3));
  predict.barrier(checkpoint(7));
  void predict.push(numbers(4));
  await model.answer(4);
  await model.answer(3);
  await model.answer(2);
  expect(sink.log).toEqual(['2,20']);
  await model.answer(1);
  expect(sink.log).toEqual(['2,20', '1,10', 'w5', '3,30', 'b7', '4,40']);
});

test('a barrier waits for the rows before it while later rows are called', async () => {
  const { model, sink, predict } = setUp({ maxConcurrent: 3 });
  void predict.push(numbers(1));
  predict.barrier(checkpoint(1));
  void predict.push(numbers(2));
  expect(model.started).toEqual([1, 2]);
  await model.answer(2);
  expect(sink.log).toEqual([]);
  await model.answer(1);
  expect(sink.log).toEqual(['1,10', 'b1', '2,20']);
});

test('a NULL input makes no call: the table form drops the row and counts it, the scalar form keeps it', async () => {
  const table = setUp();
  await table.predict.push({ rows: [[null], [1]], kinds: undefined });
  await table.model.answer(1);
  expect(table.sink.rows).toEqual([[1, 10]]);
  expect(table.meter.drops.get('NULL input')).toBe(1);
  const scalar = setUp({ form: 'scalar' });
  await scalar.predict.push({ rows: [[null], [1]], kinds: undefined });
  await scalar.model.answer(1);
  expect(scalar.sink.rows).toEqual([
    [null, null],
    [1, 10],
  ]);
});

test('each choice is a row of the table form; the scalar form takes the first', async () => {
  const table = setUp();
  void table.predict.push(numbers(1));
  await table.model.answer(1, [['a'], ['b']]);
  expect(table.sink.rows).toEqual([
    [1, 'a'],
    [1, 'b'],
  ]);
  const scalar = setUp({ form: 'scalar' });
  void scalar.predict.push(numbers(1));
  await scalar.model.answer(1, [['a'], ['b']]);
  expect(scalar.sink.rows).toEqual([[1, 'a']]);
});

test('where the guard is not TRUE no call is made', async () => {
  const { model, sink, predict } = setUp({ form: 'scalar', guard: (row) => (row[0] as number) > 1 });
  void predict.push(numbers(1, 2));
  await settle();
  expect(model.started).toEqual([2]);
  await model.answer(2);
  expect(sink.rows).toEqual([
    [1, null],
    [2, 20],
  ]);
});

test('no more calls run than rows are still wanted', async () => {
  let wanted = 1;
  const { model, predict } = setUp({ maxConcurrent: 10 }, () => wanted);
  void predict.push(numbers(1, 2, 3));
  await settle();
  expect(model.started).toEqual([1]);
  wanted = 0;
  await model.answer(1);
  expect(model.started).toEqual([1]);
});

test('rows that are answered but have not left count against what is wanted', async () => {
  const sink = { wanted: 4 };
  const { model, predict } = setUp({ maxConcurrent: 10 }, () => sink.wanted);
  void predict.push(numbers(1, 2, 3, 4, 5, 6));
  await model.answer(2); // waits behind row 1
  expect(model.started).toEqual([1, 2, 3, 4]);
});

test('rows that wait in front hold the source back from half the slots on: a barrier waits behind them', async () => {
  const { model, predict } = setUp({ maxConcurrent: 4 });
  expect(predict.push(numbers(1, 2, 3, 4, 5))).toBeUndefined();
  const pushed = predict.push(numbers(6));
  expect(pushed).toBeInstanceOf(Promise);
  let free = false;
  void pushed?.then(() => (free = true));
  await settle();
  expect(free).toBe(false);
  await model.answer(1);
  expect(free).toBe(true);
});

test('rows that are done behind a slow call hold the source back, until it answers', async () => {
  const { model, predict } = setUp({ maxConcurrent: 2 });
  void predict.push(numbers(1));
  for (let i = 2; i < 10; i++) {
    expect(predict.push(numbers(i))).toBeUndefined();
    await model.answer(i);
  }
  const pushed = predict.push(numbers(10));
  expect(pushed).toBeInstanceOf(Promise);
  let free = false;
  void pushed?.then(() => (free = true));
  await model.answer(10);
  expect(free).toBe(false);
  await model.answer(1);
  expect(free).toBe(true);
});

test('a call over its timeout fails the job and aborts the other calls', async () => {
  const { clock, model, errors, predict } = setUp();
  void predict.push(numbers(1, 2));
  await clock.advance(1000);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toBeInstanceOf(SqlError);
  expect((errors[0] as SqlError).code).toBe('E_MODEL_TIMEOUT');
  expect(model.open.size).toBe(0);
});

test('after an abort nothing leaves and nobody waits for ever', async () => {
  const { model, sink, controller, predict } = setUp({ maxConcurrent: 1 });
  void predict.push(numbers(1));
  const ended = predict.end();
  controller.abort(new SqlError('E_ABORTED', 'stop'));
  await ended;
  await model.answer(1);
  expect(sink.log).toEqual([]);
});

test('end waits for every row, then ends the consumer once', async () => {
  const { model, sink, predict } = setUp();
  void predict.push(numbers(1, 2));
  let ended = false;
  void predict.end().then(() => (ended = true));
  await model.answer(1);
  expect(ended).toBe(false);
  await model.answer(2);
  expect(ended).toBe(true);
  expect(sink.log).toEqual(['1,10', '2,20', 'end']);
});

test('whatever the order of answers, every row leaves once and segments keep their order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof({ weight: 4, arbitrary: fc.constant('row') }, fc.constantFrom('watermark', 'barrier')),
        { maxLength: 30 },
      ),
      fc.boolean(),
      fc.integer({ min: 1, max: 8 }),
      fc.infiniteStream(fc.nat(1000)),
      async (script, ordered, maxConcurrent, picks) => {
        const { model, sink, predict } = setUp({ ordered, maxConcurrent });
        const expected: string[] = [];
        const segments: string[][] = [[]];
        let next = 0;
        const feeding = (async () => {
          for (const step of script) {
            next++;
            if (step === 'row') {
              segments.at(-1)?.push(`${next},${next * 10}`);
              await predict.push(numbers(next));
              continue;
            }
            const marker = step === 'watermark' ? `w${next}` : `b${next}`;
            if (step === 'watermark') predict.watermark(next);
            else predict.barrier(checkpoint(next));
            segments.push([marker], []);
          }
          await predict.end();
        })();
        let over = false;
        void feeding.then(() => (over = true));
        for (let turns = 0; !over && turns < 200; turns++) {
          const keys = [...model.open.keys()];
          const pick = keys[picks.next().value % Math.max(1, keys.length)];
          if (pick !== undefined) await model.answer(pick);
          await settle();
        }
        await feeding;
        expect(model.most).toBeLessThanOrEqual(maxConcurrent);
        let at = 0;
        for (const segment of segments) {
          const part = sink.log.slice(at, at + segment.length);
          at += segment.length;
          expect(ordered ? part : part.toSorted()).toEqual(ordered ? segment : segment.toSorted());
          expected.push(...segment);
        }
        expect(sink.log.slice(at)).toEqual(['end']);
      },
    ),
    { numRuns: 60 },
  );
});

test('an end that comes after an abort does not wait for ever', async () => {
  const { model, controller, predict } = setUp({ maxConcurrent: 1 });
  void predict.push(numbers(1));
  controller.abort(new SqlError('E_ABORTED', 'stop'));
  await predict.end();
  expect(model.open.size).toBe(0);
});

test('rows dropped without a call do not use up what is wanted', async () => {
  const { model, sink, predict } = setUp({}, () => 1);
  await predict.push({ rows: [[null], [null], [1]], kinds: undefined });
  await model.answer(1);
  expect(sink.rows).toEqual([[1, 10]]);
});

test('an answer that is none fails the job and is no rejection that nobody sees', async () => {
  const { model, errors, predict } = setUp();
  void predict.push(numbers(1));
  model.open.get(1)?.resolve({ rows: [null] } as unknown as Prediction);
  await settle();
  expect(errors).toHaveLength(1);
});
