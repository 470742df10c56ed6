import { DOUBLE } from '../../types/type.ts';
import { defineScalar, type ScalarFunction } from '../define.ts';

/** A function of numbers, taken as doubles, that is a DOUBLE. */
export function doubles<P extends readonly ('DOUBLE' | 'DOUBLE?')[]>(
  name: string,
  syntax: string,
  doc: string,
  args: P,
  call: (a: number, b: number) => number,
): ScalarFunction {
  return defineScalar({
    name,
    syntax,
    doc,
    args,
    returns: DOUBLE,
    call: call as (...values: never[]) => number,
  });
}
