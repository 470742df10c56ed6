import type { Chance } from './chance.ts';
import type { Feed, Input, InputRow } from './workload.ts';

/** A row beside its number in the partition. */
export type MakeRow = (offset: number, split: string) => Record<string, unknown>;

/** A partition's rows as `make` makes them, as JSON. `last` are the ones at the very end. */
export function jsonFeed(split: string, make: MakeRow, last: readonly Record<string, unknown>[] = []): Feed {
  const rows: InputRow[] = [];
  const add = (values: Record<string, unknown>): string => {
    const row = { id: `${split}:${rows.length}`, ...values };
    rows.push(row);
    return JSON.stringify(row);
  };
  return {
    rows,
    more: (count) => Array.from({ length: count }, () => add(make(rows.length, split))),
    last: () => last.map(add),
  };
}

export function input(topic: string, partitions: number, make: MakeRow): Input {
  return { topic, partitions, feed: (partition) => jsonFeed(`${topic}-${partition}`, make) };
}

const SERVERS = "'connector' = 'kafka', 'properties.bootstrap.servers' = 'broker:9000'";

/** A table that reads a topic from its start. */
export function sourceTable(topic: string, columns: string, format = 'json'): string {
  return `CREATE TABLE ${topic} (${columns}) WITH (${SERVERS}, 'topic' = '${topic}', 'format' = '${format}', 'scan.startup.mode' = 'earliest-offset')`;
}

export function sinkTable(topic: string, columns: string, isExactlyOnce: boolean, format = 'json'): string {
  const guarantee = isExactlyOnce ? 'exactly-once' : 'at-least-once';
  return `CREATE TABLE ${topic} (${columns}) WITH (${SERVERS}, 'topic' = '${topic}', 'format' = '${format}', 'sink.delivery-guarantee' = '${guarantee}')`;
}

/** Every so-manieth row of a partition is one that no request gets an answer for. */
const REFUSED_EVERY = 11;

export function isRefused(id: string): boolean {
  return Number(id.slice(id.lastIndexOf(':') + 1)) % REFUSED_EVERY === REFUSED_EVERY - 1;
}

/** What a failed call does: drops its row, or fails the job. */
export type ModelFailure = 'IGNORE' | 'FAILOVER';

export function model(name: string, chance: Chance, failure: ModelFailure): string {
  return `CREATE MODEL ${name} INPUT (q STRING) OUTPUT (a STRING) WITH ('provider' = 'endpoint', 'error-handling-strategy' = 'RETRY', 'retry-num' = '${1 + chance.below(3)}', 'retry-fallback-strategy' = '${failure}')`;
}

export function modelSettings(chance: Chance): Record<string, string> {
  return {
    'table.exec.async-ml-predict.max-concurrent-operations': String(1 + chance.below(5)),
    'table.exec.async-ml-predict.output-mode': chance.happens(0.5) ? 'ORDERED' : 'ALLOW_UNORDERED',
    ...(chance.happens(0.3) ? { 'weir.ai.max-in-flight': String(1 + chance.below(3)) } : {}),
  };
}
