import { costOf, type CharSet } from './char-set.ts';
import type { FirstSet } from './first-set.ts';
import type { Border, ReferenceNode } from './syntax.ts';

/** What an instruction does; it has three operands, a, b and c. */
export const OP = {
  /** The text has matched. */
  accept: 0,
  /** The same for what is looked for behind: only where the search began. */
  acceptBehind: 1,
  /** The code unit a. */
  unit: 2,
  /** A code point of set a. */
  set: 3,
  /** Goes on at a, and at b if that fails. c: number of the choice, -1 if its failures are not remembered. */
  split: 4,
  jump: 5,
  /** Register a becomes the position. */
  open: 6,
  /** Group a is what stands from register b to here. */
  close: 7,
  /** Goes on at b if the position still is the one in register a. */
  leaveIfEmpty: 8,
  border: 9,
  /** Look a. */
  look: 10,
  /** What stands from here to its `accept` matches in one way only; goes on at a. b: 1 if there are no groups inside. */
  atomic: 11,
  reference: 12,
  /** Many ways meet here. c: as in `split`. */
  join: 13,
} as const;

/** Numbers of an instruction: what it does, a, b, c. */
export const WIDTH = 4;

export interface Look {
  readonly body: number;
  readonly after: number;
  readonly negated: boolean;
  readonly behind: { readonly min: number; readonly max: number } | undefined;
  /** No groups inside: that it has matched is all that is to know of it. */
  readonly isPlain: boolean;
}

/** A pattern as instructions for `Matcher`. */
export interface Program {
  readonly code: Int32Array;
  readonly sets: readonly SetTable[];
  readonly borders: readonly Border[];
  readonly looks: readonly Look[];
  readonly references: readonly ReferenceNode[];
  /** For each choice inside loops that may run empty: the registers with the begin of their iterations. */
  readonly loops: readonly (readonly number[])[];
  readonly groups: number;
  /** Two for each group, group 0 being the match, then those for begins of groups and iterations. */
  readonly registers: number;
  /** How many choices are remembered: a choice inside n loops that may run empty counts n + 1 times. */
  readonly choices: number;
  /** Failures are remembered, so steps are bounded by the program's size times the text's length. */
  readonly isLinear: boolean;
  /** A match can begin at the text's start only. */
  readonly isAnchored: boolean;
  /** A match never begins inside of a pair of code units. */
  readonly stepsOverPairs: boolean;
  /** undefined: a match may be empty. */
  readonly first: FirstSet | undefined;
}

/** A set with a table for ASCII. */
export class SetTable {
  readonly ascii = new Uint8Array(128);
  /** Steps that a character beyond ASCII takes besides its own. */
  readonly cost: number;
  readonly #set: CharSet;

  constructor(set: CharSet) {
    this.#set = set;
    this.cost = costOf(set);
    for (let code = 0; code < 128; code++) this.ascii[code] = set.has(code) ? 1 : 0;
  }

  has(code: number): boolean {
    return code < 128 ? this.ascii[code] === 1 : this.#set.has(code);
  }
}
