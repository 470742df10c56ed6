import { duration } from '../../common/options.ts';
import { MS_PER_DAY } from '../../types/civil.ts';
import { timeZone } from '../../types/time-zone.ts';
import { timestampOf } from '../../types/timestamp.ts';
import type { SqlType } from '../../types/type.ts';
import type { FieldOptions } from './field-options.ts';
import type { FieldPlan, Surroundings } from './field-plan.ts';

/**
 * The clock's time, in the session's zone where the type has none; undefined for another type. Timestamps lie at most
 * 'max-past' before it, 0 unless written.
 */
export function randomTime(
  path: string,
  type: SqlType,
  options: FieldOptions,
): FieldPlan['make'] | undefined {
  switch (type.kind) {
    case 'TIMESTAMP_LTZ': {
      const back = maxPast(path, options);
      return (given) => () => timestampOf(before(given, back), 0, type.precision);
    }
    case 'TIMESTAMP': {
      const back = maxPast(path, options);
      return (given) => () => timestampOf(local(given, back), 0, type.precision);
    }
    case 'DATE':
      return (given) => () => Math.floor(local(given, 0) / MS_PER_DAY);
    case 'TIME':
      return (given) => () => ((local(given, 0) % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY;
    default:
      return undefined;
  }
}

function maxPast(path: string, options: FieldOptions): number {
  return options.read(path, 'max-past', duration('How far back times go.')) ?? 0;
}

function before({ now, random }: Surroundings, back: number): number {
  return now() - (back === 0 ? 0 : random.integer(0, back));
}

function local(surroundings: Surroundings, back: number): number {
  return timeZone(surroundings.timeZone).toLocal(before(surroundings, back));
}
