import { SqlError, type Span } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import type { Identifier, ObjectName } from '../sql/ast/query.ts';
import type { Schema } from '../types/schema.ts';
import type { SqlType } from '../types/type.ts';
import type { BoundExpression } from './expression.ts';

/** A column that names can reach; its place in the row is its place in the scope. */
export interface ScopeColumn {
  /** Alias of the FROM item, or the table's name in full: any tail of it may stand before a column. Empty: none. */
  readonly qualifier: readonly string[];
  readonly name: string;
  readonly type: SqlType;
  /** USING made one column of it and another: its name alone means that one. */
  readonly merged?: boolean | undefined;
}

/** One column that a star stands for, and a reference to it. */
export interface StarColumn {
  readonly name: string;
  readonly path: readonly Identifier[];
  readonly expression: BoundExpression;
}

/** The names that an expression can use, in the order of the row's columns. */
export class Scope {
  readonly columns: readonly ScopeColumn[];
  /** Places of the columns that `*` stands for, in its order. */
  readonly star: readonly number[];

  constructor(columns: readonly ScopeColumn[], star: readonly number[] = [...columns.keys()]) {
    this.columns = columns;
    this.star = star;
  }

  /** The columns of two rows side by side. */
  static beside(left: Scope, right: Scope): Scope {
    const width = left.columns.length;
    const star = [...left.star, ...right.star.map((index) => index + width)];
    return new Scope([...left.columns, ...right.columns], star);
  }

  static of(schema: Schema, qualifier: readonly string[] = []): Scope {
    return new Scope(schema.map(({ name, type }) => ({ qualifier, name, type })));
  }

  /** Columns of `t.*` or `*`, fields of `c.*`. */
  expand(written: ObjectName | undefined, span: Span): readonly StarColumn[] {
    const places = written === undefined ? this.star : this.columns.keys();
    const found = [...places].flatMap((index): StarColumn[] => {
      const column = this.columns[index];
      if (column === undefined) return [];
      const { qualifier, name, type } = column;
      if (written !== undefined && !isTail(written.parts, qualifier)) return [];
      const path = [...qualifier.slice(-1), name].map((part) => ({ name: part, span }));
      return [{ name, path, expression: { kind: 'column', index, name, type } }];
    });
    this.#refuseTwins(found, span);
    if (found.length > 0 || written === undefined) return found;
    const value = this.#isReachable(written.parts) ? this.resolve(written.parts) : undefined;
    if (value?.type.kind !== 'ROW') throw this.#noTable(written.parts, written.span);
    return value.type.fields.map(({ name }) => {
      const field = { name, span };
      return { name, path: [...written.parts, field], expression: bindField(value, field, both(field.span)) };
    });
  }

