import { didYouMean } from '../../common/nearest.ts';
import { excerpt } from '../../types/excerpt.ts';
import { printType, type SqlType } from '../../types/type.ts';

import { Mismatch, mismatch, tagOf, type Read } from './mismatch.ts';

interface FieldReader {
  readonly name: string;
  readonly read: Read;
}

/**
 * Reads an object by the names of the fields, its own properties alone, or an array by position. A field that is not
 * there is NULL; a property that is no field is an error, for it is most likely a slip.
 */
export function rowReader(type: SqlType, fields: readonly FieldReader[], path: string): Read {
  const names = fields.map((field) => field.name);
  return (value) => {
    if (Array.isArray(value)) {
      if (value.length !== fields.length) throw mismatch(value, type, path);
      return fields.map((field, i) => field.read(value[i]));
    }
    if (!isRecord(value)) throw mismatch(value, type, path);
    const row = new Array<unknown>(fields.length);
    let known = 0;
    for (let i = 0; i < fields.length; i++) {
      const { name, read } = fields[i] as FieldReader; // i < length
      const isThere = Object.hasOwn(value, name);
      if (isThere) known++;
      row[i] = read(isThere ? value[name] : undefined);
    }
    const keys = Object.keys(value);
    if (keys.length > known) throw strange(keys, names, type, path);
    return row;
  };
}

/** An object with properties; none of what has a form of its own (Promise, Map, Date, ...). */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  // most objects; asking for the tag takes longer
  return Object.getPrototypeOf(value) === Object.prototype || tagOf(value) === 'Object';
}

function strange(keys: readonly string[], names: readonly string[], type: SqlType, path: string): Mismatch {
  const key = keys.find((candidate) => !names.includes(candidate)) ?? '';
  const came = `an object with a property ${excerpt(key, 30)}`;
  return new Mismatch(came, printType(type), path, didYouMean(key, names) ?? `fields: ${names.join(', ')}`);
}
