import { FakeClock } from '../../src/common/clock.ts';
import type { ConnectorContext, ConnectorTable, Source } from '../../src/connectors/connector.ts';
import type { Row } from '../../src/types/batch.ts';
import type { SqlType } from '../../src/types/type.ts';

/** A table for connectors, without catalog. */
export function tableOf(
  columns: Readonly<Record<string, SqlType>>,
  options: Readonly<Record<string, string>> = {},
): ConnectorTable {
  return {
    name: 't',
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    primaryKey: [],
    options: new Map(Object.entries(options)),
  };
}

export interface FakeContext extends ConnectorContext {
  readonly clock: FakeClock;
  readonly printed: string[];
}

/** What connectors work with, on a clock that stands still and chance that repeats. */
export function fakeContext(settings: Readonly<Record<string, string>> = {}): FakeContext {
  const shared = new Map<string, unknown>();
  const printed: string[] = [];
  let state = 1;
  return {
    purpose: { kind: 'query', preview: false },
    clock: new FakeClock(Date.UTC(2025, 0, 31, 12, 30)),
    environment: { variable: () => undefined, readFile: () => '' },
    random: () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    },
    formats: new Map(),
    printed,
    setting: (key) => settings[key],
    notice: () => {},
    print: (line) => printed.push(line),
    shared<T>(key: string, create: () => T): T {
      if (!shared.has(key)) shared.set(key, create());
      return shared.get(key) as T; // each key has one creator
    },
  };
}

/** Rows until the end, or until `count` have come. */
export async function readRows(source: Source, count = Infinity): Promise<Row[]> {
  const signal = new AbortController().signal;
  await source.start(undefined, signal);
  const rows: Row[] = [];
  while (rows.length < count) {
    const batch = await source.poll(Math.min(1024, count - rows.length), signal);
    if (batch === undefined) break;
    rows.push(...batch.rows);
  }
  return rows;
}
