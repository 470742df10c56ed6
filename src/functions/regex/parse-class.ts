import { complement, intersection, unionOf, type CharSet } from './char-set.ts';
import { literalSet, rangeWithCase } from './case-folding.ts';
import type { Flags } from './flags.ts';
import { parseEscape } from './parse-escape.ts';
import { END, plainCode, type PatternReader } from './pattern-reader.ts';

const [AND, MINUS, OPEN, BACKSLASH, CLOSE, CARET] = [0x26, 0x2d, 0x5b, 0x5c, 0x5d, 0x5e];
const DEEPEST = 200;
const MOST_MEMBERS = 100_000;

/** [...], the first bracket is taken. Throws E_VALUE for what Java refuses. */
export function parseClass(reader: PatternReader, flags: Flags, depth = 0): CharSet {
  const negated = reader.peek() === CARET;
  if (negated) reader.take();
  const set = parseMembers(reader, flags, depth);
  reader.take();
  return negated ? complement(set) : set;
}

/** What stands up to the closing bracket, which is left there. As the first member a bracket is a character. */
function parseMembers(reader: PatternReader, flags: Flags, depth: number): CharSet {
  if (depth > DEEPEST) throw reader.unsupported(`classes nested deeper than ${DEEPEST}`);
  let members: CharSet[] = [];
  // Java adds characters below U+0100 at the end, so they escape an intersection that stands between them
  const singles = new Map<number, CharSet>();
  let areSinglesOpen = false;
  const closeSingles = () => {
    if (areSinglesOpen) members.push(...singles.values());
    areSinglesOpen = false;
  };
  for (;;) {
    if (members.length > MOST_MEMBERS)
      throw reader.unsupported(`classes with more than ${MOST_MEMBERS} members`);
    const code = reader.peek();
    if (code === END) throw reader.missing(']');
    if (code === CLOSE && (members.length > 0 || areSinglesOpen)) {
      closeSingles();
      return unionOf(members);
    }
    if (code === OPEN) {
      reader.take();
      members.push(parseClass(reader, flags, depth + 1));
    } else if (code === AND && isIntersection(reader)) {
      const right = parseRight(reader, flags, depth);
      closeSingles();
      if (members.length === 0 && right === undefined) throw reader.invalid('a set is wanted beside &&');
      if (right !== undefined)
        members = [members.length === 0 ? right : intersection(unionOf(members), right)];
    } else {
      const { set, single } = parseMember(reader, flags);
      if (single === undefined) members.push(set);
      else {
        singles.set(single, set);
        areSinglesOpen = true;
      }
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
  const parts: CharSet[] = [];
  for (let code = reader.peek(); code !== CLOSE && code !== AND && code !== END; code = reader.peek()) {
    if (code === OPEN) {
      reader.take();
      parts.push(parseClass(reader, flags, depth + 1));
    } else parts.push(parseMembers(reader, flags, depth + 1));
  }
  return parts.length === 0 ? undefined : unionOf(parts);
}

/** One character, a range or the class of a backslash; `single` is the code of a character below U+0100. */
function parseMember(reader: PatternReader, flags: Flags): { set: CharSet; single?: number } {
  const first = reader.take();
  const from = first === BACKSLASH ? parseClassEscape(reader, flags) : plainCode(first);
  if (typeof from !== 'number') return { set: from };
  if (reader.peek() === MINUS) {
    const next = reader.peekRaw(1);
    if (next !== OPEN && next !== CLOSE) {
      reader.take();
      const last = reader.take();
      const to = last === BACKSLASH ? parseClassEscape(reader, flags) : plainCode(last);
      if (typeof to !== 'number' || to < from) throw reader.invalid('a range goes from low to high');
      return { set: rangeWithCase(from, to, flags) };
    }
  }
  const set = literalSet(from, flags);
  return from < 256 ? { set, single: from } : { set };
}

function parseClassEscape(reader: PatternReader, flags: Flags): number | CharSet {
  const escape = parseEscape(reader, flags);
  if (escape.kind === 'character') return escape.code;
  if (escape.kind === 'set') return escape.set;
  throw reader.invalid(`\\${escape.letter} cannot stand in a class`);
}
