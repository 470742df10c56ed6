import { literalSet } from './case-folding.ts';
import { rangeSet } from './char-set.ts';
import { NO_FLAGS, withFlag, type Flags } from './flags.ts';
import { lookBehindLengths } from './look-behind.ts';
import { point, VERTICAL_SPACE } from './named-class.ts';
import { parseClass } from './parse-class.ts';
import { parseEscape } from './parse-escape.ts';
import { END, PatternReader, plainCode } from './pattern-reader.ts';
import { EMPTY, type Border, type ReferenceNode, type Regex, type RegexNode } from './syntax.ts';

const DEEPEST = 500;
const MOST = 0x7fffffff;

/**
 * Reads a pattern of java.util.regex (Java 17). Throws E_VALUE for what Java refuses, E_UNSUPPORTED for the little that
 * Java takes and weir does not.
 */
export function parsePattern(pattern: string): Regex {
  return new PatternParser(pattern).parse();
}

class PatternParser {
  readonly #reader: PatternReader;
  readonly #names = new Map<string, number>();
  #flags = NO_FLAGS;
  #groups = 0;
  #depth = 0;

  constructor(pattern: string) {
    this.#reader = new PatternReader(pattern);
  }

  parse(): Regex {
    const root = this.#choice();
    if (this.#reader.peek() !== END) throw this.#reader.invalid('a ) without its ( stands');
    return { root, groups: this.#groups };
  }

  #setFlags(flags: Flags): void {
    this.#flags = flags;
    this.#reader.comments = flags.comments;
    this.#reader.unixLines = flags.unixLines;
  }

  #choice(): RegexNode {
    const parts = [this.#sequence()];
    while (this.#reader.accept('|')) parts.push(this.#sequence());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts };
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = [];
    for (;;) {
      const code = this.#reader.peek();
      if (code === END || code === 0x7c || code === 0x29) break;
      const atom = this.#atom();
      if (atom !== undefined) parts.push(this.#repeated(atom));
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'sequence', parts };
  }

  /** undefined for (?i), which is none. */
  #atom(): RegexNode | undefined {
    const flags = this.#flags;
    // what stands before a { may be nothing, in Java
    if (this.#reader.peek() === 0x7b) return EMPTY;
    const code = this.#reader.take();
    switch (code > 0x7f ? '' : String.fromCharCode(code)) {
      case '(':
        return this.#group();
      case '[':
        return { kind: 'set', set: parseClass(this.#reader, flags) };
      case '\\':
        return this.#escape();
      case '^':
        if (!flags.multiline) return border('text-start');
        return border(flags.unixLines ? 'unix-line-start' : 'line-start');
      case '$':
        if (!flags.multiline) return border(flags.unixLines ? 'unix-last-line-end' : 'last-line-end');
        return border(flags.unixLines ? 'unix-line-end' : 'line-end');
      case '.':
        return { kind: 'set', set: point(flags) };
      case '*':
      case '+':
      case '?':
        throw this.#reader.invalid('nothing can be repeated');
      default:
        return { kind: 'set', set: literalSet(plainCode(code), flags) };
    }
  }

  #escape(): RegexNode {
    const flags = this.#flags;
    const escape = parseEscape(this.#reader, flags);
    if (escape.kind === 'set') return escape;
    if (escape.kind === 'character') return { kind: 'set', set: literalSet(escape.code, flags) };
    switch (escape.letter) {
      case 'A':
        return border('text-start');
      case 'z':
        return border('text-end');
      case 'Z':
        return border(flags.unixLines ? 'unix-last-line-end' : 'last-line-end');
      case 'G':
        return border('match-start');
      case 'b':
        if (this.#isGraphemeBorder()) throw this.#reader.unsupported('borders of graphemes (\\b{g})');
        return border(flags.unicodeClasses ? 'unicode-word' : 'word');
      case 'B':
        return border(flags.unicodeClasses ? 'not-unicode-word' : 'not-word');
      case 'R':
        return LINE_BREAK;
      case 'X':
        throw this.#reader.unsupported('graphemes (\\X)');
      case 'k':
        return this.#namedReference();
      default:
        if (/[1-9]/.test(escape.letter)) return this.#numberedReference(Number(escape.letter));
        throw this.#reader.invalid(`\\${escape.letter} means nothing`);
    }
  }

  /** Behind \b: other braces say how often. */
  #isGraphemeBorder(): boolean {
    return [0x7b, 0x67, 0x7d].every((code, i) => this.#reader.peekRaw(i) === code);
  }

  #namedReference(): RegexNode {
    if (this.#reader.takeRaw() !== 0x3c) throw this.#reader.invalid('< is wanted');
    const name = this.#reader.takeUntil('>');
    const group = name === undefined ? undefined : this.#names.get(name);
    if (group === undefined) throw this.#reader.invalid('the name of a group before and > are wanted');
    return this.#reference(group);
  }

  /** As many digits as name a group that has begun; the first always counts. */
  #numberedReference(first: number): RegexNode {
    let group = first;
    for (;;) {
      const digit = this.#reader.peek() - 0x30;
      if (!(digit >= 0 && digit <= 9) || group * 10 + digit > this.#groups) return this.#reference(group);
      this.#reader.take();
      group = group * 10 + digit;
    }
  }

  #reference(group: number): ReferenceNode {
    const { ignoreCase, unicodeCase } = this.#flags;
    return { kind: 'reference', group, fold: ignoreCase ? (unicodeCase ? 'unicode' : 'ascii') : 'none' };
  }

  /** The ( is taken. */
  #group(): RegexNode | undefined {
    const reader = this.#reader;
    if (reader.peek() !== 0x3f) {
      const number = ++this.#groups;
      return { kind: 'group', number, part: this.#body() };
    }
    reader.take();
    const code = reader.takeRaw();
    switch (code === END ? '' : String.fromCodePoint(plainCode(code))) {
      case ':':
        return grouped(this.#body());
      case '=':
        return { kind: 'look', negated: false, part: this.#body() };
      case '!':
        return { kind: 'look', negated: true, part: this.#body() };
      case '>':
        return { kind: 'atomic', part: this.#body() };
      case '<':
        return this.#behindOrNamed();
      default:
        reader.unread();
        return this.#inlineFlags();
    }
  }

  #behindOrNamed(): RegexNode {
    const reader = this.#reader;
    const sign = reader.peekRaw();
    if (sign === 0x3d || sign === 0x21) {
      reader.takeRaw();
      const part = this.#body();
      const behind = lookBehindLengths(part);
      if (behind === undefined)
        throw reader.invalid('what is looked for behind (?<= has a length without limit');
      return { kind: 'look', negated: sign === 0x21, part, behind };
    }
    const name = reader.takeUntil('>');
    if (name === undefined || !/^[A-Za-z][A-Za-z0-9]*$/.test(name))
      throw reader.invalid('a name and > are wanted');
    if (this.#names.has(name)) throw reader.invalid(`a group has the name ${name} already`);
    const number = ++this.#groups;
    this.#names.set(name, number);
    return { kind: 'group', number, part: this.#body() };
  }

  /** (?i-s) for what follows, (?i-s:...) for what stands inside. */
  #inlineFlags(): RegexNode | undefined {
    const before = this.#flags;
    let on = true;
    for (;;) {
      const code = this.#reader.take();
      const letter = code === END ? '' : String.fromCodePoint(plainCode(code));
      if (letter === ')') return undefined;
      if (letter === ':') {
        const part = this.#body();
        this.#setFlags(before);
        return grouped(part);
      }
      const flags = letter === '-' && on ? this.#flags : withFlag(this.#flags, letter, on);
      if (flags === undefined) throw this.#reader.invalid('(? is not followed by what Java knows');
      if (letter === '-') on = false;
      this.#setFlags(flags);
    }
  }

  /** What stands up to the ), which is taken; flags that are set in it end with it. */
  #body(): RegexNode {
    if (++this.#depth > DEEPEST) throw this.#reader.unsupported(`groups nested deeper than ${DEEPEST}`);
    const before = this.#flags;
    const part = this.#choice();
    if (!this.#reader.accept(')')) throw this.#reader.missing(')');
    this.#setFlags(before);
    this.#depth--;
    return part;
  }

  #repeated(part: RegexNode): RegexNode {
    const reader = this.#reader;
    if (reader.accept('*')) return this.#withMode(part, 0, MOST);
    if (reader.accept('+')) return this.#withMode(part, 1, MOST);
    if (reader.accept('?')) return this.#withMode(part, 0, 1);
    if (!reader.accept('{')) return part;
    const min = this.#count(reader.peekRaw());
    let max = min;
    if (reader.accept(',')) max = reader.peek() === 0x7d ? MOST : this.#count(reader.peek(), 0);
    if (!reader.accept('}')) throw reader.missing('}');
    if (max < min) throw reader.invalid('the second number is lower than the first');
    return this.#withMode(part, min, max);
  }

  #count(next: number, otherwise?: number): number {
    const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
    if (!isDigit(next)) {
      if (otherwise !== undefined) return otherwise;
      throw this.#reader.missing('a number');
    }
    let count = 0;
    for (let code = next; isDigit(code); code = this.#reader.peek()) {
      this.#reader.take();
      count = count * 10 + code - 0x30;
    }
    if (count > MOST) throw this.#reader.invalid('the number is too large');
    return count;
  }

  #withMode(part: RegexNode, min: number, max: number): RegexNode {
    const mode = this.#reader.accept('?') ? 'lazy' : this.#reader.accept('+') ? 'possessive' : 'greedy';
    // repeated, Java takes \r\n as one break only
    const whole: RegexNode = part === LINE_BREAK ? { kind: 'atomic', part } : part;
    return { kind: 'repeat', part: whole, min, max: max === MOST ? Infinity : max, mode };
  }
}

function border(place: Border): RegexNode {
  return { kind: 'border', border: place };
}

/** A group is a whole for what looks at it later: (?:a) is no single character, (?:(a)) no group with a number. */
function grouped(part: RegexNode): RegexNode {
  return { kind: 'sequence', parts: [part] };
}

const LINE_BREAK: RegexNode = {
  kind: 'choice',
  parts: [
    {
      kind: 'sequence',
      parts: [
        { kind: 'set', set: rangeSet(13, 13) },
        { kind: 'set', set: rangeSet(10, 10) },
      ],
    },
    { kind: 'set', set: VERTICAL_SPACE },
  ],
};
