import type { Api } from './api.ts';
import { configure, writeConfigResults } from './alter-configs.ts';
import { readResource } from './config-resource.ts';
import { TOPIC_CONFIGS } from '../topic-config.ts';

const SET = 0;
const DELETE = 1;
const APPEND = 2;

interface Change {
  readonly name: string;
  readonly operation: number;
  readonly value: string | undefined;
}

/** Changes single configs of a topic, what kafka-configs --alter does. */
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
      configure(state, resource, (present) => apply(present, changes), validateOnly),
    );
    return (response) => writeConfigResults(response, results);
  },
};

function apply(present: ReadonlyMap<string, string>, changes: readonly Change[]): Map<string, string> {
  const next = new Map(present);
  for (const { name, operation, value } of changes) {
    if (operation === DELETE) next.delete(name);
    else if (operation === SET) next.set(name, value ?? '');
    else
      next.set(name, combine(next.get(name) ?? TOPIC_CONFIGS[name]?.default ?? '', operation, value ?? ''));
  }
  return next;
}

/** A list with the values of another added or taken out. */
function combine(present: string, operation: number, value: string): string {
  const items = present.split(',').filter((item) => item !== '');
  const others = value.split(',');
  if (operation === APPEND) return [...new Set([...items, ...others])].join(',');
  return items.filter((item) => !others.includes(item)).join(',');
}
