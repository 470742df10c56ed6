import { expect, test } from 'vitest';
import { SqlError } from '../../src/common/errors.ts';
import { parse } from '../../src/sql/parse.ts';
import { positionAt } from '../../src/sql/position.ts';

async function errorOf(text: string): Promise<SqlError> {
  try {
    await parse(text);
  } catch (thrown) {
    if (thrown instanceof SqlError) return thrown;
    throw thrown;
  }
  throw new Error(`parsed: ${text}`);
}

// What is marked by <> in the statement is where the error shows: its start is where Flink says so.
test.each([
  ['<SELCT> a FROM t', "unexpected 'SELCT'; expected a statement", 'did you mean SELECT?'],
  [
    'SELECT a, <FROM> t',
    "unexpected 'FROM' after ','; expected a value",
    'remove the comma, or say what follows it',
  ],
  ['SELECT a,<,> b FROM t', "unexpected ',' after ','; expected a value", undefined],
  ['SELECT a b <c> FROM t', "unexpected 'c' after 'b'; expected ',' or FROM", 'a comma may be missing'],
  [
    'SELECT a FORM <t>',
    "unexpected 't' after 'FORM'; expected ',' or FROM",
    'did you mean FROM instead of FORM?',
  ],
  ['SELECT a FRO<M>', "the statement ends after 'FROM'; expected a table", undefined],
  ['SELECT a FROM t WHER <a> = 1', "unexpected 'a' after 'WHER'", 'did you mean WHERE instead of WHER?'],
  ['SELECT a FROM t WHERE a <=>', "the statement ends after '='; expected a value", undefined],
  ['SELECT a FROM t WHERE a <= => 1', "unexpected '=' after '='; expected a value", 'write a single ='],
  ['SELECT a FROM t WHERE a = 1 <AND>', "the statement ends after 'AND'; expected a value", undefined],
  ['SELECT a FROM t WHERE <AND> a', "unexpected 'AND' after 'WHERE'; expected a value", undefined],
  ['SELECT a FROM t WHERE a = 1 <ADN> b', "unexpected 'ADN' after '1'", 'did you mean AND?'],
  [
    'SELECT a FROM t WHERE a IN (1, <)>',
    "unexpected ')' after ','; expected a value",
    'remove the comma, or say what follows it',
  ],
  ['SELECT a FROM t GROUP <a>', "unexpected 'a' after 'GROUP'; expected BY", undefined],
  ['SELECT a FROM t GROUP BY a <WHERE> b', "unexpected 'WHERE' after 'a'", undefined],
  ['SELECT a FROM t HAVING a <WHERE> b', "unexpected 'WHERE' after 'a'", undefined],
  ['SELECT a FROM t WHERE b <FROM> u', "unexpected 'FROM' after 'b'", undefined],
  ['SELECT a FROM t LIMIT 1<,> 2', "unexpected ',' after '1'", 'write LIMIT count OFFSET start'],
  ['SELECT a FROM t LIMIT 1 <UNION> SELECT 2', "unexpected 'UNION' after '1'", undefined],
  ['SELECT a FROM t LIMIT 1 <+> 1', "unexpected '+' after '1'", undefined],
  ['SELECT a FROM t <MINUS> SELECT 1', "unexpected 'MINUS' after 't'", 'write EXCEPT'],
  ['SELECT (1 + <2>', "the statement ends after '2'; expected ',' or )", undefined],
  ['SELECT 1 + 2<)>', "unexpected ')' after '2'", 'there is no ( for it'],
  ['SELECT 1 <<> =>', "unexpected '=' after '<>'; expected a value", undefined],
  ['SELECT a <!=> 1', "unexpected '!=' after 'a'; expected ',' or FROM", 'write <>'],
  ['SELECT a<:>:INT', "unexpected ':' after 'a'; expected ',' or FROM", 'write CAST(value AS type)'],
  [
    'SELECT <">a" FROM t',
    "unexpected '\"' after 'SELECT'; expected a value",
    'names stand between backticks, text between single quotes',
  ],
  ['SELECT <@>a', "unexpected character '@'", undefined],
  ['SELECT a <&>& b', "unexpected character '&'", 'write AND'],
  ['SELECT a<，> b FROM t', "unexpected character '，'", "this is a full-width sign; write ','"],
  ['SELECT a = <‘>x’', "unexpected character '‘'", "this is a typographic quote; write '"],
  [
    "SELECT 'a' FROM t WHERE b = <'>x",
    'the text that starts here is never closed',
    "close it with '; inside a text write '' for '",
  ],
  ['SELECT <`>a FROM t', 'the name that starts here is never closed', 'close it with `'],
  ['SELECT a </*> b', 'the comment that starts here is never closed', 'close it with */'],
  [
    'SELECT a AS <value> FROM t',
    "unexpected 'value' after 'AS'; expected the column's name",
    'VALUE is a reserved word; as a name write `value`',
  ],
  [
    'SELECT <timestamp> FROM t',
    "unexpected 'timestamp' after 'SELECT'; expected a value",
    'TIMESTAMP is a reserved word; as a name write `timestamp`',
  ],
  ['SELECT a.b<. FROM> t', "unexpected 'FROM' after '.'; expected a name", undefined],
  [
    'SELECT <UPPER> a',
    "unexpected 'UPPER' after 'SELECT'; expected a value",
    'UPPER is a reserved word; as a name write `UPPER`',
  ],
  ['SELECT CASE <END>', "unexpected 'END' after 'CASE'; expected a value", undefined],
  ['SELECT CASE WHEN a <1> END', "unexpected '1' after 'a'; expected THEN", undefined],
  ['SELECT CAST(a <INT>)', "unexpected 'INT' after 'a'; expected AS", undefined],
  ['SELECT COUNT(*<,> a)', "unexpected ',' after '*'; expected )", undefined],
  ['SELECT f(a => <)>', "unexpected ')' after '=>'; expected a value", undefined],
  [
    "SELECT INTERVAL '5<'>",
    'the statement ends after text in quotes; expected DAY, HOUR, MINUTE, SECOND, MONTH or YEAR',
    undefined,
  ],
  ['SELECT a <LIKE>', "the statement ends after 'LIKE'; expected a pattern", undefined],
  ['SELECT TOP <5> a FROM t', "unexpected '5' after 'TOP'; expected ',' or FROM", 'write LIMIT 5 at the end'],
  ['SELECT * FROM t <JOIN>', "the statement ends after 'JOIN'; expected a table", undefined],
  ['SELECT * FROM t <LEFT u> ON a', "unexpected 'u' after 'LEFT'; expected a table", undefined],
  ['SELECT * FROM t <INNER LEFT> JOIN u', "unexpected 'LEFT' after 'INNER'; expected a table", undefined],
  ['SELECT * FROM t<, ,> u', "unexpected ',' after ','; expected a table", undefined],
  ['SELECT * FROM t a <b>', "unexpected 'b' after 'a'", undefined],
  ['SELECT * FROM t <ON> a', "unexpected 'ON' after 't'", undefined],
  ['SELECT * FROM t JOIN u ON a <ON> b', "unexpected 'ON' after 'a'", undefined],
  ['SELECT * FROM t NATURAL JOIN u <ON> b', "unexpected 'ON' after 'u'", undefined],
  ['SELECT * FROM (a <JOIN )>', "unexpected ')' after 'JOIN'; expected a table", undefined],
  [
    "SELECT * FROM ML_PREDICT(TABLE t, MODEL <'m'>)",
    "unexpected text in quotes after 'MODEL'",
    'a model is named without quotes: MODEL m',
  ],
  [
    'SELECT * FROM TUMBLE(TABLE t, <OFFSET> => 1)',
    "unexpected 'OFFSET' after ','; expected a value",
    'OFFSET is a reserved word; as a name write `OFFSET`',
  ],
  [
    'CREATE <TABEL> t (a INT)',
    "unexpected 'TABEL' after 'CREATE'; expected TABLE, VIEW, MODEL, FUNCTION, DATABASE or CATALOG",
    'did you mean TABLE?',
  ],
  [
    'CREATE TABLE t (a INT <b> INT)',
    "unexpected 'b' after 'INT'; expected ',' or )",
    'a comma may be missing',
  ],
  [
    'CREATE TABLE <order> (a INT)',
    "unexpected 'order' after 'TABLE'; expected a name for the table",
    'ORDER is a reserved word; as a name write `order`',
  ],
  [
    'CREATE TABLE t (a INT, <)>',
    "unexpected ')' after ','; expected a column name",
    'remove the comma, or say what follows it',
  ],
  ['CREATE TABLE t (a INT) <WIHT> ()', "unexpected 'WIHT' after ')'", 'did you mean WITH?'],
  [
    "CREATE MODEL m INPUT (a STRING) OUTPUT (b STRING) <(>'a'='b')",
    "unexpected '(' after ')'",
    'options stand behind WITH',
  ],
  [
    'CREATE MODEL m OUTPUT (a STRING) <INPUT> (b STRING)',
    "unexpected 'INPUT' after ')'",
    'the clauses stand in the order INPUT, OUTPUT, COMMENT, WITH',
  ],
  ['DROP TABLE IF <EXIST> t', "unexpected 'EXIST' after 'IF'; expected EXISTS", 'did you mean EXISTS?'],
  [
    '<SHOW TABLE>',
    "unexpected 'TABLE' after 'SHOW'; expected TABLES, VIEWS, MODELS, FUNCTIONS, JOBS, CATALOGS, DATABASES, CURRENT CATALOG, CURRENT DATABASE or COLUMNS",
    'did you mean TABLES?',
  ],
  ['INSERT <t> SELECT 1', "unexpected 't' after 'INSERT'; expected INTO", undefined],
  [
    'STOP JOB 1 WITH <SAVEPIONT>',
    "unexpected 'SAVEPIONT' after 'WITH'; expected SAVEPOINT or DRAIN",
    'did you mean SAVEPOINT?',
  ],
])('%s', async (marked, message, hint) => {
  const [start, end] = marks(marked);
  const text = marked.slice(0, start) + marked.slice(start + 1, end) + marked.slice(end + 1);
  const error = await errorOf(text);
  expect([error.code, error.message, error.hint]).toEqual(['E_PARSE', message, hint]);
  expect(error.span).toEqual({ start, end: end - 1 });
});

