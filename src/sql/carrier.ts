import { SqlError } from '../common/errors.ts';

/**
 * node-sql-parser (its mysql build) as carrier of the SELECT skeleton.
 *
 * What it carries: which clauses a SELECT has and in which order they may stand, DISTINCT, the comma lists of SELECT and GROUP BY, and the
 * FROM clause: commas, kinds of join, which condition belongs to which join. It sees text like
 * `SELECT DISTINCT i0, i1 FROM q0 AS q0 LEFT JOIN q1 AS q1 USING ( c0 ) WHERE e0 GROUP BY g0 HAVING e1` and nothing a user wrote.
 *
 * What it does not carry: expressions (it groups AND and OR wrongly), set operations, WITH, ORDER BY, LIMIT, VALUES, NATURAL, QUALIFY,
 * WINDOW, joins in parentheses (each is a skeleton of its own) and everything under rewrite/. Its error text is never shown, only where it
 * stopped; the message comes from the statement's own tokens.
 */
export interface Carrier {
  /** The structure of a skeleton, or the offset in it where the grammar stopped. */
  carry(skeleton: string): Carried | number;
}

export interface Carried {
  readonly distinct: boolean;
  /** Placeholders of the list, in order. */
  readonly items: readonly string[];
  readonly from: readonly CarriedTable[];
  readonly where: string | undefined;
  readonly groupBy: readonly string[];
  readonly having: string | undefined;
}

/** One entry of FROM; without `join` it starts a new item of the comma list. */
export interface CarriedTable {
  readonly table: string;
  readonly join: string | undefined;
  /** The join's condition, ON as well as USING. */
  readonly using: string | undefined;
}

/** Loads the library; once for a process, the module cache keeps it. */
export async function loadCarrier(): Promise<Carrier> {
  const library = await import('node-sql-parser/build/mysql.js');
  // A CommonJS module: its exports are the default export.
  const { Parser } = library.default ?? library;
  const parser = new Parser();
  // Many selects of a statement have one shape (UNION ALL): the placeholders are numbered from 0 in each, so their skeletons are equal.
  const seen = new Map<string, Carried | number>();
  return {
    carry(skeleton) {
      const known = seen.get(skeleton);
      if (known !== undefined) return known;
      const carried = astify(skeleton, (text) => parser.astify(text, { database: 'mysql' }));
      seen.set(skeleton, carried);
      return carried;
    },
  };
}

function astify(skeleton: string, parse: (text: string) => unknown): Carried | number {
  let tree: unknown;
  try {
    tree = parse(skeleton);
  } catch (thrown) {
    const offset = at(thrown, 'location', 'start', 'offset');
    if (typeof offset === 'number') return offset;
    throw new SqlError('E_INTERNAL', 'the SELECT skeleton could not be read', { cause: thrown });
  }
  const from = at(tree, 'from');
  return {
    distinct: at(tree, 'distinct') === 'DISTINCT',
    items: list(at(tree, 'columns')).map((column) => placeholder(at(column, 'expr'))),
    from: list(from).map(readTable),
    where: optional(at(tree, 'where')),
    groupBy: list(at(tree, 'groupby', 'columns')).map(placeholder),
    having: optional(at(tree, 'having')),
  };
}

function readTable(entry: unknown): CarriedTable {
  const join = at(entry, 'join');
  const [using] = list(at(entry, 'using'));
  return {
    table: name(at(entry, 'table')),
    join: typeof join === 'string' ? join : undefined,
    using: using === undefined ? undefined : name(at(using, 'value')),
  };
}

function placeholder(node: unknown): string {
  return name(at(node, 'column'));
}

function optional(node: unknown): string | undefined {
  return node === null || node === undefined ? undefined : placeholder(node);
}

function name(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new SqlError('E_INTERNAL', 'the SELECT skeleton came back in an unknown form');
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A property of a property ... of a value of unknown form. */
function at(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.getOwnPropertyDescriptor(current, key)?.value;
  }
  return current;
}
