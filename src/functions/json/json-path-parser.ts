import { SqlError } from '../../common/errors.ts';
import { excerpt } from '../../types/excerpt.ts';
import { parseFilter, type CompilePath, type Test } from './json-filter.ts';
import { pathFunction } from './json-path-function.ts';

/** One step of a path from a value to its parts. */
export type Step =
  | { readonly kind: 'property'; readonly name: string }
  /** ['a', 'b']: at the end an object of these alone, else each. */
  | { readonly kind: 'properties'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  /** .* and [*] */
  | { readonly kind: 'all' }
  /** ..: the value and all below it; what follows applies to each. */
  | { readonly kind: 'descend' }
  | { readonly kind: 'filter'; readonly test: Test }
  | { readonly kind: 'function'; call(value: unknown): unknown };

/** As long as a statement may be. */
const MAX_LENGTH = 65_536;

/** A step and where the text goes on behind it. */
type Taken = readonly [step: Step, end: number];

/**
 * The steps of a path without its mode, as Jayway JsonPath reads it: a single character behind the last step is not
 * looked at. undefined if it is no path. `compilePath` reads the paths inside filters. Throws E_UNSUPPORTED.
 */
export function parseSteps(text: string, compilePath: CompilePath): Step[] | undefined {
  // without $ the path begins at a property; blanks are left out at the end alone
  const path = withoutBlanks(/^[$@]/.test(text) ? text : `$.${text}`, false);
  if (path.length > MAX_LENGTH) {
    throw new SqlError('E_UNSUPPORTED', `a JSON path has ${path.length} characters`, {
      hint: `weir reads paths of up to ${MAX_LENGTH}`,
    });
  }
  if (text === '' || path.endsWith('.')) return undefined;
  if (path.length > 1 && path[1] !== '.' && path[1] !== '[') return undefined;
  const steps: Step[] = [];
  let at = 1;
  while (at < path.length - 1 || (at < path.length && steps.length === 0)) {
    if (path.startsWith('..', at)) {
      steps.push({ kind: 'descend' });
      at += 2;
    } else if (path[at] === '.') at++;
    const taken = path[at] === '[' ? bracket(path, at, compilePath) : plain(path, at);
    if (taken === undefined) return undefined;
    steps.push(taken[0]);
    at = taken[1];
  }
  refuseUnknown(steps, text);
  return steps;
}

/** What is no use to build: functions behind paths that spread, and steps behind `..[ ]`, which go wrong there. */
function refuseUnknown(steps: readonly Step[], text: string): void {
  const spreads = steps.some(({ kind }) => !/^(property|properties|index|function)$/.test(kind));
  const odd = steps.some((step, i) => {
    if (step.kind === 'function') return spreads || i < steps.length - 1;
    return (
      steps[i - 1]?.kind === 'descend' &&
      i < steps.length - 1 &&
      step.kind !== 'property' &&
      step.kind !== 'properties'
    );
  });
  if (odd) throw unsupported(text);
}

function unsupported(text: string): SqlError {
  return new SqlError('E_UNSUPPORTED', `weir does not run the JSON path ${excerpt(text)}`);
}

/** `name`, `*` or `name()`. */
function plain(path: string, at: number): Taken | undefined {
  if (path[at] === '*') return [{ kind: 'all' }, at + 1];
  const name = /^[^.[( ]*/.exec(path.slice(at))?.[0] ?? '';
  const end = at + name.length;
  if (path[end] === ' ' || (name === '' && path[end] !== '(')) return undefined;
  if (path[end] !== '(') return [{ kind: 'property', name }, end];
  const close = closing(path, end);
  if (close === undefined) return undefined;
  const call = pathFunction(name, path.slice(end + 1, close).trim());
  if (call === 'unsupported') throw unsupported(path);
  return call && [{ kind: 'function', call }, close + 1];
}

function bracket(path: string, at: number, compilePath: CompilePath): Taken | undefined {
  const inside = path.slice(at + 1);
  const first = inside.trimStart()[0] ?? '';
  if (first === "'" || first === '"') return quotedNames(path, at, first);
  const star = /^ *\* *\]/.exec(inside);
  if (star) return [{ kind: 'all' }, at + 1 + star[0].length];
  if (first === '?') return filter(path, at, compilePath);
  const close = path.indexOf(']', at);
  if (close === -1) return undefined;
  const step = numbers(withoutBlanks(path.slice(at + 1, close), true));
  return step && [step, close + 1];
}

function filter(path: string, at: number, compilePath: CompilePath): Taken | undefined {
  const open = /^\[ *\? *\(/.exec(path.slice(at))?.[0].length;
  const close = open === undefined ? undefined : closing(path, at + open - 1);
  const end = close === undefined ? null : /^ *\]/.exec(path.slice(close + 1));
  if (open === undefined || close === undefined || end === null) return undefined;
  const test = parseFilter(path.slice(at + open, close), compilePath);
  return test && [{ kind: 'filter', test }, close + 1 + end[0].length];
}

/** Where the parenthesis that opens at `open` closes; those in texts and patterns do not count. undefined if one is left open. */
function closing(path: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < path.length; at++) {
    const sign = path[at] ?? '';
    if (sign === '(') depth++;
    else if (sign === ')' && --depth === 0) return at;
    else if (`'"/`.includes(sign)) {
      at = closingQuote(path, at);
      if (at === -1) return undefined;
    }
  }
  return undefined;
}

/** Where the next sign like the one at `open` stands that no backslash makes an ordinary one; -1 if nowhere. */
function closingQuote(path: string, open: number): number {
  for (let at = open + 1; at < path.length; at++) {
    if (path[at] === '\\') at++;
    else if (path[at] === path[open]) return at;
  }
  return -1;
}

/** Blanks at the end are left out, with `both` those at the begin too. */
function withoutBlanks(text: string, both: boolean): string {
  let [start, end] = [0, text.length];
  while (end > 0 && text[end - 1] === ' ') end--;
  while (both && start < end && text[start] === ' ') start++;
  return text.slice(start, end);
}

/** `['a', 'b']`, all in the quotes of the first. */
function quotedNames(path: string, at: number, quote: string): Taken | undefined {
  const name = `${quote}((?:[^${quote}\\\\]|\\\\.)*)${quote}`;
  const list = new RegExp(`^\\[ *(${name} *(?:, *${name} *)*)\\]`, 's').exec(path.slice(at));
  if (list === null) return undefined;
  const parts = [...(list[1] ?? '').matchAll(new RegExp(name, 'gs'))].map((match) =>
    (match[1] ?? '').replace(/\\(.)/gs, '$1'),
  );
  const [only] = parts;
  const step: Step =
    parts.length === 1 && only !== undefined
      ? { kind: 'property', name: only }
      : { kind: 'properties', names: parts };
  return [step, at + list[0].length];
}

/** `1`, `1, -2`, `1:3`, `-2:`. */
function numbers(text: string): Step | undefined {
  if (/^-?[0-9]+( *, *-?[0-9]+)*$/.test(text)) {
    const indexes = text.split(',').map((index) => Number(index) + 0);
    const [only] = indexes;
    if (indexes.some((index) => Math.abs(index) > 0x7fffffff)) return undefined;
    return indexes.length === 1 && only !== undefined
      ? { kind: 'index', index: only }
      : { kind: 'indexes', indexes };
  }
  const [, from = '', to = ''] = /^(-?[0-9]+|):(-?[0-9]+|)(?::-?[0-9]*)*$/.exec(text) ?? [];
  if (from === '' && to === '') return undefined;
  return {
    kind: 'slice',
    from: from === '' ? undefined : Number(from),
    to: to === '' ? undefined : Number(to),
  };
}
