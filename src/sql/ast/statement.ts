import type { Span } from '../../common/errors.ts';
import type { SqlType } from '../../types/type.ts';
import type { Identifier, ObjectName, Expression, Query, OptionEntry } from './query.ts';

/** Where ALTER TABLE ... ADD or MODIFY puts a column: FIRST or AFTER another. */
export type ColumnPosition =
  { readonly kind: 'first' } | { readonly kind: 'after'; readonly column: Identifier };

export type ColumnDefinition = {
  readonly name: Identifier;
  readonly comment: string | undefined;
  readonly span: Span;
  /** Only in ALTER TABLE; undefined: at the end, or where it was. */
  readonly position?: ColumnPosition | undefined;
} & (
  | { readonly kind: 'physical'; readonly type: SqlType; readonly primaryKey: boolean }
  | {
      readonly kind: 'metadata';
      readonly type: SqlType;
      readonly from: string | undefined;
      readonly virtual: boolean;
    }
  | { readonly kind: 'computed'; readonly expression: Expression }
);

export interface WatermarkDefinition {
  readonly column: ObjectName;
  readonly expression: Expression;
  readonly span: Span;
}

export interface PrimaryKeyDefinition {
  readonly name: Identifier | undefined;
  readonly columns: readonly Identifier[];
  readonly enforced: boolean;
  readonly span: Span;
}

export interface ModelColumn {
  readonly name: Identifier;
  readonly type: SqlType;
  readonly comment: string | undefined;
  readonly span: Span;
}

export type ShowKind =
  | 'TABLES'
  | 'VIEWS'
  | 'MODELS'
  | 'FUNCTIONS'
  | 'USER FUNCTIONS'
  | 'MODULES'
  | 'FULL MODULES'
  | 'JARS'
  | 'MATERIALIZED TABLES'
  | 'JOBS'
  | 'CATALOGS'
  | 'DATABASES'
  | 'CURRENT CATALOG'
  | 'CURRENT DATABASE'
  | 'COLUMNS';

export interface LikePattern {
  readonly negated: boolean;
  readonly ignoreCase: boolean;
  readonly pattern: string;
}

/** LANGUAGE of a function. The first three name classes, the last one a file. */
export type FunctionLanguage = 'JAVA' | 'SCALA' | 'PYTHON' | 'JAVASCRIPT';

/** A function's name and whether it is TEMPORARY, or TEMPORARY SYSTEM: of no database. */
interface FunctionName {
  readonly name: ObjectName;
  readonly temporary: boolean;
  readonly system: boolean;
}

/** What a function is: AS 'class' or AS 'file.js#name', and its language. */
export interface FunctionTarget {
  readonly text: string;
  /** Of the text with its quotes. */
  readonly span: Span;
  readonly language: FunctionLanguage;
}

export type AlterModelAction =
  | { readonly kind: 'set'; readonly options: readonly OptionEntry[] }
  | { readonly kind: 'reset'; readonly keys: readonly string[] }
  | { readonly kind: 'rename'; readonly to: ObjectName };

export type AlterTableAction =
  | AlterModelAction
  | {
      readonly kind: 'add';
      readonly columns: readonly ColumnDefinition[];
      readonly watermark: WatermarkDefinition | undefined;
      readonly primaryKey: PrimaryKeyDefinition | undefined;
    }
  | {
      readonly kind: 'modify';
      readonly columns: readonly ColumnDefinition[];
      readonly watermark: WatermarkDefinition | undefined;
      readonly primaryKey: PrimaryKeyDefinition | undefined;
    }
  | { readonly kind: 'dropColumns'; readonly columns: readonly Identifier[] }
  /** `name`: DROP CONSTRAINT. */
  | { readonly kind: 'dropPrimaryKey'; readonly name?: Identifier }
  | { readonly kind: 'dropWatermark' }
  | { readonly kind: 'renameColumn'; readonly from: Identifier; readonly to: Identifier };

