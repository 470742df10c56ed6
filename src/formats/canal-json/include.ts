import { SqlError } from '../../common/errors.ts';
import { property } from '../../common/json.ts';

/** More names than this are not remembered: a stream has few. */
const REMEMBERED = 1000;

/**
 * Whether a message passes 'database.include' or 'table.include': the whole name must match. A message without that
 * name throws E_FORMAT, as it fails in Flink. Throws E_OPTION for what is no regular expression.
 */
export function compileInclude(
  key: 'database' | 'table',
  pattern: string | undefined,
): (json: object) => boolean {
  if (pattern === undefined) return () => true;
  const expression = wholeMatch(key, pattern);
  const known = new Map<string, boolean>();
  return (json) => {
    const value = property(json, key);
    if (value === undefined)
      throw new SqlError('E_FORMAT', `the message names no '${key}', which '${key}.include' looks at`);
    const name = typeof value === 'string' ? value : JSON.stringify(value);
    let passes = known.get(name);
    if (passes === undefined) {
      passes = expression.test(name);
      if (known.size < REMEMBERED) known.set(name, passes);
    }
    return passes;
  };
}

/** Java writes "without case" as (?i) in front. */
function wholeMatch(key: string, pattern: string): RegExp {
  const noCase = pattern.startsWith('(?i)');
  try {
    return new RegExp(`^(?:${noCase ? pattern.slice(4) : pattern})$`, noCase ? 'is' : 's');
  } catch (cause) {
    throw new SqlError(
      'E_OPTION',
      `format 'canal-json': '${key}.include' = '${pattern}' is no regular expression`,
      { cause },
    );
  }
}
