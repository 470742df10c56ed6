import { keyOf, type Key } from '../../types/key.ts';
import type { SqlType } from '../../types/type.ts';

/**
 * Where a value first stands among the elements of an array, -1 if nowhere. Elements are equal as `=` has it but for two
 * things: NULL is like NULL, and NaN is like nothing.
 */
export function elementIndex(type: SqlType): (values: readonly unknown[], value: unknown) => number {
  const key = keyOf(type);
  return (values, value) => {
    const wanted = key(value);
    for (let i = 0; i < values.length; i++) if (key(values[i]) === wanted) return i;
    return -1;
  };
}

/** Elements of arrays, each once; equal as `elementIndex` has it. */
export class ElementSet {
  readonly #key: (value: unknown) => Key;
  readonly #keys = new Set<Key>();

  /** `key` is `keyOf` of the elements' type, which makes a set cheap to begin. */
  constructor(key: (value: unknown) => Key, values: readonly unknown[] = []) {
    this.#key = key;
    for (const value of values) this.add(value);
  }

  has(value: unknown): boolean {
    const key = this.#key(value);
    return !Number.isNaN(key) && this.#keys.has(key);
  }

  /** Whether the value was not there yet. */
  add(value: unknown): boolean {
    const key = this.#key(value);
    if (Number.isNaN(key)) return true;
    const before = this.#keys.size;
    this.#keys.add(key);
    return this.#keys.size > before;
  }
}
