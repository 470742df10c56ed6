import type { Clock } from '../common/clock.ts';
import { SqlError } from '../common/errors.ts';
import type { Row } from '../types/batch.ts';
import type { Schema } from '../types/schema.ts';
import { printType, withNullability, type SqlType } from '../types/type.ts';
import {
  FAMILIES,
  parameterType,
  parseParameter,
  type Parameter,
  type ParameterName,
  type ValuesOf,
} from './parameter.ts';

/** What a function may know of its argument before any row: a value's type (and constant), a keyword, or a type name. */
export type ArgumentInfo =
  | {
      readonly kind: 'value';
      readonly type: SqlType;
      readonly literal?: { readonly value: unknown } | undefined;
      /** CAST(NULL AS type): NULL in every row, although no literal. */
      readonly isNull?: boolean | undefined;
    }
  /** A keyword in the call: the YEAR of EXTRACT(YEAR FROM x), 'NULL ON EMPTY' of JSON_VALUE. */
  | { readonly kind: 'symbol'; readonly name: string }
  /** The type after RETURNING. */
  | { readonly kind: 'type'; readonly type: SqlType };

export type ValueInfo = Extract<ArgumentInfo, { kind: 'value' }>;

export interface FunctionContext {
  /** table.local-time-zone */
  readonly timeZone: string;
  /** The current one. */
  readonly database: string;
  readonly clock: Clock;
  readonly random: () => number;
  /** The watermark where the expression is computed, NULL before the first; absent where none is followed. */
  readonly watermark?: (() => number | null) | undefined;
}

/** What a call is once its arguments are known. */
export type BoundFunction = EagerFunction | LazyFunction;

interface Signature {
  readonly returns: SqlType;
  /** Type each 'value' argument is cast to before the call (implicit casts only), in order, keywords and types left out. */
  readonly parameters: readonly SqlType[];
}

/** All arguments of a row are computed, and then the call. */
export interface EagerFunction extends Signature {
  /**
   * Makes the function that runs per row; it gets the 'value' arguments only, already cast. `sources`: the function that
   * each of them is a call of, once the plan is done; undefined for anything else.
   */
  compile(
    context: FunctionContext,
    sources?: readonly (string | undefined)[],
  ): (...values: never[]) => unknown;
  /** Like `compile`, for a call that is the whole of a constant: Flink looks at such calls while it plans. */
  compileWhole?(context: FunctionContext): (...values: never[]) => unknown;
  readonly lazy?: undefined;
}

/** Not every argument may be computed (IF, COALESCE). */
export interface LazyFunction extends Signature {
  /** Gets what computes each 'value' argument of a row, already cast. */
  lazy<R>(args: readonly ((row: R) => unknown)[], context: FunctionContext): (row: R) => unknown;
}

/**
 * One SQL function or operator as data. Parser checks, HELP, completion and documentation read this record.
 * Operators are functions too, under their symbol: '+', '=', 'LIKE', 'IS NULL'.
 */
export interface ScalarFunction<Bound extends BoundFunction = BoundFunction> {
  readonly name: string;
  readonly aliases: readonly string[];
  /** How a call looks, for HELP and arity errors: 'SPLIT_INDEX(string, separator, index)'. */
  readonly syntax: string;
  readonly doc: string;
  /** 'strict': any NULL argument gives NULL and `compile`'s function is not called. 'own': it sees NULLs. */
  readonly nulls: 'strict' | 'own';
  /** false: not folded to a constant (RAND, NOW). */
  readonly deterministic: boolean;
  /** Called by its name alone too, which then means the function even where a column is called so (PI). */
  readonly bare: boolean;
  /** Checks the arguments. Throws SqlError E_ARGUMENTS or E_TYPE without span; `argument` on the error names the culprit's number. */
  bind(args: readonly ArgumentInfo[]): Bound;
}

/** A function that gives rows, as data: it stands in FROM. */
export interface TableFunction {
  readonly name: string;
  readonly syntax: string;
  readonly doc: string;
  /** false: rows of equal arguments may differ. */
  readonly deterministic: boolean;
  /** Of its rows. */
  readonly columns: Schema;
  /** Checks the arguments as a ScalarFunction does. */
  bind(args: readonly ArgumentInfo[]): BoundTableFunction;
}

/** Name of the column of a table function whose rows are single values; an alias of the table takes its place. */
export const VALUE_COLUMN = 'EXPR$0';

/** What a call in FROM is once its arguments are known. */
export interface BoundTableFunction {
  /** Type each argument is cast to before the call. */
  readonly parameters: readonly SqlType[];
  /** Makes what gives the rows of a call; it gets the arguments already cast, NULLs too. Whoever stops early returns its iterator. */
  compile(context: FunctionContext): (values: readonly unknown[]) => Iterable<Row>;
}

interface Named {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly syntax: string;
  readonly doc: string;
  /** 'strict' unless said otherwise. */
  readonly nulls?: 'strict' | 'own';
  /** true unless said otherwise. */
  readonly deterministic?: boolean;
  readonly bare?: boolean;
}

/** Type of the result, or the rule that makes it from the arguments' types; its nullability is `nullable`'s business. */
export type Returns = SqlType | ((types: readonly SqlType[]) => SqlType);

