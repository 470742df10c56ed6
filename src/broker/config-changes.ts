import { checkTopicConfig, TOPIC_CONFIGS } from './topic-config.ts';
import { ErrorCode } from './wire/error-code.ts';

export const SET = 0;
const DELETE = 1;
const APPEND = 2;

/** One change of a config, as clients number the operations. */
export interface ConfigChange {
  readonly name: string;
  readonly operation: number;
  readonly value: string | undefined;
}

export interface ConfigRefusal {
  readonly error: ErrorCode;
  readonly message: string;
}

/** The configs of a topic after the changes, all checked, or why there will be none. */
export function applyChanges(
  present: ReadonlyMap<string, string>,
  changes: readonly ConfigChange[],
): ReadonlyMap<string, string> | ConfigRefusal {
  const next = new Map(present);
  const seen = new Set<string>();
  for (const change of changes) {
    if (seen.has(change.name)) return refuse(ErrorCode.invalidRequest, `${change.name} stands there twice`);
    seen.add(change.name);
    const refusal = apply(next, change);
    if (refusal) return refusal;
  }
  return next;
}

function apply(
  configs: Map<string, string>,
  { name, operation, value }: ConfigChange,
): ConfigRefusal | undefined {
  if (operation === DELETE) {
    configs.delete(name);
    return undefined;
  }
  if (value === undefined) return refuse(ErrorCode.invalidRequest, `Null value not supported for : ${name}`);
  const spec = Object.hasOwn(TOPIC_CONFIGS, name) ? TOPIC_CONFIGS[name] : undefined;
  if (operation !== SET && spec?.type !== 'list')
    return refuse(ErrorCode.invalidConfig, `${name} is not a list: nothing can be appended or subtracted`);
  const changed =
    operation === SET ? value : combine(configs.get(name) ?? spec?.default ?? '', operation, value);
  const problem = checkTopicConfig(name, changed);
  if (problem !== undefined) return refuse(ErrorCode.invalidConfig, problem);
  configs.set(name, changed);
  return undefined;
}

/** A list with the values of another added or taken out. */
function combine(present: string, operation: number, value: string): string {
  const items = present.split(',').filter((item) => item !== '');
  const others = value.split(',');
  if (operation === APPEND) return [...new Set([...items, ...others])].join(',');
  return items.filter((item) => !others.includes(item)).join(',');
}

function refuse(error: ErrorCode, message: string): ConfigRefusal {
  return { error, message };
}
