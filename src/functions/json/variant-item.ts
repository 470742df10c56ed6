import { SqlError } from '../../common/errors.ts';
import { JsonNumber, property } from '../../common/json.ts';
import { isInteger, isText } from '../../types/coercion.ts';
import { excerpt } from '../../types/excerpt.ts';
import { INT, VARIANT, type SqlType } from '../../types/type.ts';
import { JSON_NULL } from '../../types/variant.ts';
import type { BoundFunction } from '../define.ts';

/**
 * `variant['name']` of an object, `variant[1]` of an array; undefined for an index of another type. NULL where there is
 * none, also for 0 and below. Throws E_VALUE per row where the variant is no object, no array.
 */
export function variantItem(type: SqlType, at: SqlType): BoundFunction | undefined {
  if (isText(at)) return { returns: VARIANT, parameters: [type, at], compile: () => fieldOf };
  if (!isInteger(at)) return undefined;
  return { returns: VARIANT, parameters: [type, INT], compile: () => elementOf };
}

function fieldOf(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null && value !== JSON_NULL;
  if (!isObject || Array.isArray(value) || value instanceof JsonNumber)
    throw new SqlError('E_VALUE', `the variant is no object, it has no field ${excerpt(name)}`);
  return whole(property(value, name));
}

function elementOf(value: unknown, index: number): unknown {
  if (!Array.isArray(value))
    throw new SqlError('E_VALUE', `the variant is no array, it has no element number ${index}`);
  return whole(value[index - 1]);
}

/** JSON's null is no SQL NULL. */
function whole(value: unknown): unknown {
  if (value === undefined) return null;
  return value === null ? JSON_NULL : value;
}
