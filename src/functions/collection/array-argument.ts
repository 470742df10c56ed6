import { canCastImplicitly, isBinary, isText } from '../../types/coercion.ts';
import { printType, sameType, withNullability, type SqlType } from '../../types/type.ts';
import {
  anyValues,
  defineFunction,
  illegalNull,
  wrongArguments,
  wrongType,
  type ArgumentInfo,
  type ScalarFunction,
} from '../define.ts';

export type ArrayType = SqlType & { kind: 'ARRAY' };

interface Named {
  readonly name: string;
  readonly syntax: string;
  readonly doc: string;
}

interface OnArray extends Named {
  /** The elements' type; absent: any. */
  readonly elements?: { readonly text: string; accepts(type: SqlType): boolean };
  /** Types of the arguments behind the array; a bare NULL may stand for them. */
  readonly others?: readonly SqlType[];
  /** How many of `others` may be left out. */
  readonly optional?: number;
  returns(array: ArrayType): SqlType;
  /** true: the result may be NULL whatever the arguments are. */
  readonly nullable?: true;
  compile(element: SqlType): (values: readonly unknown[], ...others: never[]) => unknown;
}

/** A function of an array and, behind it, values of fixed types. NULL in is NULL out. */
export function defineOnArray(spec: OnArray): ScalarFunction {
  const { others = [], optional = 0, elements } = spec;
  return defineFunction({
    ...spec,
    bind(args) {
      const types = anyValues(this, args).map((arg) => arg.type);
      const [array, ...rest] = types;
      if (array === undefined || rest.length > others.length || rest.length < others.length - optional)
        throw wrongNumber(this, args, others.length + 1 - optional, others.length + 1);
      const { element } = arrayType(this, types);
      if (elements?.accepts(element) === false)
        throw wrongType(this, types, `argument 1 must be an ARRAY of ${elements.text}`);
      const parameters = rest.map((type, i) => {
        const wanted = others[i] ?? type;
        if (canCastImplicitly(type, wanted)) return wanted;
        throw wrongType(this, types, `argument ${i + 2} must be ${printType(wanted)}`);
      });
      const nullable = spec.nullable ?? types.some((type) => type.nullable);
      return {
        returns: withNullability(spec.returns({ kind: 'ARRAY', element, nullable: true }), nullable),
        parameters: [array, ...parameters],
        compile: () => spec.compile(element),
      };
    },
  });
}

interface OnElement extends Named {
  returns(array: ArrayType, value: SqlType): SqlType;
  /** `value` may be NULL, the array is not. */
  compile(element: SqlType): (values: readonly unknown[], value: unknown) => unknown;
}

/** A function of an array and a value that could be one of its elements; of a NULL array it is NULL. */
export function defineOnElement(spec: OnElement): ScalarFunction {
  return defineFunction({
    ...spec,
    nulls: 'own',
    bind(args) {
      const types = anyValues(this, args).map((arg) => arg.type);
      const [, value, ...rest] = types;
      if (value === undefined || rest.length > 0) throw wrongNumber(this, args, 2, 2);
      const array = arrayType(this, types);
      if (!isElement(value, array.element))
        throw wrongType(this, types, 'argument 2 cannot be an element without a CAST');
      const run = () => {
        const call = spec.compile(array.element);
        return (values: readonly unknown[] | null, item: unknown) =>
          values === null ? null : call(values, item);
      };
      return {
        returns: spec.returns(array, asElement(value, array.element)),
        parameters: [array, withNullability(array.element, value.nullable)],
        compile: run,
      };
    },
  });
}

/** The value as it is counted: one that must be cast is as nullable as the elements are, in Flink. */
function asElement(value: SqlType, element: SqlType): SqlType {
  if (value.kind === 'NULL' || sameType(value, element)) return value;
  const isPart = (isText(value) && isText(element)) || (isBinary(value) && isBinary(element));
  const fits = isPart && 'length' in value && 'length' in element && value.length <= element.length;
  if (fits && element.kind.startsWith('VAR')) return value;
  return withNullability(element, element.nullable || value.nullable);
}

/** The first argument's type. Throws E_TYPE when it is no array. */
function arrayType(spec: Named, types: readonly SqlType[]): ArrayType {
  const [array] = types;
  if (array?.kind === 'NULL') throw illegalNull(0);
  if (array?.kind === 'ARRAY') return { ...array, kind: 'ARRAY' };
  throw wrongType(spec, types, 'argument 1 must be an ARRAY');
}

/** At the top NULL is welcome; inside of it NULL must not come where the elements have none. */
function isElement(value: SqlType, element: SqlType): boolean {
  return canCastImplicitly(value, element) && keepsNulls(value, element);
}

function keepsNulls(from: SqlType, to: SqlType): boolean {
  const fits = (a: SqlType, b: SqlType | undefined) =>
    b === undefined || ((b.nullable || !a.nullable) && keepsNulls(a, b));
  if (from.kind === 'ARRAY' && to.kind === 'ARRAY') return fits(from.element, to.element);
  if (from.kind === 'MULTISET' && to.kind === 'MULTISET') return fits(from.element, to.element);
  if (from.kind === 'MAP' && to.kind === 'MAP') return fits(from.key, to.key) && fits(from.value, to.value);
  if (from.kind !== 'ROW' || to.kind !== 'ROW') return true;
  return from.fields.every((field, i) => fits(field.type, to.fields[i]?.type));
}

function wrongNumber(spec: Named, args: readonly ArgumentInfo[], least: number, most: number) {
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  return wrongArguments(spec, `${wanted} argument${wanted === '1' ? '' : 's'} wanted, ${args.length} given`);
}
