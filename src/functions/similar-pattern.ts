import { SqlError } from '../common/errors.ts';
import { excerpt } from '../types/excerpt.ts';

// SIMILAR TO: SQL's wildcards and regular expressions together. It runs as a set of states that all move one character
// at a time, so no pattern can explode as backtracking engines do.

type Step =
  | { readonly op: 'one'; readonly test: (code: number) => boolean }
  | { readonly op: 'split'; readonly to: readonly number[] }
  | { readonly op: 'edge'; readonly at: 'start' | 'end' }
  | { readonly op: 'end' };

/** A pattern as a tree. */
type Node =
  | { readonly kind: 'one'; readonly test: (code: number) => boolean }
  | { readonly kind: 'edge'; readonly at: 'start' | 'end' }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly min: number; readonly max: number };

const MOST_STEPS = 20_000;

/** The test for a SIMILAR TO pattern, which must match the whole text. Throws E_VALUE for a pattern that is none. */
export function compileSimilar(pattern: string, escape: string | undefined): (text: string) => boolean {
  if (escape !== undefined && [...escape].length !== 1)
    throw new SqlError('E_TYPE', `${excerpt(escape)} is no escape character`, {
      hint: 'ESCAPE takes one character',
    });
  const program: Step[] = [];
  emit(new PatternParser(pattern, escape).parse(), program, pattern);
  program.push({ op: 'end' });
  return (text) => run(program, text);
}

function invalid(pattern: string): SqlError {
  return new SqlError('E_VALUE', `${excerpt(pattern)} is no pattern of SIMILAR TO`, {
    hint: '% and _ as in LIKE; | * + ? {m,n} ( ) [ ] as in regular expressions',
  });
}

class PatternParser {
  readonly #characters: readonly string[];
  readonly #pattern: string;
  readonly #escape: string | undefined;
  #at = 0;

  constructor(pattern: string, escape: string | undefined) {
    this.#pattern = pattern;
    this.#escape = escape;
    this.#characters = [...pattern];
  }

