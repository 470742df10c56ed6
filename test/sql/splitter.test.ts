import fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { cpuMs } from '../support/cpu-time.ts';
import { tokenize } from '../../src/sql/lexer.ts';
import { isComplete, splitStatements, Splitter } from '../../src/sql/splitter.ts';

function texts(script: string): string[] {
  return splitStatements(script).statements.map(({ start, end }) => script.slice(start, end));
}

function open(script: string): string | undefined {
  return splitStatements(script).rest?.open;
}

test('statements end at ; and lose it, blanks and comments around them', () => {
  expect(texts('SELECT 1;\n-- note\nSELECT 2 ; ;; /* c */ SELECT 3')).toEqual([
    'SELECT 1',
    'SELECT 2',
    'SELECT 3',
  ]);
});

test('a ; in a text, a name or a comment ends nothing', () => {
  const statements = [
    "SELECT 'a;b'",
    'SELECT `a;b`',
    'SELECT 1 /* ; */ + 2',
    "SELECT 'it''s;' -- ;\n, 3",
    "SELECT 'a\\'",
  ];
  expect(texts(statements.join(';'))).toEqual(statements);
});

test('a hint behind a table stays with its statement', () => {
  const statements = ["SELECT * FROM t /*+ OPTIONS('a' = 'b;c') */", 'SELECT 1'];
  expect(texts(statements.join(';'))).toEqual(statements);
});

test('only two single quotes make one inside a text; a double quote opens nothing', () => {
  expect(texts(`SELECT "a;b"; SELECT 'x'`)).toEqual(['SELECT "a', 'b"', "SELECT 'x'"]);
});

test.each([
  ['', undefined],
  ['  -- only a comment', undefined],
  ['SELECT 1;', undefined],
  ['SELECT 1; /* done */', undefined],
  ['SELECT 1', ';'],
  ['SELECT 1; SELECT', ';'],
  ["SELECT 'a", 'quote'],
  ["SELECT 'a''", 'quote'],
  ["SELECT 'a'", ';'],
  ["SELECT ''", ';'],
  ["SELECT '", 'quote'],
  ['SELECT `a', 'backtick'],
  ['SELECT /* a', 'comment'],
  ['/* a', 'comment'],
  ['/*', 'comment'],
  ['SELECT /* a *', 'comment'],
  ['SELECT (1', 'parenthesis'],
  ["SELECT (1, ')'", 'parenthesis'],
  ['SELECT (1)', ';'],
  ['SELECT 1 -- (', ';'],
  ['SELECT 1 -', ';'],
  ['EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1;', 'statement set'],
  ['EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; END', ';'],
  ['BEGIN STATEMENT SET;', 'statement set'],
  ['BEGIN STATEMENT SET; INSERT INTO a SELECT 1; END;', undefined],
])('%j waits for %j', (script, what) => {
  expect(open(script)).toBe(what);
  expect(isComplete(script)).toBe(what === undefined);
});

test('a statement set is one statement, whatever CASE ... END it holds', () => {
  const set =
    'EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT CASE WHEN x THEN 1 END FROM t; INSERT INTO b SELECT 2; END';
  const older = 'begin statement set; insert into a select case x when 1 then 2 end from t; end';
  const explained = 'EXPLAIN STATEMENT SET BEGIN INSERT INTO a SELECT 1; END';
  expect(texts(`${set}; SELECT 1; ${older}; ${explained};`)).toEqual([set, 'SELECT 1', older, explained]);
});

test('words that only look like a statement set open none', () => {
  const statements = ["SELECT 'STATEMENT SET BEGIN'", 'SELECT `statement` `set`', 'SET a = 1', 'SELECT 1'];
  expect(texts(statements.join(';'))).toEqual(statements);
});

const FRAGMENTS = [
  'SELECT',
  'a',
  '1',
  ';',
  ' ',
  '\n',
  "'x'",
  "'a;b'",
  "'it''s'",
  '`n;m`',
  '`a``b`',
  '-- c;\n',
  '/* c; */',
  '/**/',
  '(',
  ')',
  ',',
  '-',
  '/',
  '*',
  "'",
  '`',
  '--',
  '/*',
  '/*+',
  '*/',
  '+',
  'CASE',
  'END',
  '酒',
  '"',
  'é',
];

test('it cuts where the tokens of the parser say, for any text', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 40 }), (fragments) => {
      const script = fragments.join('');
      expect(splitStatements(script).statements).toEqual(byTokens(script));
    }),
    { numRuns: 2000 },
  );
});

test('pieces of any size give the same statements as the whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      (fragments, size) => {
        const script = fragments.join('');
        const splitter = new Splitter();
        const spans = [];
        for (let i = 0; i < script.length; i += size) spans.push(...splitter.push(script.slice(i, i + size)));
        const rest = splitter.rest();
        expect(rest).toEqual(splitStatements(script).rest);
        expect(rest === undefined ? spans : [...spans, rest.span]).toEqual(
          splitStatements(script).statements,
        );
      },
    ),
    { numRuns: 1000 },
  );
});

test('statements joined by ; come apart again', () => {
  const word = fc.constantFrom(
    'SELECT',
    'a',
    '1',
    "'x;y'",
    "'it''s'",
    '`n;m`',
    '(b)',
    '/* ; */ 2',
    '<>',
    '-',
    '/',
    '酒精',
  );
  const statement = fc
    .array(word, { minLength: 1, maxLength: 8 })
    .map((words) => ['SELECT', ...words, '0'].join(' '));
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 8 }), (statements) => {
      expect(texts(statements.map((s) => `${s};`).join('\n'))).toEqual(statements);
    }),
  );
});

test('a script of 1 MB in small pieces takes linear time', async () => {
  const chunk = "INSERT INTO t VALUES (1, 'abc;def', `x`); -- note\n".repeat(20);
  const time = (chunks: number) =>
    cpuMs(() => {
      const splitter = new Splitter();
      let count = 0;
      for (let i = 0; i < chunks; i++) count += splitter.push(chunk).length;
      expect(count).toBe(chunks * 20);
    });
  await time(200);
  const [small, large] = [await time(250), await time(1000)];
  // Four times the text; quadratic work would take sixteen times as long.
  expect(large).toBeLessThan(small * 10 + 50);
});

/** Statements as runs of the parser's tokens between ; ; comments reach as far as they are inside one. */
function byTokens(script: string): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = [];
  let current: { start: number; end: number } | undefined;
  for (const token of tokenize(script)) {
    if (token.kind === 'end') break;
    if (token.word === ';') {
      if (current !== undefined) spans.push(current);
      current = undefined;
    } else current = { start: current?.start ?? token.start, end: token.end };
  }
  return current === undefined ? spans : [...spans, current];
}
