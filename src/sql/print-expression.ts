import { SqlError, assert, unreachable } from '../common/errors.ts';
import { printType, type SqlType } from '../types/type.ts';
import type {
  Expression,
  Identifier,
  Literal,
  ObjectName,
  OrderItem,
  Query,
  WindowSpec,
} from './ast/query.ts';
import { leftOperand } from './left-chain.ts';
import { printFixedCall } from './print-calls.ts';
import { PRECEDENCE } from './precedence.ts';

/** What the printer cannot know by itself. */
export interface Printing {
  /** A query inside an expression. */
  query(query: Query): string;
  /** The name as it is printed: a view puts the table before each column. */
  reference(path: readonly Identifier[]): string;
  /** The name of a table or model that is an argument. */
  name(name: ObjectName, kind: 'table' | 'model'): string;
  /** The full name of a function of the user; undefined for what is printed as it is written. */
  functionName?(call: Call): readonly Identifier[] | undefined;
}

/** Names as they stand, queries refused: for expressions of a table's definition. */
export const AS_WRITTEN: Printing = {
  query: ({ span }) => {
    throw new SqlError('E_PARSE', 'no query can stand in a definition', { span });
  },
  reference: names,
  name: (name) => names(name.parts),
};

/** An expression in the one form that SHOW CREATE and DESCRIBE print: names quoted, no parentheses that change nothing. */
export function printExpression(expression: Expression, printing: Printing = AS_WRITTEN): string {
  return new Printer(printing).print(expression, 0);
}

