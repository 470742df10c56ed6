import { expect, test } from 'vitest';
import type { Statement } from '../../src/sql/ast/statement.ts';
import { parse } from '../../src/sql/parse.ts';
import { printType } from '../../src/types/type.ts';
import { brief, briefQuery, plain } from './brief.ts';

async function as<K extends Statement['kind']>(
  kind: K,
  text: string,
): Promise<Extract<Statement, { kind: K }>> {
  const statement = await parse(text);
  if (!isKind(statement, kind)) throw new Error(`${statement.kind}, not ${kind}: ${text}`);
  return statement;
}

function isKind<K extends Statement['kind']>(
  statement: Statement,
  kind: K,
): statement is Extract<Statement, { kind: K }> {
  return statement.kind === kind;
}

const named = (...parts: string[]) => ({ parts: parts.map((name) => ({ name })) });

test('CREATE MODEL keeps columns, comment and options in the order written', async () => {
  expect(
    await plain(`CREATE TEMPORARY MODEL IF NOT EXISTS db.m INPUT (text STRING COMMENT 'what') OUTPUT(r DOUBLE NOT NULL)
      COMMENT 'a model' WITH('provider'='openai', 'system_prompt'='it''s')`),
  ).toEqual({
    kind: 'createModel',
    temporary: true,
    orReplace: false,
    ifNotExists: true,
    name: named('db', 'm'),
    input: [
      {
        name: { name: 'text' },
        type: { kind: 'VARCHAR', length: 2147483647, nullable: true },
        comment: 'what',
      },
    ],
    output: [{ name: { name: 'r' }, type: { kind: 'DOUBLE', nullable: false } }],
    comment: 'a model',
    options: [
      { key: 'provider', value: 'openai' },
      { key: 'system_prompt', value: "it's" },
    ],
  });
});

test('a model may have no columns and no options; OR REPLACE is read', async () => {
  expect(await plain('CREATE OR REPLACE MODEL m')).toMatchObject({ orReplace: true, options: [] });
});

test('option spans cover key and value with their quotes', async () => {
  const text = "CREATE MODEL m WITH ('api-key' = 'abc')";
  const { options } = await as('createModel', text);
  const [option] = options;
  expect(option && text.slice(option.keySpan.start, option.keySpan.end)).toBe("'api-key'");
  expect(option && text.slice(option.valueSpan.start, option.valueSpan.end)).toBe("'abc'");
});

test('CREATE TABLE tells physical, metadata and computed columns, watermark and keys apart', async () => {
  const table = await as(
    'createTable',
    `CREATE TABLE cat.db.t (
      id BIGINT NOT NULL COMMENT 'key',
      \`order\` ROW<a INT NOT NULL, b ARRAY<STRING>>,
      off BIGINT METADATA FROM 'offset' VIRTUAL COMMENT 'm',
      part INT METADATA,
      total AS id * 2 COMMENT 'c',
      ts TIMESTAMP_LTZ(3),
      WATERMARK FOR ts AS ts - INTERVAL '5' SECOND,
      CONSTRAINT pk PRIMARY KEY (id, part) NOT ENFORCED
    ) COMMENT 'tab' PARTITIONED BY (part, \`order\`) WITH ('connector' = 'kafka')`,
  );
  const columns = table.columns.map((column) => {
    const { name } = column.name;
    if (column.kind === 'computed') return `${name} AS ${brief(column.expression)} ${column.comment}`;
    const type = printType(column.type);
    if (column.kind === 'metadata')
      return `${name} ${type} FROM ${column.from} ${column.virtual} ${column.comment}`;
    return `${name} ${type} ${column.primaryKey} ${column.comment}`;
  });
  expect(columns).toEqual([
    'id BIGINT NOT NULL false key',
    'order ROW<`a` INT NOT NULL, `b` ARRAY<STRING>> false undefined',
    'off BIGINT FROM offset true m',
    'part INT FROM undefined false undefined',
    'total AS (* id 2) c',
    'ts TIMESTAMP_LTZ(3) false undefined',
  ]);
  expect(table.watermark && brief(table.watermark.expression)).toBe("(- ts INTERVAL '5' SECOND)");
  expect(table.watermark?.column.parts.map((part) => part.name)).toEqual(['ts']);
  expect(table.primaryKey).toMatchObject({
    name: { name: 'pk' },
    columns: [{ name: 'id' }, { name: 'part' }],
    enforced: false,
  });
  expect(table).toMatchObject({ comment: 'tab', partitionedBy: [{ name: 'part' }, { name: 'order' }] });
});