interface Declared<P extends readonly ParameterName[], N> extends Named {
  readonly args: P;
  readonly returns: Returns;
  /** Of the result, or the rule for it; undefined: as nullable as the arguments are together. */
  readonly nullable?: boolean | ((types: readonly SqlType[]) => boolean);
  readonly call?: (...values: ValuesOf<P, N>) => unknown;
  /** Instead of `call`, where types or context decide what runs. */
  compile?(types: readonly SqlType[], context: FunctionContext): (...values: ValuesOf<P, N>) => unknown;
}

/**
 * A function with a fixed list of arguments. With `nulls: 'own'` its values may be NULL, else NULL in is NULL out
 * and `call` does not see it.
 */
export function defineScalar<const P extends readonly ParameterName[]>(
  spec: Declared<P, never> & { readonly nulls?: 'strict' },
): ScalarFunction<EagerFunction>;
export function defineScalar<const P extends readonly ParameterName[]>(
  spec: Declared<P, null> & { readonly nulls: 'own' },
): ScalarFunction<EagerFunction>;
export function defineScalar(spec: Declared<readonly ParameterName[], null>): ScalarFunction<EagerFunction> {
  const parameters = spec.args.map(parseParameter);
  return defineFunction({
    ...spec,
    bind(args) {
      const values = valuesOnly(spec, args);
      const casts = checkParameters(spec, parameters, values);
      const types = values.map((value) => value.type);
      const type = typeof spec.returns === 'function' ? spec.returns(types) : spec.returns;
      const { call, compile } = spec;
      return {
        returns: withNullability(type, isNullable(spec.nullable, types)),
        parameters: casts,
        // both take what the parameters say; the binder has cast the arguments to them
        compile: (context) => (compile?.(types, context) ?? call) as (...values: never[]) => unknown,
      };
    },
  });
}

function isNullable(
  rule: Declared<readonly ParameterName[], null>['nullable'],
  types: readonly SqlType[],
): boolean {
  if (typeof rule === 'function') return rule(types);
  return rule ?? types.some((type) => type.nullable);
}

/** A function whose arguments follow rules of their own. */
export function defineFunction<Bound extends BoundFunction>(
  spec: Named & Pick<ScalarFunction<Bound>, 'bind'>,
): ScalarFunction<Bound> {
  return {
    name: spec.name,
    aliases: spec.aliases ?? [],
    syntax: spec.syntax,
    doc: spec.doc,
    nulls: spec.nulls ?? 'strict',
    deterministic: spec.deterministic ?? true,
    bare: spec.bare ?? false,
    bind: spec.bind,
  };
}

/** The arguments, which must all be values; a bare NULL is allowed. */
export function anyValues(
  spec: { name: string; syntax: string },
  args: readonly ArgumentInfo[],
): ValueInfo[] {
  return args.map((arg) => {
    if (arg.kind !== 'value') throw wrongArguments(spec, 'a keyword cannot stand here');
    return arg;
  });
}

/** The arguments from number `first` on, which must all be values with a type: no keywords, no bare NULL. */
export function valuesOnly(
  spec: { name: string; syntax: string },
  args: readonly ArgumentInfo[],
  first = 0,
): ValueInfo[] {
  const values = anyValues(spec, args);
  const bare = values.findIndex((value) => value.type.kind === 'NULL');
  if (bare !== -1) throw illegalNull(first + bare);
  return values;
}

/** Flink refuses NULL where nothing tells its type. */
export function illegalNull(argument: number): SqlError {
  return new SqlError('E_TYPE', 'NULL has no type here', {
    argument,
    hint: 'write CAST(NULL AS STRING) or the like',
  });
}

export function wrongArguments(spec: { name: string; syntax: string }, what: string): SqlError {
  return new SqlError('E_ARGUMENTS', `${spec.name}: ${what}`, { hint: spec.syntax });
}

export function wrongType(
  spec: { name: string; syntax: string },
  types: readonly SqlType[],
  why?: string,
): SqlError {
  const given = types.map((type) => printType(withNullability(type, true))).join(', ');
  return new SqlError(
    'E_TYPE',
    `${spec.name} does not take (${given})${why === undefined ? '' : `: ${why}`}`,
    {
      hint: spec.syntax,
    },
  );
}

/** Checks number and families; the types that the values are cast to. */
function checkParameters(
  spec: { name: string; syntax: string },
  parameters: readonly Parameter[],
  values: readonly ValueInfo[],
): SqlType[] {
  const needed = parameters.filter((parameter) => !parameter.optional).length;
  const open = parameters.at(-1)?.repeated === true;
  if (values.length < needed || (!open && values.length > parameters.length)) {
    const wanted = open
      ? `at least ${needed}`
      : needed === parameters.length
        ? `${needed}`
        : `${needed} to ${parameters.length}`;
    throw wrongArguments(
      spec,
      `${wanted} argument${/\b1$/.test(wanted) ? '' : 's'} wanted, ${values.length} given`,
    );
  }
  return values.map((value, i) => {
    const parameter = parameters[Math.min(i, parameters.length - 1)];
    const type = parameter && parameterType(parameter, value.type);
    if (type !== undefined) return type;
    const wanted = parameter?.families.map((family) => FAMILIES[family].text).join(' or ') ?? '';
    throw wrongType(
      spec,
      values.map((v) => v.type),
      `argument ${i + 1} must be ${wanted}`,
    );
  });
}
