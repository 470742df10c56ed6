import type { PartitionLog } from '../log.ts';
import { Pending } from '../pending.ts';
import type { BrokerState } from '../state.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Reader } from '../wire/reader.ts';
import type { Writer } from '../wire/writer.ts';
import type { Api, Encode } from './api.ts';
import { mapTopics, readTopics, writeTopics, type TopicItems } from './topic-array.ts';

/** No response is larger, whatever the client asks for, but for the one batch that it must get. */
const MOST_BYTES = 16 * 1024 * 1024;
const NO_SESSION = 0;

interface Wanted {
  readonly partition: number;
  readonly offset: number;
  readonly maxBytes: number;
}

interface Found {
  readonly partition: number;
  readonly error: ErrorCode;
  readonly log: PartitionLog | undefined;
  readonly pieces: readonly Buffer[];
  /** undefined where everything is wanted, committed or not. */
  readonly aborted: ReturnType<PartitionLog['aborted']> | undefined;
}

interface FetchRequest {
  readonly version: number;
  readonly maxWaitMs: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly committedOnly: boolean;
  readonly sessionIsUnknown: boolean;
  readonly topics: readonly TopicItems<Wanted>[];
}

interface Answer {
  readonly topics: readonly TopicItems<Found>[];
  readonly isEnough: boolean;
}

/** Reads record batches, waiting for them if the client says so. Without fetch sessions: each request names all it wants. */
export const fetch: Api = {
  key: 1,
  name: 'Fetch',
  min: 4,
  max: 11,
  handle({ version, body }, state) {
    const request = readRequest(version, body);
    const answer = read(request, state);
    if (answer.isEnough || request.maxWaitMs <= 0) return encode(request, answer);
    return waitForMore(request, answer, state);
  },
};

function waitForMore(request: FetchRequest, first: Answer, state: BrokerState): Pending<Encode> {
  const pending = new Pending<Encode>();
  const logs = first.topics
    .flatMap(({ items }) => items.map(({ log }) => log))
    .filter((log) => log !== undefined);
  const finish = (answer: Answer) => {
    stop();
    pending.settle(encode(request, answer));
  };
  const wait = {
    logs,
    look() {
      const answer = read(request, state);
      if (answer.isEnough) finish(answer);
    },
  };
  const stopTimer = state.clock.after(request.maxWaitMs, () => finish(read(request, state)));
  const stop = () => {
    stopTimer();
    state.waits.remove(wait);
  };
  state.waits.add(wait);
  pending.onAbandoned(stop);
  return pending;
}

function readRequest(version: number, body: Reader): FetchRequest {
  body.int32(); // replica id: consumers say -1
  const maxWaitMs = body.int32();
  const minBytes = body.int32();
  const maxBytes = Math.min(body.int32(), MOST_BYTES);
  const committedOnly = body.int8() === 1;
  const sessionId = version >= 7 ? body.int32() : NO_SESSION;
  const sessionEpoch = version >= 7 ? body.int32() : -1;
  const topics = readTopics(body, () => {
    const partition = body.int32();
    if (version >= 9) body.int32(); // leader epoch: there was never another leader
    const offset = body.int64();
    if (version >= 5) body.int64(); // a follower's log start
    return { partition, offset, maxBytes: body.int32() };
  });
  if (version >= 7) readTopics(body, () => body.int32()); // forgotten by a session
  if (version >= 11) body.nullableString(); // rack
  const sessionIsUnknown = sessionId !== NO_SESSION && sessionEpoch > 0;
  return { version, maxWaitMs, minBytes, maxBytes, committedOnly, sessionIsUnknown, topics };
}

function read(request: FetchRequest, state: BrokerState): Answer {
  if (request.sessionIsUnknown) return { topics: [], isEnough: true };
  let size = 0;
  let failed = false;
  const topics = mapTopics(request.topics, (topic, wanted) => {
    const found = readPartition(request, topic, wanted, request.maxBytes - size, size === 0, state);
    for (const piece of found.pieces) size += piece.length;
    failed ||= found.error !== ErrorCode.none;
    return found;
  });
  return { topics, isEnough: failed || size >= request.minBytes || request.topics.length === 0 };
}

function readPartition(
  { committedOnly }: FetchRequest,
  name: string,
  { partition, offset, maxBytes }: Wanted,
  room: number,
  atLeastOne: boolean,
  state: BrokerState,
): Found {
  const topic = state.topics.get(name);
  const log = topic?.logs[partition];
  const found = { partition, log, pieces: [], aborted: [] };
  if (topic === undefined || log === undefined) return { ...found, error: ErrorCode.unknownTopicOrPartition };
  state.topics.retain(topic, state.clock.now());
  if (offset < log.startOffset || offset > log.endOffset)
    return { ...found, error: ErrorCode.offsetOutOfRange, aborted: undefined };
  const limit = committedOnly ? log.stableOffset : log.endOffset;
  const { pieces, end } = log.read(offset, limit, Math.min(maxBytes, room), atLeastOne);
  const aborted = committedOnly ? (pieces.length === 0 ? [] : log.aborted(offset, end)) : undefined;
  return { ...found, error: ErrorCode.none, pieces, aborted };
}

function encode({ version, sessionIsUnknown }: FetchRequest, { topics }: Answer): Encode {
  return (response) => {
    response.int32(0);
    if (version >= 7) {
      response.int16(sessionIsUnknown ? ErrorCode.fetchSessionIdNotFound : ErrorCode.none);
      response.int32(NO_SESSION);
    }
    writeTopics(response, topics, (found) => writePartition(response, version, found));
  };
}

function writePartition(response: Writer, version: number, found: Found): void {
  const log = found.error === ErrorCode.none ? found.log : undefined;
  response.int32(found.partition);
  response.int16(found.error);
  response.int64(log?.endOffset ?? -1);
  response.int64(log?.stableOffset ?? -1);
  if (version >= 5) response.int64(log?.startOffset ?? -1);
  if (found.aborted === undefined) response.int32(-1);
  else
    response.array(found.aborted, ({ producerId, firstOffset }) => {
      response.int64(producerId);
      response.int64(firstOffset);
    });
  if (version >= 11) response.int32(-1); // preferred replica
  response.joined(found.pieces);
}
