import { SqlError } from '../common/errors.ts';
import { JsonNumber } from '../common/json.ts';
import { canCast, isText } from '../types/coercion.ts';
import { excerpt } from '../types/excerpt.ts';
import { cutText } from '../types/text.ts';
import { BOOLEAN, printType, STRING, withNullability, type SqlType } from '../types/type.ts';
import { defineFunction, wrongType, type BoundFunction, type ScalarFunction } from './define.ts';
import {
  constantPath,
  finder,
  jsonFailure,
  readJsonCall,
  type Behaviour,
  type Found,
  type JsonCall,
} from './json-clauses.ts';
import { documentsOf, numberText, sortedJson } from './json-document.ts';

type Spec = Pick<ScalarFunction, 'name' | 'syntax'>;

/**
 * Strict unless the path says lax: what is missing is then an error and not empty.
 * A value of another type than RETURNING names fails whatever ON ERROR says, as in Flink.
 */
export const jsonValue = defineFunction({
  name: 'JSON_VALUE',
  syntax:
    'JSON_VALUE(json, path [RETURNING type] [NULL | ERROR | DEFAULT value ON EMPTY] [NULL | ERROR | DEFAULT value ON ERROR])',
  doc: 'The scalar that a path leads to, as STRING unless RETURNING names BOOLEAN, INTEGER or DOUBLE.',
  nulls: 'own',
  bind(args) {
    const call = readJsonCall(this, args);
    const type = call.returning ?? STRING;
    const convert = scalarReader(this, type);
    const bad = call.defaults.find((value) => !canCast(value.type, type));
    if (bad !== undefined) throw wrongType(this, [bad.type], `DEFAULT must fit ${printType(type)}`);
    return bound(call, type, (found, values) => {
      if ('failure' in found)
        return found.lax ? empty(this, call, values) : failed(this, call, values, found.failure);
      const { document, path, value } = found;
      if (value === null) return path.mode === 'lax' ? empty(this, call, values) : null;
      if (isNumber(value)) return convert(path.find(document.exact));
      if (typeof value !== 'object') return convert(value);
      if (path.mode === 'lax') return empty(this, call, values);
      return failed(this, call, values, 'the path leads to an object or array');
    });
  },
});

export const jsonQuery = defineFunction({
  name: 'JSON_QUERY',
  syntax:
    'JSON_QUERY(json, path [RETURNING type] [WITH [CONDITIONAL] WRAPPER] [NULL | ERROR | EMPTY ARRAY | EMPTY OBJECT ON EMPTY] [... ON ERROR])',
  doc: 'The object or array that a path leads to, as JSON text; RETURNING ARRAY<STRING> takes it apart.',
  nulls: 'own',
  bind(args) {
    const call = readJsonCall(this, args);
    const type = call.returning ?? STRING;
    const write = queryWriter(type);
    const events = { empty: write.none, array: write.emptyArray };
    return bound(call, type, (found, values) => {
      if ('failure' in found) {
        return found.lax
          ? empty(this, call, values, events)
          : failed(this, call, values, found.failure, events);
      }
      const { document, path, value } = found;
      if (value === null) return path.mode === 'lax' ? empty(this, call, values, events) : null;
      const exact = wrap(path.find(document.exact), call.wrapper);
      if (typeof exact === 'object' && exact !== null && !(exact instanceof JsonNumber))
        return write.value(exact);
      if (path.mode === 'lax') return empty(this, call, values, events);
      return failed(this, call, values, 'the path leads to a scalar', events);
    });
  },
});

export const jsonExists = defineFunction({
  name: 'JSON_EXISTS',
  syntax: 'JSON_EXISTS(json, path [TRUE | FALSE | UNKNOWN | ERROR ON ERROR])',
  doc: 'Whether a path leads to something that is not null.',
  nulls: 'own',
  bind(args) {
    const call = readJsonCall(this, args);
    const word = call.onError?.word ?? 'FALSE';
    return bound(call, BOOLEAN, (found) => {
      if (!('failure' in found)) return found.value !== null;
      if (found.lax) return false;
      if (word === 'ERROR') throw jsonFailure(this, found.failure);
      return word === 'UNKNOWN' ? null : word === 'TRUE';
    });
  },
});

