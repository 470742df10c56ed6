import { SqlError } from '../../common/errors.ts';
import { JsonNumber } from '../../common/json.ts';
import { isJsonNumber, numberText, toNumber } from './json-document.ts';

/** Whether an item passes a filter; the root is what `$` means in it. Throws E_UNSUPPORTED. */
export type Test = (item: unknown, root: unknown) => boolean;

/** Reads a path; what it leads to, undefined where nowhere. undefined if it is no path. */
export type CompilePath = (text: string) => ((root: unknown) => unknown) | undefined;

/** A value in a filter; undefined where a path leads nowhere. */
type Operand = (item: unknown, root: unknown) => unknown;

/**
 * What stands in `[?( )]`, read as Jayway JsonPath does: comparisons joined by &&, || and ! with parentheses. undefined if
 * it is no filter. Throws E_UNSUPPORTED for what Flink cannot run either (a path alone, IN, lists) and for patterns.
 */
export function parseFilter(text: string, compilePath: CompilePath): Test | undefined {
  const reader = new FilterReader(text, compilePath);
  try {
    return reader.all();
  } catch (error) {
    if (error === MALFORMED) return undefined;
    throw error;
  }
}

const MALFORMED = new Error('no filter');

/** How deep parentheses and signs of negation may be nested. */
const MAX_DEPTH = 200;

class FilterReader {
  readonly #text: string;
  readonly #compilePath: CompilePath;
  #at = 0;
  #depth = 0;

  constructor(text: string, compilePath: CompilePath) {
    this.#text = text;
    this.#compilePath = compilePath;
  }

