import type { Result, ResultColumn } from './result.ts';

const NO_FIGURES = { rowsIn: 0, rowsOut: 0, lag: undefined, lateRows: 0, models: [] };

/** A finite answer of SHOW, DESCRIBE and the like. */
export function utilityRows(columns: readonly ResultColumn[], rows: readonly (readonly unknown[])[]): Result {
  return {
    kind: 'rows',
    columns,
    bounded: true,
    utility: true,
    rows: (async function* () {
      if (rows.length > 0) yield rows.map((values) => ({ op: '+I' as const, values }));
    })(),
    figures: () => NO_FIGURES,
  };
}
