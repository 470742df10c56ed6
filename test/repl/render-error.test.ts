import { expect, test } from 'vitest';
import { SqlError, type Span } from '../../src/common/errors.ts';
import { plainPaint } from '../../src/repl/color.ts';
import { renderError } from '../../src/repl/render/error.ts';
import { cpuMs } from '../support/cpu-time.ts';

const style = { paint: plainPaint, width: 80, verbose: false };

function render(
  text: string,
  marked: string,
  name?: string,
  details: { hint?: string; start?: number } = {},
) {
  const start = details.start ?? 0;
  const at = text.indexOf(marked, start);
  const span: Span = { start: at - start, end: at - start + marked.length };
  const error = new SqlError('E_UNKNOWN_COLUMN', 'no such column', { span, hint: details.hint });
  return renderError(error, { name, text, start, end: text.length }, style);
}

test('a script error names file, line and column and marks the span', () => {
  const text = 'SET a = 1;\nSELECT id,\n  titel FROM t;\n';
  expect(render(text, 'titel', 'job.sql', { hint: "did you mean 'title'?", start: 11 })).toBe(
    [
      'error[E_UNKNOWN_COLUMN]: no such column',
      '  --> job.sql:3:3',
      '    titel FROM t;',
      '    ^^^^^',
      "  hint: did you mean 'title'?",
    ].join('\n'),
  );
});

test('at the prompt there is no file to name', () => {
  expect(render('SELECT x', 'x')).toBe('error[E_UNKNOWN_COLUMN]: no such column\n  SELECT x\n         ^');
});

test('wide characters and tabs do not shift the carets', () => {
  expect(render("SELECT '茅台',\tx", 'x').split('\n').slice(1)).toEqual([
    "  SELECT '茅台', x",
    '                 ^',
  ]);
});

test('a long line is shown around the span', () => {
  const text = `SELECT ${'a, '.repeat(500)}oops, ${'b, '.repeat(500)}c FROM t`;
  const [, line = '', carets = ''] = render(text, 'oops').split('\n');
  expect(line.length).toBeLessThanOrEqual(80);
  expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('oops');
  expect(line).toMatch(/^ {2}….*…$/);
});

test('a span over several lines is marked on its first', () => {
  expect(render('SELECT (\n 1 +\n)', '(\n 1 +\n)').split('\n').slice(1)).toEqual([
    '  SELECT (',
    '         ^',
  ]);
});

test('a span at the end of the text is one caret', () => {
  const error = new SqlError('E_PARSE', 'more expected', { span: { start: 8, end: 8 } });
  expect(
    renderError(error, { name: undefined, text: 'SELECT 1', start: 0, end: 8 }, style).split('\n')[2],
  ).toBe('          ^');
});

test('the shown line holds no secret, before, in or behind the span', () => {
  const text = "CREATE MODEL m WITH ('api-key'='Canary1' 'model'='x', 'ap-key'='Canary2')";
  for (const marked of ['CREATE', "'Canary1'", "'model'", 'Canary2', "'Canary2')"]) {
    const shown = render(text, marked);
    expect(shown).not.toContain('Canary');
    expect(shown).toContain("'api-key'='******' 'model'");
  }
  const [, line = '', carets = ''] = render(text, "'model'").split('\n');
  expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe("'model'");
});

test('messages cannot command the terminal, nor give a key away', () => {
  const error = new SqlError('E_MODEL', 'server said \x1b[2J key sk-abcdef123456', { hint: 'a\nb' });
  expect(renderError(error, undefined, style)).toBe(
    'error[E_MODEL]: server said ␛[2J key ******\n  hint: a\n  b',
  );
});

test('causes are shown only when asked for', () => {
  const error = new SqlError('E_KAFKA', 'refused', { cause: new Error('inner reason') });
  expect(renderError(error, undefined, style)).not.toContain('inner reason');
  expect(renderError(error, undefined, { ...style, verbose: true })).toContain(
    'caused by Error: inner reason',
  );
});

test.each([
  ['an object without a prototype', () => Object.create(null) as unknown],
  ['a symbol', () => Symbol('s')],
  ['a proxy that throws', () => new Proxy({}, { get: () => thrower() })],
  [
    'an error with a cause that throws',
    () => Object.defineProperty(new Error('x'), 'cause', { get: () => thrower() }),
  ],
  ['a text of ten megabytes', () => 'x'.repeat(10_000_000)],
])('a cause may be %s', (_, cause) => {
  const error = new SqlError('E_FUNCTION', 'failed', { cause: cause() });
  const shown = renderError(error, undefined, { ...style, verbose: true });
  expect(shown).toContain('caused by ');
  expect(shown.length).toBeLessThan(20_000);
});

test('an error in a statement of 1 MB is shown at once', async () => {
  const text = `SELECT ${"'x', ".repeat(200_000)}oops FROM`;
  const ms = await cpuMs(() => expect(render(text, 'oops', 'big.sql')).toContain('oops FROM'), 1000);
  expect(ms).toBeLessThan(1000);
});

function thrower(): never {
  throw new Error('not to be read');
}
