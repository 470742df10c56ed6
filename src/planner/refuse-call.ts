import { SqlError } from '../common/errors.ts';
import { findAggregate } from '../functions/aggregate.ts';
import type { ScalarFunction } from '../functions/define.ts';
import type { Expression } from '../sql/ast/query.ts';
import type { ExpressionContext } from './expression-context.ts';
import { isGroupWindow } from './window-functions.ts';

type Call = Expression & { readonly kind: 'call' };

/** Functions of Flink that mean nothing without OVER. */
const OF_WINDOWS = new Set('ROW_NUMBER RANK DENSE_RANK LEAD LAG NTILE CUME_DIST PERCENT_RANK'.split(' '));

/** Functions of Flink that tell by which of several groupings a row was made. */
const OF_GROUPINGS = new Set(['GROUPING', 'GROUPING_ID', 'GROUP_ID']);

/** Aggregates of Flink that weir does not have yet. */
const LATER_AGGREGATES = new Set(
  'STDDEV STDDEV_POP STDDEV_SAMP VAR_POP VAR_SAMP VARIANCE COLLECT LISTAGG FIRST_VALUE LAST_VALUE JSON_ARRAYAGG JSON_OBJECTAGG ARRAY_AGG PERCENTILE APPROX_COUNT_DISTINCT ROLLUP CUBE'
    .split(' ')
    .concat('GROUPING SETS'),
);

/** Throws for what weir does not run at all, or not without OVER or GROUP BY. `found` is the function that the call means. */
export function refuseUnsupported(
  call: Call,
  found: ScalarFunction | undefined,
  context: ExpressionContext,
): void {
  const name = call.name.toUpperCase();
  if (call.over === undefined && found === undefined && OF_WINDOWS.has(name)) {
    throw new SqlError('E_ARGUMENTS', `${call.name} numbers or looks at rows of a window, so it needs OVER`, {
      span: call.span,
      hint: `${call.name}(...) OVER (PARTITION BY ... ORDER BY ...)`,
    });
  }
  if (context.aggregates === undefined && found === undefined && OF_GROUPINGS.has(name)) {
    throw new SqlError('E_ARGUMENTS', `${call.name} tells of groups, so it needs GROUP BY`, {
      span: call.span,
    });
  }
  if (
    call.over !== undefined ||
    (found === undefined && (LATER_AGGREGATES.has(name) || OF_GROUPINGS.has(name)))
  ) {
    throw new SqlError('E_UNSUPPORTED', `weir does not run ${call.name}${call.over ? ' OVER' : ''}`, {
      span: call.span,
    });
  }
}

/** Throws E_ARGUMENTS for an aggregate and a part of a window where neither can stand. */
export function refuseOutside(
  call: Call,
  found: ScalarFunction | undefined,
  context: ExpressionContext,
): void {
  const name = call.name.toUpperCase();
  if (findAggregate(name) !== undefined) {
    throw new SqlError('E_ARGUMENTS', `${name} cannot stand in ${context.place}`, {
      span: context.outer ?? call.span,
      hint: 'aggregates stand in SELECT and HAVING',
    });
  }
  if (found === undefined && isGroupWindow(name)) {
    throw new SqlError('E_ARGUMENTS', `${name} cannot stand in ${context.place}`, {
      span: call.span,
      hint: `GROUP BY ${name.replace(/_.*/, '')}(...) makes windows, SELECT and HAVING tell their parts`,
    });
  }
}

/** Throws E_ARGUMENTS for a function that is called as if it were an aggregate, and for JSON outside of what takes it. */
export function refuseMisplaced(call: Call, found: ScalarFunction, context: ExpressionContext): void {
  if (call.distinct || call.filter !== undefined) {
    const what = call.distinct ? 'DISTINCT' : 'FILTER';
    throw new SqlError('E_ARGUMENTS', `${call.name} does not aggregate and takes no ${what}`, {
      span: call.span,
    });
  }
  if (found.name === 'JSON' && context.isJsonValue !== true) {
    throw new SqlError('E_ARGUMENTS', 'JSON stands only as a value of JSON_OBJECT and JSON_ARRAY', {
      span: call.span,
    });
  }
}
