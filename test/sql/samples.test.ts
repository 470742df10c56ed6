import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from '../../src/sql/parse.ts';
import { printQuery } from '../../src/sql/print-query.ts';
import { splitStatements } from '../../src/sql/splitter.ts';
import { briefQuery } from './brief.ts';

function samples(path: string): string[] {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8');
  return splitStatements(text).statements.map(({ start, end }) => text.slice(start, end));
}

const FILES = ['samples/models.sql', 'samples/tables.sql', 'samples/queries.sql'];

test.each(
  [...FILES, '../../fixtures/sql/article.sql', '../../fixtures/sql/article-preview.sql'].flatMap(samples),
)('%s', async (text) => {
  await expect(parse(text)).resolves.toMatchObject({ span: { start: 0, end: text.length } });
});

test('every sample is still refused with a word left out at its end or a stray one in it', async () => {
  let refused = 0;
  let all = 0;
  for (const text of FILES.flatMap(samples)) {
    all++;
    // A clause word pair that fits nowhere, in the middle of the statement: no part may swallow it.
    const middle = text.indexOf(' ', Math.floor(text.length / 2));
    if (middle < 0 || insideQuotes(text, middle)) {
      refused++;
      continue;
    }
    const broken = `${text.slice(0, middle)} FROM WHERE ${text.slice(middle)}`;
    const error = await parse(broken).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error !== undefined) refused++;
    else expect(/^(SET|HELP)/i.test(text), broken).toBe(true);
  }
  expect(refused).toBeGreaterThan(all - 4);
});

test.each(samples('samples/queries.sql'))('printed and read again it is the same: %s', async (text) => {
  const once = await query(text);
  const printed = printQuery(once);
  const again = await query(printed);
  // Names of functions are printed in upper case.
  expect(briefQuery(again).toUpperCase(), printed).toBe(briefQuery(once).toUpperCase());
  expect(printQuery(again)).toBe(printed);
});

async function query(text: string) {
  const statement = await parse(text);
  if (statement.kind !== 'query') throw new Error(`no query: ${text}`);
  return statement.query;
}

function insideQuotes(text: string, at: number): boolean {
  return (
    (text.slice(0, at).match(/['`]/g)?.length ?? 0) % 2 === 1 ||
    /(--[^\n]*|\/\*(?!.*\*\/).*)$/.test(text.slice(0, at))
  );
}
