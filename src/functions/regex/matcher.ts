import { SqlError } from '../../common/errors.ts';
import { excerpt } from '../../types/excerpt.ts';
import { BackStack, REMEMBER, UNDO } from './back-stack.ts';
import { Borders } from './border.ts';
import { OTHERS } from './first-set.ts';
import { OP, WIDTH, type Look, type Program } from './program.ts';
import { FAILED, OutcomeMemory, SUCCEEDED } from './outcome-memory.ts';
import { referenceEnd } from './reference-end.ts';
import type { ReferenceNode } from './syntax.ts';

// A search with back-tracking that remembers which choice failed at which place, and goes no such way twice. So its steps
// are bounded by choices times length, while it tries ways in the order of Java.

/** Steps from which on failures are remembered: most searches end before. */
const MEMORY_AFTER = 2_000;
/** Steps for one text, where the memory does not bound them. */
const MOST_STEPS = 20_000_000;
/** Where it does: they are few for each character unless the pattern is huge. */
const MOST_LINEAR_STEPS = 200_000_000;
const MOST_LINEAR_STEPS_EACH = 64;

/** Finds the matches of a program in a text, one after the other. One matcher serves one text at a time. */
export class Matcher {
  /** Steps taken in this text. */
  steps = 0;
  readonly #program: Program;
  readonly #pattern: string;
  readonly #registers: Int32Array;
  #text = '';
  #lastStart = -1;
  #lastEnd = 0;
  readonly #stack: BackStack;
  readonly #borders = new Borders();
  readonly #memory = new OutcomeMemory();
  readonly #memoryAfter: number;
  /** At so many steps `slowDown` has a look. */
  #alarm = 0;
  /** Where what is looked for behind must end. */
  #target = 0;

  /** `pattern` is for messages. */
  constructor(program: Program, pattern: string, memoryAfter = MEMORY_AFTER) {
    this.#memoryAfter = memoryAfter;
    this.#program = program;
    this.#pattern = pattern;
    this.#registers = new Int32Array(program.registers);
    this.#stack = new BackStack(pattern);
  }

  reset(text: string): void {
    this.#text = text;
    this.#lastStart = -1;
    this.#lastEnd = 0;
    this.steps = 0;
    this.#stack.reset();
    this.#borders.reset(text);
    this.#memory.stop();
    this.#alarm = this.#memoryAfter;
  }

  /** Goes on to the next match. Throws E_VALUE if the search takes too many steps. */
  find(): boolean {
    const { first, isAnchored, stepsOverPairs } = this.#program;
    const text = this.#text;
    this.#registers.fill(-1);
    let at = this.#lastEnd === this.#lastStart ? this.#lastEnd + 1 : this.#lastEnd;
    for (; at <= text.length; at++) {
      if (first !== undefined) {
        for (; at < text.length; at++) {
          const unit = text.charCodeAt(at);
          if (first[unit < OTHERS ? unit : OTHERS] === 1) break;
        }
        if (at === text.length) break;
      }
      if (isAnchored && at > 0) break;
      this.#stack.top = 0;
      const end = this.#run(0, at);
      if (end >= 0) {
        this.#registers[0] = this.#lastStart = at;
        this.#registers[1] = this.#lastEnd = end;
        return true;
      }
      if (stepsOverPairs && (text.codePointAt(at) ?? 0) > 0xffff) at++;
    }
    this.#lastStart = this.#lastEnd = text.length;
    return false;
  }

  /** Where a group of the match begins, in code units; -1 if it took no part. */
  start(group = 0): number {
    return this.#registers[2 * group] ?? -1;
  }

  end(group = 0): number {
    return this.#registers[2 * group + 1] ?? -1;
  }

  /** The text of a group of the match, null if it took no part. */
  group(group: number): string | null {
    const start = this.start(group);
    return start < 0 ? null : this.#text.slice(start, this.end(group));
  }

