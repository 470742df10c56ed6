import { applyChanges } from '../config-changes.ts';
import { alter, writeConfigResults } from './alter-configs.ts';
import type { Api } from './api.ts';
import { readResource } from './config-resource.ts';

/** Changes single configs of a topic: what kafka-configs --alter does. */
export const incrementalAlterConfigs: Api = {
  key: 44,
  name: 'IncrementalAlterConfigs',
  min: 0,
  max: 0,
  handle({ body }, state) {
    const resources = body.array(() => ({
      resource: readResource(body),
      changes: body.array(() => ({
        name: body.string(),
        operation: body.int8(),
        value: body.nullableString(),
      })),
    }));
    const validateOnly = body.boolean();
    const results = resources.map(({ resource, changes }) =>
      alter(state, resource, (present) => applyChanges(present, changes), validateOnly),
    );
    return (response) => writeConfigResults(response, results);
  },
};
