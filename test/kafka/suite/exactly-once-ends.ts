import { afterEach, expect, test } from 'vitest';
import { memoryDisk, type Disk } from '../../../src/common/disk.ts';
import { openSession, type Session } from '../../../src/index.ts';
import { kafkaTable, outside, readRows, type Brokers } from '../support/harness.ts';

/** Jobs with exactly-once tables that come to an end, each on its own or by a drain, and are run again. */
export function exactlyOnceEndSuite(brokers: Brokers): void {
  const kafka = outside(brokers);
  const sessions: Session[] = [];
  afterEach(async () => {
    for (const session of sessions.splice(0)) await session.close({ drain: false });
  });

  const kafkaOptions = (topic: string, more = '') =>
    `('connector'='kafka', 'topic'='${topic}', 'properties.bootstrap.servers'='${brokers.plain}', 'format'='json'${more})`;
  const BOUNDED = ", 'scan.bounded.mode'='latest-offset'";

  /** One process with what it keeps on `disk`: `dst` is written exactly once, `inputs` are tables `a`, `b`, ... */
  async function process(output: string, disk: Disk, inputs: readonly string[], more = BOUNDED) {
    const session = await openSession({
      disk,
      settings: { 'execution.checkpointing.interval': '100 ms', 'table.dml-sync': 'true' },
    });
    sessions.push(session);
    const exactlyOnce = ", 'sink.delivery-guarantee'='exactly-once'";
    await session.execute(`CREATE TABLE dst (id INT) WITH ${kafkaOptions(output, exactlyOnce)}`);
    for (const [i, topic] of inputs.entries())
      await session.execute(`CREATE TABLE ${'ab'[i]} (id INT) WITH ${kafkaOptions(topic, more)}`);
    return session;
  }

  const send = (topic: string, ...ids: number[]) =>
    kafka.send(
      topic,
      ids.map((id) => ({ value: JSON.stringify({ id }) })),
    );
  const committed = { 'scan.bounded.mode': 'latest-offset', 'properties.isolation.level': 'read_committed' };
  const written = async (topic: string) =>
    (await readRows(kafkaTable(brokers, topic, committed), 99_999))
      .map((row) => Number(row[0]))
      .toSorted((a, b) => a - b);
  /** Exactly these. */
  const isWritten = (topic: string, expected: readonly number[]) =>
    expect.poll(() => written(topic), { interval: 20 }).toEqual(expected);

  test('LIMIT 0 writes nothing and ends, as often as it is run, and what is read later is not skipped', async () => {
    const [input, output] = [await kafka.topic(2), await kafka.topic(1)];
    const disk = memoryDisk();
    await send(input, 1, 2, 3);
    for (let run = 0; run < 2; run++) {
      const session = await process(output, disk, [input], '');
      await session.execute('INSERT INTO dst SELECT id FROM a LIMIT 0');
      expect(session.jobs().map(({ state }) => state)).toEqual(['FINISHED']);
    }
    expect(await written(output)).toEqual([]);
    const session = await process(output, disk, [input]);
    await session.execute('INSERT INTO dst SELECT id FROM a');
    await isWritten(output, [1, 2, 3]);
  });

  test('each table of a UNION that has ended is read on behind its own end when it is run again', async () => {
    const [first, second, output] = [await kafka.topic(1), await kafka.topic(2), await kafka.topic(1)];
    const disk = memoryDisk();
    const run = async () => {
      const session = await process(output, disk, [first, second]);
      await session.execute('INSERT INTO dst SELECT id FROM a UNION ALL SELECT id FROM b');
    };
    await send(first, 1, 2, 3);
    await run();
    await isWritten(output, [1, 2, 3]);
    await send(second, 4, 5);
    await run();
    await isWritten(output, [1, 2, 3, 4, 5]);
    await send(first, 6);
    await send(second, 7);
    await run();
    await isWritten(output, [1, 2, 3, 4, 5, 6, 7]);
  });

  test('a UNION with VALUES that is run again writes their rows again, beside what is new of its topic', async () => {
    const [input, output] = [await kafka.topic(1), await kafka.topic(1)];
    const disk = memoryDisk();
    const run = async () => {
      const session = await process(output, disk, [input]);
      await session.execute('INSERT INTO dst SELECT id FROM a UNION ALL VALUES (100)');
    };
    await send(input, 1, 2);
    await run();
    await isWritten(output, [1, 2, 100]);
    await send(input, 3);
    await run();
    await isWritten(output, [1, 2, 3, 100, 100]);
  });

  test('VALUES beside a topic that is read on are written once, however often the job is stopped', async () => {
    const [input, output] = [await kafka.topic(1), await kafka.topic(1)];
    const disk = memoryDisk();
    for (let run = 1; run <= 3; run++) {
      await send(input, run);
      const session = await process(output, disk, [input], '');
      await session.execute("SET 'table.dml-sync' = 'false'");
      await session.execute('INSERT INTO dst SELECT id FROM a UNION ALL VALUES (100)');
      await isWritten(output, [1, 2, 3].slice(0, run).concat(100));
      await session.execute('STOP JOB 1');
    }
  });

  test('a topic that one job reads twice is drained to one end, and nothing of it is read again', async () => {
    const [input, output] = [await kafka.topic(3), await kafka.topic(1)];
    const disk = memoryDisk();
    let sent = 0;
    for (let run = 0; run < 4; run++) {
      const session = await process(output, disk, [input], '');
      await session.execute("SET 'table.dml-sync' = 'false'");
      await session.execute('INSERT INTO dst SELECT id FROM a UNION ALL SELECT id FROM a');
      let isSending = true;
      const sending = (async () => {
        while (isSending) {
          const ids = Array.from({ length: 20 }, (_, k) => sent + k);
          sent += ids.length;
          await send(input, ...ids);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      })();
      await new Promise((resolve) => setTimeout(resolve, 150 + run * 50));
      await session.execute('STOP JOB 1 WITH DRAIN');
      isSending = false;
      await sending;
      expect(session.jobs().map(({ state }) => state)).toEqual(['FINISHED']);
      const seen = new Map<number, number>();
      for (const id of await written(output)) seen.set(id, (seen.get(id) ?? 0) + 1);
      expect([...seen].filter(([, times]) => times !== 2)).toEqual([]);
    }
    const last = await process(output, disk, [input]);
    await last.execute('INSERT INTO dst SELECT id FROM a UNION ALL SELECT id FROM a');
    await isWritten(
      output,
      Array.from({ length: 2 * sent }, (_, i) => i >> 1),
    );
  });
}
