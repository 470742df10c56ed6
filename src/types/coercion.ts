import { decimalDigits, decimalType, unionDigits } from './decimal-type.ts';
import {
  DOUBLE,
  NULL_TYPE,
  withNullability,
  withoutAttribute,
  sameType,
  type RowField,
  type SqlType,
  type TypeKind,
} from './type.ts';

const INTEGERS: readonly TypeKind[] = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT'];
const APPROXIMATE: readonly TypeKind[] = ['FLOAT', 'DOUBLE'];
const TEXT: readonly TypeKind[] = ['CHAR', 'VARCHAR'];
const BINARY: readonly TypeKind[] = ['BINARY', 'VARBINARY'];
const NUMBERS: readonly TypeKind[] = [...INTEGERS, 'DECIMAL', ...APPROXIMATE];

/** TINYINT to BIGINT. */
export function isInteger(type: SqlType): boolean {
  return INTEGERS.includes(type.kind);
}

export function isNumeric(type: SqlType): boolean {
  return NUMBERS.includes(type.kind);
}

export function isExactNumeric(type: SqlType): boolean {
  return type.kind === 'DECIMAL' || isInteger(type);
}

export function isText(type: SqlType): boolean {
  return TEXT.includes(type.kind);
}

export function isBinary(type: SqlType): boolean {
  return BINARY.includes(type.kind);
}

export function isTimestamp(type: SqlType): boolean {
  return type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ';
}

export function isDateTime(type: SqlType): boolean {
  return type.kind === 'DATE' || type.kind === 'TIME' || isTimestamp(type);
}

export function isInterval(
  type: SqlType,
): type is SqlType & { kind: 'INTERVAL_DAY_TIME' | 'INTERVAL_YEAR_MONTH' } {
  return type.kind === 'INTERVAL_DAY_TIME' || type.kind === 'INTERVAL_YEAR_MONTH';
}

/**
 * The type that holds the values of all (CASE, COALESCE, ARRAY, UNION); undefined if there is none.
 * Nullable if one of them is. As in Flink it is found from left to right: FLOAT with DOUBLE is whichever comes first.
 */
export function commonType(types: readonly SqlType[]): SqlType | undefined {
  let common: SqlType | undefined = NULL_TYPE;
  for (const type of types) {
    common = common === NULL_TYPE ? withoutAttribute(type) : pair(common, type);
    if (common === undefined) return undefined;
  }
  return withNullability(
    withSharedAttribute(common, types),
    types.some((type) => type.nullable),
  );
}

/** Flink goes on calling it *ROWTIME* what was made of rowtimes alone, although windows cannot be made of it. */
function withSharedAttribute(common: SqlType, types: readonly SqlType[]): SqlType {
  if (!isKindWithPrecision(common)) return common;
  const isShared = types.every(
    (type) => type.kind === 'NULL' || (isKindWithPrecision(type) && type.attribute === 'ROWTIME'),
  );
  return isShared ? { ...common, attribute: 'ROWTIME' } : common;
}

function pair(a: SqlType, b: SqlType): SqlType | undefined {
  if (b.kind === 'NULL') return a;
  if (isNumeric(a) && isNumeric(b)) return commonNumber(a, b);
  if ((isText(a) && isText(b)) || (isBinary(a) && isBinary(b))) return commonString(a, b);
  if (isTimestamp(a) && isTimestamp(b)) return commonTimestamp(a, b);
  if (isInterval(a) && a.kind === b.kind) return a;
  if (a.kind === 'TIME' && b.kind === 'TIME') return a.precision >= b.precision ? a : b;
  if ((a.kind === 'ARRAY' || a.kind === 'MULTISET') && a.kind === b.kind) {
    const element = commonType([a.element, b.element]);
    return element && { kind: a.kind, element, nullable: true };
  }
  if (a.kind === 'MAP' && b.kind === 'MAP') {
    const key = commonType([a.key, b.key]);
    const value = commonType([a.value, b.value]);
    return key && value && { kind: 'MAP', key, value, nullable: true };
  }
  if (a.kind === 'ROW' && b.kind === 'ROW') {
    if (a.className === undefined && b.className === undefined) return commonRow(a.fields, b.fields);
    return sameType(a, b) ? a : undefined;
  }
  return a.kind === b.kind ? a : undefined;
}

