/** Row time and processing time columns carry this on their type; printed `TIMESTAMP(3) *ROWTIME*`. */
export type TimeAttribute = 'ROWTIME' | 'PROCTIME';

export interface RowField {
  readonly name: string;
  readonly type: SqlType;
  readonly comment?: string | undefined;
}

/**
 * A SQL type. `nullable` is part of it, as in Flink; `NULL` is the type of a bare NULL literal.
 * The JavaScript form of each type's values (NULL is `null` for all):
 *
 * | kind | value |
 * | --- | --- |
 * | BOOLEAN | boolean |
 * | TINYINT, SMALLINT, INT | number |
 * | BIGINT | "long": number when it is a safe integer, else bigint, always normalised (long.ts alone does arithmetic) |
 * | FLOAT, DOUBLE | number (FLOAT through Math.fround) |
 * | DECIMAL | unscaled integer as a long; the scale is the type's |
 * | CHAR, VARCHAR | string; lengths count code points |
 * | BINARY, VARBINARY | Uint8Array |
 * | DATE | days since 1970-01-01 |
 * | TIME | ms since midnight |
 * | TIMESTAMP, TIMESTAMP_LTZ | count since the epoch as a long: ms for precision <= 3, us for <= 6, ns for <= 9 |
 * | INTERVAL_DAY_TIME, INTERVAL_YEAR_MONTH | ms, months |
 * | ARRAY, ROW | array, positional array |
 * | MAP, MULTISET | Map from keyOf(key) to [key, value] or [value, count] |
 * | VARIANT | parsed JSON value, JSON's null by itself is JSON_NULL (variant.ts) |
 * | BITMAP | Uint32Array of its numbers, in order and each once |
 */
export type SqlType =
  | { readonly kind: 'NULL'; readonly nullable: true }
  | {
      readonly kind:
        | 'BOOLEAN'
        | 'TINYINT'
        | 'SMALLINT'
        | 'INT'
        | 'BIGINT'
        | 'FLOAT'
        | 'DOUBLE'
        | 'DATE'
        | 'VARIANT'
        | 'BITMAP';
      readonly nullable: boolean;
    }
  | {
      readonly kind: 'DECIMAL';
      readonly precision: number;
      readonly scale: number;
      readonly nullable: boolean;
    }
  | {
      readonly kind: 'CHAR' | 'VARCHAR' | 'BINARY' | 'VARBINARY';
      /** MAX_LENGTH makes it STRING or BYTES. */
      readonly length: number;
      readonly nullable: boolean;
    }
  | { readonly kind: 'TIME'; readonly precision: number; readonly nullable: boolean }
  | {
      readonly kind: 'TIMESTAMP' | 'TIMESTAMP_LTZ';
      readonly precision: number;
      readonly attribute?: TimeAttribute | undefined;
      readonly nullable: boolean;
    }
  | {
      readonly kind: 'INTERVAL_DAY_TIME' | 'INTERVAL_YEAR_MONTH';
      /** As written, e.g. 'SECOND(3)' or 'DAY TO SECOND'. */
      readonly resolution: string;
      readonly nullable: boolean;
    }
  | { readonly kind: 'ARRAY' | 'MULTISET'; readonly element: SqlType; readonly nullable: boolean }
  | { readonly kind: 'MAP'; readonly key: SqlType; readonly value: SqlType; readonly nullable: boolean }
  | {
      readonly kind: 'ROW';
      readonly fields: readonly RowField[];
      /** Of a structured type, which is a row in all else. */
      readonly className?: string | undefined;
      readonly nullable: boolean;
    };

export type TypeKind = SqlType['kind'];

export const MAX_LENGTH = 2147483647;

