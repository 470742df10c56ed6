import type { BrokerState } from '../state.ts';
import { checkTopicConfig } from '../topic-config.ts';
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
      configs: body.array(() => ({ name: body.string(), value: body.nullableString() })),
    }));
    const validateOnly = body.boolean();
    const results = resources.map(({ resource, configs }) => {
      const overrides = new Map<string, string>();
      for (const { name, value } of configs) if (value !== undefined) overrides.set(name, value);
      return configure(state, resource, () => overrides, validateOnly);
    });
    return (response) => writeConfigResults(response, results);
  },
};

/** Sets the configs of a topic to what `next` makes of the present ones, or says why not. */
export function configure(
  state: BrokerState,
  resource: ConfigResource,
  next: (present: ReadonlyMap<string, string>) => ReadonlyMap<string, string>,
  validateOnly: boolean,
): ConfigResult {
  const found = findResource(resource, state);
  if (found === 'broker')
    return { ...resource, error: ErrorCode.invalidRequest, message: 'The configs of this broker are fixed.' };
  if ('error' in found) return { ...resource, ...found };
  const overrides = next(found.topic.overrides);
  for (const [name, value] of overrides) {
    const problem = checkTopicConfig(name, value);
    if (problem !== undefined) return { ...resource, error: ErrorCode.invalidConfig, message: problem };
  }
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
