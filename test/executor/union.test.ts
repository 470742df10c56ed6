import { expect, test } from 'vitest';
import { settle } from '../../src/common/clock.ts';
import { Union } from '../../src/executor/ops/union.ts';
import type { Operator } from '../../src/executor/operator.ts';
import { Collector, checkpoint, numbers } from './collector.ts';

function setUp(): { sink: Collector; a: Operator; b: Operator } {
  const sink = new Collector();
  const [a, b] = new Union(2, sink).ports;
  if (a === undefined || b === undefined) throw new Error('no ports');
  return { sink, a, b };
}

test('a barrier leaves when it has come from all inputs; the early input waits, the late one does not', async () => {
  const { sink, a, b } = setUp();
  void a.push(numbers(1));
  a.barrier(checkpoint(1));
  const early = a.push(numbers(2));
  void b.push(numbers(3));
  await settle();
  expect(sink.log).toEqual(['1', '3']);
  b.barrier(checkpoint(1));
  await early;
  expect(sink.log).toEqual(['1', '3', 'b1', '2']);
});

test('an ended input counts as aligned', async () => {
  const { sink, a, b } = setUp();
  await b.end();
  void a.push(numbers(1));
  a.barrier(checkpoint(1));
  void a.push(numbers(2));
  await a.end();
  expect(sink.log).toEqual(['1', 'b1', '2', 'end']);
});

test('an input that ends while another waits at its barrier lets the barrier go', async () => {
  const { sink, a, b } = setUp();
  a.barrier(checkpoint(1));
  const waiting = a.push(numbers(2));
  await b.end();
  await waiting;
  expect(sink.log).toEqual(['b1', '2']);
});

test('calls are serialised while the consumer holds one back', async () => {
  const { sink, a, b } = setUp();
  sink.hold();
  const first = a.push(numbers(1));
  const second = b.push(numbers(2));
  await settle();
  expect(sink.log).toEqual(['1']);
  sink.release();
  await Promise.all([first, second]);
  expect(sink.log).toEqual(['1', '2']);
});

test('the watermark is the lowest of the inputs; one that has ended holds nothing back', async () => {
  const { sink, a, b } = setUp();
  await a.watermark(10);
  expect(sink.log).toEqual([]);
  await b.watermark(5);
  await b.watermark(20);
  expect(sink.log).toEqual(['w5', 'w10']);
  await a.watermark(Infinity);
  await a.end();
  expect(sink.log).toEqual(['w5', 'w10', 'w20']);
});

test('an idle input is not waited for, until its next row or watermark', async () => {
  const { sink, a, b } = setUp();
  await a.watermark(10);
  await b.idle();
  await a.watermark(20);
  await b.push(numbers(1));
  await a.watermark(30);
  await b.watermark(25);
  expect(sink.log).toEqual(['w10', 'w20', '1', 'w25']);
});

test('when all inputs are idle the furthest counts, whichever was silent first', async () => {
  const { sink, a, b } = setUp();
  await a.watermark(20);
  await a.idle();
  await b.idle();
  expect(sink.log).toEqual(['w20', 'idle']);
  await b.watermark(15);
  await a.watermark(30);
  await b.watermark(25);
  expect(sink.log).toEqual(['w20', 'idle', 'w25']);
});

test('all inputs idle is idle; that the others have ended closes nothing while one is only idle', async () => {
  const { sink, a, b } = setUp();
  await a.watermark(10);
  await b.idle();
  await a.idle();
  expect(sink.log).toEqual(['w10', 'idle']);
  await a.watermark(Infinity);
  await a.end();
  expect(sink.log).toEqual(['w10', 'idle']);
  await b.watermark(Infinity);
  expect(sink.log).toEqual(['w10', 'idle', 'wInfinity']);
});

test('a barrier that waits for a call which fails leaves no rejection unseen', async () => {
  const unseen: unknown[] = [];
  const see = (reason: unknown) => unseen.push(reason);
  process.on('unhandledRejection', see);
  let fail: (error: Error) => void = () => undefined;
  const { sink } = setUp();
  const failing: Operator = {
    push: (batch) => sink.push(batch),
    watermark: () => new Promise((_, reject) => (fail = reject)),
    idle: () => sink.idle(),
    barrier: (each) => sink.barrier(each),
    end: () => sink.end(),
  };
  const [a, b] = new Union(2, failing).ports;
  void a?.watermark(10);
  const open = b?.watermark(20);
  a?.barrier(checkpoint(1));
  b?.barrier(checkpoint(1));
  fail(new Error('gone'));
  await expect(open).rejects.toThrow('gone');
  await settle();
  process.off('unhandledRejection', see);
  expect(unseen).toEqual([]);
});