export function quote(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const INFIX: ReadonlyMap<string, number> = new Map([
  ['OR', PRECEDENCE.or],
  ['AND', PRECEDENCE.and],
  ...['=', '<>', '<', '<=', '>', '>=', 'OVERLAPS'].map((sign) => [sign, PRECEDENCE.comparison] as const),
  ['LIKE', PRECEDENCE.like],
  ['SIMILAR TO', PRECEDENCE.like],
  ['IS DISTINCT FROM', PRECEDENCE.is],
  ['IS NOT DISTINCT FROM', PRECEDENCE.is],
  ['+', PRECEDENCE.sum],
  ['-', PRECEDENCE.sum],
  ['*', PRECEDENCE.product],
  ['/', PRECEDENCE.product],
  ['%', PRECEDENCE.product],
  ['||', PRECEDENCE.product],
]);

/** Operators that NOT is written into: x NOT LIKE y. */
const NEGATABLE = new Set(['LIKE', 'SIMILAR TO', 'IN', 'BETWEEN', 'BETWEEN SYMMETRIC']);

type Call = Expression & { kind: 'call' };

/** A text and how tightly its operator binds. */
type Written = readonly [text: string, precedence: number];

/** In parentheses where the place around it binds tighter. */
function enclosed([text, precedence]: Written, above: number): string {
  return precedence <= above && precedence < PRECEDENCE.postfix ? `(${text})` : text;
}

function isNegatable(expression: Expression): expression is Call {
  return expression.kind === 'call' && NEGATABLE.has(expression.name);
}

/** What is written to the left of an operator: of NOT LIKE, which is NOT around LIKE, the operand of LIKE. */
function leftOf(expression: Expression): Expression | undefined {
  const left = leftOperand(expression);
  const isNot = expression.kind === 'call' && expression.name === 'NOT';
  return isNot && left !== undefined && isNegatable(left) ? leftOperand(left) : left;
}

class Printer {
  readonly #printing: Printing;

  constructor(printing: Printing) {
    this.#printing = printing;
  }

  /** `above`: how tightly the place around it binds; a looser expression gets parentheses. */
  print(expression: Expression, above: number): string {
    return enclosed(this.#written(expression), above);
  }

  #written(expression: Expression): Written {
    const chain: Expression[] = [];
    for (let part: Expression | undefined = expression; part !== undefined; part = leftOf(part))
      chain.push(part);
    let written: Written | undefined;
    for (const part of chain.reverse()) written = this.#part(part, written);
    return written ?? ['', PRECEDENCE.postfix];
  }

  /** `left`: its left operand, where that is written already. */
  #part(expression: Expression, left: Written | undefined): Written {
    if (expression.kind === 'call')
      return this.#operator(expression, left) ?? [this.#function(expression), PRECEDENCE.postfix];
    if (expression.kind !== 'field') return [this.#other(expression), PRECEDENCE.postfix];
    const value = enclosed(left ?? this.#written(expression.value), 0);
    return [`(${value}).${quote(expression.field.name)}`, PRECEDENCE.postfix];
  }

  #other(expression: Exclude<Expression, { kind: 'call' | 'field' }>): string {
    switch (expression.kind) {
      case 'literal':
        return printLiteral(expression.literal);
      case 'reference':
        return this.#printing.reference(expression.path);
      case 'case': {
        const { operand, branches, otherwise } = expression;
        const when = branches.map((branch) => {
          const test = this.print(branch.when, operand === undefined ? 0 : PRECEDENCE.comparison);
          const condition =
            operand === undefined ? test : `${this.print(operand, PRECEDENCE.comparison)} = ${test}`;
          return `WHEN ${condition} THEN ${this.print(branch.then, 0)}`;
        });
        return `CASE ${when.join(' ')} ELSE ${otherwise === undefined ? 'NULL' : this.print(otherwise, 0)} END`;
      }
      case 'cast':
        return `${expression.safe ? 'TRY_CAST' : 'CAST'}(${this.print(expression.value, 0)} AS ${castType(expression.type)})`;
      case 'star':
        return expression.qualifier === undefined ? '*' : `${names(expression.qualifier.parts)}.*`;
      case 'symbol':
        return expression.name;
      case 'type':
        return `RETURNING ${castType(expression.type)}`;
      case 'named':
        return `${quote(expression.name.name)} => ${this.print(expression.value, 0)}`;
      case 'model':
        return `MODEL ${this.#printing.name(expression.name, 'model')}`;
      case 'table':
        return `TABLE ${this.#printing.name(expression.name, 'table')}${this.#setSemantics(expression)}`;
      case 'descriptor':
        return `DESCRIPTOR(${expression.columns.map((column) => names(column.parts)).join(', ')})`;
      case 'subquery':
        return this.#subquery(expression);
      default:
        return unreachable(expression);
    }
  }

  order(item: OrderItem): string {
    const nulls = item.nulls === undefined ? '' : ` NULLS ${item.nulls}`;
    return `${this.print(item.value, 0)}${item.descending ? ' DESC' : ''}${nulls}`;
  }

  /** Operators as text with how tightly they bind; undefined for what is written like a function. */
  #operator({ name, args }: Call, written: Written | undefined, negated = false): Written | undefined {
    const [first, second, third] = args;
    const not = negated ? 'NOT ' : '';
    if (first === undefined) return undefined;
    if (name === 'NOT' && isNegatable(first)) return this.#operator(first, written, true);
    const left = (): Written => written ?? this.#written(first);
    if (name === 'NOT') {
      return [`NOT ${enclosed(left(), PRECEDENCE.not)}`, PRECEDENCE.not];
    }
    if (second === undefined) {
      if (name === '-' || name === '+')
        return [sign(name, enclosed(left(), PRECEDENCE.sign)), PRECEDENCE.sign];
      return name.startsWith('IS ')
        ? [`${enclosed(left(), PRECEDENCE.is)} ${name}`, PRECEDENCE.is]
        : undefined;
    }
    const like = PRECEDENCE.like;
    if (name === 'IN') {
      const items = args.slice(1).map((item) => this.print(item, 0));
      return [`${enclosed(left(), like)} ${not}IN (${items.join(', ')})`, like];
    }
    if (name.startsWith('BETWEEN') && third !== undefined) {
      const mode = name === 'BETWEEN' ? 'ASYMMETRIC' : 'SYMMETRIC';
      const [low, high] = [this.print(second, like), this.print(third, like)];
      return [`${enclosed(left(), like)} ${not}BETWEEN ${mode} ${low} AND ${high}`, like];
    }
    const precedence = INFIX.get(name);
    if (precedence === undefined) return undefined;
    // To the left an operator of the same rank needs no parentheses, to the right it does: a - (b - c).
    const operands = `${enclosed(left(), precedence - 1)} ${not}${name} ${this.print(second, precedence)}`;
    return [
      third === undefined ? operands : `${operands} ESCAPE ${this.print(third, precedence)}`,
      precedence,
    ];
  }

  #function(call: Call): string {
    const args = call.args.map((arg) => this.print(arg, 0));
    const distinct = call.distinct ? 'DISTINCT ' : '';
    const filter = call.filter === undefined ? '' : ` FILTER (WHERE ${this.print(call.filter, 0)})`;
    const over = call.over === undefined ? '' : ` OVER ${this.#window(call.over)}`;
    const path = this.#printing.functionName?.(call) ?? call.path;
    const text =
      path === undefined
        ? printFixedCall(call, args, distinct)
        : `${names(path)}(${distinct}${args.join(', ')})`;
    return `${text}${filter}${over}`;
  }

  #window(window: WindowSpec): string {
    const named = window.name === undefined ? '' : quote(window.name.name);
    const parts = this.#partition(window.partitionBy, window.orderBy).trim();
    const inner = [parts, window.frame ?? ''].filter((part) => part !== '').join(' ');
    return named !== '' && inner === ''
      ? named
      : `(${[named, inner].filter((part) => part !== '').join(' ')})`;
  }

  #partition(partitionBy: readonly Expression[] = [], orderBy: readonly OrderItem[] = []): string {
    const by = partitionBy.map((key) => this.print(key, 0)).join(', ');
    const order = orderBy.map((item) => this.order(item)).join(', ');
    return (by === '' ? '' : ` PARTITION BY ${by}`) + (order === '' ? '' : ` ORDER BY ${order}`);
  }

  /** PARTITION BY and ORDER BY of a table argument: a comma outside parentheses would end the argument. */
  #setSemantics({ partitionBy = [], orderBy = [] }: Expression & { kind: 'table' }): string {
    const by = partitionBy.map((key) => this.print(key, 0)).join(', ');
    const order = orderBy.map((item) => this.order(item)).join(', ');
    return (by === '' ? '' : ` PARTITION BY (${by})`) + (order === '' ? '' : ` ORDER BY (${order})`);
  }

  #subquery(expression: Expression & { kind: 'subquery' }): string {
    const { use, negated, value, operator, query } = expression;
    const inner = `(${this.#printing.query(query)})`;
    if (use === 'scalar') return inner;
    if (use === 'exists') return `${negated ? 'NOT ' : ''}EXISTS ${inner}`;
    assert(value !== undefined, 'IN has a left side');
    const left = this.print(value, PRECEDENCE.like);
    return use === 'in'
      ? `${left} ${negated ? 'NOT ' : ''}IN ${inner}`
      : `${left} ${operator ?? '='} ${use.toUpperCase()} ${inner}`;
  }
}

