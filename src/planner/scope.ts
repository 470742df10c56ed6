import { SqlError, type Span } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import type { Identifier } from '../sql/ast.ts';
import type { Schema } from '../types/schema.ts';
import type { SqlType } from '../types/type.ts';
import type { BoundExpression } from './expression.ts';

/** A column that names can reach; its place in the row is its place in the scope. */
export interface ScopeColumn {
  /** Alias of the FROM item, or the table's own name. */
  readonly qualifier: string | undefined;
  /** Catalog, database and name of a table without alias: its columns can be reached by them too. */
  readonly owner?: readonly string[] | undefined;
  readonly name: string;
  readonly type: SqlType;
}

/** The names that an expression can use, in the order of the row's columns. */
export class Scope {
  readonly columns: readonly ScopeColumn[];

  constructor(columns: readonly ScopeColumn[]) {
    this.columns = columns;
  }

  static of(schema: Schema, qualifier?: string, owner?: readonly string[]): Scope {
    return new Scope(schema.map(({ name, type }) => ({ qualifier, owner, name, type })));
  }

  /** Columns of `t.*` or `*`. */
  expand(qualifier: Identifier | undefined): readonly (ScopeColumn & { readonly index: number })[] {
    const found = this.columns
      .map((column, index) => ({ index, ...column }))
      .filter((column) => qualifier === undefined || column.qualifier === qualifier.name);
    if (found.length === 0 && qualifier !== undefined) {
      throw new SqlError('E_UNKNOWN_TABLE', `no table '${qualifier.name}' in FROM`, {
        span: qualifier.span,
        hint: didYouMean(qualifier.name, this.#qualifiers()),
      });
    }
    return found;
  }

  /** `c`, `t.c`, `c.field`, `t.c.field`: the longest reading as table and column wins; the rest are ROW fields. */
  resolve(path: readonly Identifier[], span: Span): BoundExpression {
    const [first, second] = path;
    if (first === undefined) throw new SqlError('E_INTERNAL', 'empty reference');
    if (second !== undefined && this.#qualifiers().has(first.name)) {
      const column = this.#find(second, first.name);
      if (column !== undefined) return this.#fields(column, path.slice(2));
      throw this.#unknown(second, first.name);
    }
    const column = this.#find(first, undefined);
    if (column !== undefined) return this.#fields(column, path.slice(1));
    const full = this.#byFullName(path);
    if (full !== undefined) return full;
    if (second === undefined) throw this.#unknown(first, undefined);
    throw new SqlError('E_UNKNOWN_TABLE', `no table '${first.name}' in FROM`, {
      span: { start: span.start, end: first.span.end },
      hint: didYouMean(first.name, this.#qualifiers()),
    });
  }

  /** `db.t.c` and `cat.db.t.c`. */
  #byFullName(path: readonly Identifier[]): BoundExpression | undefined {
    for (const length of [3, 2]) {
      const names = path.slice(0, length).map((part) => part.name);
      const wanted = path[length];
      const owner = this.columns.find((c) => c.owner?.slice(-length).join('\0') === names.join('\0'));
      if (wanted === undefined || owner?.qualifier === undefined) continue;
      const column = this.#find(wanted, owner.qualifier);
      if (column === undefined) throw this.#unknown(wanted, owner.qualifier);
      return this.#fields(column, path.slice(length + 1));
    }
    return undefined;
  }

  #qualifiers(): Set<string> {
    const names = new Set<string>();
    for (const { qualifier } of this.columns) if (qualifier !== undefined) names.add(qualifier);
    return names;
  }

  #find(wanted: Identifier, qualifier: string | undefined): BoundExpression | undefined {
    let found: BoundExpression | undefined;
    for (let index = 0; index < this.columns.length; index++) {
      const column = this.columns[index];
      if (column === undefined || column.name !== wanted.name) continue;
      if (qualifier !== undefined && column.qualifier !== qualifier) continue;
      if (found !== undefined) {
        throw new SqlError('E_AMBIGUOUS_COLUMN', `column '${wanted.name}' is ambiguous`, {
          span: wanted.span,
          hint: 'put the table in front of it',
        });
      }
      found = { kind: 'column', index, name: column.name, type: column.type };
    }
    return found;
  }

  #fields(value: BoundExpression, path: readonly Identifier[]): BoundExpression {
    return path.reduce<BoundExpression>((inner, field) => bindField(inner, field), value);
  }

  #unknown(wanted: Identifier, qualifier: string | undefined): SqlError {
    const candidates = this.columns.filter((c) => qualifier === undefined || c.qualifier === qualifier);
    const owners = new Set(candidates.map((c) => c.qualifier));
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

/** `value.field` of a ROW. Throws E_UNKNOWN_COLUMN or E_TYPE. */
export function bindField(value: BoundExpression, field: Identifier): BoundExpression {
  if (value.type.kind !== 'ROW') {
    throw new SqlError('E_UNKNOWN_COLUMN', `'${field.name}' is asked of a value that is no ROW`, {
      span: field.span,
    });
  }
  const index = value.type.fields.findIndex((candidate) => candidate.name === field.name);
  const found = value.type.fields[index];
  if (found === undefined) {
    throw new SqlError('E_UNKNOWN_COLUMN', `the row has no field '${field.name}'`, {
      span: field.span,
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