function commonNumber(a: SqlType, b: SqlType): SqlType {
  if (isExactNumeric(a) && isExactNumeric(b)) {
    if (isInteger(a) && isInteger(b)) return INTEGERS.indexOf(a.kind) >= INTEGERS.indexOf(b.kind) ? a : b;
    const digitsA = decimalDigits(a);
    const digitsB = decimalDigits(b);
    if (digitsA && digitsB) return decimalType(unionDigits(digitsA, digitsB));
  }
  if (a.kind === 'DECIMAL' || b.kind === 'DECIMAL') return DOUBLE;
  return isExactNumeric(a) ? b : a;
}

function commonString(a: SqlType, b: SqlType): SqlType | undefined {
  if (!('length' in a) || !('length' in b)) return undefined;
  const varying = isText(a) ? 'VARCHAR' : 'VARBINARY';
  const kind = a.kind === b.kind && a.length === b.length ? a.kind : varying;
  return { kind, length: Math.max(a.length, b.length), nullable: true };
}

/**
 * Whether Flink finds only while it plans that the types have none in common: a date, a time or a moment with an INTERVAL, a
 * date or a time with a number.
 */
export function mixLate(types: readonly SqlType[]): boolean {
  const moments = types.filter(isDateTime);
  const others = types.filter((type) => !isDateTime(type) && type.kind !== 'NULL');
  const isNumber = (type: SqlType) => isExactNumeric(type) && !moments.some(isTimestamp);
  return (
    moments.length > 0 && others.length > 0 && others.every((type) => isInterval(type) || isNumber(type))
  );
}

/** As in Flink: of equal precision the kind is that of the first, else that of the second. */
function commonTimestamp(a: SqlType, b: SqlType): SqlType | undefined {
  if (!isKindWithPrecision(a) || !isKindWithPrecision(b)) return undefined;
  const { kind } = a.precision === b.precision ? a : b;
  return { kind, precision: Math.max(a.precision, b.precision), nullable: true };
}

/** The moment that holds the values of both: TIMESTAMP_LTZ if one is. undefined for other types. */
export function widestTimestamp(a: SqlType, b: SqlType): SqlType | undefined {
  if (!isKindWithPrecision(a) || !isKindWithPrecision(b)) return undefined;
  const kind = a.kind === b.kind ? a.kind : 'TIMESTAMP_LTZ';
  return { kind, precision: Math.max(a.precision, b.precision), nullable: true };
}

function isKindWithPrecision(type: SqlType): type is SqlType & { kind: 'TIMESTAMP' | 'TIMESTAMP_LTZ' } {
  return isTimestamp(type);
}

function commonRow(a: readonly RowField[], b: readonly RowField[]): SqlType | undefined {
  if (a.length !== b.length) return undefined;
  const fields: RowField[] = [];
  for (const [i, field] of a.entries()) {
    const other = b[i];
    const type = other && commonType([field.type, other.type]);
    if (type === undefined) return undefined;
    fields.push({ name: field.name, type });
  }
  return { kind: 'ROW', fields, nullable: true };
}

