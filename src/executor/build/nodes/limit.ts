import { setMaxListeners } from 'node:events';
import { changesOf, isInsertOnly } from '../../../planner/changelog/changes.ts';
import { ChangingLimit } from '../../ops/changing-limit.ts';
import { Limit } from '../../ops/limit.ts';
import type { NodeBuilder } from '../building.ts';
import { UNLIMITED } from '../consumer.ts';
import { ValuesSource } from './values-source.ts';

export const limit: NodeBuilder<'limit'> = (node, consumer, building) => {
  const { count, offset, input, schema } = node;
  if (count === 0) return building.addSource(new ValuesSource([]), consumer);
  const state = building.stateOf('limit');
  if (!isInsertOnly(changesOf(input))) {
    const spec = { count, offset, types: schema.map((field) => field.type) };
    const next = new ChangingLimit(spec, state, building.options, consumer.next);
    return building.node(input, { ...consumer, ...UNLIMITED, next });
  }
  const branch = new AbortController();
  setMaxListeners(0, branch.signal);
  consumer.signal.addEventListener('abort', () => branch.abort(consumer.signal.reason), { once: true });
  const next = new Limit(count, offset, state, () => branch.abort(), consumer.next);
  building.onBegin(() => next.begin());
  const demand = () => Math.min(consumer.demand(), next.demand);
  return building.node(input, { ...consumer, next, demand, signal: branch.signal });
};
