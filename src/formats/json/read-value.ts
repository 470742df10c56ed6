import { SqlError } from '../../common/errors.ts';
import { JsonNumber, property, stringifyJson } from '../../common/json.ts';
import { formatDouble } from '../../types/double.ts';
import { excerpt } from '../../types/excerpt.ts';
import { keyOf, type Key } from '../../types/key.ts';
import { NULL_TYPE, printType, withNullability, type SqlType } from '../../types/type.ts';
import type { TimestampStandard } from '../moment-text.ts';
import type { Numbers, ReadValue } from './numbers.ts';
import { scalarReader } from './read-scalar.ts';

export interface ReadOptions {
  /** A field that cannot be read is NULL. */
  readonly ignoreErrors: boolean;
  readonly failOnMissingField: boolean;
  readonly standard: TimestampStandard;
  /** A part was replaced by NULL. */
  readonly ignored: () => void;
  readonly numbers: Numbers;
}

/** How values of the type are read. JSON null and what is missing are NULL; misfits throw E_FORMAT, or are NULL where errors are ignored. */
function compileRead(type: SqlType, options: ReadOptions): ReadValue {
  const read = compileReader(type, options);
  return (json) => {
    if (json === null || json === undefined) return null;
    const value = read(json);
    return value === undefined ? bad(json, type, options) : value;
  };
}

function compileReader(type: SqlType, options: ReadOptions): ReadValue {
  const read = reader(type, options);
  if (read !== undefined) return read;
  throw new SqlError('E_UNSUPPORTED', `the json format has no form for ${printType(type)}`);
}

function bad(json: unknown, type: SqlType, { ignoreErrors, ignored }: ReadOptions): null {
  if (!ignoreErrors)
    throw new SqlError(
      'E_FORMAT',
      `${excerpt(stringifyJson(json))} is no ${printType(withNullability(type, true))}`,
    );
  ignored();
  return null;
}

function reader(type: SqlType, options: ReadOptions): ReadValue | undefined {
  switch (type.kind) {
    case 'CHAR':
    case 'VARCHAR':
      return textReader(options.numbers);
    case 'ARRAY': {
      const element = compileRead(type.element, options);
      return (json) => {
        if (!Array.isArray(json)) return undefined;
        const values: unknown[] = [];
        for (let i = 0; i < json.length; i++) values.push(element(json[i]));
        return values;
      };
    }
    case 'MAP':
      return isText(type.key) ? mapReader(type.key, type.value, options) : undefined;
    case 'MULTISET':
      return isText(type.element)
        ? mapReader(type.element, { kind: 'INT', nullable: false }, options)
        : undefined;
    case 'ROW': {
      const read = compileFields(
        type.fields.map((field, index) => ({ ...field, index })),
        type.fields.length,
        options,
      );
      return (json) => (isObject(json) ? read(json) : undefined);
    }
    default:
      return scalarReader(type, options.standard, options.numbers);
  }
}

/** Objects and arrays are their JSON, scalars their text. */
function textReader(numbers: Numbers): ReadValue {
  return (json) => {
    if (typeof json === 'string') return json;
    if (typeof json === 'boolean') return String(json);
    // the row is made anew, so what stands here does not matter
    if (numbers.unsure) return '';
    if (json instanceof JsonNumber) return json.text;
    return typeof json === 'object' ? nestedText(json) : String(json);
  };
}

/** Inside objects and arrays Flink writes a number as what it has read: 1.50 is 1.5, 1e7 is 1.0E7. */
function nestedText(json: unknown): string {
  if (json instanceof JsonNumber)
    return /^-?\d+$/.test(json.text) ? json.text : formatDouble(Number(json.text));
  if (typeof json !== 'object' || json === null) return stringifyJson(json);
  if (Array.isArray(json)) return `[${json.map(nestedText).join(',')}]`;
  return `{${Object.entries(json)
    .map(([key, item]) => `${JSON.stringify(key)}:${nestedText(item)}`)
    .join(',')}}`;
}

function mapReader(keyType: SqlType, valueType: SqlType, options: ReadOptions): ReadValue {
  const key = keyOf(keyType);
  const value = compileRead(valueType, options);
  return (json) => {
    if (!isObject(json)) return undefined;
    const map = new Map<Key, readonly [unknown, unknown]>();
    for (const [name, item] of Object.entries(json)) map.set(key(name), [name, value(item)]);
    return map;
  };
}

/** Puts the named fields of an object into a fresh row of `width`. */
export function compileFields(
  fields: readonly { readonly name: string; readonly type: SqlType; readonly index: number }[],
  width: number,
  options: ReadOptions,
): (json: object) => unknown[] {
  const blank = new Array<unknown>(width).fill(null);
  const names = fields.map((field) => field.name);
  const indexes = fields.map((field) => field.index);
  const reads = fields.map((field) => compileReader(field.type, options));
  // only such names are found on objects that do not have them
  const inherited = names.map((name) => name in {});
  const { failOnMissingField } = options;
  return (json) => {
    const row = blank.slice();
    let i = 0;
    try {
      for (; i < names.length; i++) {
        const name = names[i] as string; // i < length, here and below
        const item = inherited[i] === true ? property(json, name) : (json as Record<string, unknown>)[name];
        if (item === undefined && failOnMissingField) throw missingField(name);
        if (item === null || item === undefined) continue;
        const value = (reads[i] as ReadValue)(item);
        row[indexes[i] as number] =
          value === undefined ? bad(item, fields[i]?.type ?? NULL_TYPE, options) : value;
      }
    } catch (error) {
      throw named(error, fields[i]);
    }
    return row;
  };
}

/** Errors say which field they are about. */
function named(
  error: unknown,
  field: { readonly name: string; readonly type: SqlType } | undefined,
): unknown {
  if (!(error instanceof SqlError) || field === undefined || error.message.endsWith(' is missing'))
    return error;
  return error.with({ message: `field '${field.name}' ${printType(field.type)}: ${error.message}` });
}

function missingField(name: string): SqlError {
  return new SqlError('E_FORMAT', `field '${name}' is missing`, {
    hint: "'json.fail-on-missing-field' = 'false' makes it NULL",
  });
}

export function isObject(json: unknown): json is object {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof JsonNumber);
}

function isText(type: SqlType): boolean {
  return type.kind === 'CHAR' || type.kind === 'VARCHAR';
}
