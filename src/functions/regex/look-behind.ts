import type { RegexNode } from './syntax.ts';

interface Lengths {
  readonly min: number;
  readonly max: number;
  /** Java: without choices, a group whose repetition it can count. */
  readonly isFixed: boolean;
}

/** How many characters a look-behind may go back; undefined where Java sees no limit and refuses the pattern. */
export function lookBehindLengths(node: RegexNode): Lengths | undefined {
  switch (node.kind) {
    case 'set':
      return { min: 1, max: 1, isFixed: true };
    case 'border':
    case 'look':
      return { min: 0, max: 0, isFixed: true };
    case 'group':
      return lookBehindLengths(node.part);
    case 'atomic': {
      const part = lookBehindLengths(node.part);
      return part && { ...part, isFixed: false };
    }
    case 'reference':
      return undefined;
    case 'sequence':
      return sum(node.parts.map(lookBehindLengths));
    case 'choice':
      return widest(node.parts.map(lookBehindLengths));
    case 'repeat': {
      const part = lookBehindLengths(node.part);
      if (part === undefined) return undefined;
      const isFixed = part.isFixed && node.min === node.max;
      const isSingle = node.part.kind === 'set' || node.part.kind === 'border' || node.part.kind === 'look';
      if (isSingle && node.max === Infinity && node.mode === 'greedy')
        return { min: node.min * part.min, max: part.max === 0 ? 0 : Infinity, isFixed };
      if (!isSingle && node.max !== 1 && !part.isFixed && node.mode !== 'possessive') return undefined;
      return within(node.min * part.min, part.max === 0 ? 0 : Math.min(node.max, MOST) * part.max, isFixed);
    }
  }
}

const MOST = 0x7fffffff;

/** Java counts in 32 bits, but has no objection to x* and x+ of a single character. */
function within(min: number, max: number, isFixed: boolean): Lengths | undefined {
  return max > MOST && max !== Infinity ? undefined : { min, max, isFixed };
}

function sum(parts: readonly (Lengths | undefined)[]): Lengths | undefined {
  let total: Lengths | undefined = { min: 0, max: 0, isFixed: true };
  for (const part of parts) {
    if (part === undefined || total === undefined) return undefined;
    total = within(total.min + part.min, total.max + part.max, total.isFixed && part.isFixed);
  }
  return total;
}

function widest(parts: readonly (Lengths | undefined)[]): Lengths | undefined {
  let total: Lengths | undefined;
  for (const part of parts) {
    if (part === undefined) return undefined;
    const { min, max } = total ?? part;
    total = { min: Math.min(min, part.min), max: Math.max(max, part.max), isFixed: false };
  }
  return total;
}
