import type { BoundExpression } from '../expression.ts';
import { MAX_LENGTH, type SqlType } from '../../types/type.ts';
import type { JoinPlan, Plan } from '../plan.ts';

/** Columns of a node that never hold the same values in two of its rows. Empty: there is one row. */
export type Key = ReadonlySet<number>;

/** A wide join of joins could multiply its keys without end. */
const MOST_KEYS = 64;

/**
 * The keys of a node's rows, by which a consumer can tell which row an update replaces. Flink also asks that a key holds
 * the columns by which rows are spread over tasks; a plan of weir runs in one, so that order is kept.
 */
export function upsertKeys(plan: Plan): readonly Key[] {
  switch (plan.kind) {
    case 'scan': {
      const names = plan.schema.map((field) => field.name);
      const columns = plan.table.primaryKey.map((name) => names.indexOf(name));
      return columns.length === 0 || columns.includes(-1) ? [] : [new Set(columns)];
    }
    case 'filter':
    case 'limit':
    case 'watermark':
    case 'window':
    case 'dropUpdateBefore':
      return upsertKeys(plan.input);
    case 'predict':
      // The table form may give a row several times.
      return plan.form === 'scalar' ? upsertKeys(plan.input) : [];
    case 'project':
      return throughProjection(upsertKeys(plan.input), plan.expressions);
    case 'aggregate':
    case 'windowAggregate':
      return [new Set(plan.keys.keys())];
    case 'join':
      return joinKeys(plan);
    default:
      return [];
  }
}

export function isKey(columns: Key, keys: readonly Key[]): boolean {
  return keys.some((key) => key.size === columns.size && isWithin(key, columns));
}

export function isWithin(key: Key, columns: Key): boolean {
  return [...key].every((column) => columns.has(column));
}

/** A key whose columns are all still there, in each place where they are. */
function throughProjection(keys: readonly Key[], expressions: readonly BoundExpression[]): readonly Key[] {
  const places = new Map<number, number[]>();
  expressions.forEach((expression, place) => {
    const column = keptColumn(expression);
    if (column !== undefined) places.set(column, [...(places.get(column) ?? []), place]);
  });
  return keys.flatMap((key) => {
    let found: number[][] = [[]];
    for (const column of key) {
      const choices = places.get(column) ?? [];
      found = found.flatMap((part) => choices.map((place) => [...part, place])).slice(0, MOST_KEYS);
    }
    return found.map((places_) => new Set(places_));
  });
}

/** The column of the input that the expression is, or from which it tells every value apart. */
function keptColumn(expression: BoundExpression): number | undefined {
  if (expression.kind === 'column') return expression.index;
  if (expression.kind !== 'cast' || expression.value.kind !== 'column') return undefined;
  return isInjective(expression.value.type, expression.type) ? expression.value.index : undefined;
}

const INTEGERS = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT'];

function isInjective(from: SqlType, to: SqlType): boolean {
  if (to.kind === 'VARCHAR') {
    if (from.kind === 'VARCHAR') return from.length <= to.length;
    // A text that is too short cuts what does not fit.
    return to.length === MAX_LENGTH && [...INTEGERS, 'BOOLEAN', 'DATE'].includes(from.kind);
  }
  return INTEGERS.includes(from.kind) && INTEGERS.indexOf(to.kind) >= INTEGERS.indexOf(from.kind);
}

/** A side's keys stay keys when each of its rows meets at most one of the other side; a key of both always is one. */
function joinKeys(plan: JoinPlan): readonly Key[] {
  const [left, right] = [upsertKeys(plan.left), upsertKeys(plan.right)];
  const width = plan.left.schema.length;
  const shifted = right.map((key) => new Set([...key].map((column) => column + width)));
  const isUnique = (keys: readonly Key[], columns: Key) => keys.some((key) => isWithin(key, columns));
  const leftUnique = isUnique(left, new Set(plan.keys.map((key) => key.left)));
  const rightUnique = isUnique(right, new Set(plan.keys.map((key) => key.right)));
  const { type } = plan;
  const keys: Key[] = left.flatMap((one) => shifted.map((other) => new Set([...one, ...other])));
  if (rightUnique && (type === 'INNER' || type === 'LEFT')) keys.push(...left);
  if (leftUnique && (type === 'INNER' || type === 'RIGHT')) keys.push(...shifted);
  return keys.slice(0, MOST_KEYS);
}
