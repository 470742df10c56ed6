import { SqlError } from '../../common/errors.ts';
import { excerpt } from '../../types/excerpt.ts';
import { isText } from '../../types/coercion.ts';
import { type RowField, type SqlType } from '../../types/type.ts';
import {
  anyValues,
  defineFunction,
  wrongArguments,
  wrongType,
  type ScalarFunction,
  type ValueInfo,
} from '../define.ts';

/** Java's identifiers with points between them. */
const CLASS_NAME = /^[\p{L}\p{Sc}_][\p{L}\p{Nd}\p{Sc}_]*(?:\.[\p{L}\p{Sc}_][\p{L}\p{Nd}\p{Sc}_]*)*$/u;

type Spec = Pick<ScalarFunction, 'name' | 'syntax'>;

export const objectOf = defineFunction({
  name: 'OBJECT_OF',
  syntax: "OBJECT_OF('class', 'field', value, ...)",
  doc: 'A structured value: a row that carries the name of a class, of which nothing else is asked.',
  nulls: 'own',
  bind(args) {
    const values = anyValues(this, args);
    const [first] = values;
    if (first === undefined || values.length % 2 === 0)
      throw wrongArguments(this, 'a class and pairs of a name and a value wanted');
    const className = textOf(this, values, 0, 'the name of a class');
    if (!CLASS_NAME.test(className)) {
      throw new SqlError('E_ARGUMENTS', `${this.name}: ${excerpt(className)} is no name of a class`, {
        argument: 0,
        hint: "like 'com.example.User'",
      });
    }
    const fields = pairsOf(this, values).map(({ name, type }) => ({ name, type }));
    return {
      returns: { kind: 'ROW', className, fields, nullable: true },
      parameters: values.map((value) => value.type),
      compile:
        () =>
        (...given: unknown[]) =>
          fields.map((_, i) => given[2 * i + 2]),
    };
  },
});

export const objectUpdate = defineFunction({
  name: 'OBJECT_UPDATE',
  syntax: "OBJECT_UPDATE(object, 'field', value, ...)",
  doc: 'A structured value with other values of some fields, which take the types of these.',
  nulls: 'own',
  bind(args) {
    const values = anyValues(this, args);
    const [object] = values;
    if (object === undefined || values.length % 2 === 0)
      throw wrongArguments(this, 'an object and pairs of a name and a value wanted');
    const { type } = object;
    if (type.kind !== 'ROW' || type.className === undefined)
      throw wrongType(this, typesOf(values), 'argument 1 must be what OBJECT_OF makes').with({ argument: 0 });
    const places = new Map<number, number>();
    const fields = [...type.fields];
    for (const { name, type: changed, at } of pairsOf(this, values)) {
      const index = fields.findIndex((field) => field.name === name);
      if (index < 0) {
        const known = fields.map((field) => field.name).join(', ');
        throw new SqlError('E_ARGUMENTS', `${this.name}: the object has no field ${excerpt(name)}`, {
          argument: at,
          hint: `its fields: ${known}`,
        });
      }
      fields[index] = { name, type: changed };
      places.set(index, at + 1);
    }
    return {
      returns: { ...type, fields, nullable: true },
      parameters: typesOf(values),
      compile:
        () =>
        (given: readonly unknown[] | null, ...changes: unknown[]) =>
          given && given.map((value, i) => (places.has(i) ? changes[(places.get(i) ?? 0) - 1] : value)),
    };
  },
});

interface Pair extends RowField {
  /** Number of the argument that names the field; its value is the next one. */
  readonly at: number;
}

/** The fields behind the first argument. Throws where a name is none, stands twice or its value has no type. */
function pairsOf(spec: Spec, values: readonly ValueInfo[]): Pair[] {
  const pairs: Pair[] = [];
  for (let at = 1; at < values.length; at += 2) {
    const name = textOf(spec, values, at, 'the name of a field');
    if (pairs.some((pair) => pair.name === name))
      throw new SqlError('E_ARGUMENTS', `${spec.name}: two fields are called ${excerpt(name)}`, {
        argument: at,
      });
    const type = values[at + 1]?.type;
    if (type === undefined || type.kind === 'NULL')
      throw new SqlError('E_UNSUPPORTED', `${spec.name}: a bare NULL has no type`, {
        argument: at + 1,
        hint: 'CAST(NULL AS STRING)',
      });
    pairs.push({ name, type, at });
  }
  return pairs;
}

/** A constant text: the types of the result hang on it. */
function textOf(spec: Spec, values: readonly ValueInfo[], at: number, what: string): string {
  const value = values[at];
  const text = value?.literal?.value;
  if (value !== undefined && isText(value.type) && typeof text === 'string') return text;
  throw wrongType(spec, typesOf(values), `argument ${at + 1} must be ${what}, as a constant text`).with({
    argument: at,
  });
}

function typesOf(values: readonly ValueInfo[]): SqlType[] {
  return values.map((value) => value.type);
}