/** The two marks are the first < and the last > that are no operators: those with an inside that fits. */
function marks(marked: string): [number, number] {
  const start = marked.indexOf('<');
  const end = marked.indexOf('>', start + 1);
  // `<= =>`, `<<> =>`, `<=>`: the mark at the end is the last > .
  const inside = marked.slice(start + 1, end);
  return inside === '' || inside === '= =' || inside === '<'
    ? [start, marked.lastIndexOf('>')]
    : [start, end];
}

test('line and column count from 1, across line breaks of all kinds', async () => {
  const text = 'SELECT a,\r\n  -- a comment\n  b,\nFROM t';
  const error = await errorOf(text);
  expect(positionAt(text, error.span?.start ?? -1)).toEqual({ line: 4, column: 1 });
  expect(positionAt(text, 0)).toEqual({ line: 1, column: 1 });
});

test('no text of an option list is repeated, quoted or not', async () => {
  const secret = 'sk-canary';
  for (const text of [
    `CREATE MODEL m WITH ('api-key' = ${secret})`,
    `CREATE MODEL m WITH ('api-key' '${secret}')`,
    `CREATE MODEL m WITH ('api-key' = '${secret}' '${secret}')`,
    `CREATE MODEL m WITH ('api-key' = '${secret}' ${secret})`,
    `CREATE MODEL m WITH (${secret} = 'x')`,
    `CREATE MODEL m WITH '${secret}'`,
    `CREATE MODEL m WITH ('api-key' = '${secret})`,
    `CREATE MODEL m WITH ('a' = 'b, 'api-key' = '${secret}')`,
    `ALTER MODEL m SET ('api-key' = ${secret})`,
    `SET 'weir.key' ${secret}`,
    `SELECT * FROM t /*+ OPTIONS('a' = ${secret}) */`,
  ]) {
    const { message, hint } = await errorOf(text);
    expect(`${message} ${hint ?? ''}`, text).not.toMatch(/canary|sk/);
  }
});

test('a second statement is refused by name', async () => {
  expect(await errorOf('SELECT 1; SELECT 2')).toMatchObject({
    code: 'E_UNSUPPORTED',
    span: { start: 10, end: 16 },
  });
});

test('an empty text says so', async () => {
  expect((await errorOf(' -- nothing')).message).toBe('the statement is empty');
});
