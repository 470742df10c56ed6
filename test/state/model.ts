import * as fc from '../support/fast-check.ts';
import { expect } from 'vitest';
import type { KeyedMap } from '../../src/state/keyed-map.ts';
import type { KeyedState } from '../../src/state/keyed-state.ts';
import type { StateBackend } from '../../src/state/state-backend.ts';
import type { TimerService } from '../../src/state/timer-service.ts';
import type { Key } from '../../src/types/key.ts';
import { contents, text } from './support.ts';

export type Change =
  | { readonly kind: 'put'; readonly key: Key; readonly value: unknown }
  | { readonly kind: 'delete'; readonly key: Key }
  | { readonly kind: 'put entry'; readonly key: Key; readonly entry: Key; readonly value: unknown }
  | { readonly kind: 'delete entry'; readonly key: Key; readonly entry: Key }
  | { readonly kind: 'clear'; readonly key: Key }
  | { readonly kind: 'register'; readonly key: Key; readonly time: number }
  | { readonly kind: 'unregister'; readonly key: Key; readonly time: number }
  | { readonly kind: 'fire'; readonly upTo: number };

const keys: fc.Arbitrary<Key> = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.constantFrom('a', 'b', '漢', null, true, 1.5, 2n ** 60n),
);
const entries: fc.Arbitrary<Key> = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 80 }) }, keys);
const values: fc.Arbitrary<unknown> = fc.oneof(
  fc.constant(null),
  fc.integer({ min: 0, max: 60 }).map((n) => 'v'.repeat(n)),
  fc.integer({ min: 0, max: 700 }).map((n) => 'w'.repeat(n)),
);
const times = fc.integer({ min: -3, max: 12 });

/** Changes of few keys, so that they meet. */
export const changes: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('put' as const), key: keys, value: values }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), key: keys }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('put entry' as const),
      key: fc.constantFrom<Key>(1, 1, 1, 'a', null),
      entry: entries,
      value: values,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('delete entry' as const),
      key: fc.constantFrom<Key>(1, 1, 'a', null),
      entry: entries,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('clear' as const), key: fc.constantFrom<Key>(1, 'a') }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('register' as const), key: keys, time: times }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unregister' as const), key: keys, time: times }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fire' as const), upTo: times }) },
);

/** The states of one operator, and what they ought to hold. */
export class States {
  readonly #values: KeyedState<unknown>;
  readonly #entries: KeyedMap<unknown>;
  readonly #timers: TimerService;
  readonly barrier: () => void;

  constructor(backend: StateBackend, id = 'operator') {
    const state = backend.operator(id);
    this.#values = state.keyed('values', text);
    this.#entries = state.map('entries', text);
    this.#timers = state.timers('timers');
    this.barrier = () => state.barrier();
  }

  /** Applies a change to the states and to the model; what can be seen at once must agree. */
  apply(change: Change, model: Model): void {
    switch (change.kind) {
      case 'put':
        this.#values.put(change.key, change.value);
        model.values.set(change.key, change.value);
        break;
      case 'delete':
        this.#values.delete(change.key);
        model.values.delete(change.key);
        expect(this.#values.get(change.key)).toBeUndefined();
        break;
      case 'put entry':
        this.#entries.put(change.key, change.entry, change.value);
        model.entriesOf(change.key).set(change.entry, change.value);
        break;
      case 'delete entry':
        this.#entries.delete(change.key, change.entry);
        model.entriesOf(change.key).delete(change.entry);
        expect(this.#entries.get(change.key, change.entry)).toBeUndefined();
        break;
      case 'clear':
        this.#entries.clear(change.key);
        model.entries.delete(change.key);
        break;
      case 'register':
        this.#timers.register(change.key, change.time);
        model.timersAt(change.time).add(change.key);
        break;
      case 'unregister':
        this.#timers.delete(change.key, change.time);
        model.timersAt(change.time).delete(change.key);
        break;
      case 'fire':
        expect(this.fire(change.upTo)).toEqual(model.fire(change.upTo));
    }
  }

  /** Timers by time, each time's keys sorted: their order within a time is not told. */
  fire(upTo: number): [number, string[]][] {
    const fired: [number, string[]][] = [];
    for (let timer = this.#timers.next(upTo); timer !== undefined; timer = this.#timers.next(upTo)) {
      const last = fired.at(-1);
      if (last?.[0] === timer.time) last[1].push(String(timer.key));
      else fired.push([timer.time, [String(timer.key)]]);
    }
    return fired.map(([time, keys]) => [time, keys.toSorted()]);
  }

  async check(model: Model): Promise<void> {
    expect(sorted(await contents(this.#values))).toEqual(sorted(model.values));
    for (const [key, value] of model.values) expect(this.#values.get(key)).toBe(value);
    for (const key of [1, 'a', null, 'none']) {
      const seen: [Key, unknown][] = [];
      this.#entries.forEach(key, (value, entry) => void seen.push([entry, value]));
      expect(seen).toEqual([...model.entriesOf(key)]);
      for (const [entry, value] of model.entriesOf(key)) expect(this.#entries.get(key, entry)).toBe(value);
    }
    const withEntries: Key[] = [];
    await this.#entries.forEachKey((key) => void withEntries.push(key));
    const expected = [...model.entries].filter(([, { size }]) => size > 0).map(([key]) => key);
    expect(withEntries.map(String).toSorted()).toEqual(expected.map(String).toSorted());
    const [earliest] = model.firstTime();
    if (earliest !== undefined) expect(this.#timers.earliest ?? Infinity).toBeLessThanOrEqual(earliest);
  }
}

export class Model {
  readonly values = new Map<Key, unknown>();
  readonly entries = new Map<Key, Map<Key, unknown>>();
  readonly timers = new Map<number, Set<Key>>();

  entriesOf(key: Key): Map<Key, unknown> {
    let entries = this.entries.get(key);
    if (entries === undefined) this.entries.set(key, (entries = new Map<Key, unknown>()));
    return entries;
  }

  timersAt(time: number): Set<Key> {
    let timers = this.timers.get(time);
    if (timers === undefined) this.timers.set(time, (timers = new Set<Key>()));
    return timers;
  }

  firstTime(): number[] {
    const times = [...this.timers].filter(([, { size }]) => size > 0).map(([time]) => time);
    return times.toSorted((a, b) => a - b).slice(0, 1);
  }

  fire(upTo: number): [number, string[]][] {
    const due = [...this.timers].filter(([time, { size }]) => time <= upTo && size > 0);
    for (const [time] of due) this.timers.delete(time);
    return due.toSorted(([a], [b]) => a - b).map(([time, keys]) => [time, [...keys].map(String).toSorted()]);
  }

  copy(): Model {
    const copy = new Model();
    for (const [key, value] of this.values) copy.values.set(key, value);
    for (const [key, entries] of this.entries) copy.entries.set(key, new Map(entries));
    for (const [time, keys] of this.timers) copy.timers.set(time, new Set(keys));
    return copy;
  }
}

function sorted(map: ReadonlyMap<Key, unknown>): [string, unknown][] {
  const pairs = [...map].map(([key, value]): [string, unknown] => [`${typeof key} ${String(key)}`, value]);
  return pairs.toSorted(([a], [b]) => (a < b ? -1 : 1));
}
