import { NODE_ID, type BrokerState } from '../state.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';

interface Growth {
  readonly name: string;
  readonly count: number;
  readonly assignments: readonly (readonly number[])[] | undefined;
}

/** Adds partitions to topics; `count` is how many there are to be then. */
export const createPartitions: Api = {
  key: 37,
  name: 'CreatePartitions',
  min: 0,
  max: 1,
  handle({ body }, state) {
    const growths = body.array(() => ({
      name: body.string(),
      count: body.int32(),
      assignments: body.nullableArray(() => body.array(() => body.int32())),
    }));
    body.int32(); // time-out: it is done at once
    const validateOnly = body.boolean();
    const results = growths.map((growth) => ({ name: growth.name, ...grow(state, growth, validateOnly) }));
    return (response) => {
      response.int32(0);
      response.array(results, ({ name, error, message }) => {
        response.string(name);
        response.int16(error);
        response.message(message);
      });
    };
  },
};

function grow(
  { topics }: BrokerState,
  { name, count, assignments }: Growth,
  validateOnly: boolean,
): { readonly error: ErrorCode; readonly message: string | undefined } {
  const topic = topics.get(name);
  if (topic === undefined)
    return { error: ErrorCode.unknownTopicOrPartition, message: `The topic '${name}' does not exist.` };
  const more = count - topic.logs.length;
  if (more <= 0)
    return {
      error: ErrorCode.invalidPartitions,
      message: `Topic currently has ${topic.logs.length} partitions, which is not fewer than the requested ${count}.`,
    };
  const fits = assignments?.every((nodes) => nodes.length === 1 && nodes[0] === NODE_ID) ?? true;
  if (!fits || (assignments?.length ?? more) !== more)
    return { error: ErrorCode.invalidReplicaAssignment, message: `The only broker is ${NODE_ID}.` };
  if (!topics.hasRoomFor(more))
    return { error: ErrorCode.invalidPartitions, message: 'This broker has no room for so many partitions.' };
  if (!validateOnly) topics.addPartitions(topic, more);
  return { error: ErrorCode.none, message: undefined };
}
