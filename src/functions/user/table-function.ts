import { types } from 'node:util';
import type { Row } from '../../types/batch.ts';
import type { Schema } from '../../types/schema.ts';
import { printType, withNullability, type SqlType } from '../../types/type.ts';
import { VALUE_COLUMN, type TableFunction } from '../define.ts';
import { checkArguments } from './check-arguments.ts';
import type { Declaration } from './declaration.ts';
import { fromJavaScript } from './from-javascript.ts';
import { describe, ignoreOutcome, Mismatch } from './mismatch.ts';
import { userSyntax } from './scalar-function.ts';
import { toJavaScript } from './to-javascript.ts';
import { failedCall, type CodePlace } from './user-code.ts';

/** A user's function that gives rows. A result that is no ROW makes rows of one column. */
export function userTableFunction(name: string, declared: Declaration, place: CodePlace): TableFunction {
  const spec = { name, syntax: userSyntax(name, declared) };
  return {
    ...spec,
    doc: declared.doc ?? `Of ${place.file}.`,
    deterministic: declared.deterministic,
    columns: columnsOf(declared.returns),
    bind(args) {
      checkArguments(spec, declared.arguments, args);
      return { parameters: declared.arguments, compile: () => compileRows(name, declared, place) };
    },
  };
}

function columnsOf(returns: SqlType): Schema {
  if (returns.kind !== 'ROW') return [{ name: VALUE_COLUMN, type: returns }];
  return returns.fields.map(({ name, type }) => ({ name, type }));
}

function compileRows(
  name: string,
  declared: Declaration,
  place: CodePlace,
): (values: readonly unknown[]) => Iterable<Row> {
  const { run, nulls, bigint, returns } = declared;
  const types = declared.arguments;
  const given = types.map((type) => toJavaScript(type, bigint));
  // a row that is NULL would be none
  const read = fromJavaScript(returns.kind === 'ROW' ? withNullability(returns, false) : returns);
  const toRow = (value: unknown): Row => (returns.kind === 'ROW' ? (read(value) as Row) : [read(value)]);
  return (values) => {
    if (nulls === 'strict' && values.includes(null)) return [];
    return rowsOf(
      () => iteratorOf(run(...given.map((to, i) => to(values[i]))), returns),
      toRow,
      (thrown) => failedCall(name, place, thrown, values, types),
    );
  };
}

/** The rows as they are asked for. The user's iterator is told when nobody asks for more. */
function* rowsOf(
  start: () => Iterator<unknown>,
  toRow: (value: unknown) => Row,
  failed: (thrown: unknown) => unknown,
): Generator<Row, void> {
  let open: Iterator<unknown> | undefined;
  try {
    const rows = start();
    for (;;) {
      open = undefined; // what fails by itself is not to be closed
      const step = rows.next();
      if (step.done === true) return;
      open = rows;
      yield toRow(step.value);
    }
  } catch (thrown) {
    const error = failed(thrown);
    try {
      open?.return?.();
    } catch {
      // what came first is told
    }
    open = undefined;
    throw error;
  } finally {
    close(open, failed);
  }
}

function close(open: Iterator<unknown> | undefined, failed: (thrown: unknown) => unknown): void {
  try {
    open?.return?.();
  } catch (thrown) {
    throw failed(thrown);
  }
}

/** null and undefined are no rows. */
function iteratorOf(result: unknown, returns: SqlType): Iterator<unknown> {
  const rows = result ?? [];
  if (typeof rows === 'object' && Symbol.iterator in rows && typeof rows[Symbol.iterator] === 'function') {
    return (rows as Iterable<unknown>)[Symbol.iterator]();
  }
  ignoreOutcome(result);
  const isAsync = typeof rows === 'object' && Symbol.asyncIterator in rows;
  const hint = isAsync || types.isPromise(rows) ? SYNC : ITERABLE;
  throw new Mismatch(describe(result), `rows of ${printType(returns)}`, '', hint);
}

const SYNC = 'rows are given at once: no async generator, no Promise';
const ITERABLE = 'rows() gives an array or is a generator: *rows(...) { yield ...; }';
