import { SqlError } from '../common/errors.ts';
import type { WindowSpec } from './plan.ts';

/** What a call gives for the parameters of a window function behind TIMECOL, in ms. */
export type WindowSizes = ReadonlyMap<string, number>;

/** A window table function of FROM as data. */
export interface WindowFunction {
  readonly name: string;
  readonly syntax: string;
  /** Parameters behind DATA and TIMECOL, in order: intervals. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Throws E_ARGUMENTS without span; `argument` on the error names the culprit's number among these parameters. */
  spec(sizes: WindowSizes): WindowSpec;
}

const tumble: WindowFunction = {
  name: 'TUMBLE',
  syntax: "TUMBLE(TABLE t, DESCRIPTOR(time column), INTERVAL '10' SECOND [, offset])",
  required: ['SIZE'],
  optional: ['OFFSET'],
  spec(sizes) {
    const sizeMs = sizes.get('SIZE') ?? 0;
    const offsetMs = sizes.get('OFFSET') ?? 0;
    if (sizeMs <= 0) {
      throw new SqlError('E_ARGUMENTS', `the size of a window must be positive, this one is ${sizeMs} ms`);
    }
    if (Math.abs(offsetMs) >= sizeMs) {
      throw new SqlError(
        'E_ARGUMENTS',
        `the offset of a window must be less than its size: it is ${offsetMs} ms of ${sizeMs} ms`,
        { argument: 1 },
      );
    }
    return { kind: 'tumble', sizeMs, offsetMs };
  },
};

/** Every window function that runs. */
export const WINDOW_FUNCTIONS: readonly WindowFunction[] = [tumble];

export function findWindowFunction(name: string): WindowFunction | undefined {
  return WINDOW_FUNCTIONS.find((record) => record.name === name.toUpperCase());
}

/** `tumble 10 s, offset 3 s`: for EXPLAIN, and equal for equal windows. */
export function printWindow({ kind, sizeMs, offsetMs }: WindowSpec): string {
  return `${kind} ${exact(sizeMs)}${offsetMs === 0 ? '' : `, offset ${exact(offsetMs)}`}`;
}

/** In the largest unit without a fraction. */
function exact(ms: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ] as const;
  const [name, size] = units.find((unit) => ms % unit[1] === 0) ?? ['ms', 1];
  return `${ms / size} ${name}`;
}

/** Whether the name is a window function of GROUP BY, or tells a part of such a window: TUMBLE, TUMBLE_START ... */
export function isGroupWindow(name: string): boolean {
  return /^(TUMBLE|HOP|SESSION)(_(START|END|ROWTIME|PROCTIME))?$/i.test(name);
}
