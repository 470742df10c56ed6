import type { Source } from '../../connectors/connector.ts';
import { inputsOf, type Plan, type PlannedTable } from '../../planner/plan.ts';
import { sameTable } from '../../planner/same-plan.ts';

type Scan = Plan & { readonly kind: 'scan' };

/**
 * The sources of the plans that make up one pipeline. A table that several plans read in the same way is read once for
 * all of them; within one plan every scan has its own source. Whoever makes them closes them.
 */
export class PlanSources {
  readonly all: readonly Source[];
  readonly #sources = new Map<Scan, Source>();

  constructor(plans: readonly Plan[], create: (table: PlannedTable) => Source) {
    const alike: { readonly plans: Set<Plan>; readonly scans: Scan[] }[] = [];
    const all: Scan[] = [];
    for (const plan of plans) {
      for (const scan of scansOf(plan)) {
        all.push(scan);
        const known = alike.find(
          ({ plans: others, scans: [first] }) =>
            !others.has(plan) && first !== undefined && sameTable(first.table, scan.table),
        );
        if (known === undefined) alike.push({ plans: new Set([plan]), scans: [scan] });
        else {
          known.plans.add(plan);
          known.scans.push(scan);
        }
      }
    }
    this.all = alike.map(({ scans }) => {
      // A model call that two parts of one plan share reads one scan for both: each reads what any of them is asked for.
      const tables = all.flatMap(({ table }) =>
        scans[0] !== undefined && sameTable(scans[0].table, table) ? [table] : [],
      );
      const source = create(merged(tables));
      for (const scan of scans) this.#sources.set(scan, source);
      return source;
    });
  }

  of(scan: Scan): Source {
    const source = this.#sources.get(scan);
    if (source === undefined) throw new TypeError(`a scan of ${scan.table.id.name} that is in no plan`);
    return source;
  }

  /** A close that fails does not keep the others from closing. */
  async close(): Promise<void> {
    await Promise.allSettled(this.all.map((source) => source.close()));
  }
}

function scansOf(plan: Plan): Scan[] {
  return plan.kind === 'scan' ? [plan] : inputsOf(plan).flatMap(scansOf);
}

/** A column is read when one of them reads it. */
function merged(tables: readonly PlannedTable[]): PlannedTable {
  const [first, ...others] = tables;
  if (first === undefined) throw new TypeError('no table');
  return {
    ...first,
    columns: first.columns.map((column, i) => ({
      ...column,
      unused: column.unused === true && others.every(({ columns }) => columns[i]?.unused === true),
    })),
  };
}
