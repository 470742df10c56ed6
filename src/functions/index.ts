import * as arithmetic from './arithmetic.ts';
import * as arrayElements from './array-elements.ts';
import * as arrayOrder from './array-order.ts';
import * as arrayPieces from './array-pieces.ts';
import * as arraySets from './array-sets.ts';
import * as collectionAccess from './collection-access.ts';
import * as bitmap from './bitmap.ts';
import * as collection from './collection.ts';
import * as comparison from './comparison.ts';
import * as conditional from './conditional.ts';
import * as dateFormat from './date-format.ts';
import type { ScalarFunction } from './define.ts';
import * as encoding from './encoding.ts';
import * as jsonPredicate from './json-predicate.ts';
import * as jsonString from './json-string.ts';
import * as internet from './internet.ts';
import * as json from './json.ts';
import * as jsonObject from './json-object.ts';
import * as jsonQuote from './json-quote.ts';
import * as like from './like.ts';
import * as map from './map.ts';
import * as math from './math.ts';
import * as membership from './membership.ts';
import * as parseTime from './parse-time.ts';
import * as predicate from './predicate.ts';
import * as printf from './printf.ts';
import * as radix from './radix.ts';
import * as random from './random.ts';
import * as regexp from './regexp.ts';
import * as rounding from './rounding.ts';
import * as sessionValue from './session-value.ts';
import * as stringEdit from './string-edit.ts';
import * as stringPieces from './string-pieces.ts';
import * as stringReplace from './string-replace.ts';
import * as stringSearch from './string-search.ts';
import * as strToMap from './str-to-map.ts';
import * as string from './string.ts';
import * as textCheck from './text-check.ts';
import * as timeField from './time-field.ts';
import * as timeSpan from './time-span.ts';
import * as time from './time.ts';
import * as trigonometry from './trigonometry.ts';
import * as typeOf from './type-of.ts';
import * as url from './url.ts';
import * as variant from './variant.ts';

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
  family('Bytes, hashes and addresses', encoding, url, internet, bitmap),
  family('Numbers', math, trigonometry, radix, rounding, random),
  family('Time', time, timeField, timeSpan, dateFormat, parseTime),
  family('JSON', json, jsonString, jsonPredicate, jsonObject, jsonQuote, variant),
  family(
    'Arrays, maps and rows',
    collection,
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
