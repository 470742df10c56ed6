import type { PlannerContext } from '../../planner/context.ts';
import { functionPath } from '../../planner/function-lookup.ts';
import type { Expression } from '../../sql/ast/query.ts';
import { leftChain, leftOperand } from '../../sql/left-chain.ts';
import { printExpression } from '../../sql/print-expression.ts';
import type { DraftColumn, TableDraft } from './table-draft.ts';

/** The draft with functions of the user under their full names, so that they are found from wherever the table is used. */
export function qualifyFunctions(draft: TableDraft, planner: PlannerContext): TableDraft {
  const { watermark } = draft;
  return {
    ...draft,
    columns: draft.columns.map((column): DraftColumn =>
      column.kind === 'computed' ? { ...column, ...qualified(column, planner) } : column,
    ),
    watermark: watermark && { ...watermark, ...qualified(watermark, planner) },
  };
}

interface Written {
  readonly expression: Expression;
  readonly text: string;
}

function qualified({ expression, text }: Written, planner: PlannerContext): Written {
  const changed = qualify(expression, planner);
  return { expression: changed, text: changed === expression ? text : printExpression(changed) };
}

/** The expression itself where it calls none. */
function qualify(expression: Expression, planner: PlannerContext): Expression {
  let done = expression;
  for (const part of leftChain(expression).reverse()) {
    const [left, below] = [leftOperand(part), done];
    done = qualifyPart(part, planner, (inner) => (inner === left ? below : qualify(inner, planner)));
  }
  return done;
}

function qualifyPart(
  expression: Expression,
  planner: PlannerContext,
  inner: (part: Expression) => Expression,
): Expression {
  switch (expression.kind) {
    case 'call': {
      const args = expression.args.map(inner);
      const path = functionPath(expression, planner);
      const isSame = path === undefined && args.every((arg, i) => arg === expression.args[i]);
      return isSame ? expression : { ...expression, args, path: path ?? expression.path };
    }
    case 'case': {
      const { operand, branches, otherwise } = expression;
      return {
        ...expression,
        operand: operand && inner(operand),
        branches: branches.map(({ when, then }) => ({ when: inner(when), then: inner(then) })),
        otherwise: otherwise && inner(otherwise),
      };
    }
    case 'cast':
    case 'field':
    case 'named': {
      const value = inner(expression.value);
      return value === expression.value ? expression : { ...expression, value };
    }
    default:
      return expression;
  }
}
