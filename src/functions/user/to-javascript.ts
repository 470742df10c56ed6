import { formatDate, formatTime, formatTimestamp } from '../../types/datetime.ts';
import { formatDecimal } from '../../types/decimal.ts';
import type { Key } from '../../types/key.ts';
import type { Long } from '../../types/long.ts';
import { epochMs } from '../../types/timestamp.ts';
import type { SqlType } from '../../types/type.ts';

/** How BIGINT comes to a function: a bigint only where a number would not be exact, or always. */
export type BigIntForm = 'auto' | 'always';

type Convert = (value: unknown) => unknown;

/**
 * A SQL value in the form that a JavaScript function gets (docs/functions-javascript.md has the table); NULL is null.
 * What can be changed (arrays, bytes, objects) is a copy, so that a function cannot change the row that it came from.
 */
export function toJavaScript(type: SqlType, bigints: BigIntForm): Convert {
  const convert = bare(type, bigints);
  return convert === undefined ? (value) => value : (value) => (value === null ? null : convert(value));
}

/** undefined: the value is what it is. Each cast is the form of values that types/type.ts gives for the kind. */
function bare(type: SqlType, bigints: BigIntForm): Convert | undefined {
  switch (type.kind) {
    case 'BIGINT':
      return bigints === 'always' ? (value) => BigInt(value as Long) : undefined;
    case 'DECIMAL': {
      const { scale } = type;
      return (value) => formatDecimal(value as Long, scale);
    }
    case 'BINARY':
    case 'VARBINARY':
      return (value) => new Uint8Array(value as Uint8Array);
    case 'DATE':
      return (value) => formatDate(value as number);
    case 'TIME': {
      const { precision } = type;
      return (value) => formatTime(value as number, precision);
    }
    case 'TIMESTAMP': {
      const { precision } = type;
      return (value) => formatTimestamp(value as Long, precision);
    }
    case 'TIMESTAMP_LTZ': {
      const { precision } = type;
      return (value) => new Date(epochMs(value as Long, precision));
    }
    case 'ARRAY': {
      const element = toJavaScript(type.element, bigints);
      return (value) => (value as readonly unknown[]).map((item) => element(item));
    }
    case 'MAP':
      return toMap(toJavaScript(type.key, bigints), toJavaScript(type.value, bigints));
    case 'MULTISET':
      return toMap(toJavaScript(type.element, bigints), (count) => count);
    case 'ROW': {
      const names = type.fields.map((field) => field.name);
      const fields = type.fields.map((field) => toJavaScript(field.type, bigints));
      // fromEntries makes own properties of all names, __proto__ too
      return (value) =>
        Object.fromEntries((value as readonly unknown[]).map((item, i) => [names[i], fields[i]?.(item)]));
    }
    default:
      return undefined;
  }
}

function toMap(key: Convert, item: Convert): Convert {
  return (value) => {
    const map = new Map<unknown, unknown>();
    for (const [k, v] of (value as ReadonlyMap<Key, readonly [unknown, unknown]>).values())
      map.set(key(k), item(v));
    return map;
  };
}
