import { complement, intersection, NOTHING, union, type CharSet } from './char-set.ts';
import { literalSet, rangeWithCase } from './case-folding.ts';
import type { Flags } from './flags.ts';
import { parseEscape } from './parse-escape.ts';
import { END, plainCode, type PatternReader } from './pattern-reader.ts';

const [AND, MINUS, OPEN, BACKSLASH, CLOSE, CARET] = [0x26, 0x2d, 0x5b, 0x5c, 0x5d, 0x5e];
const DEEPEST = 200;

/** [...], the first bracket is taken. Throws E_VALUE for what Java refuses. */
export function parseClass(reader: PatternReader, flags: Flags, depth = 0): CharSet {
  if (depth > DEEPEST) throw reader.unsupported(`classes nested deeper than ${DEEPEST}`);
  const negated = reader.peek() === CARET;
  if (negated) reader.take();
  const set = parseMembers(reader, flags, depth);
  reader.take();
  return negated ? complement(set) : set;
}

/** What stands up to the closing bracket, which is left there. As the first member a bracket is a character. */
function parseMembers(reader: PatternReader, flags: Flags, depth: number): CharSet {
  let set: CharSet | undefined;
  // Java adds single characters at the end, so they escape an intersection that stands between them
  let singles: CharSet | undefined;
  let open: CharSet | undefined;
  const add = (other: CharSet) => (set = set === undefined ? other : union(set, other));
  for (;;) {
    const code = reader.peek();
    if (code === END) throw reader.missing(']');
    if (code === CLOSE && (set !== undefined || open !== undefined)) {
      if (open !== undefined && singles !== undefined) add(singles);
      return set ?? NOTHING;
    }
    if (code === OPEN) {
      reader.take();
      add(parseClass(reader, flags, depth + 1));
    } else if (code === AND && isIntersection(reader)) {
      const right = parseRight(reader, flags, depth);
      if (open !== undefined && singles !== undefined) add(singles);
      open = undefined;
      if (set === undefined && right === undefined) throw reader.invalid('a set is wanted beside &&');
      if (set === undefined) set = right;
      else if (right !== undefined) set = intersection(set, right);
    } else {
      const member = parseMember(reader, flags);
      if (member.isSingle) open = singles = singles === undefined ? member.set : union(singles, member.set);
      else add(member.set);
    }
  }
}

/** Takes && if it stands here. */
function isIntersection(reader: PatternReader): boolean {
  reader.take();
  if (reader.peek() === AND) {
    reader.take();
    return true;
  }
  reader.unread();
  return false;
}

/** The right side of &&, up to the next && or the end; undefined if it is empty. */
function parseRight(reader: PatternReader, flags: Flags, depth: number): CharSet | undefined {
  let right: CharSet | undefined;
  for (let code = reader.peek(); code !== CLOSE && code !== AND && code !== END; code = reader.peek()) {
    let part: CharSet;
    if (code === OPEN) {
      reader.take();
      part = parseClass(reader, flags, depth + 1);
    } else part = parseMembers(reader, flags, depth + 1);
    right = right === undefined ? part : union(right, part);
  }
  return right;
}

/** One character, a range or the class of a backslash. */
function parseMember(reader: PatternReader, flags: Flags): { set: CharSet; isSingle: boolean } {
  const first = reader.take();
  const from = first === BACKSLASH ? parseClassEscape(reader, flags) : plainCode(first);
  if (typeof from !== 'number') return { set: from, isSingle: false };
  if (reader.peek() === MINUS) {
    const next = reader.peekRaw(1);
    if (next !== OPEN && next !== CLOSE) {
      reader.take();
      const last = reader.take();
      const to = last === BACKSLASH ? parseClassEscape(reader, flags) : plainCode(last);
      if (typeof to !== 'number' || to < from) throw reader.invalid('a range goes from low to high');
      return { set: rangeWithCase(from, to, flags), isSingle: false };
    }
  }
  return { set: literalSet(from, flags), isSingle: from < 256 };
}

function parseClassEscape(reader: PatternReader, flags: Flags): number | CharSet {
  const escape = parseEscape(reader, flags);
  if (escape.kind === 'character') return escape.code;
  if (escape.kind === 'set') return escape.set;
  throw reader.invalid(`\\${escape.letter} cannot stand in a class`);
}
