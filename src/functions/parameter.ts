import {
  isBinary,
  isDateTime,
  isExactNumeric,
  isInteger,
  isInterval,
  isNumeric,
  isText,
  isTimestamp,
} from '../types/coercion.ts';
import type { Key } from '../types/key.ts';
import type { Long } from '../types/long.ts';
import { DOUBLE, INT, type SqlType } from '../types/type.ts';

/** JavaScript form of the values of each parameter family. */
export interface Forms {
  STRING: string;
  /** Any integer type, as a 32-bit number. */
  INT: number;
  BIGINT: Long;
  /** Any numeric type, as a double. */
  DOUBLE: number;
  /** Any numeric type, as it is. */
  NUMERIC: Long;
  /** Integers and DECIMAL, as they are. */
  EXACT: Long;
  BOOLEAN: boolean;
  BYTES: Uint8Array;
  BITMAP: Uint32Array;
  DATE: number;
  TIME: number;
  TIMESTAMP: Long;
  DATETIME: Long;
  INTERVAL: number;
  ARRAY: readonly unknown[];
  MAP: ReadonlyMap<Key, readonly [unknown, unknown]>;
  ANY: unknown;
}

export type Family = keyof Forms;

interface FamilyRecord {
  /** For messages: 'a string'. */
  readonly text: string;
  accepts(type: SqlType): boolean;
  /** Type the argument is cast to; absent: it stays as it is. */
  cast?(type: SqlType): SqlType;
}

export const FAMILIES: Readonly<Record<Family, FamilyRecord>> = {
  STRING: { text: 'a string', accepts: isText },
  INT: {
    text: 'an integer',
    accepts: isInteger,
    cast: (type) => (type.kind === 'BIGINT' ? INT : type),
  },
  BIGINT: { text: 'an integer', accepts: isInteger },
  DOUBLE: {
    text: 'a number',
    accepts: isNumeric,
    // the other kinds are JavaScript numbers already
    cast: (type) => (type.kind === 'BIGINT' || type.kind === 'DECIMAL' ? DOUBLE : type),
  },
  NUMERIC: { text: 'a number', accepts: isNumeric },
  EXACT: { text: 'an integer or DECIMAL', accepts: isExactNumeric },
  BOOLEAN: { text: 'a BOOLEAN', accepts: (type) => type.kind === 'BOOLEAN' },
  BYTES: { text: 'BYTES', accepts: isBinary },
  BITMAP: { text: 'a BITMAP', accepts: (type) => type.kind === 'BITMAP' },
  DATE: { text: 'a DATE', accepts: (type) => type.kind === 'DATE' },
  TIME: { text: 'a TIME', accepts: (type) => type.kind === 'TIME' },
  TIMESTAMP: { text: 'a TIMESTAMP', accepts: isTimestamp },
  DATETIME: { text: 'a DATE, TIME or TIMESTAMP', accepts: isDateTime },
  INTERVAL: { text: 'an INTERVAL', accepts: isInterval },
  ARRAY: { text: 'an ARRAY', accepts: (type) => type.kind === 'ARRAY' },
  MAP: { text: 'a MAP', accepts: (type) => type.kind === 'MAP' },
  ANY: { text: 'a value', accepts: () => true },
};

/** `INT`, `STRING|BYTES`, optional `INT?`, any number of `STRING...`. */
export type ParameterName = Choice | `${Choice}?` | `${Choice}...`;
type Choice = Family | `${Family}|${Family}`;

type FormOf<C> = C extends `${infer A extends Family}|${infer B extends Family}`
  ? Forms[A] | Forms[B]
  : C extends Family
    ? Forms[C]
    : never;

/** What `call` gets for a list of parameters; `N` is null where the function sees NULLs. */
export type ValuesOf<P extends readonly string[], N = never> = P extends readonly [
  infer First extends string,
  ...infer Rest extends readonly string[],
]
  ? First extends `${infer C}...`
    ? (FormOf<C> | N)[]
    : First extends `${infer C}?`
      ? [value?: FormOf<C> | N, ...rest: ValuesOf<Rest, N>]
      : [value: FormOf<First> | N, ...rest: ValuesOf<Rest, N>]
  : [];

export interface Parameter {
  readonly families: readonly Family[];
  readonly optional: boolean;
  readonly repeated: boolean;
}

export function parseParameter(name: ParameterName): Parameter {
  const repeated = name.endsWith('...');
  const optional = name.endsWith('?');
  // the template type of the name says that its parts are families
  const families = name.replace(/\.\.\.$|\?$/, '').split('|') as Family[];
  return { families, optional: optional || repeated, repeated };
}

/** Type that the argument is cast to; undefined if it is none of the families. */
export function parameterType(parameter: Parameter, type: SqlType): SqlType | undefined {
  for (const family of parameter.families) {
    const record = FAMILIES[family];
    if (record.accepts(type)) return record.cast?.(type) ?? type;
  }
  return undefined;
}
