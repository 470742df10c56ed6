import * as arithmetic from './number/arithmetic.ts';
import * as arrayElements from './collection/array-elements.ts';
import * as arrayOrder from './collection/array-order.ts';
import * as arrayPieces from './collection/array-pieces.ts';
import * as arraySets from './collection/array-sets.ts';
import * as collectionAccess from './collection/collection-access.ts';
import * as bitmap from './bytes/bitmap.ts';
import * as collection from './collection/collection.ts';
import * as comparison from './logic/comparison.ts';
import * as conditional from './logic/conditional.ts';
import * as dateFormat from './time/date-format.ts';
import type { ScalarFunction } from './define.ts';
import * as encoding from './bytes/encoding.ts';
import * as hashCode from './bytes/hash-code.ts';
import * as jsonPredicate from './json/json-predicate.ts';
import * as jsonString from './json/json-string.ts';
import * as internet from './bytes/internet.ts';
import * as json from './json/json.ts';
import * as jsonObject from './json/json-object.ts';
import * as jsonQuote from './json/json-quote.ts';
import * as like from './logic/like.ts';
import * as map from './collection/map.ts';
import * as math from './number/math.ts';
import * as membership from './logic/membership.ts';
import * as parseTime from './time/parse-time.ts';
import * as predicate from './logic/predicate.ts';
import * as printf from './text/printf.ts';
import * as radix from './number/radix.ts';
import * as random from './number/random.ts';
import * as regexp from './regex/regexp.ts';
import * as rounding from './number/rounding.ts';
import * as sessionValue from './session-value.ts';
import * as stringEdit from './text/string-edit.ts';
import * as stringPieces from './text/string-pieces.ts';
import * as stringReplace from './text/string-replace.ts';
import * as stringSearch from './text/string-search.ts';
import * as strToMap from './collection/str-to-map.ts';
import * as structured from './collection/structured.ts';
import * as string from './text/string.ts';
import * as textCheck from './text/text-check.ts';
import * as timeField from './time/time-field.ts';
import * as timeSpan from './time/time-span.ts';
import * as time from './time/time.ts';
import * as trigonometry from './number/trigonometry.ts';
import * as typeOf from './type-of.ts';
import * as url from './bytes/url.ts';
import * as variant from './json/variant.ts';

/** Functions that belong together, under the heading that HELP and docs/functions.md give them. */
export interface FunctionFamily {
  readonly title: string;
  readonly functions: readonly ScalarFunction[];
}

function isFunction(value: unknown): value is ScalarFunction {
  return typeof value === 'object' && value !== null && 'bind' in value;
}

/** Each export of these files that is a record, by name: how a module orders its exports depends on how it is built. */
function family(title: string, ...files: readonly object[]): FunctionFamily {
  const functions = files.flatMap((file) => Object.values(file).filter(isFunction));
  return { title, functions: functions.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** Every function and operator by family. */
export const FAMILIES: readonly FunctionFamily[] = [
  family('Arithmetic', arithmetic),
  family('Comparisons and logic', comparison, membership, predicate, like),
  family('Conditions', conditional),
  family('Texts', string, stringSearch, stringEdit, stringReplace, stringPieces, printf, textCheck),
  family('Regular expressions', regexp),
  family('Bytes, hashes and addresses', encoding, hashCode, url, internet, bitmap),
  family('Numbers', math, trigonometry, radix, rounding, random),
  family('Time', time, timeField, timeSpan, dateFormat, parseTime),
  family('JSON', json, jsonString, jsonPredicate, jsonObject, jsonQuote, variant),
  family(
    'Arrays, maps and rows',
    collection,
    structured,
    collectionAccess,
    arrayElements,
    arraySets,
    arrayOrder,
    arrayPieces,
    map,
    strToMap,
  ),
  family('Session and types', sessionValue, typeOf),
];

export const FUNCTIONS: readonly ScalarFunction[] = FAMILIES.flatMap(({ functions }) => functions);

const BY_NAME: ReadonlyMap<string, ScalarFunction> = new Map(
  FUNCTIONS.flatMap((record) => [record.name, ...record.aliases].map((name) => [name, record] as const)),
);

/** The function or operator of a name in any case, or under an alias; undefined if there is none. */
export function findFunction(name: string): ScalarFunction | undefined {
  return BY_NAME.get(name.toUpperCase());
}