/** Document or path NULL is NULL; the result is always nullable. */
function bound(
  call: JsonCall,
  type: SqlType,
  read: (found: Found, values: readonly unknown[]) => unknown,
): BoundFunction {
  const path = constantPath(call);
  return {
    returns: withNullability(type, true),
    parameters: [call.document.type, call.path.type, ...call.defaults.map(() => type)],
    compile(context) {
      const find = finder(path, documentsOf(context));
      return (...values: unknown[]) => {
        const [text, pathText] = values;
        if (typeof text !== 'string' || typeof pathText !== 'string') return null;
        return read(find(text, pathText), values);
      };
    },
  };
}

interface Words {
  readonly empty: unknown;
  readonly array: unknown;
}

function empty(spec: Spec, call: JsonCall, values: readonly unknown[], words?: Words): unknown {
  return behave(call.onEmpty, values, words, () => jsonFailure(spec, 'the path leads nowhere'));
}

function failed(spec: Spec, call: JsonCall, values: readonly unknown[], why: string, words?: Words): unknown {
  return behave(call.onError, values, words, () => jsonFailure(spec, why));
}

function behave(
  behaviour: Behaviour | undefined,
  values: readonly unknown[],
  words: Words | undefined,
  error: () => SqlError,
): unknown {
  switch (behaviour?.word) {
    case 'ERROR':
      throw error();
    case 'DEFAULT':
      return values[behaviour.value ?? -1] ?? null;
    case 'EMPTY ARRAY':
      return words?.array;
    case 'EMPTY OBJECT':
      return words?.empty;
    default:
      return null;
  }
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof JsonNumber;
}

/** A scalar of a document as a value of the type; E_VALUE if it is of another one. */
function scalarReader(spec: Spec, type: SqlType): (value: unknown) => unknown {
  const wrong = (value: unknown) => {
    const text = typeof value === 'string' ? value : numberText(value);
    return jsonFailure(spec, `${excerpt(text)} is no ${printType(withNullability(type, true))}`);
  };
  switch (type.kind) {
    case 'VARCHAR': {
      const { length } = type;
      return (value) => cutText(typeof value === 'string' ? value : numberText(value), length);
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
      return (value) => {
        if (!isNumber(value)) throw wrong(value);
        return Number(numberText(value));
      };
    default:
      throw new SqlError('E_UNSUPPORTED', `${spec.name} cannot return ${printType(type)}`, {
        hint: 'RETURNING STRING, BOOLEAN, INTEGER or DOUBLE; CAST the text to others',
      });
  }
}

function wrap(value: unknown, wrapper: string | undefined): unknown {
  if (wrapper === 'WITH UNCONDITIONAL WRAPPER') return [value];
  return wrapper === 'WITH CONDITIONAL WRAPPER' && !Array.isArray(value) ? [value] : value;
}

function queryWriter(type: SqlType): {
  value(found: object): unknown;
  readonly emptyArray: unknown;
  readonly none: unknown;
} {
  if (type.kind === 'VARCHAR') return { value: sortedJson, emptyArray: '[]', none: '{}' };
  if (type.kind === 'ARRAY' && isText(type.element))
    return { value: textElements, emptyArray: [], none: null };
  throw new SqlError('E_UNSUPPORTED', `JSON_QUERY cannot return ${printType(type)}`, {
    hint: 'RETURNING STRING or ARRAY<STRING>',
  });
}

function textElements(found: object): unknown {
  if (!Array.isArray(found)) return null;
  return found.map((item: unknown) => {
    if (item === null || typeof item === 'string') return item;
    return typeof item === 'object' && !(item instanceof JsonNumber) ? sortedJson(item) : numberText(item);
  });
}