  all(): Test {
    const test = this.#or();
    this.#blanks();
    if (this.#at < this.#text.length) throw MALFORMED;
    return test;
  }

  #or(): Test {
    const tests = [this.#and()];
    while (this.#accept('||')) tests.push(this.#and());
    return (item, root) => tests.some((test) => test(item, root));
  }

  #and(): Test {
    const tests = [this.#operand()];
    while (this.#accept('&&')) tests.push(this.#operand());
    return (item, root) => tests.every((test) => test(item, root));
  }

  #operand(): Test {
    if (this.#accept('!')) {
      this.#blanks();
      if (/[@$]/.test(this.#text[this.#at] ?? '')) throw unsupported('a path alone as a condition');
      const test = this.#deeper(() => this.#operand());
      return (item, root) => !test(item, root);
    }
    if (this.#accept('(')) {
      const test = this.#deeper(() => this.#or());
      if (!this.#accept(')')) throw MALFORMED;
      return test;
    }
    return this.#comparison();
  }

  #deeper(read: () => Test): Test {
    if (this.#depth === MAX_DEPTH) throw unsupported(`more than ${MAX_DEPTH} levels of parentheses and !`);
    this.#depth++;
    const test = read();
    this.#depth--;
    return test;
  }

  #comparison(): Test {
    const left = this.#value();
    this.#blanks();
    const rest = this.#text.slice(this.#at);
    const sign = /^(?:[<>=~!]+|[^ )&|]+)/.exec(rest)?.[0];
    if (sign === undefined) {
      if (left.isPath) throw unsupported('a path alone as a condition');
      throw MALFORMED;
    }
    const compare = COMPARE.get(sign.toLowerCase());
    if (compare === undefined) {
      if (KNOWN.has(sign.toLowerCase())) throw unsupported(`the operator ${sign}`);
      throw MALFORMED;
    }
    this.#at += sign.length;
    const right = this.#value();
    return (item, root) => compare(left.of(item, root), right.of(item, root));
  }

  #value(): { of: Operand; isPath: boolean } {
    this.#blanks();
    const rest = this.#text.slice(this.#at);
    const path = /^[@$](?:\[[^\]]*\]|\([^)]*\)|[^ <>=~!()[])*/.exec(rest)?.[0];
    if (path !== undefined) {
      this.#at += path.length;
      return { of: pathValue(path, this.#compilePath), isPath: true };
    }
    const text = /^(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/s.exec(rest);
    const [token] = text ?? /^(?:-?[0-9][-0-9.eE]*|true|false|null)/.exec(rest) ?? [];
    if (token === undefined) {
      if (/^[[{]/.test(rest)) throw unsupported('a list or object as a value');
      if (rest.startsWith('/')) throw unsupported('a pattern');
      throw MALFORMED;
    }
    this.#at += token.length;
    const value = text ? (text[1] ?? text[2] ?? '').replace(/\\(.)/gs, '$1') : scalar(token);
    return { of: () => value, isPath: false };
  }

  #accept(sign: string): boolean {
    this.#blanks();
    if (!this.#text.startsWith(sign, this.#at)) return false;
    this.#at += sign.length;
    return true;
  }

  #blanks(): void {
    while (this.#text[this.#at] === ' ') this.#at++;
  }
}

const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

function scalar(token: string): unknown {
  if (token === 'true' || token === 'false') return token === 'true';
  if (token === 'null') return null;
  if (!NUMBER.test(token)) throw MALFORMED;
  return new JsonNumber(token);
}

function pathValue(path: string, compilePath: CompilePath): Operand {
  const find = compilePath(path);
  if (find === undefined) throw MALFORMED;
  const from = path.startsWith('$') ? fromRoot(find) : find;
  return (item, root) => {
    const value = from(item, root);
    if (typeof value === 'object' && value !== null && !isJsonNumber(value))
      throw new SqlError('E_UNSUPPORTED', 'a filter of a JSON path compares scalars, not objects and arrays');
    return value;
  };
}

/** Looked up once for all items of a document. */
function fromRoot(find: (root: unknown) => unknown): Operand {
  let last: { readonly root: unknown; readonly value: unknown } | undefined;
  return (_, root) => {
    if (last === undefined || last.root !== root) last = { root, value: find(root) };
    return last.value;
  };
}

const COMPARE: ReadonlyMap<string, (left: unknown, right: unknown) => boolean> = new Map([
  ['==', equal],
  ['!=', (left, right) => !equal(left, right)],
  ['===', (left, right) => kindOf(left) === kindOf(right) && equal(left, right)],
  ['!==', (left, right) => !(kindOf(left) === kindOf(right) && equal(left, right))],
  ['<', (left, right) => order(left, right) < 0],
  ['<=', (left, right) => order(left, right) <= 0],
  ['>', (left, right) => order(left, right) > 0],
  ['>=', (left, right) => order(left, right) >= 0],
  [
    'contains',
    (left, right) => typeof left === 'string' && typeof right === 'string' && left.includes(right),
  ],
]);

const KNOWN = new Set('in nin =~ all size exists type matches empty subsetof anyof noneof'.split(' '));

function kindOf(value: unknown): string {
  return isJsonNumber(value) ? 'number' : value === null ? 'null' : typeof value;
}

/** A number is equal to a text that reads as it, a text to a number that prints as it. */
function equal(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return false;
  if (isJsonNumber(left)) {
    if (isJsonNumber(right)) return toNumber(left) === toNumber(right);
    return typeof right === 'string' && NUMBER.test(right) && Number(right) === toNumber(left);
  }
  return typeof left === 'string' && isJsonNumber(right) ? left === numberText(right) : left === right;
}

/** Negative, 0 or positive; NaN, which no comparison holds of, where the two have no order. */
function order(left: unknown, right: unknown): number {
  if (isJsonNumber(left) && isJsonNumber(right)) return toNumber(left) - toNumber(right);
  if (typeof left !== 'string' || typeof right !== 'string') return NaN;
  return left < right ? -1 : Number(left > right);
}

function unsupported(what: string): SqlError {
  return new SqlError('E_UNSUPPORTED', `weir's JSON paths do not have ${what} in filters`);
}
