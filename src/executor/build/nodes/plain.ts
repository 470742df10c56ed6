import { DropUpdateBefore } from '../../ops/drop-update-before.ts';
import { Union } from '../../ops/union.ts';
import type { NodeBuilder } from '../building.ts';
import { compile } from '../evaluate.ts';
import { ValuesSource } from './values-source.ts';

export const scan: NodeBuilder<'scan'> = (node, consumer, { context, addSource }) =>
  addSource(context.sources.of(node), consumer);

export const values: NodeBuilder<'values'> = ({ rows }, consumer, { context, addSource }) =>
  addSource(
    new ValuesSource(rows.map((row) => row.map((cell) => compile(cell, context.functions)))),
    consumer,
  );

export const dropUpdateBefore: NodeBuilder<'dropUpdateBefore'> = (node, consumer, building) =>
  building.node(node.input, { ...consumer, next: new DropUpdateBefore(consumer.next) });

export const union: NodeBuilder<'union'> = async ({ inputs }, consumer, building) => {
  const { next } = consumer;
  const { ports } = new Union(inputs.length, next);
  for (const [i, input] of inputs.entries())
    await building.node(input, { ...consumer, next: ports[i] ?? next });
};

export const predict: NodeBuilder<'predict'> = (node, consumer, { addCall }) => addCall(node, consumer);