test('PRIMARY KEY behind a column is a key of that column', async () => {
  const table = await as('createTable', 'CREATE TABLE t (a INT PRIMARY KEY NOT ENFORCED, b INT)');
  expect(table.primaryKey).toMatchObject({ columns: [{ name: 'a' }], enforced: false });
  expect(table.columns).toMatchObject([{ primaryKey: true }, { primaryKey: false }]);
  expect(await as('createTable', 'CREATE TABLE t (a INT, PRIMARY KEY (a))')).toMatchObject({
    primaryKey: { enforced: true },
  });
});

test('CREATE TABLE ... LIKE keeps its clauses, AS its query, bare names their order', async () => {
  const like = await as(
    'createTable',
    'CREATE TABLE t (x INT) WITH () LIKE db.s (INCLUDING ALL EXCLUDING OPTIONS OVERWRITING METADATA)',
  );
  expect(like.like).toMatchObject({
    table: named('db', 's'),
    clauses: ['INCLUDING ALL', 'EXCLUDING OPTIONS', 'OVERWRITING METADATA'],
  });
  const ctas = await as('createTable', 'CREATE TEMPORARY TABLE t (b, a) AS SELECT a, b FROM s');
  expect(ctas.as && briefQuery(ctas.as)).toBe('(SELECT a b FROM s)');
  expect(ctas).toMatchObject({ temporary: true, columns: [], columnNames: [{ name: 'b' }, { name: 'a' }] });
});

test('a view keeps the text of its query as written', async () => {
  const view = await as(
    'createView',
    "CREATE OR REPLACE TEMPORARY VIEW v (a COMMENT 'x', b) COMMENT 'c' AS\n  SELECT  1, /* two */ 2 ;",
  );
  expect(view.text).toBe('SELECT  1, /* two */ 2');
  expect(view).toMatchObject({
    orReplace: true,
    temporary: true,
    columns: [{ name: 'a' }, { name: 'b' }],
    comment: 'c',
  });
});

