import { NODE_ID, type BrokerState } from '../state.ts';
import { nameProblem } from '../topics.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';

interface TopicMetadata {
  readonly error: ErrorCode;
  readonly name: string;
  readonly partitions: number;
}

/** Which topics there are and who leads their partitions: this node, all of them. May make topics asked for. */
export const metadata: Api = {
  key: 3,
  name: 'Metadata',
  min: 0,
  max: 6,
  handle({ version, body }, state) {
    const names = body.nullableArray((request) => request.string());
    const mayCreate = version < 4 || body.boolean();
    const all = names === undefined || (version === 0 && names.length === 0);
    const topics = all
      ? Array.from(state.topics.all(), ({ name, logs }) => found(name, logs.length))
      : [...new Set(names)].map((name) => look(name, mayCreate, state));
    return (response) => {
      if (version >= 3) response.int32(0);
      response.array([state.address], ({ host, port }) => {
        response.int32(NODE_ID);
        response.string(host);
        response.int32(port);
        if (version >= 1) response.nullableString(undefined);
      });
      if (version >= 2) response.string(state.clusterId);
      if (version >= 1) response.int32(NODE_ID);
      response.array(topics, (topic) => {
        response.int16(topic.error);
        response.string(topic.name);
        if (version >= 1) response.boolean(false);
        response.array([...new Array(topic.partitions).keys()], (partition) => {
          response.int16(ErrorCode.none);
          response.int32(partition);
          response.int32(NODE_ID);
          response.array([NODE_ID], (node) => response.int32(node));
          response.array([NODE_ID], (node) => response.int32(node));
          if (version >= 5) response.array([], () => undefined);
        });
      });
    };
  },
};

function look(name: string, mayCreate: boolean, state: BrokerState): TopicMetadata {
  const { topics } = state;
  const topic = topics.get(name);
  if (topic) return found(name, topic.logs.length);
  if (nameProblem(name) !== undefined) return { error: ErrorCode.invalidTopic, name, partitions: 0 };
  if (!mayCreate || !state.autoCreateTopics || !topics.hasRoomFor(state.defaultPartitions))
    return { error: ErrorCode.unknownTopicOrPartition, name, partitions: 0 };
  const refusal = topics.refusalOf(name);
  if (refusal) return { error: refusal.error, name, partitions: 0 };
  return found(name, topics.create(name, state.defaultPartitions, new Map()).logs.length);
}

function found(name: string, partitions: number): TopicMetadata {
  return { error: ErrorCode.none, name, partitions };
}
