import type { CharSet } from './char-set.ts';
import type { RegexNode } from './syntax.ts';

/** With what a match may begin: an entry for each character of ASCII and, at 128, one for all others together. */
export type FirstSet = Uint8Array;
export const OTHERS = 128;

export function emptyFirst(): FirstSet {
  return new Uint8Array(OTHERS + 1);
}

export function addFirst(into: FirstSet, from: FirstSet): FirstSet {
  for (let i = 0; i <= OTHERS; i++) if (from[i] === 1) into[i] = 1;
  return into;
}

export function overlaps(a: FirstSet, b: FirstSet): boolean {
  return a.some((value, i) => value === 1 && b[i] === 1);
}

/** Whether the node can match nothing. */
export function canBeEmpty(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
      return false;
    case 'border':
    case 'look':
    case 'reference':
      return true;
    case 'group':
    case 'atomic':
      return canBeEmpty(node.part);
    case 'sequence':
      return node.parts.every(canBeEmpty);
    case 'choice':
      return node.parts.some(canBeEmpty);
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.part);
  }
}

/** Finds first sets, each once. Those of what follows a node that can be empty are not in its own. */
export class FirstSets {
  readonly #known = new Map<RegexNode, FirstSet>();

  of(node: RegexNode): FirstSet {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const first = this.#find(node);
    this.#known.set(node, first);
    return first;
  }

  /** With what the node and what follows it may begin. */
  before(node: RegexNode, follow: FirstSet): FirstSet {
    if (!canBeEmpty(node)) return this.of(node);
    return addFirst(addFirst(emptyFirst(), follow), this.of(node));
  }

  #find(node: RegexNode): FirstSet {
    switch (node.kind) {
      case 'set':
        return ofSet(node.set);
      case 'border':
      case 'look':
        return emptyFirst();
      case 'reference':
        return emptyFirst().fill(1);
      case 'group':
      case 'atomic':
      case 'repeat':
        return this.of(node.part);
      case 'choice':
        return node.parts.reduce((first, part) => addFirst(first, this.of(part)), emptyFirst());
      case 'sequence': {
        const first = emptyFirst();
        for (const part of node.parts) {
          addFirst(first, this.of(part));
          if (!canBeEmpty(part)) break;
        }
        return first;
      }
    }
  }
}

function ofSet(set: CharSet): FirstSet {
  const first = emptyFirst();
  for (let code = 0; code < OTHERS; code++) if (set.has(code)) first[code] = 1;
  const { ranges } = set;
  if (ranges === undefined || (ranges.at(-1) ?? 0) >= OTHERS) first[OTHERS] = 1;
  return first;
}
