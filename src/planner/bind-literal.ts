import { SqlError, type Span } from '../common/errors.ts';
import type { Literal } from '../sql/ast.ts';
import { parseDate, parseTime, parseTimestamp } from '../types/datetime.ts';
import { MAX_PRECISION, parseDecimal } from '../types/decimal.ts';
import { parseInterval } from '../types/interval.ts';
import { fromBigInt } from '../types/long.ts';
import { timestampOf } from '../types/timestamp.ts';
import { NULL_TYPE, withNullability, type SqlType } from '../types/type.ts';
import type { BoundExpression } from './expression.ts';

/** A literal with the type Flink gives it: never NULL but for NULL itself. Throws E_TYPE for a text that is no such value. */
export function bindLiteral(literal: Literal, span: Span): BoundExpression {
  switch (literal.type) {
    case 'null':
      return { kind: 'constant', value: null, type: NULL_TYPE };
    case 'boolean':
      return constant(literal.value, { kind: 'BOOLEAN', nullable: false });
    case 'string':
      // Flink counts UTF-16 units here, although values count code points.
      return constant(literal.value, { kind: 'CHAR', length: literal.value.length, nullable: false });
    case 'binary':
      return constant(literal.value, { kind: 'BINARY', length: literal.value.length, nullable: false });
    case 'number':
      return bindNumber(literal.text, span);
    case 'interval': {
      const { type, value } = located(span, () =>
        parseInterval(literal.text, literal.negative, literal.resolution),
      );
      return constant(value, withNullability(type, false));
    }
    default:
      return bindDateTime(literal.type, literal.text, span);
  }
}

function constant(value: unknown, type: SqlType): BoundExpression {
  return { kind: 'constant', value, type };
}

const INT_BOUND = 2n ** 31n;
const BIGINT_BOUND = 2n ** 63n;

function bindNumber(text: string, span: Span): BoundExpression {
  if (/e/i.test(text)) return constant(Number(text), { kind: 'DOUBLE', nullable: false });
  if (/^-?\d+$/.test(text)) {
    const value = BigInt(text);
    if (value >= -INT_BOUND && value < INT_BOUND)
      return constant(Number(value), { kind: 'INT', nullable: false });
    if (value >= -BIGINT_BOUND && value < BIGINT_BOUND)
      return constant(fromBigInt(value), { kind: 'BIGINT', nullable: false });
  }
  const decimal = parseDecimal(text);
  if (decimal === undefined) throw new SqlError('E_TYPE', `${text} is no number`, { span });
  const { unscaled, scale } = decimal;
  const precision = Math.max(String(unscaled).replace('-', '').length, scale);
  if (precision > MAX_PRECISION) {
    throw new SqlError('E_TYPE', `${text} has more than ${MAX_PRECISION} digits`, {
      span,
      hint: 'write it as a DOUBLE: 1e3',
    });
  }
  return constant(fromBigInt(unscaled), { kind: 'DECIMAL', precision, scale, nullable: false });
}

function bindDateTime(kind: 'DATE' | 'TIME' | 'TIMESTAMP', text: string, span: Span): BoundExpression {
  const fraction = /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
  const precision = Math.min(fraction, 9);
  if (kind === 'DATE') {
    const days = /^\d{4}-\d{1,2}-\d{1,2}$/.test(text) ? parseDate(text) : undefined;
    if (days !== undefined) return constant(days, { kind, nullable: false });
  } else if (kind === 'TIME') {
    const ms = /^\d{1,2}:\d{1,2}:\d{1,2}/.test(text) ? parseTime(text) : undefined;
    if (ms !== undefined) return constant(ms, { kind, precision: Math.min(precision, 3), nullable: false });
  } else {
    const local = text.includes(' ') ? parseTimestamp(text) : undefined;
    if (local !== undefined) {
      return constant(timestampOf(local.ms, local.nanos, precision), { kind, precision, nullable: false });
    }
  }
  throw new SqlError('E_TYPE', `'${text}' is no ${kind}`, { span });
}

function located<T>(span: Span, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof SqlError ? error.with({ span }) : error;
  }
}
