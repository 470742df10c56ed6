import { SqlError } from '../../common/errors.ts';
import { LAST_CODE, type CharSet } from './char-set.ts';
import { canBeEmpty, FirstSets } from './first-set.ts';
import { OP, SetTable, WIDTH, type Look, type Program } from './program.ts';
import type { Border, LookNode, ReferenceNode, Regex, RegexNode, RepeatNode } from './syntax.ts';

const MOST_INSTRUCTIONS = 100_000;

/** Makes the instructions of a tree. Throws E_UNSUPPORTED for a tree too large. */
export function compileProgram(regex: Regex): Program {
  return new Compiler(regex).compile();
}

class Compiler {
  readonly #regex: Regex;
  readonly #code: number[] = [];
  readonly #sets: SetTable[] = [];
  readonly #setNumbers = new Map<CharSet, number>();
  readonly #borders: Border[] = [];
  readonly #looks: Look[] = [];
  readonly #references: ReferenceNode[] = [];
  readonly #loops: (readonly number[])[] = [];
  /** What failed at a place may match there another time: references, \G. */
  readonly #isForgetful: boolean;
  #registers: number;
  #choices = 0;
  /** Registers of the loops around that may run empty. */
  #around: readonly number[] = [];
  #isBehind = false;
  #isLinear: boolean;

  constructor(regex: Regex) {
    this.#regex = regex;
    this.#registers = 2 * (regex.groups + 1);
    this.#isForgetful = isForgetful(regex.root);
    this.#isLinear = !this.#isForgetful;
  }

  compile(): Program {
    const { root, groups } = this.#regex;
    this.#emit(root);
    this.#push(OP.accept);
    return {
      code: Int32Array.from(this.#code),
      sets: this.#sets,
      borders: this.#borders,
      looks: this.#looks,
      references: this.#references,
      loops: this.#loops,
      groups,
      registers: this.#registers,
      choices: this.#choices,
      isLinear: this.#isLinear,
      isAnchored: isAnchored(root),
      stepsOverPairs: hasBeyond(root),
      first: canBeEmpty(root) ? undefined : new FirstSets().of(root),
    };
  }

  /** Where the next instruction will stand. */
  get #here(): number {
    return this.#code.length;
  }

