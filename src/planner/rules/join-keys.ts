import { commonType, isExactNumeric, isText } from '../../types/coercion.ts';
import { sameType } from '../../types/type.ts';
import { conjuncts, makeJoin } from '../bind-join.ts';
import { isDeterministic } from '../deterministic.ts';
import type { BoundExpression } from '../expression.ts';
import { castTo } from '../implicit-cast.ts';
import type { JoinPlan, Plan } from '../plan.ts';
import { columnsOf, substitute } from '../substitute.ts';

/** Equal expressions, each over the columns of its own side. */
interface Equality {
  readonly left: BoundExpression;
  readonly right: BoundExpression;
}

/**
 * A condition that two expressions are equal, one of each side, becomes a key: each side computes its own once a row, and
 * a row is compared with those of its key only. Flink pushes the expressions down in the same way.
 */
export function joinKeys(plan: Plan): Plan {
  if (plan.kind !== 'join' || plan.condition === undefined) return plan;
  const equalities: Equality[] = [];
  const rest: BoundExpression[] = [];
  for (const part of conjuncts(plan.condition)) {
    const equality = equalityOf(part, plan);
    if (equality === undefined) rest.push(part);
    else equalities.push(equality);
  }
  return equalities.length === 0 ? plan : withKeys(plan, equalities, rest);
}

function equalityOf(part: BoundExpression, { left, right, schema }: JoinPlan): Equality | undefined {
  if (part.kind !== 'call' || part.function.name !== '=' || !isDeterministic(part)) return undefined;
  const width = left.schema.length;
  const [a, b] = part.args;
  if (a === undefined || b === undefined) return undefined;
  const common = keyType(a, b);
  const [first, second] = isWithin(a, 0, width) ? [a, b] : [b, a];
  if (common === undefined || !isWithin(first, 0, width) || !isWithin(second, width, schema.length))
    return undefined;
  const own = right.schema.map(({ name, type }, index): BoundExpression => ({
    kind: 'column',
    index,
    name,
    type,
  }));
  const shifted = substitute(second, [...left.schema.map((): BoundExpression => second), ...own]);
  return { left: castTo(first, common), right: castTo(shifted, common) };
}

/** The type in which equal values have equal keys. */
function keyType(a: BoundExpression, b: BoundExpression) {
  if (sameType(a.type, b.type)) return a.type;
  const isComparable =
    (isExactNumeric(a.type) && isExactNumeric(b.type)) || (isText(a.type) && isText(b.type));
  return isComparable ? commonType([a.type, b.type]) : undefined;
}

function isWithin(expression: BoundExpression, from: number, to: number): boolean {
  const columns = columnsOf(expression);
  return columns.length > 0 && columns.every((index) => index >= from && index < to);
}

function withKeys(plan: JoinPlan, equalities: readonly Equality[], rest: readonly BoundExpression[]): Plan {
  const left = new Widened(plan.left);
  const right = new Widened(plan.right);
  const added = equalities.map((equality) => ({
    left: left.place(equality.left),
    right: right.place(equality.right),
  }));
  const [old, wide] = [plan.left.schema.length, left.width];
  const moved = plan.schema.map(({ name, type }, index): BoundExpression => ({
    kind: 'column',
    index: index < old ? index : index - old + wide,
    name,
    type,
  }));
  const conditions = rest.map((part) => substitute(part, moved));
  const join = makeJoin(plan.type, left.plan, right.plan, conditions, plan.final);
  const input: JoinPlan = { ...join, keys: [...plan.keys, ...join.keys, ...added] };
  return { kind: 'project', input, expressions: moved, schema: plan.schema };
}

/** A side of the join with columns for expressions behind its own. */
class Widened {
  readonly #input: Plan;
  readonly #expressions: BoundExpression[];

  constructor(input: Plan) {
    this.#input = input;
    this.#expressions = input.schema.map(({ name, type }, index) => ({ kind: 'column', index, name, type }));
  }

  get width(): number {
    return this.#expressions.length;
  }

  get plan(): Plan {
    const own = this.#input.schema;
    if (this.width === own.length) return this.#input;
    const schema = this.#expressions.map(({ type }, i) => own[i] ?? { name: `$key${i - own.length}`, type });
    return { kind: 'project', input: this.#input, expressions: this.#expressions, schema };
  }

  /** The place of the expression's column. */
  place(expression: BoundExpression): number {
    return expression.kind === 'column' ? expression.index : this.#expressions.push(expression) - 1;
  }
}
