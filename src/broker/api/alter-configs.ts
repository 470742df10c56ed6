import { applyChanges, SET, type ConfigRefusal } from '../config-changes.ts';
import type { BrokerState } from '../state.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Writer } from '../wire/writer.ts';
import type { Api } from './api.ts';
import { findResource, readResource, type ConfigResource, type ConfigResult } from './config-resource.ts';

/** Replaces all configs of a topic by those named. */
export const alterConfigs: Api = {
  key: 33,
  name: 'AlterConfigs',
  min: 0,
  max: 1,
  handle({ body }, state) {
    const resources = body.array(() => ({
      resource: readResource(body),
      changes: body.array(() => ({ name: body.string(), value: body.nullableString(), operation: SET })),
    }));
    const validateOnly = body.boolean();
    const results = resources.map(({ resource, changes }) =>
      alter(state, resource, () => applyChanges(new Map(), changes), validateOnly),
    );
    return (response) => writeConfigResults(response, results);
  },
};

/** Gives a topic the configs that `next` makes of the present ones, or says why not. */
export function alter(
  state: BrokerState,
  resource: ConfigResource,
  next: (present: ReadonlyMap<string, string>) => ReadonlyMap<string, string> | ConfigRefusal,
  validateOnly: boolean,
): ConfigResult {
  const found = findResource(resource, state);
  if (found === 'broker')
    return { ...resource, error: ErrorCode.invalidRequest, message: 'The configs of this broker are fixed.' };
  if ('error' in found) return { ...resource, ...found };
  const overrides = next(found.topic.overrides);
  if ('error' in overrides) return { ...resource, ...overrides };
  if (!validateOnly) state.topics.configure(found.topic, overrides, state.clock.now());
  return { ...resource, error: ErrorCode.none, message: undefined };
}

export function writeConfigResults(response: Writer, results: readonly ConfigResult[]): void {
  response.int32(0);
  response.array(results, ({ error, message, type, name }) => {
    response.int16(error);
    response.message(message);
    response.int8(type);
    response.string(name);
  });
}