/** An ORDER BY item in the same form. */
export function printOrderItem(item: OrderItem, printing: Printing): string {
  return new Printer(printing).order(item);
}

function names(parts: readonly Identifier[]): string {
  return parts.map((part) => quote(part.name)).join('.');
}

function sign(name: string, operand: string): string {
  return /^\d/.test(operand) ? `${name}${operand}` : `${name} ${operand}`;
}

/** A type as CAST writes it: no nullability, INT by its long name. */
function castType(type: SqlType): string {
  const bare = { ...type, nullable: true } as SqlType; // NULL cannot be written as a type
  return bare.kind === 'INT' ? 'INTEGER' : printType(bare);
}

function printLiteral(literal: Literal): string {
  switch (literal.type) {
    case 'null':
      return 'NULL';
    case 'boolean':
      return literal.value ? 'TRUE' : 'FALSE';
    case 'number':
      return literal.text;
    case 'string':
      return quoteText(literal.value);
    case 'binary':
      return `X'${Buffer.from(literal.value).toString('hex').toUpperCase()}'`;
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
      return `${literal.type} ${quoteText(literal.text)}`;
    case 'TIMESTAMP_LTZ':
      return `TIMESTAMP WITH LOCAL TIME ZONE ${quoteText(literal.text)}`;
    case 'interval':
      return `INTERVAL ${literal.negative ? '-' : ''}${quoteText(literal.text)} ${literal.resolution}`;
    default:
      return unreachable(literal);
  }
}
