import type { Span } from '../../common/errors.ts';
import type { SqlType } from '../../types/type.ts';

// What the parser makes of one statement. Names are as written (quotes removed); spans are offsets into its text.

/** One part of a name. */
export interface Identifier {
  readonly name: string;
  readonly span: Span;
}

/** `t`, `db.t` or `cat.db.t`. */
export interface ObjectName {
  readonly parts: readonly Identifier[];
  readonly span: Span;
}

// --- expressions ---

export type Literal =
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  /** Exact (`1`, `1.50`) or with an exponent; the text decides the SQL type. */
  | { readonly type: 'number'; readonly text: string }
  | { readonly type: 'string'; readonly value: string }
  /** X'4f' */
  | { readonly type: 'binary'; readonly value: Uint8Array }
  /** DATE '...', TIME '...', TIMESTAMP [WITH LOCAL TIME ZONE] '...': text not yet read. */
  | { readonly type: 'DATE' | 'TIME' | 'TIMESTAMP' | 'TIMESTAMP_LTZ'; readonly text: string }
  /** INTERVAL '-1 10' DAY TO HOUR; `resolution` as written. */
  | {
      readonly type: 'interval';
      readonly text: string;
      readonly negative: boolean;
      readonly resolution: string;
    };

export type Expression =
  | { readonly kind: 'literal'; readonly literal: Literal; readonly span: Span }
  /** `c`, `t.c`, `t.c.field`: which part is what, the binder decides. */
  | { readonly kind: 'reference'; readonly path: readonly Identifier[]; readonly span: Span }
  /** Functions and operators alike: '+', 'AND', 'NOT', 'IS NULL', 'LIKE', 'BETWEEN', 'EXTRACT', 'JSON_VALUE', 'ITEM', 'ARRAY', 'ROW', 'MAP'. */
  | {
      readonly kind: 'call';
      readonly name: string;
      /** The parts of a name with a database in front: `db.f(x)`. */
      readonly path?: readonly Identifier[] | undefined;
      /** Span of the name or operator alone. */
      readonly nameSpan: Span;
      readonly args: readonly Expression[];
      /** COUNT(DISTINCT x) */
      readonly distinct: boolean;
      /** f() FILTER (WHERE ...) */
      readonly filter?: Expression | undefined;
      readonly over?: WindowSpec | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: 'case';
      readonly operand: Expression | undefined;
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise: Expression | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: 'cast';
      readonly value: Expression;
      readonly type: SqlType;
      /** TRY_CAST: NULL instead of an error. */
      readonly safe: boolean;
      readonly span: Span;
    }
  /** x.field after something that is no name: `f(x).a`, `arr[1].a`. */
  | { readonly kind: 'field'; readonly value: Expression; readonly field: Identifier; readonly span: Span }
  /** `*` or `t.*`; in a SELECT list and COUNT(*). */
  | { readonly kind: 'star'; readonly qualifier: ObjectName | undefined; readonly span: Span }
  /** A keyword as argument: the YEAR of EXTRACT, 'NULL ON EMPTY', 'BOTH' of TRIM. */
  | { readonly kind: 'symbol'; readonly name: string; readonly span: Span }
  /** RETURNING type */
  | { readonly kind: 'type'; readonly type: SqlType; readonly span: Span }
  /** name => value */
  | { readonly kind: 'named'; readonly name: Identifier; readonly value: Expression; readonly span: Span }
  /** MODEL m, TABLE t and DESCRIPTOR(a, b) as arguments. */
  | { readonly kind: 'model'; readonly name: ObjectName; readonly span: Span }
  | {
      readonly kind: 'table';
      readonly name: ObjectName;
      /** TABLE t PARTITION BY a ORDER BY b */
      readonly partitionBy?: readonly Expression[] | undefined;
      readonly orderBy?: readonly OrderItem[] | undefined;
      readonly span: Span;
    }
  | { readonly kind: 'descriptor'; readonly columns: readonly ObjectName[]; readonly span: Span }
  /** (SELECT ...) as a value, EXISTS (...), x IN (SELECT ...), x > ANY (SELECT ...): `use` tells which; `value` is the left side. */
  | {
      readonly kind: 'subquery';
      readonly use: 'scalar' | 'exists' | 'in' | 'any' | 'all';
      /** The comparison of 'any' and 'all'. */
      readonly operator?: string | undefined;
      readonly negated: boolean;
      readonly value: Expression | undefined;
      readonly query: Query;
      readonly span: Span;
    };