const IMPLICIT: Partial<Record<TypeKind, readonly TypeKind[]>> = {
  CHAR: ['CHAR'],
  VARCHAR: TEXT,
  BINARY: ['BINARY'],
  VARBINARY: BINARY,
  DECIMAL: NUMBERS,
  TINYINT: ['TINYINT'],
  SMALLINT: ['TINYINT', 'SMALLINT'],
  INT: ['TINYINT', 'SMALLINT', 'INT'],
  BIGINT: INTEGERS,
  FLOAT: [...INTEGERS, 'DECIMAL', 'FLOAT'],
  DOUBLE: NUMBERS,
  DATE: ['DATE', 'TIMESTAMP'],
  TIME: ['TIME', 'TIMESTAMP'],
  TIMESTAMP: ['TIMESTAMP', 'TIMESTAMP_LTZ'],
  TIMESTAMP_LTZ: ['TIMESTAMP', 'TIMESTAMP_LTZ'],
};

const TEMPORAL: readonly TypeKind[] = ['DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMP_LTZ'];
const EXPLICIT: Partial<Record<TypeKind, readonly TypeKind[]>> = {
  BOOLEAN: ['BOOLEAN', ...TEXT, ...NUMBERS],
  BINARY: [...BINARY, ...TEXT],
  VARBINARY: [...BINARY, ...TEXT],
  DATE: ['DATE', 'TIMESTAMP', 'TIMESTAMP_LTZ', ...TEXT],
  TIME: ['TIME', 'TIMESTAMP', 'TIMESTAMP_LTZ', ...TEXT],
  TIMESTAMP: [...TEMPORAL, ...TEXT],
  TIMESTAMP_LTZ: [...TEMPORAL, ...TEXT],
  INTERVAL_DAY_TIME: ['INTERVAL_DAY_TIME', ...INTEGERS],
  INTERVAL_YEAR_MONTH: ['INTERVAL_YEAR_MONTH', ...INTEGERS],
  VARIANT: [],
  BITMAP: [],
};

/** Whether a value may be given where `to` is wanted without CAST: the columns of a sink. Nullability is not looked at. */
export function canCastImplicitly(from: SqlType, to: SqlType): boolean {
  if (from.kind === 'NULL') return true;
  return nested(from, to, canCastImplicitly) ?? (IMPLICIT[to.kind] ?? [to.kind]).includes(from.kind);
}

function hasTwoUnits(type: SqlType): boolean {
  return 'resolution' in type && type.resolution.includes(' TO ');
}

/** Whether CAST(x AS to) is allowed; it may still fail for a value. */
export function canCast(from: SqlType, to: SqlType): boolean {
  // a number can count one unit, not YEAR TO MONTH
  if (isNumeric(from) && hasTwoUnits(to)) return false;
  if (from.kind === 'NULL') return true;
  if (isText(to)) return from.kind !== 'VARIANT';
  if (isNumeric(to)) return isNumeric(from) || isText(from) || from.kind === 'BOOLEAN';
  return nested(from, to, canCast) ?? (EXPLICIT[to.kind] ?? [to.kind]).includes(from.kind);
}

/** Whether Flink finds that a cast is not allowed only while it plans: text as INTERVAL or ARRAY, bytes as a moment. */
export function castFailsLate(from: SqlType, to: SqlType): boolean {
  if (isText(from)) return isInterval(to) || to.kind === 'ARRAY';
  if (isBinary(from)) return isDateTime(to);
  return from.kind === 'DECIMAL' && isInterval(to) && !hasTwoUnits(to);
}

/** The rule for the parts of ARRAY, MAP, ROW; undefined where neither has parts. */
function nested(
  from: SqlType,
  to: SqlType,
  rule: (from: SqlType, to: SqlType) => boolean,
): boolean | undefined {
  if (to.kind === 'ARRAY' || to.kind === 'MULTISET')
    return from.kind === to.kind && rule(from.element, to.element);
  if (to.kind === 'MAP') return from.kind === 'MAP' && rule(from.key, to.key) && rule(from.value, to.value);
  if (to.kind !== 'ROW') return undefined;
  if (from.kind !== 'ROW' || from.fields.length !== to.fields.length) return false;
  return to.fields.every((field, i) => {
    const source = from.fields[i];
    return source !== undefined && rule(source.type, field.type);
  });
}
