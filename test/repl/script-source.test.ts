import { expect, test } from 'vitest';
import { SqlError } from '../../src/common/errors.ts';
import { plainPaint } from '../../src/repl/color.ts';
import { renderError } from '../../src/repl/render/error.ts';
import { statementsOf, type SourceStatement } from '../../src/repl/script-source.ts';

async function collect(...chunks: string[]): Promise<SourceStatement[]> {
  const found: SourceStatement[] = [];
  for await (const statement of statementsOf({ name: 'job.sql', chunks })) found.push(statement);
  return found;
}

const SCRIPT = "-- first;\nSELECT 1;\n\n  SELECT ';', `;`; SELECT\n  3 -- no;\n";

test('statements end at a semicolon outside of quotes and comments, the last one at the end', async () => {
  const texts = (await collect(SCRIPT)).map(({ text }) => text);
  expect(texts).toEqual(['SELECT 1', "SELECT ';', `;`", 'SELECT\n  3']);
});

test('it does not matter where a pipe cuts the text', async () => {
  const whole = await collect(SCRIPT);
  for (let at = 0; at <= SCRIPT.length; at++) {
    const pieces = await collect(SCRIPT.slice(0, at), SCRIPT.slice(at));
    expect(pieces.map(({ text }) => text)).toEqual(whole.map(({ text }) => text));
    expect(pieces.map(position)).toEqual(whole.map(position));
  }
  expect((await collect(...SCRIPT)).map(position)).toEqual(['2:1', '4:3', '4:20']);
});

function position({ source }: SourceStatement): string {
  const error = new SqlError('E_PARSE', 'x', { span: { start: 0, end: 1 } });
  const style = { paint: plainPaint, width: 80, verbose: false };
  return /job\.sql:(\S+)/.exec(renderError(error, source, style))?.[1] ?? '';
}

test('a statement runs before the next one has arrived', async () => {
  const seen: string[] = [];
  async function* pipe() {
    yield 'SELECT 1;';
    seen.push('second chunk asked for');
    yield 'SELECT 2;';
  }
  for await (const { text } of statementsOf({ name: 'stdin', chunks: pipe() })) seen.push(text);
  expect(seen).toEqual(['SELECT 1', 'second chunk asked for', 'SELECT 2']);
});

test('what is done is forgotten', async () => {
  const lines = Array.from({ length: 1000 }, (_, i) => `SELECT ${i};\n`);
  const all = await collect(...lines);
  expect(Math.max(...all.map(({ source }) => source.text.length))).toBeLessThan(30);
  expect(position(all[999] ?? assertNever())).toBe('1000:1');
});

function assertNever(): never {
  throw new Error('no such statement');
}

test('a byte order mark and comments alone are nothing', async () => {
  expect(await collect('\ufeff-- only a comment\n;;\n')).toEqual([]);
  expect((await collect('\ufeffSELECT 1')).map(position)).toEqual(['1:1']);
});
