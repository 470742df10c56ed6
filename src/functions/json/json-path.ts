import { SqlError } from '../../common/errors.ts';
import { JsonNumber, property } from '../../common/json.ts';
import { parseSteps, type Step } from './json-path-parser.ts';

export interface JsonPath {
  /** strict unless the path begins with the word lax. */
  readonly mode: 'strict' | 'lax';
  /** Numbers must come as they are written, for a filter or a function looks at them. */
  readonly exact: boolean;
  /** What the path leads to; undefined if it leads nowhere. Paths with * or .. lead to the list of what they find. */
  find(root: unknown): unknown;
}

/** Reads a path; undefined if it is none. Throws E_UNSUPPORTED for filters and functions that weir does not have. */
export function parseJsonPath(text: string): JsonPath | undefined {
  const match = /^\s*(strict|lax)\s+(.+)$/is.exec(text);
  const mode = match?.[1]?.toLowerCase() === 'lax' ? 'lax' : 'strict';
  const steps = parseSteps(match?.[2] ?? text, compilePath);
  if (steps === undefined) return undefined;
  const exact = steps.some(({ kind }) => kind === 'filter' || kind === 'function');
  const spread = steps.findIndex((step, i) => !isDefinite(step, i === steps.length - 1));
  if (spread === -1) return { mode, exact, find: (root) => follow(root, steps) };
  const start = steps.slice(0, spread);
  const rest = steps.slice(spread);
  return {
    mode,
    exact,
    find: (root) => findAll(follow(root, start), root, rest) ?? (mode === 'lax' ? [] : undefined),
  };
}

/** A path from where it stands: for filters, which are always strict. */
function compilePath(text: string): ((root: unknown) => unknown) | undefined {
  return parseJsonPath(text)?.find;
}

function isDefinite({ kind }: Step, isLast: boolean): boolean {
  return kind === 'property' || kind === 'index' || kind === 'function' || (kind === 'properties' && isLast);
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
  if (step.kind === 'function') return step.call(value);
  if (!isContainer(value)) return undefined;
  if (step.kind === 'property') return Array.isArray(value) ? undefined : property(value, step.name);
  if (step.kind === 'index') return Array.isArray(value) ? (value.at(step.index) as unknown) : undefined;
  if (step.kind !== 'properties' || Array.isArray(value)) return undefined;
  const found = step.names.filter((name) => Object.hasOwn(value, name));
  return Object.fromEntries(found.map((name) => [name, property(value, name)]));
}

/** How many parts of a document the steps of one path may look at, each time counted anew. */
const MAX_LOOKS = 2_000_000;

/** Each `..` multiplies what the ones before it found, as in Flink, which goes on until its memory is full. */
class Looks {
  #left = MAX_LOOKS;

  spend(count: number): void {
    this.#left -= count;
    if (this.#left < 0)
      throw new SqlError('E_VALUE', `a JSON path leads to more than ${MAX_LOOKS} parts of its document`);
  }
}

/** Behind the first step that spreads, what is missing is left out; that one itself must have something to look at. */
function findAll(start: unknown, root: unknown, steps: readonly Step[]): unknown[] | undefined {
  const [first] = steps;
  if (start === undefined || first === undefined || !canStart(first, start)) return undefined;
  let values: unknown[] = [start];
  const looks = new Looks();
  for (const [i, step] of steps.entries()) {
    const isLast = i === steps.length - 1;
    if (steps[i - 1]?.kind === 'descend')
      values = values.filter((value) => isLooked(value, root, step, isLast));
    values = values.flatMap((value) => {
      if (step.kind === 'descend') return descendants(value, looks);
      const found = many(value, root, step, isLast);
      looks.spend(1 + (step.kind === 'filter' && Array.isArray(value) ? value.length : found.length));
      return found;
    });
  }
  return values;
}

function canStart(step: Step, value: unknown): boolean {
  if (step.kind === 'slice' || step.kind === 'indexes') return Array.isArray(value);
  if (step.kind === 'filter') return isContainer(value);
  return step.kind === 'properties' ? isContainer(value) && !Array.isArray(value) : true;
}

/** What Jayway JsonPath looks at behind `..`: a filter's array itself must pass it too. */
function isLooked(value: unknown, root: unknown, step: Step, isLast: boolean): boolean {
  if (!isContainer(value)) return false;
  if (step.kind === 'filter') return step.test(value, root);
  if (step.kind === 'properties' && isLast) return step.names.every((name) => Object.hasOwn(value, name));
  return true;
}

function many(value: unknown, root: unknown, step: Step, isLast: boolean): unknown[] {
  if (!isContainer(value)) return [];
  if (step.kind === 'all') return Object.values(value);
  if (step.kind === 'filter') {
    if (Array.isArray(value)) return value.filter((item) => step.test(item, root));
    return step.test(value, root) ? [value] : [];
  }
  if (step.kind === 'properties' && !isLast)
    return step.names.map((name) => property(value, name)).filter((item) => item !== undefined);
  if (step.kind === 'slice' || step.kind === 'indexes') {
    if (!Array.isArray(value)) return [];
    const indexes = step.kind === 'slice' ? sliced(step, value.length) : step.indexes;
    return indexes.map((index) => value.at(index) as unknown).filter((item) => item !== undefined);
  }
  const found = one(value, step);
  return found === undefined ? [] : [found];
}

/** Jayway JsonPath counts a negative end of [from:to] from nowhere, and begins a negative start there. */
function sliced({ from, to }: Step & { kind: 'slice' }, length: number): number[] {
  if (from === undefined)
    return range(0, Math.min(length, to !== undefined && to < 0 ? length + to : (to ?? 0)));
  if (to === undefined) return range(Math.max(0, from < 0 ? length + from : from), length);
  return length === 0 ? [] : range(Math.max(from, -length), Math.min(length, to));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof JsonNumber);
}

/** The objects and arrays from a value down, itself first. */
function descendants(value: unknown, looks: Looks): unknown[] {
  const found: unknown[] = [];
  const visit = (item: unknown) => {
    if (!isContainer(item)) return;
    found.push(item);
    const parts: unknown[] = Object.values(item);
    looks.spend(1 + parts.length);
    for (const part of parts) visit(part);
  };
  visit(value);
  return found;
}
