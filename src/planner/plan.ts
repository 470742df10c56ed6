import type { Span } from '../common/errors.ts';
import type { CatalogModel, ObjectId } from '../catalog/objects.ts';
import type { SinkTraits, SourceTraits } from '../catalog/traits.ts';
import type { Field, Schema } from '../types/schema.ts';
import type { BoundAggregate } from '../functions/define-aggregate.ts';
import type { BoundTableFunction, TableFunction } from '../functions/define.ts';
import type { BoundExpression } from './expression.ts';

/** A column that a scan reads or a sink writes; `metadataKey` marks what is not payload. */
export interface PlannedColumn extends Field {
  readonly metadataKey?: string | undefined;
  /** Nobody reads it: NULL will do. */
  readonly unused?: boolean | undefined;
}

/** A table of the catalog as a query uses it, hints merged into the options. */
export interface PlannedTable {
  readonly id: ObjectId;
  /** 'connector' itself. */
  readonly connector: string;
  /** The rest, as written, references unresolved. */
  readonly options: ReadonlyMap<string, string>;
  readonly columns: readonly PlannedColumn[];
  readonly primaryKey: readonly string[];
  readonly partitionKeys?: readonly string[] | undefined;
}

/** How the model is called: CONFIG map, else SET, else default. */
export interface PredictConfig {
  /** Most calls running at once. */
  readonly maxConcurrent: number;
  readonly ordered: boolean;
  readonly timeoutMs: number;
}

/** A query after binding: a tree of nodes, each with the schema of its rows. */
export type Plan = { readonly schema: Schema } & (
  | { readonly kind: 'scan'; readonly table: PlannedTable; readonly traits: SourceTraits }
  /** Rows of expressions over nothing; `rows` are evaluated once at the start. */
  | { readonly kind: 'values'; readonly rows: readonly (readonly BoundExpression[])[] }
  | { readonly kind: 'filter'; readonly input: Plan; readonly condition: BoundExpression }
  | { readonly kind: 'project'; readonly input: Plan; readonly expressions: readonly BoundExpression[] }
  | { readonly kind: 'limit'; readonly input: Plan; readonly count: number; readonly offset: number }
  /** UNION ALL: inputs have the same types. */
  | { readonly kind: 'union'; readonly inputs: readonly Plan[] }
  /** Event time: `expression` over the row gives the watermark of column `column`. */
  | {
      readonly kind: 'watermark';
      readonly input: Plan;
      readonly column: number;
      readonly expression: BoundExpression;
    }
  /** Changes without the row before an update: whoever reads them knows it by a key. */
  | { readonly kind: 'dropUpdateBefore'; readonly input: Plan }
  | WindowPlan
  | WindowAggregatePlan
  | AggregatePlan
  | JoinPlan
  | CorrelatePlan
  | PredictPlan
);

export type JoinType = 'INNER' | 'LEFT' | 'RIGHT' | 'FULL';

/** Rows of two inputs side by side, where the keys are equal and the condition over both is TRUE. */
export interface JoinPlan {
  readonly kind: 'join';
  readonly schema: Schema;
  readonly type: JoinType;
  readonly left: Plan;
  readonly right: Plan;
  /** Equal columns, numbered within their side. None: every pair is looked at. */
  readonly keys: readonly { readonly left: number; readonly right: number }[];
  readonly condition: BoundExpression | undefined;
  /** Batch: outer rows without a match come at the end, and nothing is taken back. */
  readonly final: boolean;
}

/** The rows of a table function for each row: the input's columns, then the function's. */
export interface CorrelatePlan {
  readonly kind: 'correlate';
  readonly schema: Schema;
  readonly input: Plan;
  readonly function: TableFunction;
  readonly bound: BoundTableFunction;
  /** Over the input's row, already cast. */
  readonly args: readonly BoundExpression[];
  /** LEFT: a row for which the function gives none that meets the condition stays, with NULLs. */
  readonly type: 'INNER' | 'LEFT';
  /** Of LEFT, over the joined row; INNER has a filter above it. */
  readonly condition: BoundExpression | undefined;
  /** Where the call stands in the statement; undefined: in another text. */
  readonly span: Span | undefined;
}

