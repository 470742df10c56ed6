import * as arithmetic from './arithmetic.ts';
import * as collection from './collection.ts';
import * as comparison from './comparison.ts';
import * as conditional from './conditional.ts';
import type { ScalarFunction } from './define.ts';
import * as like from './like.ts';
import * as membership from './membership.ts';
import * as predicate from './predicate.ts';

function isFunction(value: unknown): value is ScalarFunction {
  return typeof value === 'object' && value !== null && 'bind' in value;
}

/** Every function and operator: each export of a family's file that is a record. */
export const FUNCTIONS: readonly ScalarFunction[] = [
  arithmetic,
  comparison,
  membership,
  predicate,
  like,
  conditional,
  collection,
].flatMap((family) => Object.values(family).filter(isFunction));

const BY_NAME: ReadonlyMap<string, ScalarFunction> = new Map(
  FUNCTIONS.flatMap((record) => [record.name, ...record.aliases].map((name) => [name, record] as const)),
);

/** The function or operator of a name in any case, or under an alias; undefined if there is none. */
export function findFunction(name: string): ScalarFunction | undefined {
  return BY_NAME.get(name.toUpperCase());
}