  /** Two columns of one FROM item that have one name cannot be told apart. */
  #refuseTwins(found: readonly StarColumn[], span: Span): void {
    const seen = new Map<readonly string[], Set<string>>();
    for (const { expression } of found) {
      const column = expression.kind === 'column' ? this.columns[expression.index] : undefined;
      if (column === undefined) continue;
      const names = seen.get(column.qualifier) ?? new Set<string>();
      if (names.has(column.name)) throw ambiguous(column.name, span, 'name one of them with AS');
      seen.set(column.qualifier, names.add(column.name));
    }
  }

  /**
   * `c`, `t.c`, `db.t.c`, each with fields of a ROW behind it: the longest reading as table and column wins.
   * Throws E_UNKNOWN_TABLE, E_UNKNOWN_COLUMN or E_AMBIGUOUS_COLUMN.
   */
  resolve(path: readonly Identifier[]): BoundExpression {
    const longest = this.columns.reduce((most, { qualifier }) => Math.max(most, qualifier.length), 0);
    for (let length = Math.min(path.length - 1, longest); length > 0; length--) {
      const table = path.slice(0, length);
      if (!this.columns.some((column) => isTail(table, column.qualifier))) continue;
      return this.#column(path, length);
    }
    if (path.length > 1 && !this.#isReachable(path)) throw this.#noTable(path.slice(0, -1), undefined);
    return this.#column(path, 0);
  }

  /** Whether the path begins with a table or a column. */
  #isReachable([first]: readonly Identifier[]): boolean {
    return this.columns.some(
      ({ qualifier, name }) => name === first?.name || qualifier.some((part) => part === first?.name),
    );
  }

  /** `path[length]` of the tables that the names before it stand for; the names behind it are fields. */
  #column(path: readonly Identifier[], length: number): BoundExpression {
    const wanted = path[length];
    if (wanted === undefined) throw new SqlError('E_INTERNAL', 'empty reference');
    const table = path.slice(0, length);
    const column = this.#find(wanted, table);
    if (column === undefined) throw this.#unknown(wanted, table);
    return path
      .slice(length + 1)
      .reduce(
        (inner, field) => bindField(inner, field, both({ start: wanted.span.start, end: field.span.end })),
        column,
      );
  }

  #noTable(written: readonly Identifier[], span: Span | undefined): SqlError {
    const [first] = written;
    const last = written.at(-1);
    const name = written.map((part) => part.name).join('.');
    const known = this.columns.flatMap(({ qualifier }) => qualifier.at(-1) ?? []);
    return new SqlError('E_UNKNOWN_TABLE', `no table '${name}' in FROM`, {
      span: span ?? (first && last && { start: first.span.start, end: last.span.end }),
      hint: didYouMean(last?.name ?? '', new Set(known)),
    });
  }

  #find(wanted: Identifier, table: readonly Identifier[]): BoundExpression | undefined {
    let found: BoundExpression | undefined;
    for (let index = 0; index < this.columns.length; index++) {
      const column = this.columns[index];
      if (column === undefined || column.name !== wanted.name) continue;
      if (table.length === 0 ? column.merged === true : !isTail(table, column.qualifier)) continue;
      if (found !== undefined) {
        throw ambiguous(wanted.name, wanted.span, 'put the table in front of it');
      }
      found = { kind: 'column', index, name: column.name, type: column.type };
    }
    return found;
  }

  #unknown(wanted: Identifier, table: readonly Identifier[]): SqlError {
    const candidates = this.columns.filter((c) => isTail(table, c.qualifier));
    const owners = new Set(candidates.map((c) => c.qualifier.at(-1)));
    const [owner] = owners;
    const where = owners.size === 1 && owner !== undefined ? `table ${owner}` : 'the input';
    const names = candidates.map((c) => c.name);
    const hint =
      didYouMean(wanted.name, names) ?? (names.length > 0 ? `columns: ${names.join(', ')}` : undefined);
    return new SqlError('E_UNKNOWN_COLUMN', `${where} has no column '${wanted.name}'`, {
      span: wanted.span,
      hint,
    });
  }
}

function ambiguous(name: string, span: Span, hint: string): SqlError {
  return new SqlError('E_AMBIGUOUS_COLUMN', `column '${name}' is ambiguous`, { span, hint });
}

/** Whether the names are the last ones of `whole`; no names always are. */
function isTail(names: readonly Identifier[], whole: readonly string[]): boolean {
  const start = whole.length - names.length;
  return start >= 0 && names.every(({ name }, i) => name === whole[start + i]);
}

function both(span: Span): { readonly missing: Span; readonly noRow: Span } {
  return { missing: span, noRow: span };
}

/** `value.field` of a ROW. Throws E_UNKNOWN_COLUMN at `missing`, at `noRow` if the value is none. */
export function bindField(
  value: BoundExpression,
  field: Identifier,
  { missing, noRow }: { readonly missing: Span; readonly noRow: Span },
): BoundExpression {
  if (value.type.kind !== 'ROW') {
    throw new SqlError('E_UNKNOWN_COLUMN', `'${field.name}' is asked of a value that is no ROW`, {
      span: noRow,
    });
  }
  const index = value.type.fields.findIndex((candidate) => candidate.name === field.name);
  const found = value.type.fields[index];
  if (found === undefined) {
    throw new SqlError('E_UNKNOWN_COLUMN', `the row has no field '${field.name}'`, {
      span: missing,
      hint: didYouMean(
        field.name,
        value.type.fields.map((f) => f.name),
      ),
    });
  }
  const nullable = found.type.nullable || value.type.nullable;
  return {
    kind: 'field',
    value,
    index,
    type: nullable === found.type.nullable ? found.type : ({ ...found.type, nullable: true } as SqlType),
  };
}
