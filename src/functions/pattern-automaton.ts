import { SqlError } from '../common/errors.ts';

// Patterns run as a set of states that all move one character at a time, so none can explode as in engines that go back.

/** A pattern as a tree. */
export type PatternNode =
  | { readonly kind: 'one'; readonly test: (code: number) => boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly min: number; readonly max: number };

type Step =
  | { readonly op: 'one'; readonly test: (code: number) => boolean }
  | { readonly op: 'split'; readonly to: readonly number[] }
  | { readonly op: 'end' };

const MOST_STEPS = 20_000;

/** The test whether a whole text is in the tree's language. Throws E_VALUE for a tree too large. */
export function compilePattern(tree: PatternNode): (text: string) => boolean {
  const program: Step[] = [];
  emit(tree, program);
  program.push({ op: 'end' });
  return (text) => run(program, text);
}

function emit(node: PatternNode, program: Step[]): void {
  if (program.length > MOST_STEPS) throw new SqlError('E_VALUE', 'the pattern is too large');
  switch (node.kind) {
    case 'one':
      program.push({ op: 'one', test: node.test });
      return;
    case 'sequence':
      for (const part of node.parts) emit(part, program);
      return;
    case 'choice': {
      const starts: number[] = [];
      program.push({ op: 'split', to: starts });
      const jumps: number[][] = [];
      for (const part of node.parts) {
        starts.push(program.length);
        emit(part, program);
        const jump: number[] = [];
        program.push({ op: 'split', to: jump });
        jumps.push(jump);
      }
      for (const jump of jumps) jump.push(program.length);
      return;
    }
    case 'repeat':
      emitRepeat(node, program);
  }
}

function emitRepeat(node: PatternNode & { kind: 'repeat' }, program: Step[]): void {
  for (let i = 0; i < node.min; i++) emit(node.part, program);
  if (node.max === Infinity) {
    const start = program.length;
    const to = [start + 1];
    program.push({ op: 'split', to });
    emit(node.part, program);
    program.push({ op: 'split', to: [start] });
    to.push(program.length);
    return;
  }
  const exits: number[][] = [];
  for (let i = node.min; i < node.max; i++) {
    const to = [program.length + 1];
    program.push({ op: 'split', to });
    exits.push(to);
    emit(node.part, program);
  }
  for (const exit of exits) exit.push(program.length);
}

/** All states at once, one code point after the other. */
function run(program: readonly Step[], text: string): boolean {
  const seen = new Int32Array(program.length).fill(-1);
  let now: number[] = [];
  const reach = (start: number, at: number, into: number[]) => {
    const open = [start];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      if (seen[state] === at) continue;
      seen[state] = at;
      const step = program[state];
      if (step?.op === 'split') open.push(...step.to);
      else into.push(state);
    }
  };
  reach(0, 0, now);
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at) ?? 0;
    at += code > 0xffff ? 2 : 1;
    const next: number[] = [];
    for (const state of now) {
      const step = program[state];
      if (step?.op === 'one' && step.test(code)) reach(state + 1, at, next);
    }
    if (next.length === 0) return false;
    now = next;
  }
  return now.some((state) => program[state]?.op === 'end');
}
