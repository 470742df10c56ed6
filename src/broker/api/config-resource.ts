import { NODE_ID, type BrokerState } from '../state.ts';
import type { Topic } from '../topics.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Reader } from '../wire/reader.ts';

const TOPIC = 2;
const BROKER = 4;

/** What configs hang on: a topic, or the broker itself. */
export interface ConfigResource {
  readonly type: number;
  readonly name: string;
}

/** What became of one resource of a request. */
export interface ConfigResult extends ConfigResource {
  readonly error: ErrorCode;
  readonly message: string | undefined;
}

export function readResource(body: Reader): ConfigResource {
  return { type: body.int8(), name: body.string() };
}

/** The topic that is meant, 'broker' for this node, or why there is nothing of that name. */
export function findResource(
  { type, name }: ConfigResource,
  state: BrokerState,
): { readonly topic: Topic } | 'broker' | { readonly error: ErrorCode; readonly message: string } {
  if (type === BROKER && (name === '' || name === String(NODE_ID))) return 'broker';
  if (type !== TOPIC)
    return { error: ErrorCode.invalidRequest, message: `No configs of type ${type}: '${name}'` };
  const topic = state.topics.get(name);
  if (topic) return { topic };
  return { error: ErrorCode.unknownTopicOrPartition, message: `The topic '${name}' does not exist.` };
}
