import { parseDuration } from './duration.ts';
import { SqlError } from './errors.ts';
import { parseMemorySize } from './memory-size.ts';
import { didYouMean } from './nearest.ts';

/**
 * One option a user may write in WITH (...), SET or a CONFIG map, as data.
 * `read` turns the text into the value and throws a plain Error saying what was expected.
 */
export interface OptionSpec<T = unknown> {
  readonly doc: string;
  readonly type: string;
  /** undefined: not set unless written. */
  readonly default: T | undefined;
  readonly required?: boolean;
  /** Printed as ****** everywhere. */
  readonly secret?: boolean;
  /** Other spellings that are read as this one, e.g. older names. */
  readonly aliases?: readonly string[];
  /** For completion and hints. */
  readonly values?: readonly string[];
  /** Beyond Flink: listed as such, never sent to a cluster. */
  readonly weirOnly?: boolean;
  read(text: string): T;
}

/** An option that may be absent has `undefined` in its values; one with a default or required never. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;
export type OptionValues<S extends OptionSpecs> = {
  readonly [K in keyof S]: S[K] extends OptionSpec<infer T> ? T : never;
};

type Extra = Partial<Pick<OptionSpec, 'secret' | 'aliases' | 'weirOnly'>>;

export function text(doc: string, extra?: Extra): OptionSpec<string | undefined> {
  return { doc, type: 'STRING', default: undefined, read: (value) => value, ...extra };
}

export function textOr(doc: string, fallback: string, extra?: Extra): OptionSpec<string> {
  return { doc, type: 'STRING', default: fallback, read: (value) => value, ...extra };
}

export function requiredText(doc: string, extra?: Extra): OptionSpec<string> {
  return { doc, type: 'STRING', default: undefined, required: true, read: (value) => value, ...extra };
}

export function int(doc: string, extra?: Extra): OptionSpec<number | undefined> {
  return { doc, type: 'INT', default: undefined, read: readInt, ...extra };
}

export function intOr(doc: string, fallback: number, extra?: Extra): OptionSpec<number> {
  return { doc, type: 'INT', default: fallback, read: readInt, ...extra };
}

export function double(doc: string, extra?: Extra): OptionSpec<number | undefined> {
  return { doc, type: 'DOUBLE', default: undefined, read: readDouble, ...extra };
}

export function booleanOr(doc: string, fallback: boolean, extra?: Extra): OptionSpec<boolean> {
  return { doc, type: 'BOOLEAN', default: fallback, values: ['true', 'false'], read: readBoolean, ...extra };
}

export function boolean(doc: string, extra?: Extra): OptionSpec<boolean | undefined> {
  return { doc, type: 'BOOLEAN', default: undefined, values: ['true', 'false'], read: readBoolean, ...extra };
}

export function durationOr(doc: string, fallbackMs: number, extra?: Extra): OptionSpec<number> {
  return { doc, type: 'DURATION', default: fallbackMs, read: readDuration, ...extra };
}

export function duration(doc: string, extra?: Extra): OptionSpec<number | undefined> {
  return { doc, type: 'DURATION', default: undefined, read: readDuration, ...extra };
}

/** The value is a number of bytes. */
export function memorySizeOr(doc: string, fallback: number, extra?: Extra): OptionSpec<number> {
  return { doc, type: 'MEMORYSIZE', default: fallback, read: readMemorySize, ...extra };
}

/** One of a fixed list, compared without case; the value is the listed spelling. */
export function oneOf<const T extends string>(
  doc: string,
  values: readonly T[],
  extra?: Extra,
): OptionSpec<T | undefined> {
  return {
    doc,
    type: 'ENUM',
    default: undefined,
    values,
    read: (given) => readOneOf(given, values),
    ...extra,
  };
}

export function oneOfOr<const T extends string>(
  doc: string,
  values: readonly T[],
  fallback: NoInfer<T>,
  extra?: Extra,
): OptionSpec<T> {
  return {
    doc,
    type: 'ENUM',
    default: fallback,
    values,
    read: (given) => readOneOf(given, values),
    ...extra,
  };
}

