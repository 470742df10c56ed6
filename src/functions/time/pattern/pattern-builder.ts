import type { Element, NumberElement, Sign } from './element.ts';
import type { Field } from './field.ts';
import { patternError } from './pattern-error.ts';

/** Optional parts within each other: reading and writing go down into them. */
const DEEPEST = 500;

interface Level {
  readonly elements: Element[];
  /** Index of the number that takes its digits with regard to those behind it. */
  open: number;
  pad: number;
}

/** Numbers without anything between them share their digits: of 'yyyyMMdd' the year takes all but the last four. */
export class PatternBuilder {
  readonly #pattern: string;
  #levels: Level[] = [{ elements: [], open: -1, pad: 0 }];

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  get #level(): Level {
    const level = this.#levels.at(-1);
    if (level === undefined) throw patternError(this.#pattern, "has a ']' without '['");
    return level;
  }

  padNext(width: number): void {
    this.#level.pad = width;
    this.#level.open = -1;
  }

  add(element: Element): void {
    const level = this.#level;
    level.elements.push(level.pad > 0 ? { kind: 'pad', width: level.pad, element } : element);
    level.pad = 0;
    level.open = -1;
  }

  addNumber(
    field: Field,
    min: number,
    max: number,
    sign: Sign,
    kind: NumberElement['kind'] = 'number',
  ): void {
    const level = this.#level;
    const element: NumberElement = { kind, field, min, max, sign, following: 0 };
    const { open } = level;
    const base = level.elements[open];
    if (base === undefined) {
      this.add(element);
      level.open = level.elements.length - 1;
      return;
    }
    // Java stumbles over its own cast here
    if (!('following' in base)) throw patternError(this.#pattern, 'has a number right behind a padded one');
    if (min === max && sign === 'not-negative') {
      level.elements[open] = { ...base, following: base.following + max };
      this.add({ ...element, following: -1 });
      level.open = open;
    } else {
      level.elements[open] = { ...base, following: -1 };
      this.add(element);
      level.open = level.elements.length - 1;
    }
  }

  open(): void {
    if (this.#levels.length > DEEPEST) throw patternError(this.#pattern, `nests '[' deeper than ${DEEPEST}`);
    this.#level.open = -1;
    this.#levels.push({ elements: [], open: -1, pad: 0 });
  }

  close(): void {
    const { elements } = this.#level;
    if (this.#levels.length === 1) throw patternError(this.#pattern, "has a ']' without '['");
    this.#levels.pop();
    if (elements.length > 0) this.add({ kind: 'optional', elements });
  }

  finish(): readonly Element[] {
    while (this.#levels.length > 1) this.close();
    return this.#level.elements;
  }
}
