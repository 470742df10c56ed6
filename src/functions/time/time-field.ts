import { MS_PER_DAY } from '../../types/civil.ts';
import { isDateTime, isInterval } from '../../types/coercion.ts';
import type { Long } from '../../types/long.ts';
import { epochMs, nanosOfMs } from '../../types/timestamp.ts';
import { UTC } from '../../types/time-zone.ts';
import { BIGINT, withNullability, type SqlType } from '../../types/type.ts';
import {
  defineFunction,
  valuesOnly,
  wrongArguments,
  wrongType,
  type BoundFunction,
  type ScalarFunction,
} from '../define.ts';
import { intervalField, momentField } from './moment-unit.ts';
import { fieldOffset } from './pattern/legacy-zone.ts';

export const extract = defineFunction({
  name: 'EXTRACT',
  syntax: 'EXTRACT(unit FROM moment)',
  doc: 'A part of a moment or interval as BIGINT: YEAR, MONTH, DAY, HOUR, WEEK (ISO), DOW (1 is Sunday), EPOCH ...',
  bind(args) {
    const [unit, ...rest] = args;
    const [value] = valuesOnly(this, rest, 1);
    if (unit?.kind !== 'symbol' || value === undefined || rest.length !== 1)
      throw wrongArguments(this, 'a unit and a moment wanted');
    return field(this, unit.name, value.type);
  },
});

export const year = fieldFunction('YEAR', 'YEAR');
export const quarter = fieldFunction('QUARTER', 'QUARTER');
export const month = fieldFunction('MONTH', 'MONTH');
export const week = fieldFunction('WEEK', 'WEEK');
export const dayOfYear = fieldFunction('DAYOFYEAR', 'DOY');
export const dayOfMonth = fieldFunction('DAYOFMONTH', 'DAY');
export const dayOfWeek = fieldFunction('DAYOFWEEK', 'DOW');
export const hour = fieldFunction('HOUR', 'HOUR');
export const minute = fieldFunction('MINUTE', 'MINUTE');
export const second = fieldFunction('SECOND', 'SECOND');

function fieldFunction(name: string, unit: string): ScalarFunction {
  return defineFunction({
    name,
    syntax: `${name}(moment)`,
    doc: `EXTRACT(${unit} FROM moment).`,
    bind(args) {
      const [value] = valuesOnly(this, args);
      if (value === undefined || args.length !== 1)
        throw wrongArguments(this, `1 argument wanted, ${args.length} given`);
      return field(this, unit, value.type);
    },
  });
}

function field(spec: Pick<ScalarFunction, 'name' | 'syntax'>, unit: string, type: SqlType): BoundFunction {
  const returns = withNullability(BIGINT, type.nullable);
  if (isInterval(type)) {
    const read = intervalField(type, unit);
    if (read === undefined) throw wrongType(spec, [type], `${unit} is no unit of it`);
    return { returns, parameters: [type], compile: () => read };
  }
  const read = isDateTime(type) ? momentField(type, unit) : undefined;
  if (read === undefined)
    throw wrongType(spec, [type], isDateTime(type) ? `${unit} is no unit of it` : undefined);
  if (type.kind === 'DATE')
    return { returns, parameters: [type], compile: () => (days: number) => read(days * MS_PER_DAY, 0) };
  if (type.kind !== 'TIMESTAMP' && type.kind !== 'TIMESTAMP_LTZ')
    return { returns, parameters: [type], compile: () => (ms: number) => read(ms, 0) };
  const { precision } = type;
  // Flink: the epoch too is that of local clocks
  const isLocal = type.kind === 'TIMESTAMP_LTZ';
  return {
    returns,
    parameters: [type],
    compile({ timeZone }) {
      const offsetAt = isLocal ? fieldOffset(timeZone) : UTC.offsetAt;
      return (value: Long) => {
        const ms = epochMs(value, precision);
        return read(ms + offsetAt(ms), nanosOfMs(value, precision));
      };
    },
  };
}
