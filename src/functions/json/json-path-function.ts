import { JsonNumber } from '../../common/json.ts';
import { formatDouble } from '../../types/double.ts';
import { isJsonNumber, toNumber } from './json-document.ts';

type Call = (value: unknown) => unknown;

/** Functions at the end of a path: what they give for the value before them; null is JSON's, undefined is nowhere. */
const FUNCTIONS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['length', size],
  ['size', size],
  [
    'keys',
    (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && !isJsonNumber(value)
        ? Object.keys(value)
        : null,
  ],
  ['sum', aggregate((numbers) => numbers.reduce((sum, value) => sum + value, 0))],
  ['avg', aggregate((numbers) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length)],
  ['min', aggregate((numbers) => numbers.reduce((least, value) => Math.min(least, value)))],
  // as in Jayway JsonPath, where the largest begins at the smallest positive double
  ['max', aggregate((numbers) => numbers.reduce((most, value) => Math.max(most, value), Number.MIN_VALUE))],
  ['stddev', aggregate(deviation)],
  ['first', (value) => elementAt(value, 0)],
  ['last', (value) => elementAt(value, -1)],
  [
    'concat',
    (value) => (Array.isArray(value) ? value.filter((item) => typeof item === 'string').join('') : ''),
  ],
]);

const WITH_ARGUMENTS = new Set(['length', 'size', 'sum', 'avg', 'min', 'max', 'stddev', 'concat', 'append']);

/** The function of a name with arguments as written; undefined if there is none in Jayway JsonPath. */
export function pathFunction(name: string, args: string): Call | 'unsupported' | undefined {
  if (name === 'index') {
    if (!/^-?[0-9]+$/.test(args)) return 'unsupported';
    return (value) => elementAt(value, Number(args));
  }
  if (args !== '' && WITH_ARGUMENTS.has(name)) return 'unsupported';
  return name === 'append' ? 'unsupported' : FUNCTIONS.get(name);
}

function size(value: unknown): unknown {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null && !isJsonNumber(value)
    ? Object.keys(value).length
    : null;
}

function elementAt(value: unknown, index: number): unknown {
  return Array.isArray(value) ? ((value.at(index) as unknown) ?? null) : null;
}

function aggregate(compute: (numbers: readonly number[]) => number): Call {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const numbers = value.filter(isJsonNumber).map(toNumber);
    return numbers.length === 0 ? undefined : new JsonNumber(formatDouble(compute(numbers)));
  };
}

function deviation(numbers: readonly number[]): number {
  const count = numbers.length;
  const sum = numbers.reduce((total, value) => total + value, 0);
  const squares = numbers.reduce((total, value) => total + value * value, 0);
  return Math.sqrt(squares / count - (sum * sum) / count / count);
}
