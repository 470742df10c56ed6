import { addFirst, canBeEmpty, emptyFirst, FirstSets, overlaps, type FirstSet } from './first-set.ts';
import type { Regex, RegexNode, RepeatNode } from './syntax.ts';

/** Steps that a search by back-tracking without a memory may take. */
const MOST_STEPS = 1_000_000;
/** From here on a repetition counts as one without limit. */
const LONG = 16;
/** So many steps for each character are taken for every length up to it. */
const LINEAR = 32;
/** The longest text of all: JavaScript's engine counts nothing and keeps what it may go back to on a stack of 64 MB. */
const LONGEST = 1_000_000;
/** Characters of a pattern with all its repetitions written out; JavaScript's engine writes some out too. */
const LARGEST = 2_000;

/** At most `factor` times length to the power of `degree`. */
interface Cost {
  readonly factor: number;
  readonly degree: number;
}

/** The longest text for which plain back-tracking is harmless; 0 for a pattern for which it never is. */
export function harmlessLength({ root }: Regex): number {
  if (writtenOut(root) > LARGEST) return 0;
  const cost = isDeterministic(root) ? { factor: 1, degree: hasLongRepeat(root) ? 1 : 0 } : ways(root);
  if (cost === undefined || cost.factor > MOST_STEPS) return 0;
  const degree = cost.degree + (startsAtStart(root) ? 0 : 1);
  if (degree === 0 || (degree === 1 && cost.factor <= LINEAR)) return LONGEST;
  return Math.min(LONGEST, Math.floor((MOST_STEPS / cost.factor) ** (1 / degree) + 1e-9));
}

function writtenOut(node: RegexNode): number {
  if (node.kind === 'repeat')
    return writtenOut(node.part) * Math.max(node.min, node.max === Infinity ? 1 : node.max);
  if ('parts' in node) return node.parts.reduce((sum, part) => sum + writtenOut(part), 0);
  return 'part' in node ? writtenOut(node.part) : 1;
}

function startsAtStart(node: RegexNode): boolean {
  if (node.kind === 'border') return node.border === 'text-start';
  return node.kind === 'sequence' && node.parts[0] !== undefined && startsAtStart(node.parts[0]);
}

/** Whether at every choice the next character leaves at most one way: each way that fails, fails at once. */
function isDeterministic(root: RegexNode): boolean {
  const firsts = new FirstSets();
  return check(root, emptyFirst());

  /** `follow`: with what the text behind the node may go on. */
  function check(node: RegexNode, follow: FirstSet): boolean {
    switch (node.kind) {
      case 'set':
      case 'border':
        return true;
      case 'group':
        return check(node.part, follow);
      case 'sequence': {
        let behind = follow;
        for (let i = node.parts.length - 1; i >= 0; i--) {
          const part = node.parts[i];
          if (part === undefined || !check(part, behind)) return false;
          behind = firsts.before(part, behind);
        }
        return true;
      }
      case 'choice': {
        const seen = emptyFirst();
        return node.parts.every((part) => {
          const first = firsts.before(part, follow);
          const isNew = !overlaps(seen, first);
          addFirst(seen, first);
          return isNew && check(part, follow);
        });
      }
      case 'repeat':
        return checkRepeat(node, follow);
      default:
        return false;
    }
  }

  function checkRepeat(node: RepeatNode, follow: FirstSet): boolean {
    const { part, min, max, mode } = node;
    if (mode === 'possessive' || canBeEmpty(part)) return false;
    const first = firsts.of(part);
    if (min !== max && overlaps(first, follow)) return false;
    return check(part, max === 1 ? follow : addFirst(addFirst(emptyFirst(), first), follow));
  }
}

function hasLongRepeat(node: RegexNode): boolean {
  if (node.kind === 'repeat' && node.max > LONG) return true;
  if ('parts' in node) return node.parts.some(hasLongRepeat);
  return 'part' in node && hasLongRepeat(node.part);
}

/** In how many ways the node may be tried at one place; undefined where they may multiply with each iteration. */
function ways(node: RegexNode): Cost | undefined {
  switch (node.kind) {
    case 'set':
    case 'border':
      return { factor: 1, degree: 0 };
    case 'group':
      return ways(node.part);
    case 'sequence':
      return node.parts.reduce<Cost | undefined>((total, part) => times(total, ways(part)), {
        factor: 1,
        degree: 0,
      });
    case 'choice':
      return node.parts.reduce<Cost | undefined>((total, part) => plus(total, ways(part)), {
        factor: 0,
        degree: 0,
      });
    case 'repeat': {
      const { min, max, mode, part } = node;
      const one = ways(part);
      if (one === undefined || mode === 'possessive' || canBeEmpty(part)) return undefined;
      if (max <= 1) return plus(one, { factor: 1, degree: 0 });
      if (one.factor !== 1 || one.degree !== 0) {
        if (min !== max || max > LONG) return undefined;
        return { factor: one.factor ** max, degree: one.degree * max };
      }
      if (min === max && max <= LONG) return one;
      return max > LONG ? { factor: 1, degree: 1 } : { factor: max - min + 1, degree: 0 };
    }
    default:
      return undefined;
  }
}

function times(a: Cost | undefined, b: Cost | undefined): Cost | undefined {
  return a && b && { factor: a.factor * b.factor, degree: a.degree + b.degree };
}

function plus(a: Cost | undefined, b: Cost | undefined): Cost | undefined {
  return a && b && { factor: a.factor + b.factor, degree: Math.max(a.degree, b.degree) };
}
