import { unreachable, type Span } from '../common/errors.ts';
import { located } from '../common/located.ts';
import type { Literal } from '../sql/ast/query.ts';
import { parseInterval } from '../types/interval.ts';
import {
  dateLiteral,
  momentLiteral,
  numberLiteral,
  timeLiteral,
  timestampLiteral,
  type LiteralValue,
} from '../types/literal.ts';
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
      return placed(span, () => numberLiteral(literal.text));
    case 'DATE':
      return placed(span, () => dateLiteral(literal.text));
    case 'TIME':
      return placed(span, () => timeLiteral(literal.text));
    case 'TIMESTAMP':
      return placed(span, () => timestampLiteral(literal.text));
    case 'TIMESTAMP_LTZ':
      return placed(span, () => momentLiteral(literal.text));
    case 'interval': {
      const { type, value } = located(span, () =>
        parseInterval(literal.text, literal.negative, literal.resolution),
      );
      return constant(value, withNullability(type, false));
    }
    default:
      return unreachable(literal);
  }
}

function constant(value: unknown, type: SqlType): BoundExpression {
  return { kind: 'constant', value, type };
}

function placed(span: Span, read: () => LiteralValue): BoundExpression {
  const { value, type } = located(span, read);
  return constant(value, type);
}
