import { SqlError } from '../common/errors.ts';
import { property } from '../common/json.ts';
import { excerpt } from '../types/excerpt.ts';

/** One step of a path from a value to its parts. */
type Step =
  | { readonly kind: 'property'; readonly name: string }
  /** ['a', 'b']: an object of these alone. */
  | { readonly kind: 'properties'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  /** .* and [*] */
  | { readonly kind: 'all' }
  /** ..: the value and all below it; what follows applies to each. */
  | { readonly kind: 'descend' }
  | { readonly kind: 'length' };

export interface JsonPath {
  /** strict unless the path begins with the word lax. */
  readonly mode: 'strict' | 'lax';
  /** What the path leads to; undefined if it leads nowhere. Paths with * or .. lead to the list of what they find. */
  find(root: unknown): unknown;
}

/** Reads a path; undefined if it is none. Throws E_UNSUPPORTED for filters and functions other than length(). */
export function parseJsonPath(text: string): JsonPath | undefined {
  const match = /^\s*(strict|lax)\s+(.+)$/is.exec(text);
  const mode = match?.[1]?.toLowerCase() === 'lax' ? 'lax' : 'strict';
  const path = match?.[2] ?? text;
  if (path === '' || /^\s|\s$/.test(path)) return undefined;
  // without $ the path begins at a property
  const steps = parseSteps(path.startsWith('$') ? path.slice(1) : `.${path}`, text);
  if (steps === undefined) return undefined;
  const isDefinite = steps.every(
    ({ kind }) => kind === 'property' || kind === 'index' || kind === 'properties' || kind === 'length',
  );
  if (isDefinite) return { mode, find: (root) => follow(root, steps) };
  return { mode, find: (root) => findAll(root, steps) };
}

const PLAIN = /^\.([^.[\]()\s'"*]+)/;
const QUOTED =
  /^\[\s*((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")(?:\s*,\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))*)\s*\]/;
const INDEXES = /^\[\s*(-?[0-9]+(?:\s*,\s*-?[0-9]+)*)\s*\]/;
const SLICE = /^\[\s*(-?[0-9]*)\s*:\s*(-?[0-9]*)\s*\]/;

function parseSteps(text: string, whole: string): Step[] | undefined {
  const steps: Step[] = [];
  let rest = text;
  const take = (match: RegExpExecArray, step: Step) => {
    steps.push(step);
    rest = rest.slice(match[0].length);
  };
  while (rest !== '') {
    if (/^\[\s*\?|^\.\w+\(|^\(/.test(rest)) {
      if (rest === '.length()') return [...steps, { kind: 'length' }];
      throw new SqlError(
        'E_UNSUPPORTED',
        `weir knows no filters and functions in JSON paths: ${excerpt(whole)}`,
      );
    }
    if (rest.startsWith('..')) {
      steps.push({ kind: 'descend' });
      rest = rest[2] === '[' ? rest.slice(2) : rest.slice(1);
      continue;
    }
    const star = /^\.\*|^\[\s*\*\s*\]/.exec(rest);
    const plain = PLAIN.exec(rest);
    const quoted = QUOTED.exec(rest);
    const indexes = INDEXES.exec(rest);
    const slice = SLICE.exec(rest);
    if (star) take(star, { kind: 'all' });
    else if (plain) take(plain, { kind: 'property', name: plain[1] ?? '' });
    else if (quoted) take(quoted, names(quoted[1] ?? ''));
    else if (indexes) take(indexes, numbers(indexes[1] ?? ''));
    else if (slice) take(slice, { kind: 'slice', from: bound(slice[1]), to: bound(slice[2]) });
    else return undefined;
  }
  return steps.at(-1)?.kind === 'descend' ? undefined : steps;
}

function names(list: string): Step {
  const parts = [...list.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? match[2] ?? '').replace(/\\(.)/gs, '$1'),
  );
  const [only] = parts;
  return parts.length === 1 && only !== undefined
    ? { kind: 'property', name: only }
    : { kind: 'properties', names: parts };
}

function numbers(list: string): Step {
  const indexes = list.split(',').map(Number);
  const [only] = indexes;
  return indexes.length === 1 && only !== undefined
    ? { kind: 'index', index: only }
    : { kind: 'indexes', indexes };
}

function bound(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text);
}

/** The hot path: each step leads to one value or nowhere. */
function follow(root: unknown, steps: readonly Step[]): unknown {
  let value = root;
  for (const step of steps) {
    value = one(value, step);
    if (value === undefined) return undefined;
  }
  return value;
}

function one(value: unknown, step: Step): unknown {
  if (step.kind === 'length') return sizeOf(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (step.kind === 'property') return Array.isArray(value) ? undefined : property(value, step.name);
  if (step.kind === 'index') return Array.isArray(value) ? (value.at(step.index) as unknown) : undefined;
  if (step.kind !== 'properties' || Array.isArray(value)) return undefined;
  const found = step.names.filter((name) => Object.hasOwn(value, name));
  return Object.fromEntries(found.map((name) => [name, property(value, name)]));
}

function sizeOf(value: unknown): unknown {
  if (Array.isArray(value) || typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}

/** Where the steps up to the first that spreads lead nowhere, so does the path; behind it what is missing is left out. */
function findAll(root: unknown, steps: readonly Step[]): unknown {
  const spread = steps.findIndex((step) => !('name' in step) && step.kind !== 'index');
  const start = follow(root, steps.slice(0, spread));
  if (start === undefined) return undefined;
  let values: unknown[] = [start];
  for (const step of steps.slice(spread)) values = values.flatMap((value) => many(value, step));
  return values;
}

function many(value: unknown, step: Step): unknown[] {
  if (step.kind === 'descend') return [...descendants(value)];
  const isObject = typeof value === 'object' && value !== null;
  if (step.kind === 'all') return isObject ? Object.values(value) : [];
  if (step.kind === 'slice') return Array.isArray(value) ? value.slice(step.from, step.to) : [];
  if (step.kind === 'indexes') {
    if (!Array.isArray(value)) return [];
    return step.indexes.map((index) => value.at(index) as unknown).filter((item) => item !== undefined);
  }
  const found = one(value, step);
  return found === undefined ? [] : [found];
}

function* descendants(value: unknown): Generator<unknown> {
  yield value;
  if (typeof value !== 'object' || value === null) return;
  for (const item of Object.values(value)) yield* descendants(item);
}
