import { inputsOf, type Plan, type WindowSpec } from './plan.ts';
import { printWindow } from './window-functions.ts';

/** Columns that hold start, end and time of the window that each row is in. */
export interface WindowColumns {
  readonly spec: WindowSpec;
  /** Windows of TIMESTAMP_LTZ. */
  readonly isZoned: boolean;
  readonly starts: ReadonlySet<number>;
  readonly ends: ReadonlySet<number>;
  readonly times: ReadonlySet<number>;
}

/** What is known about windows of a plan's rows. A join, an ordinary aggregation, LIMIT and expressions lose it, as in Flink. */
export function windowColumns(plan: Plan): WindowColumns | undefined {
  switch (plan.kind) {
    case 'window': {
      const own = plan.input.schema.length;
      const isZoned = plan.input.schema[plan.column]?.type.kind === 'TIMESTAMP_LTZ';
      const at = (index: number) => new Set([own + index]);
      return { spec: plan.spec, isZoned, starts: at(0), ends: at(1), times: at(2) };
    }
    case 'filter':
    case 'correlate':
    case 'predict':
      return windowColumns(plan.input);
    case 'project':
      return moved(windowColumns(plan.input), (wanted) =>
        plan.expressions.flatMap((e, i) => (e.kind === 'column' && wanted.has(e.index) ? [i] : [])),
      );
    case 'windowAggregate':
      return moved(windowColumns(plan.input), (wanted) =>
        plan.keys.flatMap((key, i) => (wanted.has(key) ? [i] : [])),
      );
    case 'union':
      return common(inputsOf(plan).map(windowColumns));
    default:
      return undefined;
  }
}

function moved(
  windows: WindowColumns | undefined,
  move: (columns: ReadonlySet<number>) => readonly number[],
): WindowColumns | undefined {
  if (windows === undefined) return undefined;
  const [starts, ends, times] = [windows.starts, windows.ends, windows.times].map(
    (set) => new Set(move(set)),
  );
  return starts && ends && times && { ...windows, starts, ends, times };
}

/** What holds for all inputs, if their windows are the same. */
function common(inputs: readonly (WindowColumns | undefined)[]): WindowColumns | undefined {
  return inputs.reduce((all, one) => {
    if (all === undefined || one === undefined || all.isZoned !== one.isZoned) return undefined;
    if (printWindow(all.spec) !== printWindow(one.spec)) return undefined;
    const both = (a: ReadonlySet<number>, b: ReadonlySet<number>) => new Set([...a].filter((i) => b.has(i)));
    return {
      ...all,
      starts: both(all.starts, one.starts),
      ends: both(all.ends, one.ends),
      times: both(all.times, one.times),
    };
  });
}