export interface WindowSpec {
  /** OVER w */
  readonly name?: Identifier | undefined;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  /** Text of the frame, upper case, for later stages: 'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW'. */
  readonly frame: string | undefined;
  readonly span: Span;
}

export interface OrderItem {
  readonly value: Expression;
  readonly descending: boolean;
  readonly nulls: 'FIRST' | 'LAST' | undefined;
}

// --- queries ---

export type Query =
  | SelectQuery
  | {
      readonly kind: 'set';
      readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT';
      readonly all: boolean;
      readonly left: Query;
      readonly right: Query;
      readonly span: Span;
    }
  | { readonly kind: 'values'; readonly rows: readonly (readonly Expression[])[]; readonly span: Span }
  /** ORDER BY, LIMIT, OFFSET around a query. */
  | {
      readonly kind: 'ordered';
      readonly input: Query;
      readonly orderBy: readonly OrderItem[];
      readonly limit: Expression | undefined;
      readonly offset: Expression | undefined;
      readonly span: Span;
    }
  /** WITH a AS (...) ... */
  | {
      readonly kind: 'with';
      readonly tables: readonly {
        readonly name: Identifier;
        readonly columns: readonly Identifier[];
        readonly query: Query;
      }[];
      readonly body: Query;
      readonly span: Span;
    };

export interface SelectQuery {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  /** undefined: SELECT without FROM, one row. Several entries: a comma join. */
  readonly from: readonly FromItem[];
  readonly where: Expression | undefined;
  readonly groupBy: readonly Expression[];
  readonly having: Expression | undefined;
  readonly qualify: Expression | undefined;
  /** WINDOW w AS (...), for OVER w. */
  readonly windows?: readonly NamedWindow[] | undefined;
  /** Hints behind SELECT. */
  readonly hints?: readonly Hint[] | undefined;
  readonly span: Span;
}

export interface NamedWindow {
  readonly name: Identifier;
  readonly spec: WindowSpec;
}

/** STATE_TTL('t' = '1d'), BROADCAST(d): an argument is a text, a name, or both with `=`. */
export interface Hint {
  readonly name: Identifier;
  readonly arguments: readonly { readonly key: string | undefined; readonly value: string }[];
}

export interface SelectItem {
  readonly value: Expression;
  readonly alias: Identifier | undefined;
  readonly span: Span;
}

export interface OptionEntry {
  readonly key: string;
  readonly value: string;
  readonly keySpan: Span;
  readonly valueSpan: Span;
}

export type FromItem = {
  readonly alias: Identifier | undefined;
  /** AS t(c1, c2) */
  readonly columnAliases: readonly Identifier[];
  readonly span: Span;
} & (
  | {
      readonly kind: 'table';
      readonly name: ObjectName;
      /** Hints: OPTIONS('k'='v') entries. */
      readonly options: readonly OptionEntry[];
      /** FOR SYSTEM_TIME AS OF ... */
      readonly asOf?: Expression | undefined;
    }
  | { readonly kind: 'subquery'; readonly query: Query; readonly lateral: boolean }
  /** ML_PREDICT(...), TUMBLE(...), f(...), with or without TABLE( ) and LATERAL. A subquery argument is `{kind:'subquery'}`. */
  | { readonly kind: 'function'; readonly call: Expression & { kind: 'call' }; readonly lateral: boolean }
  | {
      readonly kind: 'join';
      readonly type: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS';
      readonly natural: boolean;
      readonly left: FromItem;
      readonly right: FromItem;
      readonly on: Expression | undefined;
      readonly using: readonly Identifier[];
      /** The word JOIN; none for a comma. */
      readonly joinSpan?: Span | undefined;
      /** The word ON or USING. */
      readonly conditionSpan?: Span | undefined;
      /** In parentheses: tables before a comma are not on its left side. */
      readonly enclosed?: boolean | undefined;
    }
);
