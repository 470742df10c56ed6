import type { CatalogFunction } from '../catalog/functions.ts';
import { SqlError } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import { findAggregate } from '../functions/aggregate.ts';
import type { ScalarFunction, TableFunction } from '../functions/define.ts';
import { findFunction, FUNCTIONS } from '../functions/index.ts';
import type { Expression, Identifier } from '../sql/ast/query.ts';
import type { PlannerContext } from './context.ts';
import { findWindowFunction, isGroupWindow } from './window-functions.ts';

type Call = Expression & { kind: 'call' };

/**
 * The function of a call in an expression, as Flink looks for it: a temporary system function, a built-in one, one of the
 * database. A name with a database in front means that database's alone. undefined: none that is called like this.
 */
export function lookUpFunction(call: Call, planner: PlannerContext): ScalarFunction | undefined {
  const own = ownFunction(call, planner);
  if (own === undefined) return isBare(call) ? findFunction(call.name) : undefined;
  const { body } = own;
  switch (body.kind) {
    case 'scalar':
      return body.record;
    case 'table':
      throw new SqlError('E_ARGUMENTS', `${call.name} gives rows: it is a table function`, {
        span: call.span,
        hint: `it stands in FROM: ... CROSS JOIN LATERAL TABLE(${body.record.syntax})`,
      });
    case 'class':
      throw classCalled(call, own);
  }
}

/** Table functions of Flink that weir does not have yet. */
export const LATER_TABLE_FUNCTIONS: readonly string[] =
  'HOP CUMULATE SESSION UNNEST VECTOR_SEARCH ML_EVALUATE SNAPSHOT'.split(' ');

/** The user's function of a call in FROM, found in the same order; undefined where the name is a built-in one, or none. */
export function lookUpTableFunction(call: Call, planner: PlannerContext): TableFunction | undefined {
  const own = ownFunction(call, planner, isTableFunction(call.name));
  if (own === undefined) return undefined;
  const { body } = own;
  if (body.kind === 'table') return body.record;
  if (body.kind === 'class') throw classCalled(call, own);
  throw new SqlError('E_ARGUMENTS', `${call.name} gives one value: it is no table function`, {
    span: call.span,
    hint: `call it in SELECT: ${body.record.syntax}`,
  });
}

/** E_UNKNOWN_FUNCTION with the nearest names. */
export function unknownFunction(call: Call, planner: PlannerContext): SqlError {
  const builtIn = FUNCTIONS.flatMap((f) => [f.name, ...f.aliases]).filter((n) => /^[A-Z]\w*$/.test(n));
  return new SqlError('E_UNKNOWN_FUNCTION', `no function is called ${call.name}`, {
    span: call.nameSpan,
    hint: didYouMean(call.name.toUpperCase(), [...builtIn, ...planner.catalog.functionNames()]),
  });
}

/** What CREATE FUNCTION made of that name, unless a built-in function comes before it. */
function ownFunction(
  call: Call,
  { catalog }: PlannerContext,
  isBuiltIn = isBuiltInFunction(call.name),
): CatalogFunction | undefined {
  const { name, nameSpan: span, path = [{ name, span }] } = call;
  if (path.length > 3) return undefined;
  const at = () => catalog.functions.at(catalog.resolve({ parts: path, span }));
  if (!isBare(call)) return at();
  const hiding = catalog.functions.system(name);
  return hiding !== undefined || isBuiltIn ? hiding : at();
}

/** Whether the name stands alone, without a database in front. */
function isBare({ path }: Call): boolean {
  return path === undefined || path.length === 1;
}

/** Whether a name means the built-in function wherever it stands: aggregates, windows and ML_PREDICT cannot be hidden. */
export function isFixedFunction(name: string): boolean {
  return findAggregate(name) !== undefined || isGroupWindow(name) || isTableFunction(name);
}

function isTableFunction(name: string): boolean {
  const upper = name.toUpperCase();
  return (
    upper === 'ML_PREDICT' || findWindowFunction(upper) !== undefined || LATER_TABLE_FUNCTIONS.includes(upper)
  );
}

/** Whether a name in any case is that of a built-in function that stands in expressions. */
function isBuiltInFunction(name: string): boolean {
  const known = findFunction(name) ?? findAggregate(name);
  return known !== undefined || isGroupWindow(name);
}

/** The full name of the user's function of a call, its last part as written; undefined for a built-in one, and for none. */
export function functionPath(call: Call, planner: PlannerContext): readonly Identifier[] | undefined {
  const own = ownFunction(call, planner);
  if (own === undefined) return undefined;
  const span = call.nameSpan;
  const last = call.path?.at(-1) ?? { name: call.name, span };
  return own.system ? [last] : [{ name: own.id.catalog, span }, { name: own.id.database, span }, last];
}

function classCalled(call: Call, { target, language }: CatalogFunction): SqlError {
  return new SqlError(
    'E_NOT_FOUND',
    `${call.name} is the class '${target}', and weir runs no ${languageName(language)}`,
    {
      span: call.span,
      hint: `write it in JavaScript: CREATE FUNCTION ... AS 'file.js#name' LANGUAGE JAVASCRIPT`,
    },
  );
}

/** 'Java', 'Scala', 'Python' */
export function languageName(language: CatalogFunction['language']): string {
  return language.slice(0, 1) + language.slice(1).toLowerCase();
}
