// Names that are code, quotes and members of every JavaScript object: as columns, tables, aliases, fields and options.
import { join } from 'node:path';
import { temporaryFolder } from '../../support/weir.mjs';
import { ask, library } from './ask.mjs';

const AT_ONCE = 25;
const NASTY = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'x,globalThis.pwn=1',
  '${globalThis.pwn=1}',
  "');globalThis.pwn=1;//",
  '");globalThis.pwn=1;//',
  '*/globalThis.pwn=1/*',
  '[globalThis.pwn=1]',
  'process.exit(1)',
  '`',
  '``',
  '"',
  "'",
  "''",
  '\\',
  '\\u0027',
  '\n',
  '\t',
  '\u2028',
  '\0',
  '.',
  '*',
  '$',
  '%',
  '#',
  '?',
  ';',
  '--',
  '/*',
  ' ',
  'SELECT',
  'FROM',
  'NULL',
  'select',
  'EXPR$0',
  '0',
  '-1',
  'é',
  '日本',
  '😀',
  '\u202e',
  'e\u0301',
  'a',
  'A',
  'x y',
  'then',
  'length',
  'get x(){globalThis.pwn=1}',
];
const GLOBALS = [globalThis, Object, Function, Array, String, Map, Promise].flatMap((of) => [
  of,
  of.prototype ?? {},
]);
const snapshot = () => JSON.stringify(GLOBALS.map((of) => Reflect.ownKeys(of).map(String)));

const quoted = (name) => `\`${name.replaceAll('`', '``')}\``;
const text = (value) => `'${value.replaceAll("'", "''")}'`;

/** How many names were tried, and what went wrong. */
export async function tryNames(count, chance) {
  const wrong = [];
  const before = snapshot();
  const folder = temporaryFolder('names');
  let tried = 0;
  for (let round = 0; tried < count; round++) {
    const names = fuzzedNames(AT_ONCE, chance);
    tried += names.length;
    const session = await library.openSession();
    try {
      for (const what of await tryRound(session, names, join(folder, String(round)))) wrong.push(what);
    } finally {
      await session.close({ drain: false });
    }
  }
  if (snapshot() !== before || globalThis.pwn !== undefined) wrong.push('a global was changed');
  return { tried, wrong };
}

/** Different names; those that are nasty as they stand come again and again. */
function fuzzedNames(count, chance) {
  const names = new Set();
  while (names.size < count) {
    const pieces = Array.from({ length: 1 + chance.below(chance.happens(0.4) ? 1 : 4) }, () =>
      chance.one(NASTY),
    );
    names.add(pieces.join(chance.one(['', '', ' ', '.', 'a'])));
  }
  return [...names];
}

async function tryRound(session, names, path) {
  const wrong = [];
  const [table, alias, view, ...columns] = names;
  const isText = (i) => i % 2 === 0;
  const values = columns.map((name, i) => (isText(i) ? `of ${name}` : i));
  const expect = async (what, sql, wantedNames, wantedValues) => {
    const { columns: got, rows, error } = await ask(session, sql);
    const mine = error?.message ?? JSON.stringify([got.map(({ name }) => name), rows]);
    const wanted = JSON.stringify([wantedNames, wantedValues]);
    if (mine !== wanted) wrong.push(`${what}: ${sql}: ${mine}, not ${wanted}`);
  };
  const done = async (what, sql) => {
    const { error } = await ask(session, sql);
    if (error !== undefined) wrong.push(`${what}: ${sql}: ${error.message}`);
  };

  const json = `{${columns.map((name, i) => `${JSON.stringify(name)}: ${JSON.stringify(values[i])}`).join(', ')}}`;
  const definition = columns.map((name, i) => `${quoted(name)} ${isText(i) ? 'STRING' : 'INT'}`).join(', ');
  const list = (prefix = '') => columns.map((name) => prefix + quoted(name)).join(', ');
  await done(
    'table',
    `CREATE TABLE ${quoted(table)} (${definition}) WITH ('connector' = 'values', 'rows' = ${text(json)})`,
  );
  await expect('star', `SELECT * FROM ${quoted(table)}`, columns, [values]);
  await expect(
    'columns',
    `SELECT ${list(`${quoted(alias)}.`)} FROM ${quoted(table)} AS ${quoted(alias)} WHERE ${quoted(columns[0])} = ${text(values[0])}`,
    columns,
    [values],
  );
  const turned = columns.map((_, i) => columns[(i + 1) % columns.length]);
  await expect(
    'aliases',
    `SELECT ${columns.map((name, i) => `${quoted(name)} AS ${quoted(turned[i])}`).join(', ')} FROM ${quoted(table)}`,
    turned,
    [values],
  );
  const [key, figure] = [quoted(columns[0]), quoted(columns[1])];
  await expect(
    'groups',
    `SELECT ${key}, SUM(${figure}) AS ${quoted(alias)} FROM (SELECT ${key}, ${figure} FROM ${quoted(table)}) AS ${quoted(view)} GROUP BY ${key}`,
    [columns[0], alias],
    [[values[0], values[1]]],
  );
  await expect(
    'fields',
    `SELECT CAST(ROW(${list()}) AS ROW<${definition}>).${figure} AS ${key} FROM ${quoted(table)}`,
    [columns[0]],
    [[values[1]]],
  );
  await done('view', `CREATE VIEW ${quoted(view)} AS SELECT ${list()} FROM ${quoted(table)}`);
  await expect('view', `SELECT ${list()} FROM ${quoted(view)}`, columns, [values]);
  const file = `('connector' = 'filesystem', 'format' = 'json', 'path' = ${text(path)})`;
  await done('file', `CREATE TABLE weir_file (${definition}) WITH ${file}`);
  await done('file', `INSERT INTO weir_file SELECT ${list()} FROM ${quoted(table)}`);
  await expect('file', 'SELECT * FROM weir_file', columns, [values]);
  await recreate(session, table, columns, values, wrong);
  for (const name of names) await option(session, name, wrong);
  return wrong;
}

/** What SHOW CREATE TABLE prints makes the same table in another session. */
async function recreate(session, table, columns, values, wrong) {
  const { rows, error } = await ask(session, `SHOW CREATE TABLE ${quoted(table)}`);
  const other = await library.openSession();
  const made = await ask(other, String(rows[0]?.[0]));
  const read = await ask(other, `SELECT * FROM ${quoted(table)}`);
  await other.close({ drain: false });
  const names = read.columns.map(({ name }) => name);
  if (JSON.stringify([names, read.rows]) !== JSON.stringify([columns, [values]]))
    wrong.push(
      `SHOW CREATE TABLE ${table}: ${(error ?? made.error ?? read.error)?.message}: ${rows[0]?.[0]}`,
    );
}

/** An option that nobody knows is refused by its name, and nothing is set. */
async function option(session, name, wrong) {
  const refused = await ask(
    session,
    `CREATE TABLE o (a INT) WITH ('connector' = 'values', ${text(name)} = '1')`,
  );
  const used = refused.error ?? (await ask(session, 'SELECT * FROM o')).error;
  await ask(session, 'DROP TABLE IF EXISTS o');
  if (used?.code !== 'E_OPTION') wrong.push(`option ${JSON.stringify(name)}: ${used?.code} ${used?.message}`);
  const set = await ask(session, `SET ${text(name)} = '1'`);
  if (set.error !== undefined && set.error.code !== 'E_SETTING')
    wrong.push(`SET ${JSON.stringify(name)}: ${set.error.code} ${set.error.message}`);
}