  #push(op: number, a = 0, b = 0, c = 0): number {
    const at = this.#here;
    if (at >= MOST_INSTRUCTIONS * WIDTH)
      throw new SqlError('E_UNSUPPORTED', 'weir does not run regular expressions that large', {
        hint: 'x{1,1000} counts as a thousand times x, and nested ones multiply',
      });
    this.#code.push(op, a, b, c);
    return at;
  }

  /** Sets operand 1, 2 or 3 of an instruction to the next instruction's place. */
  #patch(at: number, operand: 1 | 2 | 3): void {
    this.#code[at + operand] = this.#here;
  }

  #emit(node: RegexNode): void {
    switch (node.kind) {
      case 'set':
        this.#emitSet(node.set);
        return;
      case 'sequence':
        for (const part of node.parts) this.#emit(part);
        return;
      case 'choice':
        this.#emitChoice(node.parts);
        return;
      case 'repeat':
        this.#emitRepeat(node);
        return;
      case 'group': {
        const register = this.#registers++;
        this.#push(OP.open, register);
        this.#emit(node.part);
        this.#push(OP.close, node.number, register);
        return;
      }
      case 'atomic':
        this.#emitAtomic(node.part);
        return;
      case 'look':
        this.#emitLook(node);
        return;
      case 'border':
        this.#push(OP.border, this.#borders.push(node.border) - 1);
        return;
      case 'reference':
        this.#push(OP.reference, this.#references.push(node) - 1);
    }
  }

  #emitSet(set: CharSet): void {
    const [first = 0, last] = set.ranges ?? [];
    const isUnit =
      set.ranges?.length === 2 && first === last && first <= 0xffff && (first < 0xd800 || first > 0xdfff);
    if (isUnit) {
      this.#push(OP.unit, first);
      return;
    }
    let number = this.#setNumbers.get(set);
    if (number === undefined) {
      number = this.#sets.push(new SetTable(set)) - 1;
      this.#setNumbers.set(set, number);
    }
    this.#push(OP.set, number);
  }

  /** Number of a choice here, -1 where failures are not remembered. */
  #choice(): number {
    if (this.#isForgetful || this.#isBehind) return -1;
    const choice = this.#choices;
    this.#choices += this.#around.length + 1;
    this.#loops[choice] = this.#around;
    return choice;
  }

  /** A split whose first way is the next instruction; the other is patched. */
  #split(): number {
    return this.#push(OP.split, this.#here + WIDTH, 0, this.#choice());
  }

  #emitChoice(parts: readonly RegexNode[]): void {
    const jumps: number[] = [];
    parts.forEach((part, i) => {
      if (i === parts.length - 1) {
        this.#emit(part);
        return;
      }
      const split = this.#split();
      this.#emit(part);
      jumps.push(this.#push(OP.jump));
      this.#patch(split, 2);
    });
    for (const jump of jumps) this.#patch(jump, 1);
  }

  #emitRepeat(node: RepeatNode, forgetsEmpty = true): void {
    const { min, max, mode } = node;
    if (mode === 'possessive') {
      // in Java each iteration that must be is atomic by itself
      for (let i = 0; i < min; i++) this.#emitAtomic(node.part);
      if (max > min) this.#emitAtomic({ ...node, min: 0, max: max - min, mode: 'greedy' }, false);
      return;
    }
    const isEmptiable = max > 1 && canBeEmpty(node.part);
    const register = isEmptiable ? this.#registers++ : -1;
    const around = this.#around;
    if (isEmptiable) this.#around = [...around, register];
    const leaves: number[] = [];
    const iterate = (part: RegexNode) => {
      if (isEmptiable) this.#push(OP.open, register);
      this.#emit(part);
      // an iteration that took nothing is the last one
      if (isEmptiable) leaves.push(this.#push(OP.leaveIfEmpty, register));
    };
    for (let i = 0; i < min; i++) iterate(node.part);
    const splits: number[] = [];
    const optional = () => {
      // whether to leave is asked between two iterations, in none
      const inside = this.#around;
      this.#around = around;
      splits.push(this.#split());
      this.#around = inside;
      if (mode === 'lazy') this.#makeLazy(splits.at(-1) ?? 0);
    };
    const more = max > 1 && forgetsEmpty ? afterEmpty(node.part) : node.part;
    if (max === Infinity) {
      const start = this.#here;
      optional();
      iterate(more);
      this.#push(OP.jump, start);
    } else {
      for (let i = min; i < max; i++) {
        optional();
        iterate(more);
      }
    }
    this.#around = around;
    for (const split of splits) this.#patch(split, mode === 'lazy' ? 1 : 2);
    for (const leave of leaves) this.#patch(leave, 2);
    // else what follows would be tried once for each number of iterations
    if (splits.length + leaves.length > 2) this.#push(OP.join, 0, 0, this.#choice());
  }

  /** The other way first. */
  #makeLazy(split: number): void {
    this.#code[split + 2] = split + WIDTH;
  }

  #emitAtomic(part: RegexNode, forgetsEmpty = true): void {
    const isPlain = !hasGroup(part);
    if (!isPlain) this.#isLinear = false;
    const at = this.#push(OP.atomic, 0, isPlain ? 1 : 0);
    this.#inside(() => {
      if (part.kind === 'repeat') this.#emitRepeat(part, forgetsEmpty);
      else this.#emit(part);
    }, OP.accept);
    this.#patch(at, 1);
  }

  #emitLook(node: LookNode): void {
    const isPlain = !hasGroup(node.part);
    if (!isPlain || node.behind !== undefined) this.#isLinear = false;
    const at = this.#push(OP.look, this.#looks.length);
    const number = this.#looks.length;
    const isBehind = this.#isBehind;
    // keeps the number while looks inside get theirs
    this.#looks.push({ body: 0, after: 0, negated: node.negated, behind: node.behind, isPlain: false });
    if (node.behind !== undefined) this.#isBehind = true;
    this.#inside(() => this.#emit(node.part), node.behind === undefined ? OP.accept : OP.acceptBehind);
    this.#isBehind = isBehind;
    this.#looks[number] = {
      body: at + WIDTH,
      after: this.#here,
      negated: node.negated,
      behind: node.behind,
      isPlain,
    };
  }

  /** Instructions that end by themselves: the loops around them are none of theirs. */
  #inside(emit: () => void, end: number): void {
    const around = this.#around;
    this.#around = [];
    emit();
    this.#push(end);
    this.#around = around;
  }
}

function parts(node: RegexNode): readonly RegexNode[] {
  return 'parts' in node ? node.parts : 'part' in node ? [node.part] : [];
}

function isForgetful(node: RegexNode): boolean {
  if (node.kind === 'border') return node.border === 'match-start';
  return node.kind === 'reference' || parts(node).some(isForgetful);
}

function hasGroup(node: RegexNode): boolean {
  return node.kind === 'group' || parts(node).some(hasGroup);
}

/** Java looks for a match inside of a pair of code units only if no set of the pattern has such pairs. */
function hasBeyond(node: RegexNode): boolean {
  if (node.kind === 'set') return (node.set.ranges?.at(-1) ?? LAST_CODE) > 0xffff;
  return parts(node).some(hasBeyond);
}

function isAnchored(node: RegexNode): boolean {
  if (node.kind === 'border') return node.border === 'text-start';
  if (node.kind === 'choice') return node.parts.every(isAnchored);
  if (node.kind === 'sequence') return node.parts[0] !== undefined && isAnchored(node.parts[0]);
  return (node.kind === 'group' || node.kind === 'atomic') && isAnchored(node.part);
}

function isEmptyOnly(node: RegexNode): boolean {
  if (node.kind === 'border' || node.kind === 'look') return true;
  if (node.kind === 'sequence') return node.parts.every(isEmptyOnly);
  return node.kind === 'group' && isEmptyOnly(node.part);
}

/** Java: an optional iteration of a group without characters and choices leaves it unset. */
function afterEmpty(node: RegexNode): RegexNode {
  return node.kind === 'group' && isEmptyOnly(node.part) ? node.part : node;
}