  /** The end of the first way from `from` that comes to an `accept`, -1 if none does. Frames of other ways stay on the stack. */
  #run(entry: number, from: number): number {
    const { code, sets, borders, looks, references, choices } = this.#program;
    const registers = this.#registers;
    const memory = this.#memory;
    const text = this.#text;
    const stack = this.#stack;
    const base = stack.top;
    let place = entry;
    let at = from;
    for (;;) {
      if (++this.steps > this.#alarm) this.#slowDown();
      const a = code[place + 1] ?? 0;
      let isMatch = false;
      switch (code[place]) {
        case OP.unit:
          if (text.charCodeAt(at) === a) {
            at++;
            place += WIDTH;
            isMatch = true;
          }
          break;
        case OP.set: {
          if (at >= text.length) break;
          const unit = text.charCodeAt(at);
          const set = sets[a];
          if (unit < 128) {
            if (set?.ascii[unit] !== 1) break;
            at++;
          } else {
            const point = text.codePointAt(at) ?? 0;
            if (set === undefined) break;
            this.steps += set.cost;
            if (!set.has(point)) break;
            at += point > 0xffff ? 2 : 1;
          }
          place += WIDTH;
          isMatch = true;
          break;
        }
        case OP.split: {
          let choice = code[place + 3] ?? -1;
          if (choice >= 0) {
            choice += this.#freshLoops(choice, at);
            const known = memory.recall(at * choices + choice);
            if (known === SUCCEEDED) return memory.endOf(at * choices + choice);
            if (known === FAILED) break;
          }
          stack.push(code[place + 2] ?? 0, at, choice);
          place = a;
          isMatch = true;
          break;
        }
        case OP.join: {
          const choice = code[place + 3] ?? -1;
          if (choice >= 0 && memory.isOn) {
            const index = at * choices + choice + this.#freshLoops(choice, at);
            const known = memory.recall(index);
            if (known === SUCCEEDED) return memory.endOf(index);
            if (known === FAILED) break;
            stack.push(REMEMBER, index, 0);
          }
          place += WIDTH;
          isMatch = true;
          break;
        }
        case OP.jump:
          place = a;
          isMatch = true;
          break;
        case OP.open:
          this.#set(a, at);
          place += WIDTH;
          isMatch = true;
          break;
        case OP.close:
          this.#set(2 * a, registers[code[place + 2] ?? 0] ?? -1);
          this.#set(2 * a + 1, at);
          place += WIDTH;
          isMatch = true;
          break;
        case OP.leaveIfEmpty:
          place = registers[a] === at ? (code[place + 2] ?? 0) : place + WIDTH;
          isMatch = true;
          break;
        case OP.border: {
          const border = borders[a];
          const isThere = border !== undefined && this.#borders.isAt(border, at, this.#lastEnd);
          this.steps += this.#borders.takeSteps();
          if (!isThere) break;
          place += WIDTH;
          isMatch = true;
          break;
        }
        case OP.reference: {
          const reference = references[a];
          const end = reference === undefined ? -1 : this.#again(reference, at);
          if (end < 0) break;
          at = end;
          place += WIDTH;
          isMatch = true;
          break;
        }
        case OP.atomic: {
          const before = stack.top;
          const end = this.#run(place + WIDTH, at);
          if (end < 0) break;
          this.#cut(before, code[place + 2] === 1 ? end : undefined);
          at = end;
          place = a;
          isMatch = true;
          break;
        }
        case OP.look: {
          const look = looks[a];
          if (look === undefined || !this.#look(look, at)) break;
          place = look.after;
          isMatch = true;
          break;
        }
        case OP.accept:
          return at;
        case OP.acceptBehind:
          if (at === this.#target) return at;
          break;
        default:
          break;
      }
      if (isMatch) continue;
      // back to the last choice
      for (;;) {
        if (stack.top === base) return -1;
        const { frames } = stack;
        const frame = stack.top - 3;
        const kind = frames[frame] ?? 0;
        const x = frames[frame + 1] ?? 0;
        const y = frames[frame + 2] ?? 0;
        if (kind >= 0) {
          place = kind;
          at = x;
          if (y >= 0 && memory.isOn) {
            frames[frame] = REMEMBER;
            frames[frame + 1] = at * choices + y;
          } else stack.top = frame;
          break;
        }
        stack.top = frame;
        if (kind === UNDO) registers[x] = y;
        else memory.fail(x);
      }
    }
  }

  #set(register: number, value: number): void {
    this.#stack.push(UNDO, register, this.#registers[register] ?? -1);
    this.#registers[register] = value;
  }

  /**
   * How many iterations around a choice began right here. Where they began decides whether they may end here, so it is
   * part of what a failure hangs on; what began here lies inside of what began before, so their number says which.
   */
  #freshLoops(choice: number, at: number): number {
    const loops = this.#program.loops[choice] ?? [];
    let count = 0;
    for (const register of loops) if (this.#registers[register] === at) count++;
    return count;
  }

  /** Whether what is looked for is there or, negated, is not. */
  #look(look: Look, at: number): boolean {
    const before = this.#stack.top;
    const found = look.behind === undefined ? this.#run(look.body, at) >= 0 : this.#lookBehind(look, at);
    if (found) this.#cut(before, look.isPlain ? at : undefined);
    return found !== look.negated;
  }