export const NULL_TYPE: SqlType = { kind: 'NULL', nullable: true };
export const BOOLEAN: SqlType = { kind: 'BOOLEAN', nullable: true };
export const INT: SqlType = { kind: 'INT', nullable: true };
export const BIGINT: SqlType = { kind: 'BIGINT', nullable: true };
export const FLOAT: SqlType = { kind: 'FLOAT', nullable: true };
export const DOUBLE: SqlType = { kind: 'DOUBLE', nullable: true };
export const DATE: SqlType = { kind: 'DATE', nullable: true };
export const STRING: SqlType = { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true };
export const BYTES: SqlType = { kind: 'VARBINARY', length: MAX_LENGTH, nullable: true };
export const VARIANT: SqlType = { kind: 'VARIANT', nullable: true };
export const BITMAP: SqlType = { kind: 'BITMAP', nullable: true };

export function timestampLtz(precision: number): SqlType {
  return { kind: 'TIMESTAMP_LTZ', precision, nullable: true };
}

export function mapOf(key: SqlType, value: SqlType): SqlType {
  return { kind: 'MAP', key, value, nullable: true };
}

export function withNullability(type: SqlType, nullable: boolean): SqlType {
  if (type.nullable === nullable || type.kind === 'NULL') return type;
  return { ...type, nullable };
}

/** Whether a value or, in a row, one of its fields may be NULL, which makes a comparison one that may be. */
export function mayHoldNull(type: SqlType): boolean {
  return type.nullable || (type.kind === 'ROW' && type.fields.some((field) => mayHoldNull(field.type)));
}

/**
 * Flink's summary notation: `STRING NOT NULL`, `DECIMAL(10, 2)`, `ROW<`a` INT>`, `TIMESTAMP(3) *ROWTIME*`.
 * `serializable` prints STRING as VARCHAR(2147483647), as SHOW CREATE does.
 */
export function printType(type: SqlType, serializable = false): string {
  const suffix = type.nullable ? '' : ' NOT NULL';
  return printBare(type, serializable) + suffix + (serializable ? '' : printAttribute(type));
}

function printAttribute(type: SqlType): string {
  const attribute = 'attribute' in type ? type.attribute : undefined;
  return attribute === undefined ? '' : ` *${attribute}*`;
}

function printBare(type: SqlType, serializable: boolean): string {
  switch (type.kind) {
    case 'DECIMAL':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'VARCHAR':
      return type.length === MAX_LENGTH && !serializable ? 'STRING' : `VARCHAR(${type.length})`;
    case 'VARBINARY':
      return type.length === MAX_LENGTH && !serializable ? 'BYTES' : `VARBINARY(${type.length})`;
    case 'CHAR':
    case 'BINARY':
      return `${type.kind}(${type.length})`;
    case 'TIME':
      return `TIME(${type.precision})`;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const zoned = type.kind === 'TIMESTAMP_LTZ' && serializable;
      return zoned ? `TIMESTAMP(${type.precision}) WITH LOCAL TIME ZONE` : `${type.kind}(${type.precision})`;
    }
    // Flink keeps no finer resolution: DAY, HOUR and SECOND are one type
    case 'INTERVAL_DAY_TIME':
      return 'INTERVAL SECOND(3)';
    case 'INTERVAL_YEAR_MONTH':
      return 'INTERVAL MONTH';
    case 'ARRAY':
    case 'MULTISET':
      return `${type.kind}<${printType(type.element, serializable)}>`;
    case 'MAP':
      return `MAP<${printType(type.key, serializable)}, ${printType(type.value, serializable)}>`;
    case 'ROW': {
      const fields = type.fields
        .map((f) => `\`${f.name.replaceAll('`', '``')}\` ${printType(f.type, serializable)}`)
        .join(', ');
      if (type.className === undefined) return `ROW<${fields}>`;
      return `STRUCTURED<'${type.className.replaceAll("'", "''")}', ${fields}>`;
    }
    default:
      return type.kind;
  }
}

/** Equal in everything but nullability at the top and time attributes. */
export function sameType(a: SqlType, b: SqlType): boolean {
  return printBare(withoutAttribute(a), false) === printBare(withoutAttribute(b), false);
}

export function withoutAttribute(type: SqlType): SqlType {
  if ((type.kind !== 'TIMESTAMP' && type.kind !== 'TIMESTAMP_LTZ') || type.attribute === undefined)
    return type;
  return { kind: type.kind, precision: type.precision, nullable: type.nullable };
}