/** Groups rows by columns of the input: the keys' columns, then one for each call. No keys: one group of all rows. */
export interface AggregatePlan {
  readonly kind: 'aggregate';
  readonly schema: Schema;
  readonly input: Plan;
  readonly keys: readonly number[];
  readonly calls: readonly AggregateCall[];
  /** Batch: each group once, at the end. Else every change is an update. */
  readonly final: boolean;
  /** An update is -U and +U; false: +U alone, the consumer knows by the keys what it replaces. */
  readonly updateBefore: boolean;
}

/** How times are put into windows; in ms. */
export type WindowSpec = { readonly kind: 'tumble'; readonly sizeMs: number; readonly offsetMs: number };

/** A row for each window of an input row: the input's columns, then start, end and time of the window. Rows without a time are dropped. */
export interface WindowPlan {
  readonly kind: 'window';
  readonly schema: Schema;
  readonly input: Plan;
  /** Column with the time. */
  readonly column: number;
  readonly spec: WindowSpec;
}

/** An aggregation whose keys name a window: each group once, when the watermark passes the window's end. Columns as of AggregatePlan. */
export interface WindowAggregatePlan {
  readonly kind: 'windowAggregate';
  readonly schema: Schema;
  readonly input: Plan;
  /** All keys, start and end of the window among them. */
  readonly keys: readonly number[];
  readonly calls: readonly AggregateCall[];
  /** Column of the input with the window's end. */
  readonly end: number;
  /** The window is one of TIMESTAMP_LTZ: its end is what clocks of the session zone show. */
  readonly isZoned: boolean;
}

export interface AggregateCall {
  readonly name: string;
  readonly bound: BoundAggregate;
  readonly distinct: boolean;
  /** Column of the input; undefined: rows are counted. */
  readonly argument: number | undefined;
  /** Column of the input that must be TRUE. */
  readonly filter: number | undefined;
  /** Whether what is taken back must be; false where something that outdoes it always comes in its place. */
  readonly retracts: boolean;
}

/** Calls a model for each row: its columns, then the model's. */
export interface PredictPlan {
  readonly kind: 'predict';
  readonly schema: Schema;
  readonly input: Plan;
  readonly model: CatalogModel;
  /** One for each INPUT column, already cast. */
  readonly args: readonly BoundExpression[];
  readonly config: PredictConfig;
  /**
   * 'table': a row for each choice, none for a NULL input or an ignored error.
   * 'scalar': exactly one row, NULL where the table form has none; several OUTPUT columns become one ROW.
   */
  readonly form: 'table' | 'scalar';
  /** Scalar form under CASE, AND, OR, COALESCE: the call is made only where this is TRUE. */
  readonly guard: BoundExpression | undefined;
}

/** INSERT INTO: the rows of `input` fit `table.columns` one to one. */
export interface InsertPlan {
  readonly kind: 'insert';
  readonly input: Plan;
  readonly table: PlannedTable;
  readonly traits: SinkTraits;
}

/** The inputs of a node, in order. */
export function inputsOf(plan: Plan): readonly Plan[] {
  switch (plan.kind) {
    case 'scan':
    case 'values':
      return [];
    case 'union':
      return plan.inputs;
    case 'join':
      return [plan.left, plan.right];
    default:
      return [plan.input];
  }
}

/** The node over inputs that `change` made of its own. */
export function withInputs(plan: Plan, change: (input: Plan) => Plan): Plan {
  switch (plan.kind) {
    case 'scan':
    case 'values':
      return plan;
    case 'union':
      return { ...plan, inputs: plan.inputs.map(change) };
    case 'join':
      return { ...plan, left: change(plan.left), right: change(plan.right) };
    default:
      return { ...plan, input: change(plan.input) };
  }
}

/** Whether `test` holds for the node or one below it. */
export function someNode(plan: Plan, test: (node: Plan) => boolean): boolean {
  return test(plan) || inputsOf(plan).some((input) => someNode(input, test));
}
