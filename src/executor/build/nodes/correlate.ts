import type { Span } from '../../../common/errors.ts';
import { located } from '../../../common/located.ts';
import type { Row } from '../../../types/batch.ts';
import { Correlate } from '../../ops/correlate.ts';
import type { NodeBuilder } from '../building.ts';
import { buildExpressions } from './expressions.ts';

export const correlate: NodeBuilder<'correlate'> = (node, consumer, building) => {
  const { next, signal } = consumer;
  const { functions, scheduler } = building.context;
  const condition = node.condition === undefined ? [] : [node.condition];
  return buildExpressions(node.input, [...node.args, ...condition], consumer, building, (compiled) => {
    const width = node.args.length;
    const [args, test] = [compiled.slice(0, width), compiled[width]];
    const rowsOf = placed(node.bound.compile(functions), node.span);
    const padding = node.type === 'LEFT' ? node.function.columns.length : undefined;
    return new Correlate({ args, rowsOf, condition: test, padding, signal, scheduler }, next);
  });
};

type RowsOf = (values: readonly unknown[]) => Iterable<Row>;

/** Errors of the function get the place of its call. */
function placed(rowsOf: RowsOf, span: Span | undefined): RowsOf {
  if (span === undefined) return rowsOf;
  return (values) => ({
    [Symbol.iterator]() {
      const rows = located(span, () => rowsOf(values)[Symbol.iterator]());
      const step = () => rows.next();
      const close = () => rows.return?.() ?? { done: true, value: undefined };
      return { next: () => located(span, step), return: () => located(span, close) };
    },
  });
}
