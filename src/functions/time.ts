import { SqlError } from '../common/errors.ts';
import { MS_PER_DAY } from '../types/civil.ts';
import { isInteger, isNumeric, isText } from '../types/coercion.ts';
import { parseDate, parseTimestamp } from '../types/datetime.ts';
import { excerpt } from '../types/excerpt.ts';
import * as long from '../types/long.ts';
import type { Long } from '../types/long.ts';
import { timestampOf } from '../types/timestamp.ts';
import { timeZone as openZone } from '../types/time-zone.ts';
import {
  BIGINT,
  DATE,
  timestampLtz,
  withNullability,
  withoutAttribute,
  type SqlType,
} from '../types/type.ts';
import {
  defineFunction,
  defineScalar,
  valuesOnly,
  wrongArguments,
  wrongType,
  type FunctionContext,
  type ScalarFunction,
} from './define.ts';
import { asDouble } from './number-kernel.ts';

const TIMESTAMP_3: SqlType = { kind: 'TIMESTAMP', precision: 3, nullable: true };
const TIME_0: SqlType = { kind: 'TIME', precision: 0, nullable: true };

export const currentTimestamp = clockFunction(
  'CURRENT_TIMESTAMP',
  ['NOW', 'CURRENT_ROW_TIMESTAMP'],
  'The moment now, for each row anew.',
  timestampLtz(3),
  ({ clock }) => clock.now(),
);
export const localTimestamp = clockFunction(
  'LOCALTIMESTAMP',
  [],
  'What clocks of the session zone show now.',
  TIMESTAMP_3,
  localNow,
);
export const currentDate = clockFunction(
  'CURRENT_DATE',
  [],
  'The date now in the session zone.',
  DATE,
  (context) => Math.floor(localNow(context) / MS_PER_DAY),
);
export const currentTime = clockFunction(
  'CURRENT_TIME',
  ['LOCALTIME'],
  'The time of day now in the session zone, in whole seconds.',
  TIME_0,
  (context) => Math.floor((localNow(context) % MS_PER_DAY) / 1000) * 1000,
);
export const proctime = clockFunction(
  'PROCTIME',
  [],
  'The moment at which a row is worked on, as a time attribute.',
  { kind: 'TIMESTAMP_LTZ', precision: 3, attribute: 'PROCTIME', nullable: false },
  ({ clock }) => clock.now(),
);
export const currentWatermark = defineFunction({
  name: 'CURRENT_WATERMARK',
  syntax: 'CURRENT_WATERMARK(rowtime column)',
  doc: 'The watermark of this moment, NULL before there is one: rows not later than it come late.',
  nulls: 'own',
  deterministic: false,
  bind(args) {
    const [rowtime, ...rest] = valuesOnly(this, args);
    if (rowtime === undefined || rest.length > 0)
      throw wrongArguments(this, `1 argument wanted, ${args.length} given`);
    const { type } = rowtime;
    if (!('attribute' in type) || type.attribute !== 'ROWTIME')
      throw wrongType(this, [type], 'it takes a column that a WATERMARK is declared for');
    return {
      returns: withNullability(withoutAttribute(type), true),
      parameters: [type],
      compile({ watermark }) {
        if (watermark !== undefined) return watermark;
        throw new SqlError('E_UNSUPPORTED', 'weir knows CURRENT_WATERMARK in SELECT and WHERE only', {
          hint: 'compute it in a subquery below',
        });
      },
    };
  },
});
export const unixTimestamp = clockFunction(
  'UNIX_TIMESTAMP',
  [],
  'Seconds since 1970 now.',
  BIGINT,
  ({ clock }) => Math.floor(clock.now() / 1000),
);

function localNow(context: FunctionContext): number {
  return openZone(context.timeZone).toLocal(context.clock.now());
}

function clockFunction(
  name: string,
  aliases: readonly string[],
  doc: string,
  type: SqlType,
  read: (context: FunctionContext) => number,
): ScalarFunction {
  const returns = withNullability(type, false);
  return defineFunction({
    name,
    aliases,
    syntax: `${name}${aliases.includes('NOW') || name.startsWith('CURRENT') || name.startsWith('LOCAL') ? '' : '()'}`,
    doc,
    deterministic: false,
    bind(args) {
      if (args.length > 0) throw wrongArguments(this, 'no arguments wanted');
      return { returns, parameters: [], compile: (context) => () => read(context) };
    },
  });
}