/**
 * Checks written options against the specs and reads them.
 * `owner` names them in errors, e.g. "connector 'kafka'". `prefixes` are families passed through unread (`properties.`).
 * Throws E_OPTION for an unknown key (with the nearest name), a missing required one, or a bad value.
 */
export function readOptions<S extends OptionSpecs>(
  specs: S,
  given: ReadonlyMap<string, string>,
  owner: string,
  prefixes: readonly string[] = [],
): OptionValues<S> {
  const values: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(specs)) values[key] = spec.default;
  const seen = new Map<string, string>();
  for (const [written, value] of given) {
    const key = resolveKey(specs, written);
    if (key === undefined) {
      if (prefixes.some((prefix) => written.startsWith(prefix))) continue;
      throw new SqlError('E_OPTION', `${owner} has no option '${written}'`, {
        hint: didYouMean(written, [...Object.keys(specs), ...prefixes]) ?? listOptions(specs),
      });
    }
    const twin = seen.get(key);
    if (twin !== undefined) {
      throw new SqlError('E_OPTION', `'${twin}' and '${written}' are the same option of ${owner}`);
    }
    seen.set(key, written);
    values[key] = readOption(specs[key] as OptionSpec, written, value, owner);
  }
  const missing = Object.entries(specs).filter(([key, spec]) => spec.required === true && !seen.has(key));
  if (missing.length > 0) {
    throw new SqlError('E_OPTION', `${owner} needs ${missing.map(([key]) => `'${key}'`).join(', ')}`);
  }
  return values as OptionValues<S>; // each value came from its own spec's read or default
}

function listOptions(specs: OptionSpecs): string {
  const keys = Object.keys(specs);
  return keys.length === 0 ? 'it takes none' : `options: ${keys.toSorted().join(', ')}`;
}

/** Reads one value; a bad one is E_OPTION, or E_SETTING for SET keys. A secret's value is not repeated. */
export function readOption<T>(
  spec: OptionSpec<T>,
  key: string,
  value: string,
  owner: string,
  code: 'E_OPTION' | 'E_SETTING' = 'E_OPTION',
): T {
  try {
    return spec.read(value);
  } catch (cause) {
    const shown = spec.secret === true ? '******' : value;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SqlError(code, `${owner}: '${key}' = '${shown}': ${why}`, {
      hint: spec.values && didYouMean(value, spec.values),
      cause,
    });
  }
}

/** The listed key for a written one: itself, an alias, or the same after `normaliseKey`; undefined if none. */
export function resolveKey(specs: OptionSpecs, written: string): string | undefined {
  if (Object.hasOwn(specs, written)) return written;
  for (const [key, spec] of Object.entries(specs)) if (spec.aliases?.includes(written)) return key;
  return undefined;
}

function readInt(given: string): number {
  const value = Number(given.trim());
  if (!/^[+-]?\d+$/.test(given.trim()) || !Number.isSafeInteger(value))
    throw new Error('expected a whole number');
  return value;
}

function readDouble(given: string): number {
  const value = Number(given.trim());
  if (given.trim() === '' || Number.isNaN(value)) throw new Error('expected a number');
  return value;
}

function readBoolean(given: string): boolean {
  const value = given.trim().toLowerCase();
  if (value !== 'true' && value !== 'false') throw new Error('expected true or false');
  return value === 'true';
}

function readDuration(given: string): number {
  const value = parseDuration(given);
  if (value === undefined) throw new Error("expected a duration such as '5 s' or '3 min'");
  return value;
}

function readMemorySize(given: string): number {
  const value = parseMemorySize(given);
  if (value === undefined) throw new Error("expected a size such as '128 mb'");
  return value;
}

function readOneOf<T extends string>(given: string, values: readonly T[]): T {
  const found = values.find((value) => value.toLowerCase() === given.trim().toLowerCase());
  if (found === undefined) throw new Error(`expected one of ${values.join(', ')}`);
  return found;
}
