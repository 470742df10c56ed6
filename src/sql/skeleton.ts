import { SqlError, type Span } from '../common/errors.ts';
import type { Expression, FromItem, Identifier, SelectItem } from './ast/query.ts';
import type { Token } from './token.ts';

/** Parts of one kind that the carrier knows as e0, e1, ... */
class Slots<T> {
  readonly #prefix: string;
  readonly #values: T[] = [];
  #taken = 0;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  add(value: T): string {
    this.#values.push(value);
    return `${this.#prefix}${this.#values.length - 1}`;
  }

  take(name: string): T {
    const value = name.startsWith(this.#prefix)
      ? this.#values[Number(name.slice(this.#prefix.length))]
      : undefined;
    if (value === undefined)
      throw new SqlError('E_INTERNAL', 'the SELECT skeleton came back in an unknown form');
    this.#taken++;
    return value;
  }

  get complete(): boolean {
    return this.#taken === this.#values.length;
  }
}

/** What a join has: ON, USING, NATURAL or none of them. */
export interface JoinCondition {
  readonly natural: boolean;
  readonly on: Expression | undefined;
  readonly using: readonly Identifier[];
  /** ON or USING. */
  readonly conditionSpan?: Span | undefined;
}

/** The text that the carrier gets: keywords as they are, all else as placeholders, each remembering the token it stands for. */
export class Skeleton {
  /** Several items may stand behind one placeholder: long lists are slow to carry one by one. */
  readonly items = new Slots<readonly SelectItem[]>('i');
  readonly tables = new Slots<FromItem>('q');
  readonly joins = new Slots<JoinCondition>('c');
  /** WHERE and HAVING. */
  readonly conditions = new Slots<Expression>('e');
  readonly groups = new Slots<readonly Expression[]>('g');
  /** The words JOIN, in their order. */
  readonly joinSpans: Span[] = [];
  readonly #pieces: string[] = [];
  readonly #tokens: Token[] = [];

  /** A keyword, sign or placeholder, and the token it came from. */
  add(text: string, token: Token): void {
    this.#pieces.push(text);
    this.#tokens.push(token);
  }

  /** A table; its AS keeps a keyword behind it from being read as an alias. */
  addTable(table: FromItem, token: Token): void {
    const name = this.tables.add(table);
    this.add(`${name} AS ${name}`, token);
  }

  /** A comma list; a long one becomes a single placeholder. `place` gives the name for some of the items. */
  addList<T>(items: readonly T[], place: (some: readonly T[]) => string, token: Token): void {
    const groups = items.length > LONG_LIST ? [items] : items.map((item) => [item]);
    this.add(groups.map(place).join(' , '), token);
  }

  /** Something that has no place here: the carrier stops at it at the latest. */
  addMisfit(token: Token): void {
    this.add(']', token);
  }

  get text(): string {
    return this.#pieces.join(' ');
  }

  /** Each placeholder must have come back once: else the carrier has read something else than was written. */
  assertComplete(): void {
    const slots = [this.items, this.tables, this.joins, this.conditions, this.groups];
    if (!slots.every((slot) => slot.complete))
      throw new SqlError('E_INTERNAL', 'the SELECT skeleton lost a part of the statement');
  }

  /** The token at an offset of the text, and the first of the join words directly before it: Flink blames that one. */
  locate(offset: number): { token: Token | undefined; joinStart: Token | undefined } {
    let at = 0;
    let index = 0;
    for (const piece of this.#pieces) {
      if (offset < at + piece.length) break;
      at += piece.length + 1;
      index++;
    }
    let start = index;
    while (start > 0 && JOIN_WORDS.has(this.#pieces[start - 1] ?? '')) start--;
    return { token: this.#tokens[index], joinStart: start < index ? this.#tokens[start] : undefined };
  }
}

/** The carrier needs up to 0.2 ms for each item. */
const LONG_LIST = 50;

export const JOIN_WORDS: ReadonlySet<string> = new Set([
  'JOIN',
  'INNER',
  'LEFT',
  'RIGHT',
  'FULL',
  'OUTER',
  'CROSS',
  ',',
]);