export const toDate = defineScalar({
  name: 'TO_DATE',
  syntax: 'TO_DATE(string)',
  doc: "The date of a text like '2020-02-29'; NULL if it is none.",
  args: ['STRING'],
  returns: DATE,
  nullable: true,
  call: (text) => parseDate(text) ?? null,
});

export const toTimestamp = defineScalar({
  name: 'TO_TIMESTAMP',
  syntax: 'TO_TIMESTAMP(string)',
  doc: "The TIMESTAMP(3) of a text like '2020-02-29 10:11:12.123' or a date alone; NULL if it is none.",
  args: ['STRING'],
  returns: TIMESTAMP_3,
  nullable: true,
  call: (text) => parseTimestamp(text)?.ms ?? null,
});

/** Years 1 to 9999. */
const FIRST_MS = -62_135_596_800_000;
const LAST_MS = 253_402_300_799_999;

export const toTimestampLtz = defineFunction({
  name: 'TO_TIMESTAMP_LTZ',
  syntax: 'TO_TIMESTAMP_LTZ(epoch [, precision]) or TO_TIMESTAMP_LTZ(string)',
  doc: 'The moment so many seconds (precision 0), ms (3, when not given), us (6) or ns (9) after 1970; a text is read as UTC. NULL outside the years 1 to 9999.',
  bind(args) {
    const [value, precision, ...rest] = valuesOnly(this, args);
    const types = args.flatMap((arg) => (arg.kind === 'value' ? [arg.type] : []));
    if (value === undefined || rest.length > 0)
      throw wrongArguments(this, `1 to 2 arguments wanted, ${args.length} given`);
    if (isText(value.type) && precision === undefined)
      return {
        returns: timestampLtz(3),
        parameters: [value.type],
        compile: () => instantOf,
      };
    if (!isNumeric(value.type) || (precision !== undefined && !isInteger(precision.type)))
      throw wrongType(this, types);
    const digits = precision === undefined ? 3 : precision.literal?.value;
    if (typeof digits !== 'number' || digits < 0 || digits > 9)
      throw wrongType(this, types, 'the precision must be a constant from 0 to 9');
    const returns = timestampLtz(Math.max(3, digits));
    const isWhole = isInteger(value.type);
    return {
      returns,
      parameters: [isWhole ? value.type : asDouble(value.type), ...types.slice(1)],
      compile: () => (isWhole ? wholeEpoch(digits) : fractionalEpoch(digits)),
    };
  },
});

/** Other than TO_TIMESTAMP this one fails for a text that is none. */
function instantOf(text: string): number {
  const moment = parseTimestamp(text);
  if (moment !== undefined) return moment.ms;
  throw new SqlError('E_VALUE', `TO_TIMESTAMP_LTZ: ${excerpt(text)} is no timestamp`, {
    hint: "e.g. '2020-02-29 10:11:12'; TO_TIMESTAMP gives NULL instead",
  });
}

/** So many units of 10^-digits seconds. */
function wholeEpoch(digits: number): (value: Long) => Long | null {
  const units = 10 ** Math.max(0, digits - 3);
  return (value) => {
    const ms = digits <= 3 ? Number(value) * 10 ** (3 - digits) : Number(long.floorDivide(value, units));
    if (ms < FIRST_MS || ms > LAST_MS) return null;
    const nanos = digits <= 3 ? 0 : long.floorRemainder(value, units) * 10 ** (9 - digits);
    return timestampOf(ms, nanos, Math.max(3, digits));
  };
}

function fractionalEpoch(digits: number): (value: number) => Long | null {
  return (value) => {
    const ms = value * 10 ** (3 - digits);
    if (!(ms >= FIRST_MS && ms <= LAST_MS)) return null;
    const whole = Math.floor(ms);
    return timestampOf(
      digits <= 3 ? Math.trunc(ms) : whole,
      digits <= 3 ? 0 : Math.floor((ms - whole) * 1e6),
      Math.max(3, digits),
    );
  };
}
