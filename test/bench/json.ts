import { json } from '../../src/formats/json/index.ts';
import { systemClock } from '../../src/common/clock.ts';
import { BIGINT, BOOLEAN, DOUBLE, INT, STRING, type SqlType } from '../../src/types/type.ts';

const DECIMAL: SqlType = { kind: 'DECIMAL', precision: 10, scale: 2, nullable: true };
const TIMESTAMP: SqlType = { kind: 'TIMESTAMP', precision: 3, nullable: true };

/** ns of CPU a document takes in each way, the median of nine rounds; `price` is the type of one column. */
export function measure(price: 'DOUBLE' | 'DECIMAL'): Record<string, number> {
  const columns: Record<string, SqlType> = {
    id: BIGINT,
    user: STRING,
    title: STRING,
    price: price === 'DOUBLE' ? DOUBLE : DECIMAL,
    quantity: INT,
    paid: BOOLEAN,
    ts: TIMESTAMP,
    note: STRING,
  };
  const fields = Object.entries(columns).map(([name, type], index) => ({ name, type, index }));
  const context = { options: new Map<string, string>(), timeZone: 'UTC', clock: systemClock };
  const documents = Array.from({ length: 1000 }, (_, i) => Buffer.from(document(i)));
  const decoder = json.decoder(fields, fields.length, context);
  const encoder = json.encoder(fields, context);
  const rows: unknown[][] = [];
  for (const bytes of documents) decoder.decode(bytes, 0, bytes.length, (row) => rows.push(row));
  let sum = 0;
  const count = (row: unknown[]) => {
    sum += row.length;
  };
  return {
    'bytes a document': documents[500]?.length ?? 0,
    'JSON.parse alone': time(() => {
      for (const bytes of documents) sum += Object.keys(JSON.parse(bytes.toString()) as object).length;
    }),
    decode: time(() => {
      for (const bytes of documents) decoder.decode(bytes, 0, bytes.length, count);
    }),
    'JSON.stringify of an object': time(() => {
      for (const row of rows) {
        const object: Record<string, unknown> = {};
        for (const { name, index } of fields) object[name] = row[index];
        sum += Buffer.from(JSON.stringify(object)).length;
      }
    }),
    encode: time(() => {
      for (const row of rows) sum += encoder.encode(row, 0)?.length ?? 0;
    }),
  };
}

function document(i: number): string {
  return JSON.stringify({
    id: i * 7919,
    user: `user-${i % 97}`,
    title: `Some product title number ${i}`,
    price: Math.round(i * 137.7) / 100,
    quantity: i % 13,
    paid: i % 2 === 0,
    ts: `2024-05-17 10:11:${10 + (i % 50)}.123`,
    note: `a few words more to make it longer ${i}`,
  });
}

function time(run: () => void): number {
  const repeats = 60;
  for (let i = 0; i < repeats / 2; i++) run();
  const figures = Array.from({ length: 9 }, () => {
    const before = process.cpuUsage();
    for (let i = 0; i < repeats; i++) run();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.round((figures.toSorted((a, b) => a - b)[4] ?? 0) / repeats);
}