/** A statement; `span` covers it without the semicolon. */
export type Statement = { readonly span: Span } & (
  | { readonly kind: 'query'; readonly query: Query }
  | {
      readonly kind: 'insert';
      readonly table: ObjectName;
      readonly columns: readonly Identifier[];
      /** PARTITION (p = 'x'): columns with one value for all rows. */
      readonly partition?: readonly { readonly column: Identifier; readonly value: Expression }[] | undefined;
      readonly overwrite: boolean;
      readonly query: Query;
      /** OPTIONS hint behind the table. */
      readonly options: readonly OptionEntry[];
    }
  | {
      readonly kind: 'explain';
      /** CHANGELOG_MODE, ESTIMATED_COST, ... */
      readonly details: readonly string[];
      readonly statement: Statement;
    }
  | {
      readonly kind: 'createTable';
      readonly temporary: boolean;
      readonly ifNotExists: boolean;
      readonly orReplace: boolean;
      readonly name: ObjectName;
      readonly columns: readonly ColumnDefinition[];
      /** CREATE TABLE t (a, b) ... AS query: the query's columns in another order. */
      readonly columnNames?: readonly Identifier[] | undefined;
      readonly watermark: WatermarkDefinition | undefined;
      readonly primaryKey: PrimaryKeyDefinition | undefined;
      readonly comment: string | undefined;
      readonly partitionedBy: readonly Identifier[];
      readonly options: readonly OptionEntry[];
      readonly like: { readonly table: ObjectName; readonly clauses: readonly string[] } | undefined;
      readonly as: Query | undefined;
    }
  | {
      readonly kind: 'createView';
      readonly temporary: boolean;
      readonly ifNotExists: boolean;
      readonly orReplace: boolean;
      readonly name: ObjectName;
      readonly columns: readonly Identifier[];
      readonly comment: string | undefined;
      readonly query: Query;
      /** The query's own text. */
      readonly text: string;
    }
  | {
      readonly kind: 'createModel';
      readonly temporary: boolean;
      readonly ifNotExists: boolean;
      readonly orReplace: boolean;
      readonly name: ObjectName;
      /** undefined: no such clause; an empty list cannot be written. */
      readonly input: readonly ModelColumn[] | undefined;
      readonly output: readonly ModelColumn[] | undefined;
      readonly comment: string | undefined;
      readonly options: readonly OptionEntry[];
    }
  | {
      readonly kind: 'alterModel';
      readonly ifExists: boolean;
      readonly name: ObjectName;
      readonly action: AlterModelAction;
    }
  | {
      readonly kind: 'alterTable';
      readonly ifExists: boolean;
      readonly name: ObjectName;
      readonly action: AlterTableAction;
    }
  /** A database of one or two names, or a catalog of one. */
  | {
      readonly kind: 'createPlace';
      readonly what: 'DATABASE' | 'CATALOG';
      readonly ifNotExists: boolean;
      readonly name: ObjectName;
      readonly comment: string | undefined;
      readonly options: readonly OptionEntry[];
    }
  | {
      readonly kind: 'dropPlace';
      readonly what: 'DATABASE' | 'CATALOG';
      readonly ifExists: boolean;
      readonly name: ObjectName;
      /** With all that is in it. */
      readonly cascade: boolean;
    }
  | { readonly kind: 'alterDatabase'; readonly name: ObjectName; readonly options: readonly OptionEntry[] }
  | { readonly kind: 'use'; readonly what: 'DATABASE' | 'CATALOG'; readonly name: ObjectName }
  /** Modules bring functions in Flink; here all are built in. */
  | {
      readonly kind: 'modules';
      readonly action: 'LOAD' | 'UNLOAD' | 'USE';
      readonly names: readonly Identifier[];
    }
  | {
      readonly kind: 'alterView';
      readonly name: ObjectName;
      readonly action:
        | { readonly kind: 'rename'; readonly to: ObjectName }
        | { readonly kind: 'query'; readonly query: Query };
    }
  | ({
      readonly kind: 'createFunction';
      readonly ifNotExists: boolean;
      readonly target: FunctionTarget;
    } & FunctionName)
  | ({
      readonly kind: 'alterFunction';
      readonly ifExists: boolean;
      readonly target: FunctionTarget;
    } & FunctionName)
  | ({ readonly kind: 'dropFunction'; readonly ifExists: boolean } & FunctionName)
  | {
      readonly kind: 'drop';
      readonly what: 'TABLE' | 'VIEW' | 'MODEL';
      readonly temporary: boolean;
      readonly ifExists: boolean;
      readonly name: ObjectName;
    }
  | {
      readonly kind: 'show';
      readonly what: ShowKind;
      readonly from: ObjectName | undefined;
      readonly like: LikePattern | undefined;
    }
  | {
      readonly kind: 'showCreate';
      readonly what: 'TABLE' | 'VIEW' | 'MODEL' | 'CATALOG';
      readonly name: ObjectName;
    }
  | {
      readonly kind: 'describe';
      readonly what: 'TABLE' | 'MODEL' | 'JOB' | 'CATALOG' | 'FUNCTION';
      readonly extended: boolean;
      readonly name: ObjectName;
    }
  /** SET; lists; SET 'k' = 'v' sets. */
  | { readonly kind: 'set'; readonly entry: OptionEntry | undefined }
  | { readonly kind: 'reset'; readonly key: Identifier | undefined }
  /** `job` is the text between quotes or a number: id, number or name. */
  | {
      readonly kind: 'stopJob';
      readonly job: string;
      readonly withSavepoint: boolean;
      readonly withDrain: boolean;
    }
  | { readonly kind: 'cancelJob'; readonly job: string }
  /** EXECUTE STATEMENT SET BEGIN ... END, or BEGIN STATEMENT SET ... END */
  | { readonly kind: 'statementSet'; readonly statements: readonly Statement[] }
  | { readonly kind: 'help'; readonly topic: string | undefined }
  | { readonly kind: 'quit' }
  | { readonly kind: 'clear' }
);

export type StatementKind = Statement['kind'];