test.each([
  [
    "ALTER MODEL IF EXISTS m SET ('a'='b', 'c'='d')",
    {
      kind: 'alterModel',
      ifExists: true,
      action: {
        kind: 'set',
        options: [
          { key: 'a', value: 'b' },
          { key: 'c', value: 'd' },
        ],
      },
    },
  ],
  ["ALTER MODEL m RESET ('a', 'b')", { ifExists: false, action: { kind: 'reset', keys: ['a', 'b'] } }],
  ['ALTER MODEL m RENAME TO db.n', { action: { kind: 'rename', to: named('db', 'n') } }],
  ["ALTER TABLE t SET ('a'='b')", { kind: 'alterTable', action: { kind: 'set' } }],
  ['ALTER TABLE IF EXISTS t RENAME TO u', { ifExists: true, action: { kind: 'rename', to: named('u') } }],
  [
    'ALTER TABLE t RENAME a TO b',
    { action: { kind: 'renameColumn', from: { name: 'a' }, to: { name: 'b' } } },
  ],
  [
    'ALTER TABLE t ADD x INT FIRST',
    { action: { kind: 'add', columns: [{ name: { name: 'x' }, position: { kind: 'first' } }] } },
  ],
  [
    'ALTER TABLE t ADD (x INT, y AS x + 1 AFTER x)',
    {
      action: {
        kind: 'add',
        columns: [
          { kind: 'physical' },
          { kind: 'computed', position: { kind: 'after', column: { name: 'x' } } },
        ],
      },
    },
  ],
  [
    'ALTER TABLE t ADD PRIMARY KEY (a) NOT ENFORCED',
    { action: { kind: 'add', columns: [], primaryKey: { columns: [{ name: 'a' }] } } },
  ],
  ['ALTER TABLE t MODIFY x STRING', { action: { kind: 'modify', columns: [{ name: { name: 'x' } }] } }],
  [
    'ALTER TABLE t MODIFY WATERMARK FOR ts AS ts',
    { action: { kind: 'modify', watermark: { column: named('ts') } } },
  ],
  ['ALTER TABLE t DROP a', { action: { kind: 'dropColumns', columns: [{ name: 'a' }] } }],
  ['ALTER TABLE t DROP (a, b)', { action: { kind: 'dropColumns', columns: [{ name: 'a' }, { name: 'b' }] } }],
  ['ALTER TABLE t DROP PRIMARY KEY', { action: { kind: 'dropPrimaryKey' } }],
  ['ALTER TABLE t DROP WATERMARK', { action: { kind: 'dropWatermark' } }],
  ['DROP TABLE t', { kind: 'drop', what: 'TABLE', temporary: false, ifExists: false, name: named('t') }],
  [
    'DROP TEMPORARY VIEW IF EXISTS db.v',
    { kind: 'drop', what: 'VIEW', temporary: true, ifExists: true, name: named('db', 'v') },
  ],
  ['DROP MODEL IF EXISTS m', { kind: 'drop', what: 'MODEL', ifExists: true }],
  ['SHOW TABLES', { kind: 'show', what: 'TABLES' }],
  [
    "SHOW TABLES FROM db NOT LIKE 'a%'",
    { what: 'TABLES', from: named('db'), like: { negated: true, ignoreCase: false, pattern: 'a%' } },
  ],
  ["SHOW MODELS IN cat.db LIKE 'a%'", { what: 'MODELS', from: named('cat', 'db'), like: { negated: false } }],
  ["SHOW CATALOGS NOT ILIKE '%X'", { what: 'CATALOGS', like: { negated: true, ignoreCase: true } }],
  ["SHOW COLUMNS IN t LIKE 'x'", { what: 'COLUMNS', from: named('t') }],
  ['SHOW CURRENT DATABASE', { what: 'CURRENT DATABASE' }],
  ['SHOW JOBS', { what: 'JOBS' }],
  ['SHOW FUNCTIONS', { what: 'FUNCTIONS' }],
  ['SHOW CREATE TABLE cat.db.t', { kind: 'showCreate', what: 'TABLE', name: named('cat', 'db', 't') }],
  ['show create model m', { kind: 'showCreate', what: 'MODEL' }],
  ['DESCRIBE t', { kind: 'describe', what: 'TABLE', extended: false, name: named('t') }],
  ['DESC EXTENDED `a.b`.t', { kind: 'describe', extended: true, name: named('a.b', 't') }],
  ['DESC MODEL EXTENDED m', { kind: 'describe', what: 'MODEL', extended: true, name: named('m') }],
  ['DESCRIBE model', { kind: 'describe', what: 'TABLE', name: named('model') }],
  ["DESCRIBE JOB 'abc'", { kind: 'describe', what: 'JOB', name: named('abc') }],
  ['DESCRIBE JOB 2', { kind: 'describe', what: 'JOB', name: named('2') }],
  ['SET', { kind: 'set' }],
  ["SET 'a.b' = 'c d'", { kind: 'set', entry: { key: 'a.b', value: 'c d' } }],
  ['SET table.exec.state.ttl = 1 h;', { entry: { key: 'table.exec.state.ttl', value: '1 h' } }],
  ['SET a.b-c = d.e -- note', { entry: { key: 'a.b-c', value: 'd.e' } }],
  ['RESET', { kind: 'reset' }],
  ["RESET 'a.b'", { kind: 'reset', key: { name: 'a.b' } }],
  ['RESET a.b-c', { kind: 'reset', key: { name: 'a.b-c' } }],
  [
    "STOP JOB '0f1e' WITH SAVEPOINT WITH DRAIN",
    { kind: 'stopJob', job: '0f1e', withSavepoint: true, withDrain: true },
  ],
  ['STOP JOB 1', { kind: 'stopJob', job: '1', withSavepoint: false, withDrain: false }],
  ['STOP JOB 12ab34 WITH DRAIN', { job: '12ab34', withSavepoint: false, withDrain: true }],
  ['CANCEL JOB insert-into_risk_sink;', { kind: 'cancelJob', job: 'insert-into_risk_sink' }],
  ['CANCEL JOB `a b`', { kind: 'cancelJob', job: 'a b' }],
  ['HELP', { kind: 'help' }],
  ['help create model', { kind: 'help', topic: 'create model' }],
  ["HELP 'x y';", { kind: 'help', topic: 'x y' }],
  ['QUIT', { kind: 'quit' }],
  ['exit;', { kind: 'quit' }],
  ['CLEAR', { kind: 'clear' }],
])('%s', async (text, tree) => {
  expect(await plain(text)).toMatchObject(tree);
});

test('INSERT takes columns, a hint and any query', async () => {
  const insert = await as(
    'insert',
    "INSERT INTO db.t /*+ OPTIONS('a'='b') */ (x, y) WITH q AS (SELECT 1, 2) SELECT * FROM q",
  );
  expect(insert).toMatchObject({
    overwrite: false,
    columns: [{ name: 'x' }, { name: 'y' }],
    options: [{ key: 'a', value: 'b' }],
  });
  expect(briefQuery(insert.query)).toBe('(WITH q=(SELECT 1 2) (SELECT * FROM q))');
  expect(briefQuery((await as('insert', 'INSERT OVERWRITE t VALUES (1, 2), (3, 4)')).query)).toBe(
    '(VALUES [1 2] [3 4])',
  );
  expect(briefQuery((await as('insert', 'INSERT INTO t (SELECT a FROM s)')).query)).toBe('(SELECT a FROM s)');
});

