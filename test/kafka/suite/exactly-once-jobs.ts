import { afterEach, expect, test } from 'vitest';
import { memoryDisk, type Disk } from '../../../src/common/disk.ts';
import { openSession, type Session } from '../../../src/index.ts';
import { kafkaTable, outside, readRows, unique, type Brokers } from '../support/harness.ts';

/** INSERTs into exactly-once tables as statements, on any broker. */
export function exactlyOnceJobSuite(brokers: Brokers): void {
  const kafka = outside(brokers);
  const sessions: Session[] = [];
  afterEach(async () => {
    for (const session of sessions.splice(0)) await session.close({ drain: false });
  });

  const kafkaOptions = (topic: string, more = '') =>
    `('connector'='kafka', 'topic'='${topic}', 'properties.bootstrap.servers'='${brokers.plain}', 'format'='json'${more})`;

  /** One process with what it keeps on `disk`, and a table `dst` that is written exactly once. */
  async function process(output: string, disk: Disk, columns = 'id INT, title STRING'): Promise<Session> {
    const session = await openSession({
      disk,
      settings: { 'execution.checkpointing.interval': '100 ms', 'table.dml-sync': 'true' },
    });
    sessions.push(session);
    const exactlyOnce = ", 'sink.delivery-guarantee'='exactly-once'";
    await session.execute(`CREATE TABLE dst (${columns}) WITH ${kafkaOptions(output, exactlyOnce)}`);
    return session;
  }

  const send = (topic: string, from: number, to: number) =>
    kafka.send(
      topic,
      Array.from({ length: to - from }, (_, i) => ({
        value: JSON.stringify({ id: from + i, title: 't' }),
        timestamp: String(1_700_000_000_000 + (from + i) * 10),
      })),
    );
  const bounded = { 'scan.bounded.mode': 'latest-offset', 'properties.isolation.level': 'read_committed' };
  const ids = async (topic: string) =>
    (await readRows(kafkaTable(brokers, topic, bounded), 9999)).map((row) => Number(row[0]));
  /** Exactly these, once each. */
  const isWritten = (topic: string, expected: readonly number[]) =>
    expect.poll(async () => (await ids(topic)).toSorted((a, b) => a - b), { interval: 20 }).toEqual(expected);
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

  test('each run of an INSERT of VALUES writes its rows once, also the same statement again', async () => {
    const output = unique('made');
    const disk = memoryDisk();
    const session = await process(output, disk);
    await session.execute("INSERT INTO dst VALUES (1, 'a'), (2, 'b')");
    await isWritten(output, [1, 2]);
    await session.execute("INSERT INTO dst VALUES (1, 'a'), (2, 'b')");
    await isWritten(output, [1, 1, 2, 2]);
    const next = await process(output, disk);
    await next.execute("INSERT INTO dst VALUES (3, 'c')");
    await isWritten(output, [1, 1, 2, 2, 3]);
    // And on a machine that has never seen the job.
    const other = await process(output, memoryDisk());
    await other.execute("INSERT INTO dst VALUES (4, 'd')");
    await isWritten(output, [1, 1, 2, 2, 3, 4]);
  });

  test('a bounded INSERT from Kafka goes on behind what it has written', async () => {
    const [input, output] = [await kafka.topic(2), await kafka.topic(2)];
    const disk = memoryDisk();
    for (const [from, to] of [
      [0, 50],
      [50, 80],
      [80, 80],
    ] as const) {
      if (to > from) await send(input, from, to);
      const session = await process(output, disk);
      await session.execute(
        `CREATE TABLE src (id INT, title STRING) WITH ${kafkaOptions(input, ", 'scan.bounded.mode'='latest-offset'")}`,
      );
      await session.execute('INSERT INTO dst SELECT * FROM src');
      await isWritten(output, numbers(to));
    }
  });

  test('an INSERT that is cancelled again and again publishes each row once, and leaves nothing open', async () => {
    const [input, output] = [await kafka.topic(3), await kafka.topic(3)];
    const disk = memoryDisk();
    let sent = 0;
    for (let run = 0; run < 6; run++) {
      const session = await process(output, disk);
      await session.execute("SET 'table.dml-sync' = 'false'");
      await session.execute(`CREATE TABLE src (id INT, title STRING) WITH ${kafkaOptions(input)}`);
      await session.execute('INSERT INTO dst SELECT * FROM src');
      for (let i = 0; i < 5; i++) {
        await send(input, sent, sent + 50);
        sent += 50;
        await new Promise((resolve) => setTimeout(resolve, 10 + run * 15));
      }
      if (run < 5) await session.close({ drain: false });
    }
    await isWritten(output, numbers(sent));
  });

  test('a job without Kafka sources that is cancelled goes on with its rows once each', async () => {
    const output = unique('made');
    const disk = memoryDisk();
    for (let run = 0; run < 4; run++) {
      const session = await process(output, disk, 'id INT');
      await session.execute(`SET 'table.dml-sync' = '${run === 3 ? 'true' : 'false'}'`);
      await session.execute(
        "CREATE TABLE gen (id INT) WITH ('connector'='datagen', 'rows-per-second'='1000', 'fields.id.kind'='sequence', 'fields.id.start'='0', 'fields.id.end'='1499')",
      );
      await session.execute('INSERT INTO dst SELECT * FROM gen');
      if (run === 3) break;
      await new Promise((resolve) => setTimeout(resolve, 250 + run * 70));
      await session.close({ drain: false });
    }
    await isWritten(output, numbers(1500));
  });

  test('counts of windows are published once, though their job is cancelled between', async () => {
    const [input, output] = [await kafka.topic(1), await kafka.topic(1)];
    const disk = memoryDisk();
    for (let run = 0; run < 4; run++) {
      await send(input, run * 250, run * 250 + 250);
      const session = await process(output, disk);
      await session.execute("SET 'table.dml-sync' = 'false'");
      await session.execute(
        `CREATE TABLE src (id INT, ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp', WATERMARK FOR ts AS ts - INTERVAL '1' SECOND)
         WITH ${kafkaOptions(input)}`,
      );
      await session.execute(
        `INSERT INTO dst SELECT CAST(COUNT(*) AS INT), CAST(window_start AS STRING)
         FROM TABLE(TUMBLE(TABLE src, DESCRIPTOR(ts), INTERVAL '1' SECOND)) GROUP BY window_start, window_end`,
      );
      if (run === 3) break;
      await new Promise((resolve) => setTimeout(resolve, 300));
      await session.close({ drain: false });
    }
    await kafka.send(input, [{ value: '{"id":0}', timestamp: String(1_700_000_060_000) }]);
    // 100 rows a second, ten seconds.
    await isWritten(output, Array<number>(10).fill(100));
  });

  test('a statement set publishes the rows of all its sinks together, however often it is cancelled', async () => {
    const [input, odd, even] = [await kafka.topic(2), await kafka.topic(2), await kafka.topic(1)];
    const disk = memoryDisk();
    let sent = 0;
    for (let run = 0; run < 4; run++) {
      const session = await process(odd, disk);
      await session.execute("SET 'table.dml-sync' = 'false'");
      await session.execute(`CREATE TABLE src (id INT, title STRING) WITH ${kafkaOptions(input)}`);
      await session.execute(
        `CREATE TABLE other (id INT, title STRING) WITH ${kafkaOptions(even, ", 'sink.delivery-guarantee'='exactly-once'")}`,
      );
      await session.execute(
        `EXECUTE STATEMENT SET BEGIN
           INSERT INTO dst SELECT * FROM src WHERE MOD(id, 2) = 1;
           INSERT INTO other SELECT * FROM src WHERE MOD(id, 2) = 0;
         END`,
      );
      for (let i = 0; i < 5; i++) {
        await send(input, sent, sent + 40);
        sent += 40;
        await new Promise((resolve) => setTimeout(resolve, 10 + run * 20));
      }
      if (run < 3) await session.close({ drain: false });
    }
    await isWritten(
      odd,
      numbers(sent).filter((id) => id % 2 === 1),
    );
    await isWritten(
      even,
      numbers(sent).filter((id) => id % 2 === 0),
    );
  });

  test('in a statement set a sink that has ended keeps the others from nothing', async () => {
    const [input, output] = [await kafka.topic(1), await kafka.topic(1)];
    const short = unique('made');
    const session = await process(output, memoryDisk());
    await session.execute("SET 'table.dml-sync' = 'false'");
    await session.execute(`CREATE TABLE src (id INT, title STRING) WITH ${kafkaOptions(input)}`);
    await session.execute(
      `CREATE TABLE other (id INT, title STRING) WITH ${kafkaOptions(short, ", 'sink.delivery-guarantee'='exactly-once'")}`,
    );
    await session.execute(
      `EXECUTE STATEMENT SET BEGIN
         INSERT INTO dst SELECT * FROM src;
         INSERT INTO other VALUES (1, 'a'), (2, 'b');
       END`,
    );
    await send(input, 0, 10);
    await isWritten(short, [1, 2]);
    await isWritten(output, numbers(10));
    await send(input, 10, 20);
    await isWritten(output, numbers(20));
  });
}
