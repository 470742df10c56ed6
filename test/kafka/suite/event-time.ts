import { afterEach, expect, test } from 'vitest';
import { openSession, type Session } from '../../../src/index.ts';
import { outside, type Brokers } from '../support/harness.ts';

/** Windows over topics: each partition has a watermark of its own. */
export function eventTimeSuite(brokers: Brokers): void {
  const kafka = outside(brokers);
  const sessions: Session[] = [];
  afterEach(async () => {
    for (const session of sessions.splice(0)) await session.close({ drain: false });
  });

  /** Rows at these seconds. */
  const send = (topic: string, partition: number, seconds: readonly number[]) =>
    kafka.send(
      topic,
      seconds.map((second) => ({ partition, value: JSON.stringify({ ms: second * 1000 }) })),
    );

  /** `[end of the window in s, rows]` as the windows of 10 s close. */
  async function windows(topic: string, { settings = {}, options = '' } = {}) {
    const session = await openSession({
      settings: { 'pipeline.auto-watermark-interval': '20 ms', ...settings },
    });
    sessions.push(session);
    await session.execute(
      `CREATE TABLE src (ms BIGINT, ts AS TO_TIMESTAMP_LTZ(ms, 3), WATERMARK FOR ts AS ts) WITH ('connector'='kafka', 'topic'='${topic}', 'properties.bootstrap.servers'='${brokers.plain}', 'format'='json', 'scan.startup.mode'='earliest-offset'${options})`,
    );
    const result = await session.execute(
      "SELECT window_end, COUNT(*) FROM TUMBLE(TABLE src, DESCRIPTOR(ts), INTERVAL '10' SECOND) GROUP BY window_start, window_end",
    );
    if (result.kind !== 'rows') throw new Error('no rows');
    const closed: (readonly [number, unknown])[] = [];
    const done = (async () => {
      for await (const changes of result.rows)
        for (const { values } of changes) closed.push([Number(values[0]) / 1000, values[1]]);
    })();
    done.catch(() => undefined); // the session's end
    return { closed, done, figures: () => result.figures() };
  }
  const becomes = (closed: readonly unknown[], expected: readonly unknown[]) =>
    expect.poll(() => closed, { interval: 10 }).toEqual(expected);

  test('windows wait for the partition that is behind, whose rows are not late', async () => {
    const topic = await kafka.topic(2);
    await send(topic, 0, [1, 15, 95]);
    const { closed, figures } = await windows(topic);
    await expect.poll(() => figures().rowsIn, { interval: 10 }).toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 60)); // three times as long as a watermark takes
    expect(closed).toEqual([]);
    await send(topic, 1, [2, 3, 25]);
    await becomes(closed, [
      [10, 3],
      [20, 1],
    ]);
    await send(topic, 1, [31]);
    await becomes(closed, [
      [10, 3],
      [20, 1],
      [30, 1],
    ]);
    expect(figures().lateRows).toBe(0);
  });

  test('an empty partition is not waited for once it counts as idle', async () => {
    const topic = await kafka.topic(2);
    await send(topic, 0, [1, 15, 95]);
    const { closed } = await windows(topic, { settings: { 'table.exec.source.idle-timeout': '100 ms' } });
    await becomes(closed, [
      [10, 1],
      [20, 1],
    ]);
  });

  test('of a bounded topic every row is counted, and a partition that was read to its end holds nothing back', async () => {
    const topic = await kafka.topic(3);
    await send(topic, 0, [1, 2]);
    await send(
      topic,
      1,
      Array.from({ length: 500 }, (_, i) => i),
    );
    const { closed, done, figures } = await windows(topic, {
      options: ", 'scan.bounded.mode'='latest-offset'",
    });
    await done;
    expect(closed.length).toBe(50);
    expect(closed.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(502);
    expect(figures().lateRows).toBe(0);
  });
}
