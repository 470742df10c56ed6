import { SqlError } from '../../common/errors.ts';
import { JsonNumber, wellFormed } from '../../common/json.ts';
import { isNumeric, isText } from '../../types/coercion.ts';
import { excerpt } from '../../types/excerpt.ts';
import { cutText } from '../../types/text.ts';
import { printType, withNullability, type SqlType } from '../../types/type.ts';
import type { ScalarFunction } from '../define.ts';
import { jsonFailure } from './json-clauses.ts';
import { numberText, sortedJson, toNumber } from './json-document.ts';

type Spec = Pick<ScalarFunction, 'name' | 'syntax'>;

/** A scalar of a document as a value of the type; E_VALUE if it is of another one. Throws E_UNSUPPORTED for other types. */
export function scalarReader(spec: Spec, type: SqlType): (value: unknown) => unknown {
  const wrong = (value: unknown) => {
    const text = typeof value === 'string' ? value : numberText(value);
    return jsonFailure(spec, `${excerpt(text)} is no ${printType(withNullability(type, true))}`);
  };
  switch (type.kind) {
    case 'VARCHAR': {
      const { length } = type;
      return (value) => cutText(typeof value === 'string' ? wellFormed(value) : numberText(value), length);
    }
    case 'BOOLEAN':
      return (value) => {
        if (typeof value !== 'boolean') throw wrong(value);
        return value;
      };
    case 'INT':
      return (value) => {
        const whole =
          value instanceof JsonNumber && /^-?[0-9]+$/.test(value.text) ? Number(value.text) : value;
        if (typeof whole !== 'number' || (whole | 0) !== whole) throw wrong(value);
        return whole + 0;
      };
    case 'DOUBLE':
      // Flink: only what is written with a point or an exponent
      return (value) => {
        if (!(value instanceof JsonNumber) || !/[.eE]/.test(value.text)) throw wrong(value);
        return toNumber(value);
      };
    default:
      throw new SqlError('E_UNSUPPORTED', `${spec.name} cannot return ${printType(type)}`, {
        hint: 'RETURNING STRING, BOOLEAN, INTEGER or DOUBLE; CAST the text to others',
      });
  }
}

/**
 * The value behind DEFAULT: type it is cast to, and what it is as a value of the type RETURNING names. One of another
 * type fails where it is used, as in Flink.
 */
export function defaultReader(
  spec: Spec,
  from: SqlType,
  to: SqlType,
): { readonly parameter: SqlType; read(value: unknown): unknown } {
  if (to.kind === 'VARCHAR') {
    if (from.kind === 'BOOLEAN')
      return { parameter: from, read: (value) => cutText(String(value), to.length) };
    return { parameter: to, read: (value) => value };
  }
  // Flink takes no DEFAULT of any type for DOUBLE
  if (to.kind === 'DOUBLE' && isNumeric(from)) return { parameter: to, read: (value) => value };
  if (to.kind === from.kind) return { parameter: from, read: (value) => value };
  return {
    parameter: from,
    read() {
      throw jsonFailure(
        spec,
        `the DEFAULT is ${printType(withNullability(from, true))}, no ${printType(to)}`,
      );
    },
  };
}

/** What WITH ... WRAPPER makes of a value. */
export function wrap(value: unknown, wrapper: string | undefined): unknown {
  if (wrapper === 'WITH UNCONDITIONAL WRAPPER') return [value];
  return wrapper === 'WITH CONDITIONAL WRAPPER' && !Array.isArray(value) ? [value] : value;
}

/** Writes objects and arrays as the type that JSON_QUERY returns; null where they have no form of it. Throws E_UNSUPPORTED. */
export function queryWriter(type: SqlType): { write(found: unknown): unknown; readonly emptyArray: unknown } {
  if (type.kind === 'VARCHAR')
    return { write: (found) => cutText(sortedJson(found), type.length), emptyArray: '[]' };
  if (type.kind === 'ARRAY' && isText(type.element)) return { write: textElements, emptyArray: [] };
  if (type.kind === 'ARRAY') {
    throw new SqlError('E_TYPE', `JSON_QUERY cannot return ${printType(type)}`, {
      hint: 'RETURNING ARRAY<STRING>; CAST it to others',
    });
  }
  throw new SqlError('E_UNSUPPORTED', `JSON_QUERY cannot return ${printType(type)}`, {
    hint: 'RETURNING STRING or ARRAY<STRING>',
  });
}

function textElements(found: unknown): unknown {
  if (!Array.isArray(found)) return null;
  return found.map((item: unknown) => {
    if (item === null) return null;
    if (typeof item === 'string') return wellFormed(item);
    return typeof item === 'object' && !(item instanceof JsonNumber) ? sortedJson(item) : numberText(item);
  });
}
