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
    const rowsOf = node.bound.compile(functions);
    const padding = node.type === 'LEFT' ? node.function.columns.length : undefined;
    return new Correlate({ args, rowsOf, condition: test, padding, signal, scheduler }, next);
  });
};
