import { SqlError } from '../../common/errors.ts';
import { MS_PER_DAY } from '../../types/civil.ts';
import { isInteger, isNumeric, isText } from '../../types/coercion.ts';
import { parseDate, parseTimestamp } from '../../types/datetime.ts';
import { excerpt } from '../../types/excerpt.ts';
import * as long from '../../types/long.ts';
import type { Long } from '../../types/long.ts';
import { timestampOf } from '../../types/timestamp.ts';
import { UTC } from '../../types/time-zone.ts';
import { DATE, timestampLtz, type SqlType } from '../../types/type.ts';
import { centuryOf } from './date-format.ts';
import { legacyZone } from './pattern/legacy-zone.ts';
import { compileCalendarParse } from './pattern/parse-calendar.ts';
import { compileMomentParse } from './pattern/parse-moment.ts';
import { parseSqlTimestamp } from './pattern/parse-sql-timestamp.ts';
import { remembering } from '../remembering.ts';
import {
  anyValues,
  defineFunction,
  defineScalar,
  illegalNull,
  wrongArguments,
  wrongType,
  type BoundFunction,
  type ScalarFunction,
  type ValueInfo,
} from '../define.ts';
import { asDouble } from '../number/number-kernel.ts';
import { zoneOfId } from './pattern/zone-of-id.ts';

const TIMESTAMP_3: SqlType = { kind: 'TIMESTAMP', precision: 3, nullable: true };
/** Flink: the date of a text that does not fit the pattern, the smallest BIGINT in ms. */
const NO_DATE = 622_191_233;

export const toDate = defineScalar({
  name: 'TO_DATE',
  syntax: 'TO_DATE(string [, pattern])',
  doc: "The date of a text like '2020-02-29', NULL if it is none; or by a pattern like 'dd.MM.yyyy', leniently.",
  args: ['STRING', 'STRING?'],
  returns: DATE,
  nullable: true,
  compile(types, { clock }) {
    if (types.length === 1) return (text) => parseDate(text) ?? null;
    const zone = legacyZone('UTC');
    const century = centuryOf(clock);
    const parseBy = remembering((pattern) => compileCalendarParse(pattern, zone, century));
    return (text, pattern = '') => {
      const instant = parseBy(pattern)(text);
      return instant === undefined ? NO_DATE : Math.floor(instant / MS_PER_DAY);
    };
  },
});

export const toTimestamp = defineScalar({
  name: 'TO_TIMESTAMP',
  syntax: 'TO_TIMESTAMP(string [, pattern])',
  doc: "The TIMESTAMP(3) of a text like '2020-02-29 10:11:12.123' or a date alone, or by a pattern; NULL if it is none.",
  args: ['STRING', 'STRING?'],
  returns: TIMESTAMP_3,
  nullable: true,
  compile(types) {
    if (types.length === 1) return (text) => parseTimestamp(text)?.ms ?? null;
    const parseBy = remembering(lenientParse);
    return (text, pattern = '') => parseBy(pattern)(text)?.ms ?? null;
  },
});

type ParseText = ReturnType<typeof compileMomentParse>;

/** Reads by the pattern, else '2020-2-9' and '2020-2-9 1:2:3' all the same; nothing by a pattern that is none. */
function lenientParse(pattern: string): ParseText {
  let parse: ParseText;
  try {
    parse = compileMomentParse(pattern);
  } catch (error) {
    if (error instanceof SqlError && error.code === 'E_VALUE') return () => undefined;
    throw error;
  }
  return (text) => parse(text) ?? parseSqlTimestamp(text);
}

/** Years 0 to 9999. */
const FIRST_MS = -62_167_219_200_000;
const LAST_MS = 253_402_300_799_999;