  #lookBehind({ body, behind }: Look, at: number): boolean {
    const { min, max } = behind ?? { min: 0, max: 0 };
    const target = this.#target;
    this.#target = at;
    let isFound = false;
    let start = at;
    for (let back = 0; back <= max && !isFound; back++) {
      if (back >= min) isFound = this.#run(body, start) >= 0;
      if (start === 0) break;
      start -= start > 1 && (this.#text.codePointAt(start - 2) ?? 0) > 0xffff ? 2 : 1;
    }
    this.#target = target;
    return isFound;
  }

  /**
   * Takes what a look or an atomic group has left off the stack: there are no other ways, and groups that it has set stay
   * set, in Java even where this way is given up later. With `end` all that was chosen is known to lead there.
   */
  #cut(before: number, end: number | undefined): void {
    const { frames, top } = this.#stack;
    if (end !== undefined && this.#memory.isOn) {
      for (let frame = before; frame < top; frame += 3) {
        const kind = frames[frame] ?? 0;
        const x = frames[frame + 1] ?? 0;
        const y = frames[frame + 2] ?? 0;
        if (kind === UNDO || (kind >= 0 && y < 0)) continue;
        this.#memory.succeed(kind === REMEMBER ? x : x * this.#program.choices + y, end);
      }
    }
    this.#stack.top = before;
  }

  /** Where the text of a group that stands here again ends, -1 if it does not. */
  #again({ group, fold }: ReferenceNode, at: number): number {
    const start = group > this.#program.groups ? -1 : this.start(group);
    if (start < 0) return -1;
    const end = this.end(group);
    this.steps += end - start;
    return referenceEnd(this.#text, start, end, at, fold);
  }

  /** The search takes long: failures are remembered from now on; where that does not help enough, it ends. */
  #slowDown(): void {
    const { choices, isLinear } = this.#program;
    const { length } = this.#text;
    const isBounded = (this.#memory.isOn || this.#memory.start(choices * (length + 1))) && isLinear;
    const most = isBounded ? Math.max(MOST_LINEAR_STEPS, MOST_LINEAR_STEPS_EACH * length) : MOST_STEPS;
    this.#alarm = most;
    if (this.steps <= most) return;
    throw new SqlError(
      'E_VALUE',
      `regular expression ${excerpt(this.#pattern)} takes more than ${most} steps on a text of ${length} characters`,
      { hint: 'long counts like {1,1000}, back-references and looking behind may take very long' },
    );
  }
}
