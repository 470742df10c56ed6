import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';

/** Removes topics with their records, and the offsets that groups have in them. */
export const deleteTopics: Api = {
  key: 20,
  name: 'DeleteTopics',
  min: 1,
  max: 3,
  handle({ body }, state) {
    const names = body.array(() => body.string());
    body.int32(); // time-out: it is done at once
    const results = names.map((name) => {
      const topic = state.topics.get(name);
      if (topic === undefined) return { name, error: ErrorCode.unknownTopicOrPartition };
      state.topics.delete(topic);
      state.groups.forget(name);
      return { name, error: ErrorCode.none };
    });
    return (response) => {
      response.int32(0);
      response.array(results, ({ name, error }) => {
        response.string(name);
        response.int16(error);
      });
    };
  },
};
