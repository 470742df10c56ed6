// Random typed expressions over a table of few rows, as trees that each dialect writes in its own words.
//
// Left out, since the meaning differs or one of the two has none (Flink first, DuckDB second):
// - overflow of INT and BIGINT: wraps; fails. Figures are small, and what DuckDB refuses as out of range is drawn anew.
// - division of whole numbers: `/` cuts; `/` is a DOUBLE. Written as `/` and `//`.
// - division by zero: fails; NULL. Divisors stand in NULLIF(x, 0).
// - DECIMAL: result precision, rounding of `/` and what happens beyond 38 digits differ. Only + - * and comparisons of small ones.
// - DOUBLE as text, BOOLEAN as text ('TRUE'; 'true'), DOUBLE to INT (cuts; rounds): never cast so.
// - NaN and -0: order and equality differ; no operation here makes one (square roots are of ABS).
// - CONCAT of a NULL: NULL; passes over it. Written as `||`.
// - empty text as needle of POSITION and REPLACE, SUBSTRING from 0 or below, negative counts: constants avoid them.
// - LIKE with a backslash: a plain sign; also in DuckDB, but not by its documentation. Patterns have none.
// - text in another order than that of code points (surrogates): texts have none.
// - GREATEST and LEAST with a NULL: NULL; passes over it. COALESCE stands around each of their arguments.
// - DATE + INTERVAL: DATE; TIMESTAMP. DuckDB gets a CAST around it.
// - a date before 1970: EXTRACT of a TIMESTAMP differs in Flink; only dates are asked.
// - DAYOFWEEK: Sunday is 1; Sunday is 0. DuckDB gets + 1.
// - x IS UNKNOWN: DuckDB writes IS NULL.
// - a bare NULL has no type in Flink: each is CAST to one.
// - text IN (...): Flink cuts the list to the length of a constant text ('a' IN ('abc') is TRUE); the text is CAST to STRING.
// - DECIMAL beside a DOUBLE that is NaN: below it in Flink, neither below nor above here; the DECIMAL is CAST.

/** Columns of the table: type, and its values as SQL of both dialects; NULL among them. */
export const COLUMNS = {
  a: ['INT', ['1', '-3', '0', 'NULL', '7', '12', '-1', '2']],
  b: ['INT', ['2', '5', 'NULL', '0', '-4', '12', '1', '3']],
  c: ['BIGINT', ['10', 'NULL', '0', '-20', '400', '33', '-1', '7']],
  d: ['DOUBLE', ['0.5E0', '-2.25E0', 'NULL', '0.0E0', '3.0E0', '10.75E0', '1.0E0', '-0.125E0']],
  e: ['DECIMAL(6, 2)', ['1.50', 'NULL', '0.00', '-2.25', '99.99', '10.00', '0.01', '-7.50']],
  s: ['STRING', ["'abc'", "''", 'NULL', "'a b'", "'Zoë'", "'%a_'", "'aab'", "'12'"]],
  u: ['STRING', ["'b'", "'abc'", "'zz'", 'NULL', "'A'", "'日本'", "' x '", "'a'"]],
  p: ['BOOLEAN', ['TRUE', 'FALSE', 'NULL', 'TRUE', 'FALSE', 'NULL', 'TRUE', 'FALSE']],
  q: ['BOOLEAN', ['TRUE', 'TRUE', 'TRUE', 'FALSE', 'FALSE', 'NULL', 'NULL', 'NULL']],
  t: [
    'DATE',
    [
      "DATE '2020-02-29'",
      "DATE '1969-12-31'",
      'NULL',
      "DATE '2000-01-01'",
      "DATE '2026-07-05'",
      "DATE '1999-12-31'",
      "DATE '2024-03-01'",
      "DATE '2021-01-03'",
    ],
  ],
};