  parse(): Node {
    const node = this.#choice();
    if (this.#at < this.#characters.length) throw invalid(this.#pattern);
    return node;
  }

  #choice(): Node {
    const parts = [this.#sequence()];
    while (this.#accept('|')) parts.push(this.#sequence());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    for (;;) {
      const next = this.#characters[this.#at];
      if (next === undefined || next === '|' || next === ')') return { kind: 'sequence', parts };
      parts.push(this.#repeated(this.#atom()));
    }
  }

  #repeated(part: Node): Node {
    let node = part;
    for (;;) {
      if (this.#accept('*')) node = { kind: 'repeat', part: node, min: 0, max: Infinity };
      else if (this.#accept('+')) node = { kind: 'repeat', part: node, min: 1, max: Infinity };
      else if (this.#accept('?')) node = { kind: 'repeat', part: node, min: 0, max: 1 };
      else if (this.#accept('{')) node = { kind: 'repeat', part: node, ...this.#bounds() };
      else return node;
    }
  }

  #bounds(): { min: number; max: number } {
    const close = this.#characters.indexOf('}', this.#at);
    const match = /^(\d{1,4})(?:(,)(\d{1,4})?)?$/.exec(this.#characters.slice(this.#at, close).join(''));
    if (close === -1 || match === null) throw invalid(this.#pattern);
    this.#at = close + 1;
    const min = Number(match[1]);
    const max = match[3] === undefined ? (match[2] === undefined ? min : Infinity) : Number(match[3]);
    if (max < min) throw invalid(this.#pattern);
    return { min, max };
  }

  #atom(): Node {
    const character = this.#characters[this.#at++] ?? '';
    if (character === this.#escape) return literal(this.#characters[this.#at++] ?? this.#fail());
    switch (character) {
      case '%':
        return { kind: 'repeat', part: { kind: 'one', test: () => true }, min: 0, max: Infinity };
      case '_':
      // Flink: a point is any character here, which the SQL standard does not know
      // falls through
      case '.':
        return { kind: 'one', test: (code) => code !== 10 && code !== 13 && code !== 0x85 };
      case '^':
        return { kind: 'edge', at: 'start' };
      case '$':
        return { kind: 'edge', at: 'end' };
      case '(': {
        const node = this.#choice();
        if (!this.#accept(')')) this.#fail();
        return node;
      }
      case '[':
        return this.#class();
      case '*':
      case '+':
      case '?':
      case '{':
      case ']':
      case '}':
        return this.#fail();
      default:
        return literal(character);
    }
  }

  /** [abc], [^a-z], [[:DIGIT:]_] */
  #class(): Node {
    const negated = this.#accept('^');
    const tests: ((code: number) => boolean)[] = [];
    for (let first = true; ; first = false) {
      const character = this.#characters[this.#at++] ?? this.#fail();
      if (character === ']' && !first) break;
      if (character === '[' && this.#characters[this.#at] === ':') tests.push(this.#named());
      else
        tests.push(
          this.#range(
            character === this.#escape ? (this.#characters[this.#at++] ?? this.#fail()) : character,
          ),
        );
    }
    return { kind: 'one', test: (code) => tests.some((test) => test(code)) !== negated };
  }

  #range(from: string): (code: number) => boolean {
    const low = from.codePointAt(0) ?? 0;
    const to = this.#characters[this.#at + 1];
    if (this.#characters[this.#at] !== '-' || to === undefined || to === ']') return (code) => code === low;
    this.#at += 2;
    const high = to.codePointAt(0) ?? 0;
    if (high < low) this.#fail();
    return (code) => code >= low && code <= high;
  }

  #named(): (code: number) => boolean {
    const end = this.#characters.indexOf(']', this.#at);
    const name = this.#characters
      .slice(this.#at + 1, end - 1)
      .join('')
      .toUpperCase();
    const set = CLASSES[name];
    if (end === -1 || this.#characters[end - 1] !== ':' || set === undefined) return this.#fail();
    this.#at = end + 1;
    return (code) => set.test(String.fromCodePoint(code));
  }

  #accept(character: string): boolean {
    if (this.#characters[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #fail(): never {
    throw invalid(this.#pattern);
  }
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  ALPHA: /^[A-Za-z]$/,
  UPPER: /^[A-Z]$/,
  LOWER: /^[a-z]$/,
  DIGIT: /^[0-9]$/,
  ALNUM: /^[A-Za-z0-9]$/,
  SPACE: /^ $/,
  WHITESPACE: /^\s$/,
};

function literal(character: string): Node {
  const wanted = character.codePointAt(0);
  return { kind: 'one', test: (code) => code === wanted };
}

function emit(node: Node, program: Step[], pattern: string): void {
  if (program.length > MOST_STEPS)
    throw new SqlError('E_VALUE', `the pattern ${excerpt(pattern)} is too large`);
  switch (node.kind) {
    case 'one':
      program.push({ op: 'one', test: node.test });
      return;
    case 'edge':
      program.push({ op: 'edge', at: node.at });
      return;
    case 'sequence':
      for (const part of node.parts) emit(part, program, pattern);
      return;
    case 'choice': {
      const starts: number[] = [];
      const split = program.push({ op: 'split', to: starts }) - 1;
      const jumps: number[][] = [];
      for (const part of node.parts) {
        starts.push(program.length);
        emit(part, program, pattern);
        const jump: number[] = [];
        program.push({ op: 'split', to: jump });
        jumps.push(jump);
      }
      program[split] = { op: 'split', to: starts };
      for (const jump of jumps) jump.push(program.length);
      return;
    }
    case 'repeat':
      emitRepeat(node, program, pattern);
  }
}

function emitRepeat(node: Node & { kind: 'repeat' }, program: Step[], pattern: string): void {
  for (let i = 0; i < node.min; i++) emit(node.part, program, pattern);
  if (node.max === Infinity) {
    const start = program.length;
    const to = [start + 1];
    program.push({ op: 'split', to });
    emit(node.part, program, pattern);
    program.push({ op: 'split', to: [start] });
    to.push(program.length);
    return;
  }
  const exits: number[][] = [];
  for (let i = node.min; i < node.max; i++) {
    const to = [program.length + 1];
    program.push({ op: 'split', to });
    exits.push(to);
    emit(node.part, program, pattern);
  }
  for (const exit of exits) exit.push(program.length);
}

/** All states at once, one code point after the other. */
function run(program: readonly Step[], text: string): boolean {
  const seen = new Int32Array(program.length).fill(-1);
  let now: number[] = [];
  const reach = (start: number, at: number, into: number[]) => {
    const open = [start];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      if (seen[state] === at) continue;
      seen[state] = at;
      const step = program[state];
      if (step?.op === 'split') open.push(...step.to);
      else if (step?.op === 'edge') {
        if (at === (step.at === 'start' ? 0 : text.length)) open.push(state + 1);
      } else into.push(state);
    }
  };
  reach(0, 0, now);
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at) ?? 0;
    at += code > 0xffff ? 2 : 1;
    const next: number[] = [];
    for (const state of now) {
      const step = program[state];
      if (step?.op === 'one' && step.test(code)) reach(state + 1, at, next);
    }
    if (next.length === 0) return false;
    now = next;
  }
  return now.some((state) => program[state]?.op === 'end');
}