test('EXPLAIN keeps its details and the statement', async () => {
  expect(await plain('EXPLAIN ESTIMATED_COST, CHANGELOG_MODE SELECT 1')).toMatchObject({
    details: ['ESTIMATED_COST', 'CHANGELOG_MODE'],
    statement: { kind: 'query' },
  });
  expect(await plain('EXPLAIN PLAN FOR INSERT INTO t SELECT 1')).toMatchObject({
    details: [],
    statement: { kind: 'insert' },
  });
  expect(await plain('EXPLAIN STATEMENT SET BEGIN INSERT INTO a SELECT 1; END')).toMatchObject({
    statement: { kind: 'statementSet', statements: [{ kind: 'insert' }] },
  });
});

test('both forms of a statement set hold their INSERTs; an empty one is fine', async () => {
  const members = 'INSERT INTO a SELECT CASE WHEN x THEN 1 END FROM t; INSERT INTO b SELECT 2;';
  for (const text of [`EXECUTE STATEMENT SET BEGIN ${members} END`, `BEGIN STATEMENT SET; ${members} END;`])
    expect(await plain(text)).toMatchObject({
      kind: 'statementSet',
      statements: [{ table: named('a') }, { table: named('b') }],
    });
  expect(await plain('BEGIN STATEMENT SET; END')).toEqual({ kind: 'statementSet', statements: [] });
});

test('functions: their place, their language, what they are', async () => {
  const target = (text: string, language: string) => expect.objectContaining({ text, language }) as unknown;
  const permanent = { temporary: false, system: false };
  expect(await plain("CREATE FUNCTION IF NOT EXISTS d.f AS 'a.B'")).toMatchObject({
    ...permanent,
    kind: 'createFunction',
    ifNotExists: true,
    target: target('a.B', 'JAVA'),
  });
  expect(await plain("CREATE TEMPORARY SYSTEM FUNCTION f AS 'x.mjs#f' LANGUAGE JAVASCRIPT")).toMatchObject({
    kind: 'createFunction',
    temporary: true,
    system: true,
    name: named('f'),
    target: target('x.mjs#f', 'JAVASCRIPT'),
  });
  expect(await plain("ALTER FUNCTION IF EXISTS f AS 'a' LANGUAGE PYTHON")).toMatchObject({
    ...permanent,
    kind: 'alterFunction',
    ifExists: true,
    target: target('a', 'PYTHON'),
  });
  expect(await plain('DROP TEMPORARY FUNCTION IF EXISTS f')).toMatchObject({
    kind: 'dropFunction',
    temporary: true,
    system: false,
    ifExists: true,
  });
  expect(await plain('DESCRIBE FUNCTION EXTENDED f')).toMatchObject({ what: 'FUNCTION', extended: true });
});

test('the span of a statement leaves out blanks, comments and the semicolon', async () => {
  const text = '  /* a */ SHOW TABLES  ; -- b';
  const { span } = await parse(text);
  expect(text.slice(span.start, span.end)).toBe('SHOW TABLES');
});

test.each([
  "CREATE MATERIALIZED TABLE m FRESHNESS = INTERVAL '1' HOUR AS SELECT 1",
  "ADD JAR 'x'",
  'CALL p(1)',
  'ANALYZE TABLE t COMPUTE STATISTICS',
  'DELETE FROM t WHERE a = 1',
  'UPDATE t SET a = 1',
  'TRUNCATE TABLE t',
  "COMPILE PLAN 'p' FOR INSERT INTO a SELECT 1",
  "EXECUTE PLAN 'p'",
  "ALTER CATALOG c SET ('a' = 'b')",
  'SHOW PROCEDURES',
  'CREATE TABLE t (a INT) DISTRIBUTED BY (a) INTO 3 BUCKETS',
  'INSERT INTO t SELECT a FROM s ON CONFLICT DO NOTHING',
  "SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY a ORDER BY b MEASURES A.p AS x ONE ROW PER MATCH AFTER MATCH SKIP TO NEXT ROW PATTERN (A B{1,2}? (C | D)*) WITHIN INTERVAL '1' HOUR DEFINE A AS A.p > 1)",
])('%s is known and refused, not a parse error', async (text) => {
  await expect(parse(text)).rejects.toMatchObject({ code: 'E_UNSUPPORTED' });
});
