import { JsonNumber } from '../../common/json.ts';
import { BOOLEAN, STRING, withNullability, type SqlType } from '../../types/type.ts';
import { variantText } from '../../types/variant.ts';
import {
  defineFunction,
  illegalNull,
  wrongArguments,
  type BoundFunction,
  type ScalarFunction,
} from '../define.ts';
import {
  constantPath,
  finder,
  jsonFailure,
  readJsonCall,
  type Behaviour,
  type Found,
  type JsonCall,
} from './json-clauses.ts';
import { documentsOf, isJsonNumber } from './json-document.ts';
import { defaultReader, queryWriter, scalarReader, wrap } from './json-returning.ts';

type Spec = Pick<ScalarFunction, 'name' | 'syntax'>;

/**
 * Strict unless the path says lax: what is missing or null is then an error and not empty.
 * A value of another type than RETURNING names fails whatever ON ERROR says, as in Flink; so does a whole number as DOUBLE.
 */
export const jsonValue = defineFunction({
  name: 'JSON_VALUE',
  syntax:
    'JSON_VALUE(json, path [RETURNING type] [NULL | ERROR | DEFAULT value ON EMPTY] [NULL | ERROR | DEFAULT value ON ERROR])',
  doc: 'The scalar that a path leads to, as STRING unless RETURNING names BOOLEAN, INTEGER or DOUBLE.',
  nulls: 'own',
  bind(args) {
    const call = readJsonCall(this, args, true);
    const type = call.returning ?? STRING;
    const convert = scalarReader(this, type);
    const bare = args.findIndex((arg) => arg.kind === 'value' && arg.type.kind === 'NULL');
    if (bare !== -1) throw illegalNull(bare);
    const empty = behaviour(this, call, call.onEmpty);
    const failed = behaviour(this, call, call.onError);
    return bound(this, call, type, (found, values) => {
      if ('failure' in found) return found.lax ? empty(values, found.failure) : failed(values, found.failure);
      const { document, path, value } = found;
      if (isJsonNumber(value)) return convert(path.find(document.exact));
      if (typeof value !== 'object') return convert(value);
      return (path.mode === 'lax' ? empty : failed)(values, 'the path leads to an object or array');
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
    const call = readJsonCall(this, args, true);
    const type = call.returning ?? STRING;
    const writer = queryWriter(type);
    const events = { emptyArray: writer.emptyArray, emptyObject: '{}' };
    const isObject = [call.onEmpty, call.onError].some((event) => event?.word === 'EMPTY OBJECT');
    if (isObject && type.kind === 'ARRAY') throw wrongArguments(this, 'EMPTY OBJECT is no array');
    const empty = behaviour(this, call, call.onEmpty, events);
    const failed = behaviour(this, call, call.onError, events);
    return bound(this, call, type, (found, values) => {
      if ('failure' in found) return found.lax ? empty(values, found.failure) : failed(values, found.failure);
      const { document, path, value } = found;
      const isScalar = typeof value !== 'object' || value instanceof JsonNumber;
      if (!isScalar || (call.wrapper ?? 'WITHOUT WRAPPER') !== 'WITHOUT WRAPPER') {
        const exact = holdsNumber(value) ? path.find(document.exact) : value;
        const written = writer.write(wrap(exact, call.wrapper));
        return written ?? failed(values, 'the path leads to no array');
      }
      return (path.mode === 'lax' ? empty : failed)(values, 'the path leads to a scalar');
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
    return bound(this, call, BOOLEAN, (found) => {
      if (!('failure' in found)) return true;
      if (found.lax) return false;
      if (word === 'ERROR') throw jsonFailure(this, found.failure);
      return word === 'UNKNOWN' ? null : word === 'TRUE';
    });
  },
});

/** Document or path NULL is NULL; the result is always nullable. */
function bound(
  spec: Spec,
  call: JsonCall,
  type: SqlType,
  read: (found: Found, values: readonly unknown[]) => unknown,
): BoundFunction {
  const path = constantPath(call);
  const defaults = call.defaults.map((value) => defaultReader(spec, value.type, type));
  return {
    returns: withNullability(type, true),
    parameters: [call.document.type, call.path.type, ...defaults.map(({ parameter }) => parameter)],
    compile(context) {
      const find = finder(path, documentsOf(context));
      const isVariant = call.document.type.kind === 'VARIANT';
      return (...values: unknown[]) => {
        const [document, pathText] = values;
        if (document === null || typeof pathText !== 'string') return null;
        return read(find(isVariant ? variantText(document) : String(document), pathText), values);
      };
    },
  };
}

interface Words {
  readonly emptyArray: unknown;
  readonly emptyObject: unknown;
}

/** What a call gives ON EMPTY or ON ERROR, settled before any row. */
function behaviour(
  spec: Spec,
  call: JsonCall,
  told: Behaviour | undefined,
  words?: Words,
): (values: readonly unknown[], why: string) => unknown {
  switch (told?.word) {
    case 'ERROR':
      return (_, why) => {
        throw jsonFailure(spec, why);
      };
    case 'DEFAULT': {
      const index = told.value ?? 0;
      const from = call.defaults[index - 2];
      const read = from && defaultReader(spec, from.type, call.returning ?? STRING).read;
      return (values) => {
        const value = values[index] ?? null;
        return value === null || read === undefined ? null : read(value);
      };
    }
    case 'EMPTY ARRAY':
      return () => words?.emptyArray;
    case 'EMPTY OBJECT':
      return () => words?.emptyObject;
    default:
      return () => null;
  }
}

function holdsNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' || typeof value === 'bigint';
  return value instanceof JsonNumber || Object.values(value).some(holdsNumber);
}
