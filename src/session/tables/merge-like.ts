import { SqlError, type Span } from '../../common/errors.ts';
import type { DraftColumn, TableDraft } from './table-draft.ts';

const FEATURES = [
  'CONSTRAINTS',
  'DISTRIBUTION',
  'GENERATED',
  'METADATA',
  'OPTIONS',
  'PARTITIONS',
  'WATERMARKS',
] as const;
type Feature = (typeof FEATURES)[number];
type Strategy = 'INCLUDING' | 'EXCLUDING' | 'OVERWRITING';
type Strategies = Readonly<Record<Feature, Strategy>>;

const DEFAULTS: Strategies = {
  CONSTRAINTS: 'INCLUDING',
  DISTRIBUTION: 'INCLUDING',
  GENERATED: 'INCLUDING',
  METADATA: 'INCLUDING',
  OPTIONS: 'OVERWRITING',
  PARTITIONS: 'INCLUDING',
  WATERMARKS: 'INCLUDING',
};

/** Where nothing could be overwritten one by one. */
const WHOLE = new Set(['ALL', 'CONSTRAINTS', 'DISTRIBUTION', 'PARTITIONS']);

/**
 * CREATE TABLE derived (...) LIKE base (clauses): what both define is an error unless the clauses say otherwise. The
 * comment is the derived table's own. Throws E_DEFINITION.
 */
export function mergeLike(
  base: TableDraft,
  derived: TableDraft,
  clauses: readonly string[],
  span: Span,
): TableDraft {
  const strategies = readStrategies(clauses, span);
  return {
    columns: mergeColumns(base.columns, derived.columns, strategies),
    watermark: mergeWatermark(base, derived, strategies.WATERMARKS),
    primaryKey: pickOne(
      base.primaryKey,
      derived.primaryKey,
      strategies.CONSTRAINTS,
      'a primary key',
      'CONSTRAINTS',
      span,
    ),
    partitionKeys:
      pickOne(
        some(base.partitionKeys),
        some(derived.partitionKeys),
        strategies.PARTITIONS,
        'partitions',
        'PARTITIONS',
        span,
      ) ?? [],
    comment: derived.comment,
    options: mergeOptions(base.options, derived.options, strategies.OPTIONS, span),
  };
}

function readStrategies(clauses: readonly string[], span: Span): Strategies {
  const given = new Map<string, Strategy>();
  for (const clause of clauses) {
    const [strategy = '', feature = ''] = clause.split(' ');
    if (given.has(feature)) {
      throw new SqlError('E_DEFINITION', `LIKE: ${feature} is treated twice`, { span, hint: 'say it once' });
    }
    if (strategy === 'OVERWRITING' && WHOLE.has(feature)) {
      throw new SqlError('E_DEFINITION', `LIKE: ${feature} cannot be OVERWRITING`, {
        span,
        hint: `INCLUDING ${feature} or EXCLUDING ${feature}`,
      });
    }
    given.set(feature, strategy as Strategy); // the parser lets nothing else through
  }
  const all = given.get('ALL');
  const entries = FEATURES.map((feature) => [feature, given.get(feature) ?? all ?? DEFAULTS[feature]]);
  return Object.fromEntries(entries) as Strategies; // one entry for each feature
}

function mergeColumns(
  base: readonly DraftColumn[],
  derived: readonly DraftColumn[],
  strategies: Strategies,
): readonly DraftColumn[] {
  const merged = base.filter(
    (column) => column.kind === 'physical' || strategies[featureOf(column)] !== 'EXCLUDING',
  );
  for (const column of derived) {
    const index = merged.findIndex((candidate) => candidate.name === column.name);
    const known = merged[index];
    const own = derived.filter((candidate) => candidate.name === column.name).length > 1;
    if (known === undefined || own) {
      merged.push(column); // twins of one table are found when it is completed
      continue;
    }
    if (!mayOverwrite(known, column, strategies)) {
      const feature = column.kind === 'physical' ? undefined : featureOf(column);
      throw new SqlError('E_DEFINITION', `the base table has a column '${column.name}' already`, {
        span: column.span,
        hint:
          feature !== undefined && known.kind === column.kind
            ? `LIKE ... (EXCLUDING ${feature}) or (OVERWRITING ${feature})`
            : 'columns of the base table keep their definition',
      });
    }
    merged[index] = column;
  }
  return merged;
}

function mayOverwrite(known: DraftColumn, column: DraftColumn, strategies: Strategies): boolean {
  if (column.kind === 'physical' || known.kind !== column.kind) return false;
  return strategies[featureOf(column)] === 'OVERWRITING';
}

function featureOf(column: DraftColumn): 'GENERATED' | 'METADATA' {
  return column.kind === 'metadata' ? 'METADATA' : 'GENERATED';
}

function mergeWatermark(base: TableDraft, derived: TableDraft, strategy: Strategy): TableDraft['watermark'] {
  if (strategy === 'EXCLUDING' || base.watermark === undefined) return derived.watermark;
  if (derived.watermark === undefined) return base.watermark;
  if (strategy === 'OVERWRITING') return derived.watermark;
  throw new SqlError(
    'E_DEFINITION',
    `the base table has a watermark on '${base.watermark.path.join('.')}' already`,
    {
      span: derived.watermark.span,
      hint: 'LIKE ... (EXCLUDING WATERMARKS) or (OVERWRITING WATERMARKS)',
    },
  );
}

function pickOne<T>(
  base: T | undefined,
  derived: T | undefined,
  strategy: Strategy,
  what: string,
  feature: Feature,
  span: Span,
): T | undefined {
  if (strategy === 'EXCLUDING' || base === undefined) return derived;
  if (derived === undefined) return base;
  throw new SqlError('E_DEFINITION', `the base table has ${what} already`, {
    span,
    hint: `LIKE ... (EXCLUDING ${feature})`,
  });
}

function mergeOptions(
  base: ReadonlyMap<string, string>,
  derived: ReadonlyMap<string, string>,
  strategy: Strategy,
  span: Span,
): ReadonlyMap<string, string> {
  if (strategy === 'EXCLUDING') return derived;
  const twin = strategy === 'INCLUDING' ? [...derived.keys()].find((key) => base.has(key)) : undefined;
  if (twin !== undefined) {
    throw new SqlError('E_DEFINITION', `the base table has an option '${twin}' already`, {
      span,
      hint: 'LIKE ... (EXCLUDING OPTIONS) or (OVERWRITING OPTIONS)',
    });
  }
  return new Map([...base, ...derived]);
}

function some<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : items;
}
