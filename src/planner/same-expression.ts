import { isDeepStrictEqual } from 'node:util';
import { sameType } from '../types/type.ts';
import type { BoundExpression } from './expression.ts';
import { firstOperand } from './left-chain.ts';
import { childrenOf } from './substitute.ts';

/** Whether two expressions over the same row always have the same value; what has another value each time has not. */
export function sameExpression(a: BoundExpression, b: BoundExpression): boolean {
  let [left, right] = [a, b];
  for (;;) {
    if (left.kind !== right.kind || !sameType(left.type, right.type) || !sameHead(left, right)) return false;
    const [mine, theirs] = [childrenOf(left), childrenOf(right)];
    const [first, other] = [firstOperand(left), firstOperand(right)];
    const same = (child: BoundExpression, i: number) => child === first || isSame(child, theirs[i]);
    if (mine.length !== theirs.length || !mine.every(same)) return false;
    if (first === undefined || other === undefined) return true;
    [left, right] = [first, other];
  }
}

function isSame(child: BoundExpression, other: BoundExpression | undefined): boolean {
  return other !== undefined && sameExpression(child, other);
}

/** What the two are apart from their parts. */
function sameHead(a: BoundExpression, b: BoundExpression): boolean {
  switch (a.kind) {
    case 'column':
    case 'field':
      return b.kind === a.kind && a.index === b.index;
    case 'constant':
      return b.kind === 'constant' && isDeepStrictEqual(a.value, b.value);
    case 'cast':
      return b.kind === 'cast' && a.safe === b.safe;
    case 'call':
      return (
        b.kind === 'call' &&
        a.function === b.function &&
        a.function.deterministic &&
        isDeepStrictEqual(a.symbols, b.symbols)
      );
    default:
      return true;
  }
}
