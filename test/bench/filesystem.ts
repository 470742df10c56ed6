import { closeSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { openSession } from '../../src/index.ts';

export interface Figure {
  readonly rows: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

const COLUMNS =
  'id BIGINT, `user` STRING, city STRING, price DOUBLE, amount INT, ts TIMESTAMP(3), paid BOOLEAN';

/** Writes `rows` lines of about 110 bytes. */
export function writeRows(path: string, rows: number): void {
  let state = 7;
  const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
  const file = openSync(path, 'w');
  let lines = '';
  for (let id = 0; id < rows; id++) {
    const day = String(1 + random(28)).padStart(2, '0');
    lines += `${JSON.stringify({
      id,
      user: `user-${random(100_000)}`,
      city: ['Oslo', 'Rome', 'Köln', '上海'][random(4)],
      price: random(100_000) / 100,
      amount: random(100),
      ts: `2024-03-${day} 10:${10 + random(49)}:${10 + random(49)}`,
      paid: random(2) === 1,
    })}\n`;
    if (lines.length < 1 << 20) continue;
    writeSync(file, lines);
    lines = '';
  }
  writeSync(file, lines);
  closeSync(file);
}

async function measured(work: () => Promise<number>): Promise<Figure> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const rows = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { rows, wallMs: performance.now() - begun, cpuMs: (user + system) / 1000 };
}

/** What a short script does: read, split into lines, JSON.parse, look at a field. */
export function bare(path: string): Promise<Figure> {
  return measured(async () => {
    const file = await open(path);
    const buffer = Buffer.allocUnsafe(256 << 10);
    const decoder = new TextDecoder();
    let rest = '';
    let rows = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) break;
      const lines = (rest + decoder.decode(buffer.subarray(0, bytesRead), { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (Number((JSON.parse(line) as { amount: number }).amount) >= 0) rows++;
    }
    await file.close();
    return rows;
  });
}

/** `INSERT INTO a sink that forgets SELECT ...`, the whole engine included. */
export async function query(path: string, select: string, options = '', columns = COLUMNS): Promise<Figure> {
  const session = await openSession();
  try {
    await session.execute(
      `CREATE TABLE t (${columns}) WITH ('connector' = 'filesystem', 'path' = '${path}', 'format' = 'json'${options})`,
    );
    return await measured(async () => {
      const result = await session.execute(
        `CREATE TABLE nowhere WITH ('connector' = 'blackhole') AS ${select}`,
      );
      if (result.kind !== 'job') return 0;
      await result.job.done;
      if (result.job.error !== undefined) throw result.job.error;
      return result.job.figures().rowsIn;
    });
  } finally {
    await session.close({ drain: false });
  }
}
