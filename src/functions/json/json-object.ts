import { SqlError } from '../../common/errors.ts';
import { parseFirst } from '../../common/json-first.ts';
import { parseJsonExactly, quoteJson } from '../../common/json.ts';
import { isText } from '../../types/coercion.ts';
import { excerpt } from '../../types/excerpt.ts';
import { STRING, withNullability } from '../../types/type.ts';
import { takingBareNull } from '../bare-null.ts';
import {
  defineFunction,
  defineScalar,
  wrongArguments,
  wrongType,
  type ArgumentInfo,
  type ScalarFunction,
  type ValueInfo,
} from '../define.ts';
import { isWithinLimits, sortedJson } from './json-document.ts';
import { jsonWriter, writeRaw } from './json-string.ts';

type Spec = Pick<ScalarFunction, 'name' | 'syntax'>;
type Write = (value: never) => string;

export const jsonObject = defineFunction({
  name: 'JSON_OBJECT',
  syntax: 'JSON_OBJECT([[KEY] key VALUE value | key : value, ...] [NULL | ABSENT ON NULL])',
  doc: 'A JSON object of the keys and values, keys in order; of equal keys the last one counts.',
  nulls: 'own',
  bind(args) {
    const { values, isAbsent } = readCall(this, args, 'NULL ON NULL');
    const keys = values.filter((_, i) => i % 2 === 0);
    const items = values.filter((_, i) => i % 2 === 1);
    if (keys.length !== items.length) throw wrongArguments(this, 'keys and values in pairs wanted');
    for (const key of keys) {
      if (key.type.kind === 'NULL') throw wrongType(this, [key.type], 'a key must not be NULL');
      if (!isText(key.type)) throw wrongType(this, [key.type], 'a key must be a string');
      if (key.type.nullable) throw wrongType(this, [key.type], 'a key must not be NULL, and this one may be');
    }
    const writers = valueWriters(items);
    return {
      returns: withNullability(STRING, false),
      parameters: values.map((value) => value.type),
      compile(_, sources = []) {
        const writes = writers.map((write, i) => writeRaw(write, sources[2 * i + 1]));
        return (...row: unknown[]) => {
          const parts = new Map<string, string>();
          for (let i = 0; i < writes.length; i++) {
            const key = row[2 * i];
            if (typeof key !== 'string') continue; // its type says that it is not NULL
            const value = row[2 * i + 1];
            // the binder has cast each value to what its writer takes
            if (value !== null) parts.set(key, writes[i]?.(value as never) ?? '');
            else if (!isAbsent) parts.set(key, 'null');
          }
          const pairs = [...parts].sort(([a], [b]) => (a < b ? -1 : 1));
          return `{${pairs.map(([key, text]) => `${quoteJson(key)}:${text}`).join(',')}}`;
        };
      },
    };
  },
});

export const jsonArray = defineFunction({
  name: 'JSON_ARRAY',
  syntax: 'JSON_ARRAY([value, ...] [NULL | ABSENT ON NULL])',
  doc: 'A JSON array of the values; without NULL ON NULL those that are not NULL.',
  nulls: 'own',
  bind(args) {
    const { values, isAbsent } = readCall(this, args, 'ABSENT ON NULL');
    const writers = valueWriters(values);
    return {
      returns: withNullability(STRING, false),
      parameters: values.map((value) => value.type),
      compile(_, sources = []) {
        const writes = writers.map((write, i) => writeRaw(write, sources[i]));
        return (...row: unknown[]) => {
          const parts: string[] = [];
          for (let i = 0; i < writes.length; i++) {
            const value = row[i];
            if (value !== null) parts.push(writes[i]?.(value as never) ?? '');
            else if (!isAbsent) parts.push('null');
          }
          return `[${parts.join(',')}]`;
        };
      },
    };
  },
});

/** The binder lets it stand as a value of JSON_OBJECT and JSON_ARRAY alone. */
export const json = takingBareNull(
  defineScalar({
    name: 'JSON',
    syntax: 'JSON(string)',
    doc: 'A text that is JSON already, as a value of JSON_OBJECT and JSON_ARRAY; an empty one is null.',
    args: ['STRING'],
    returns: STRING,
    call(text) {
      if (text === '') return 'null';
      const value = isWithinLimits(text) ? parseFirst(text, parseJsonExactly) : undefined;
      if (value === undefined) throw new SqlError('E_VALUE', `JSON: ${excerpt(text)} is no JSON`);
      return sortedJson(value);
    },
  }),
);

/** Values and whether those that are NULL are left out. */
function readCall(
  spec: Spec,
  args: readonly ArgumentInfo[],
  usual: string,
): { values: ValueInfo[]; isAbsent: boolean } {
  const values: ValueInfo[] = [];
  let onNull = usual;
  for (const arg of args) {
    if (arg.kind === 'value') values.push(arg);
    else if (arg.kind === 'symbol') onNull = arg.name;
    else throw wrongArguments(spec, 'a type cannot stand here');
  }
  return { values, isAbsent: onNull === 'ABSENT ON NULL' };
}

function valueWriters(values: readonly ValueInfo[]): Write[] {
  return values.map(({ type }) => {
    if (type.kind === 'NULL') {
      throw new SqlError('E_UNSUPPORTED', 'NULL has no type here', {
        hint: 'write CAST(NULL AS STRING) or the like',
      });
    }
    return jsonWriter(type);
  });
}
