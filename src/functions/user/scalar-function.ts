import { printType, withNullability } from '../../types/type.ts';
import { defineFunction, type EagerFunction, type ScalarFunction } from '../define.ts';
import { checkArguments } from './check-arguments.ts';
import type { Declaration } from './declaration.ts';
import { fromJavaScript } from './from-javascript.ts';
import { toJavaScript } from './to-javascript.ts';
import { failedCall, type CodePlace } from './user-code.ts';

/** A user's function that gives one value, as the record that all functions are. */
export function userScalarFunction(
  name: string,
  declared: Declaration,
  place: CodePlace,
): ScalarFunction<EagerFunction> {
  const spec = { name, syntax: userSyntax(name, declared) };
  const { nulls, deterministic, returns } = declared;
  return defineFunction({
    ...spec,
    doc: declared.doc ?? `Of ${place.file}.`,
    nulls,
    deterministic,
    bind(args) {
      const values = checkArguments(spec, declared.arguments, args);
      const mayBeNull = nulls === 'strict' && values.some((value) => value.type.nullable);
      return {
        returns: withNullability(returns, returns.nullable || mayBeNull),
        parameters: declared.arguments,
        compile: () => compileCall(name, declared, place),
      };
    },
  });
}

/** How a call looks, types in the place of values. */
export function userSyntax(name: string, declared: Declaration): string {
  return `${name}(${declared.arguments.map((type) => printType(withNullability(type, true))).join(', ')})`;
}

/** One closure per number of arguments: a rest list would be made anew for each row. */
function compileCall(
  name: string,
  declared: Declaration,
  place: CodePlace,
): (...values: unknown[]) => unknown {
  const { run, bigint } = declared;
  const types = declared.arguments;
  const read = fromJavaScript(declared.returns);
  const given = types.map((type) => toJavaScript(type, bigint));
  const fail = (thrown: unknown, values: readonly unknown[]) =>
    failedCall(name, place, thrown, values, types);
  const [a, b, c] = given;
  if (a !== undefined && b === undefined) {
    return (x) => {
      try {
        return read(run(a(x)));
      } catch (error) {
        throw fail(error, [x]);
      }
    };
  }
  if (a !== undefined && b !== undefined && c === undefined) {
    return (x, y) => {
      try {
        return read(run(a(x), b(y)));
      } catch (error) {
        throw fail(error, [x, y]);
      }
    };
  }
  return (...values) => {
    try {
      return read(run(...given.map((to, i) => to(values[i]))));
    } catch (error) {
      throw fail(error, values);
    }
  };
}
