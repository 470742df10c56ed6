import { NODE_ID, type BrokerState } from '../state.ts';
import { checkTopicConfig } from '../topic-config.ts';
import { MOST_PARTITIONS } from '../topics.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Reader } from '../wire/reader.ts';
import type { Api } from './api.ts';

interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  readonly assignments: readonly { readonly partition: number; readonly nodes: readonly number[] }[];
  readonly configs: readonly { readonly name: string; readonly value: string | undefined }[];
}

interface Refusal {
  readonly error: ErrorCode;
  readonly message: string;
}

/** Makes topics. Partitions or replicas of -1 take the broker's default. */
export const createTopics: Api = {
  key: 19,
  name: 'CreateTopics',
  min: 2,
  max: 4,
  handle({ body }, state) {
    const topics = body.array(readTopic);
    body.int32(); // time-out: it is done at once
    const validateOnly = body.boolean();
    const names = topics.map(({ name }) => name);
    const results = topics.map((topic) => {
      const isTwice = names.indexOf(topic.name) !== names.lastIndexOf(topic.name);
      const refusal = isTwice ? twice(topic.name) : refusalOf(topic, state);
      if (refusal === undefined && !validateOnly)
        state.topics.create(topic.name, partitionsOf(topic, state), overridesOf(topic));
      return { name: topic.name, refusal };
    });
    return (response) => {
      response.int32(0);
      response.array(results, ({ name, refusal }) => {
        response.string(name);
        response.int16(refusal?.error ?? ErrorCode.none);
        response.message(refusal?.message);
      });
    };
  },
};

function readTopic(body: Reader): NewTopic {
  return {
    name: body.string(),
    partitions: body.int32(),
    replication: body.int16(),
    assignments: body.array(() => ({ partition: body.int32(), nodes: body.array(() => body.int32()) })),
    configs: body.array(() => ({ name: body.string(), value: body.nullableString() })),
  };
}

function refusalOf(topic: NewTopic, state: BrokerState): Refusal | undefined {
  const { topics } = state;
  return topics.refusalOf(topic.name) ?? layoutProblem(topic, state) ?? configProblem(topic);
}

function layoutProblem(topic: NewTopic, state: BrokerState): Refusal | undefined {
  const { partitions, replication, assignments } = topic;
  if (assignments.length > 0) {
    if (partitions !== -1 || replication !== -1)
      return refuse(
        ErrorCode.invalidRequest,
        'A manual partition assignment was specified, but numPartitions or replicationFactor was not set to -1.',
      );
    const stranger = assignments.flatMap(({ nodes }) => nodes).find((node) => node !== NODE_ID);
    if (stranger !== undefined)
      return refuse(
        ErrorCode.invalidReplicaAssignment,
        `The manual partition assignment includes broker ${stranger}, but no such broker is registered.`,
      );
    const inOrder = assignments.map(({ partition }) => partition).toSorted((a, b) => a - b);
    if (
      inOrder.some((partition, i) => partition !== i) ||
      assignments.some(({ nodes }) => nodes.length !== 1)
    )
      return refuse(
        ErrorCode.invalidReplicaAssignment,
        'partitions should be a consecutive 0-based integer sequence, each on one broker',
      );
  } else if (partitions === 0 || partitions < -1) {
    return refuse(
      ErrorCode.invalidPartitions,
      'Number of partitions was set to an invalid non-positive value.',
    );
  } else if (replication !== 1 && replication !== -1) {
    return refuse(
      ErrorCode.invalidReplicationFactor,
      replication > 1
        ? `Unable to replicate the partition ${replication} time(s): there is one broker.`
        : 'Replication factor must be larger than 0, or -1 to use the default value.',
    );
  }
  if (state.topics.hasRoomFor(partitionsOf(topic, state))) return undefined;
  return refuse(
    ErrorCode.invalidPartitions,
    `This broker has room for ${MOST_PARTITIONS} partitions in all.`,
  );
}

function configProblem({ configs }: NewTopic): Refusal | undefined {
  for (const { name, value } of configs) {
    const problem =
      value === undefined
        ? `Null value not supported for topic configs: ${name}`
        : checkTopicConfig(name, value);
    if (problem !== undefined) return refuse(ErrorCode.invalidConfig, problem);
  }
  return undefined;
}

function partitionsOf({ partitions, assignments }: NewTopic, state: BrokerState): number {
  if (assignments.length > 0) return assignments.length;
  return partitions === -1 ? state.defaultPartitions : partitions;
}

function overridesOf({ configs }: NewTopic): Map<string, string> {
  return new Map(configs.map(({ name, value }) => [name, value ?? '']));
}

function twice(name: string): Refusal {
  return refuse(ErrorCode.invalidRequest, `Topic '${name}' stands more than once in the request.`);
}

function refuse(error: ErrorCode, message: string): Refusal {
  return { error, message };
}