const CONSTANTS = {
  INT: ['0', '1', '2', '3', '10', '-1', '-5'],
  BIGINT: ['CAST(4 AS BIGINT)', 'CAST(-9 AS BIGINT)', 'CAST(0 AS BIGINT)'],
  DOUBLE: ['1.5E0', '0.25E0', '-2.0E0', '0.0E0', '8.0E0'],
  'DECIMAL(6, 2)': ['1.25', '0.50', '-3.75', '10.00'],
  STRING: ["'a'", "'b'", "'abc'", "''", "'A b'", "'日'"],
  BOOLEAN: ['TRUE', 'FALSE'],
  DATE: ["DATE '2020-01-01'", "DATE '1970-01-01'", "DATE '2024-12-31'"],
};
const TYPES = Object.keys(CONSTANTS);
const NUMBERS = ['INT', 'BIGINT', 'DOUBLE'];

export class Generator {
  #chance;
  #shapes;

  /** `more`: shapes beside those in which the dialects agree. */
  constructor(chance, more = {}) {
    this.#chance = chance;
    this.#shapes = Object.fromEntries(
      TYPES.map((type) => [type, [...SHAPES[type], ...EVERY, ...(more[type] ?? [])]]),
    );
  }

  /** `write` gives the text in a dialect, 'flink' or 'duckdb'. */
  expression(depth = 4) {
    const type = this.#one(TYPES);
    return { type, write: this.#of(type, depth) };
  }

  #of(type, depth) {
    if (depth <= 0 || this.#chance.happens(0.12)) return this.#leaf(type);
    const shape = this.#one(this.#shapes[type]);
    return shape((wanted = type, less = 1) => this.#of(wanted, depth - less), type, this.#pick);
  }

  #leaf(type) {
    const columns = Object.entries(COLUMNS).filter(([, [of]]) => of === type);
    if (this.#chance.happens(0.6)) return text(this.#one(columns)[0]);
    return text(this.#chance.happens(0.08) ? `CAST(NULL AS ${type})` : this.#one(CONSTANTS[type]));
  }

  #pick = (...of) => this.#one(of);

  #one(of) {
    return of[this.#chance.below(of.length)];
  }
}

const text = (sql) => () => sql;

/** `sql` pieces around parts, which are trees; a piece may be [Flink's words, DuckDB's words]. */
function sql(pieces, ...parts) {
  return (dialect) =>
    pieces.map((piece, i) => piece + (i < parts.length ? word(parts[i], dialect) : '')).join('');
}

function word(part, dialect) {
  if (typeof part === 'function') return part(dialect);
  return Array.isArray(part) ? part[dialect === 'duckdb' ? 1 : 0] : part;
}

/** For every type. */
const EVERY = [
  (of) => sql`CASE WHEN ${of('BOOLEAN')} THEN ${of()} ELSE ${of()} END`,
  (of) => sql`CASE WHEN ${of('BOOLEAN')} THEN ${of()} WHEN ${of('BOOLEAN')} THEN ${of()} END`,
  (of) => sql`COALESCE(${of()}, ${of()})`,
  (of) => sql`NULLIF(${of()}, ${of()})`,
];

const arithmetic = [
  (of, type, pick) => sql`(${of()} ${pick('+', '-', '+', '-', '*')} ${of()})`,
  (of) => sql`(- ${of()})`,
  (of) => sql`ABS(${of()})`,
  (of, type, pick) => {
    const value = text(CONSTANTS[type][0]);
    return sql`${pick('GREATEST', 'LEAST')}(COALESCE(${of()}, ${value}), COALESCE(${of()}, ${value}))`;
  },
];
const whole = [
  ...arithmetic,
  (of) => sql`(${of()} ${['/', '//']} NULLIF(${of()}, 0))`,
  (of) => sql`(${of()} % NULLIF(${of()}, 0))`,
];

const SHAPES = {
  BOOLEAN: [
    (of, type, pick) => sql`(${of()} ${pick('AND', 'OR')} ${of()})`,
    (of, type, pick) => sql`(${of()} ${pick('AND', 'OR')} ${of()})`,
    (of) => sql`(NOT ${of()})`,
    (of, type, pick) => {
      const kind = pick(...NUMBERS, 'INT', 'STRING', 'DATE', 'DECIMAL(6, 2)');
      return sql`(${of(kind)} ${pick('=', '<>', '<', '<=', '>', '>=')} ${of(kind)})`;
    },
    (of, type, pick) =>
      sql`(${of(pick(...NUMBERS))} ${pick('=', '<>', '<', '<=', '>', '>=')} ${of(pick(...NUMBERS))})`,
    (of, type, pick) => {
      const kind = pick(...TYPES);
      return sql`(${of(kind)} IS ${pick('', 'NOT ')}DISTINCT FROM ${of(kind)})`;
    },
    (of, type, pick) => sql`(${of(pick(...TYPES))} IS ${pick('', 'NOT ')}NULL)`,
    (of, type, pick) => sql`(${of()} IS ${pick('TRUE', 'FALSE', 'NOT TRUE', 'NOT FALSE')})`,
    (of) => sql`(${of()} IS ${['UNKNOWN', 'NULL']})`,
    (of, type, pick) => {
      const kind = pick('INT', 'STRING', 'DATE', 'DOUBLE');
      return sql`(${of(kind)} ${pick('', 'NOT ')}BETWEEN ${of(kind)} AND ${of(kind)})`;
    },
    (of, type, pick) => {
      const kind = pick('INT', 'STRING', 'BIGINT');
      return sql`(CAST(${of(kind)} AS ${kind}) ${pick('', 'NOT ')}IN (${of(kind)}, ${of(kind, 2)}, ${of(kind, 3)}))`;
    },
    (of, type, pick) =>
      sql`(${of('STRING')} ${pick('', 'NOT ')}LIKE ${pick("'a%'", "'%b'", "'_b_'", "'%'", "''", "'%a%b%'", "'日_'")})`,
    (of) => sql`(${of('STRING')} LIKE ${text("'!%a!_' ESCAPE '!'")})`,
  ],
  INT: [
    ...whole,
    (of) => sql`${['CHAR_LENGTH', 'length']}(${of('STRING')})`,
    (of, type, pick) => sql`POSITION(${pick("'a'", "'b'", "'bc'", "'本'")} IN ${of('STRING')})`,
    (of) => sql`CAST(${of('BOOLEAN')} AS INT)`,
  ],
  BIGINT: [
    ...whole,
    (of) => sql`CAST(${of('INT')} AS BIGINT)`,
    (of, type, pick) => sql`(${of('INT')} ${pick('+', '-', '*')} ${of('BIGINT')})`,
    (of, type, pick) => sql`EXTRACT(${pick('YEAR', 'MONTH', 'DAY', 'QUARTER', 'DOY')} FROM ${of('DATE')})`,
    (of) => sql`${['DAYOFWEEK(', '(1 + dayofweek(']}${of('DATE')}${[')', '))']}`,
  ],
  DOUBLE: [
    ...arithmetic,
    (of) => sql`(${of()} / NULLIF(${of()}, 0.0E0))`,
    (of, type, pick) => sql`(${of('INT')} ${pick('+', '-', '*')} ${of('DOUBLE')})`,
    (of, type, pick) => sql`${pick('FLOOR', 'CEIL')}(${of()})`,
    (of) => sql`SQRT(ABS(${of()}))`,
    (of) => sql`CAST(${of('INT')} AS DOUBLE)`,
    (of, type, pick) => sql`POWER(${of('DOUBLE', 3)}, ${pick('2', '1', '0')})`,
  ],
  'DECIMAL(6, 2)': [
    (of) => sql`CAST(${of('INT')} % 100 AS DECIMAL(6, 2))`,
    (of, type, pick) => sql`CAST((${of(type, 9)} ${pick('+', '-')} ${of(type, 9)}) AS DECIMAL(6, 2))`,
    (of) => sql`ABS(${of()})`,
    (of) => sql`(- ${of()})`,
  ],
  STRING: [
    (of) => sql`(${of('STRING', 2)} || ${of('STRING', 2)})`,
    (of, type, pick) => sql`${pick('UPPER', 'LOWER', 'REVERSE', 'TRIM', 'LTRIM', 'RTRIM')}(${of()})`,
    (of, type, pick) => sql`SUBSTRING(${of()} FROM ${pick('1', '2', '3')} FOR ${pick('0', '1', '2', '9')})`,
    (of, type, pick) => sql`SUBSTRING(${of()} FROM ${pick('1', '2', '5')})`,
    (of, type, pick) => sql`REPLACE(${of()}, ${pick("'a'", "'b'", "'ab'")}, ${pick("'x'", "''", "'aa'")})`,
    (of, type, pick) => sql`${['LEFT', 'left']}(${of()}, ${pick('0', '1', '3')})`,
    (of, type, pick) => sql`${['RIGHT', 'right']}(${of()}, ${pick('0', '1', '3')})`,
    (of, type, pick) => sql`REPEAT(${of('STRING', 2)}, ${pick('0', '1', '3')})`,
    (of, type, pick) =>
      sql`${pick('LPAD', 'RPAD')}(${of('STRING', 2)}, ${pick('0', '2', '6')}, ${pick("'-'", "'ab'")})`,
    (of) => sql`CAST(${of('INT')} AS STRING)`,
    (of) => sql`CAST(${of('DATE')} AS STRING)`,
  ],
  DATE: [
    (of, type, pick) => {
      const days = pick("'1' DAY", "'10' DAY", "'1' MONTH", "'2' YEAR");
      return sql`${['(', 'CAST(']}${of('DATE', 2)} ${pick('+', '-')} INTERVAL ${days}${[')', ' AS DATE)']}`;
    },
    (of) => sql`CAST(CAST(${of('DATE')} AS STRING) AS DATE)`,
  ],
};

/** What DuckDB takes for another thing. */
export const FLINK_SHAPES = {
  BOOLEAN: [
    (of) => sql`CAST(${of('INT')} AS BOOLEAN)`,
    (of) => sql`(${of('STRING')} SIMILAR TO '(a|b)%')`,
    (of) => sql`(${of('DATE')} BETWEEN SYMMETRIC ${of('DATE')} AND ${of('DATE')})`,
    (of) => sql`(CAST(${of('DECIMAL(6, 2)')} AS DOUBLE) < ${of('DOUBLE')})`,
    (of) => sql`IF(${of()}, ${of()}, ${of()})`,
  ],
  INT: [
    (of) => sql`(${of()} * 1000003 * ${of()})`,
    (of) => sql`CAST(${of('DOUBLE')} AS INT)`,
    (of) => sql`CAST(${of('DECIMAL(6, 2)')} AS INT)`,
    (of) => sql`SIGN(${of()})`,
    (of, type, pick) => sql`TIMESTAMPDIFF(${pick('DAY', 'MONTH', 'YEAR')}, ${of('DATE')}, ${of('DATE')})`,
    (of) => sql`TRY_CAST(${of('STRING')} AS INT)`,
    (of) => sql`ASCII(${of('STRING')})`,
    (of) => sql`LOCATE(${of('STRING')}, ${of('STRING')}, ${of('INT', 3)})`,
    (of) => sql`GREATEST(${of()}, ${of()}, ${of()})`,
  ],
  BIGINT: [
    (of) => sql`(${of()} * ${of()} * 3000000019)`,
    (of) => sql`CAST(${of('DOUBLE')} AS BIGINT)`,
    (of) => sql`MOD(${of('INT')}, NULLIF(${of()}, 0))`,
    (of, type, pick) => sql`EXTRACT(${pick('WEEK', 'DOW', 'ISODOW', 'EPOCH')} FROM ${of('DATE')})`,
  ],
  DOUBLE: [
    (of) => sql`ROUND(${of()}, 1)`,
    (of) => sql`TRUNCATE(${of()}, 1)`,
    (of) => sql`CAST(${of('DECIMAL(6, 2)')} AS DOUBLE)`,
    (of) => sql`(${of()} / ${of()})`,
    (of) => sql`TRY_CAST(${of('STRING')} AS DOUBLE)`,
    (of) => sql`(${of('DECIMAL(6, 2)')} * ${of()})`,
  ],
  'DECIMAL(6, 2)': [
    (of) => sql`CAST((${of()} * ${of()}) AS DECIMAL(6, 2))`,
    (of) => sql`CAST((${of()} / NULLIF(${of()}, 0)) AS DECIMAL(6, 2))`,
    (of) => sql`CAST(ROUND(${of()}, 1) AS DECIMAL(6, 2))`,
    (of) => sql`CAST(${of('DOUBLE')} AS DECIMAL(6, 2))`,
    (of) => sql`CAST(FLOOR(${of()}) AS DECIMAL(6, 2))`,
  ],
  STRING: [
    (of) => sql`CONCAT(${of('STRING', 2)}, ${of('STRING', 2)})`,
    (of) => sql`CONCAT_WS('-', ${of('STRING', 2)}, ${of('STRING', 2)})`,
    (of) => sql`SUBSTRING(${of()}, ${of('INT', 2)}, ${of('INT', 2)})`,
    (of, type, pick) => sql`${pick('LEFT', 'RIGHT')}(${of()}, ${of('INT', 2)})`,
    (of, type, pick) => sql`${pick('LPAD', 'RPAD')}(${of()}, ${of('INT', 3)} % 20, ${of('STRING', 3)})`,
    (of) => sql`REPEAT(${of('STRING', 2)}, ${of('INT', 3)} % 4)`,
    (of) => sql`INITCAP(${of()})`,
    (of) => sql`SPLIT_INDEX(${of()}, 'a', ${of('INT', 2)})`,
    (of) => sql`OVERLAY(${of()} PLACING ${of()} FROM ${of('INT', 3)})`,
    (of) => sql`REPLACE(${of()}, ${of('STRING', 2)}, ${of('STRING', 2)})`,
    (of) => sql`CAST(${of('BOOLEAN')} AS STRING)`,
    (of) => sql`CAST(${of('DOUBLE')} AS STRING)`,
    (of) => sql`CAST(${of('DECIMAL(6, 2)', 2)} AS STRING)`,
    (of, type, pick) =>
      sql`TRIM(${pick('LEADING', 'TRAILING', 'BOTH')} ${pick("'a'", "' '", "'ab'")} FROM ${of()})`,
    (of, type, pick) =>
      sql`DATE_FORMAT(CAST(${of('DATE')} AS TIMESTAMP(3)), ${pick("'yyyy-MM'", "'d.M.yy'", "'D E'")})`,
    (of) => sql`REGEXP_REPLACE(${of()}, ${text("'[ab]+'")}, '_')`,
    (of) => sql`HEX(${of()})`,
    (of) => sql`MD5(${of()})`,
  ],
  DATE: [
    (of) => sql`CAST(CAST(${of()} AS TIMESTAMP(3)) AS DATE)`,
    (of) => sql`TO_DATE(CAST(${of()} AS STRING))`,
    (of, type, pick) => sql`TIMESTAMPADD(${pick('DAY', 'MONTH', 'YEAR')}, ${of('INT', 3)} % 100, ${of()})`,
    (of, type, pick) => sql`FLOOR(${of()} TO ${pick('MONTH', 'YEAR', 'WEEK')})`,
  ],
};

const NAMES = Object.keys(COLUMNS);
const ROWS = COLUMNS.a[1].length;

/** One SELECT of several expressions for all rows, in the order of their number. */
export function statementOf(expressions, dialect) {
  const items = expressions.map(({ write }, i) => `${write(dialect)} AS x${i}`);
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const cells = NAMES.map((name) => {
      const [type, values] = COLUMNS[name];
      const value = values[row];
      return `CAST(${value} AS ${type})`;
    });
    return `(${row}, ${cells.join(', ')})`;
  });
  const from = `(VALUES ${rows.join(', ')}) AS r(n, ${NAMES.join(', ')})`;
  return `SELECT n, ${items.join(', ')} FROM ${from}${dialect === 'duckdb' ? ' ORDER BY n' : ''}`;
}

/** Answers in one form: numbers without a form of their own, texts as they are. */
export function normal(value, type) {
  if (value === null) return null; // not 'NULL', which is a text
  switch (type) {
    case 'BOOLEAN':
      return String(value).toUpperCase();
    case 'DOUBLE': {
      const number = Number(value);
      return number === 0 ? '0' : Number(number.toPrecision(12)).toString();
    }
    case 'DECIMAL(6, 2)':
      return Number(value).toFixed(6);
    default:
      return String(value);
  }
}