export const toTimestampLtz = defineFunction({
  name: 'TO_TIMESTAMP_LTZ',
  syntax: 'TO_TIMESTAMP_LTZ(epoch [, precision]) or TO_TIMESTAMP_LTZ(string [, pattern [, zone]])',
  doc: 'The moment so many seconds (precision 0), ms (3, when not given), us (6) or ns (9) after 1970, NULL outside the years 0 to 9999; or that of a text, read as UTC if no zone is given.',
  bind(args) {
    const values = anyValues(this, args);
    const [value, second, third] = values;
    if (value === undefined || values.length > 3)
      throw wrongArguments(this, `1 to 3 arguments wanted, ${args.length} given`);
    const types = values.map(({ type }) => type);
    const bare = types.findIndex(({ kind }) => kind === 'NULL');
    if (bare >= 0 && types.length > 1) throw illegalNull(bare);
    const isText0 = isText(value.type) || value.type.kind === 'NULL';
    if (isText0 && values.slice(1).every(({ type }) => isText(type))) {
      if (second === undefined)
        return { returns: timestampLtz(3), parameters: types, compile: () => instantOf };
      return textInstant(this, second, third, types);
    }
    if (!isNumeric(value.type) || third !== undefined || (second && !isInteger(second.type)))
      throw wrongType(this, types);
    return epochInstant(this, value, second);
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

/** A constant pattern and zone are checked at once; the digits of seconds that the pattern ends with are those of the type. */
function textInstant(
  spec: Pick<ScalarFunction, 'name' | 'syntax'>,
  pattern: ValueInfo,
  zone: ValueInfo | undefined,
  types: readonly SqlType[],
): BoundFunction {
  const constant = pattern.literal?.value;
  if (typeof constant === 'string') {
    try {
      compileMomentParse(constant);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : undefined;
      throw new SqlError('E_TYPE', `${spec.name}: ${why ?? 'the pattern cannot be read'}`, { cause });
    }
  }
  const zoneId = zone?.literal?.value;
  if (typeof zoneId === 'string' && zoneOfId(zoneId) === undefined)
    throw new SqlError('E_TYPE', `${spec.name}: no time zone is called ${excerpt(zoneId)}`, {
      hint: "e.g. 'UTC', 'Asia/Shanghai', '+08:00'",
    });
  const digits = typeof constant === 'string' ? (/S*$/.exec(constant)?.[0].length ?? 0) : 3;
  const precision = Math.min(9, Math.max(3, digits));
  return {
    returns: timestampLtz(precision),
    parameters: types,
    compile() {
      const parseBy = remembering(lenientParse);
      const zoneBy = remembering((id) => ({ zone: zoneOfId(id) }));
      return (text: string, by: string, id = 'UTC') => {
        const moment = parseBy(by)(text);
        const { zone: clocks } = id === 'UTC' ? { zone: UTC } : zoneBy(id);
        if (moment === undefined || clocks === undefined) return null;
        return timestampOf(clocks.toInstant(moment.ms), moment.nanos, precision);
      };
    },
  };
}

/** The precision need not be a constant; where it is none the result has ms. */
function epochInstant(
  spec: Pick<ScalarFunction, 'name' | 'syntax'>,
  value: ValueInfo,
  precision: ValueInfo | undefined,
): BoundFunction {
  const digits = precision === undefined ? 3 : precision.literal?.value;
  if (typeof digits === 'number' && (digits < 0 || digits > 9))
    throw new SqlError('E_TYPE', `${spec.name}: the precision must be 0 to 9, not ${digits}`, {
      hint: spec.syntax,
    });
  const result = typeof digits === 'number' ? Math.max(3, digits) : 3;
  const { type } = value;
  const isDouble = type.kind === 'DOUBLE' || type.kind === 'FLOAT';
  const scale = type.kind === 'DECIMAL' ? type.scale : 0;
  return {
    returns: timestampLtz(result),
    parameters: [isDouble ? asDouble(type) : type, ...(precision === undefined ? [] : [precision.type])],
    compile:
      () =>
      (epoch: Long, places: Long = 3) => {
        const units = Number(places);
        if (units < 0 || units > 9)
          throw new SqlError('E_VALUE', `${spec.name}: the precision must be 0 to 9, not ${units}`);
        if (isDouble) return fractionalEpoch(Number(epoch), units, result);
        return wholeEpoch(scale === 0 ? epoch : wholePart(epoch, scale), units, result);
      },
  };
}

function wholePart(unscaled: Long, scale: number): Long {
  return long.fromBigInt(BigInt(unscaled) / 10n ** BigInt(scale));
}

/** So many units of 10^-digits seconds. */
function wholeEpoch(value: Long, digits: number, precision: number): Long | null {
  const units = 10 ** Math.max(0, digits - 3);
  const ms = digits <= 3 ? Number(value) * 10 ** (3 - digits) : Number(long.floorDivide(value, units));
  if (ms < FIRST_MS || ms > LAST_MS) return null;
  const nanos = digits <= 3 ? 0 : long.floorRemainder(value, units) * 10 ** (9 - digits);
  return timestampOf(ms, nanos, precision);
}

/** Rounded down to whole ms, for finer units to whole ones. */
function fractionalEpoch(value: number, digits: number, precision: number): Long | null {
  if (digits > 3) return Number.isFinite(value) ? wholeEpoch(cut(value), digits, precision) : null;
  const ms = value * 10 ** (3 - digits);
  if (!(ms >= FIRST_MS && ms <= LAST_MS)) return null;
  return timestampOf(Math.floor(ms), 0, precision);
}

function cut(value: number): Long {
  const whole = Math.floor(value);
  return Number.isSafeInteger(whole) ? whole : long.fromBigInt(BigInt(whole));
}
