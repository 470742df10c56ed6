/** What HELP says of one statement. Topics are found by their first words, in any case. */
export interface StatementTopic {
  readonly name: string;
  readonly doc: string;
  readonly syntax: string;
  /** Runs as it stands where its tables and models exist. */
  readonly example: string;
}

export const STATEMENT_TOPICS: readonly StatementTopic[] = [
  {
    name: 'CREATE TABLE',
    doc: 'Describes rows that stand elsewhere; nothing is made there. Metadata columns come from the connector, computed ones from an expression.',
    syntax: `CREATE [TEMPORARY] TABLE [IF NOT EXISTS] name (
  column type [NOT NULL] [METADATA [FROM 'key'] [VIRTUAL]] [COMMENT '...'],
  column AS expression,
  WATERMARK FOR column AS expression,
  PRIMARY KEY (column, ...) NOT ENFORCED
) [COMMENT '...'] WITH ('connector' = '...', 'key' = 'value', ...) [LIKE table (EXCLUDING OPTIONS, ...)]`,
    example: `CREATE TABLE product_source (
  id STRING, title STRING, ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) WITH ('connector' = 'kafka', 'topic' = 'product_source',
  'properties.bootstrap.servers' = 'localhost:9092', 'format' = 'json');`,
  },
  {
    name: 'CREATE VIEW',
    doc: 'Gives a query a name.',
    syntax:
      "CREATE [OR REPLACE] [TEMPORARY] VIEW [IF NOT EXISTS] name [(column, ...)] [COMMENT '...'] AS query",
    example: 'CREATE VIEW risky AS SELECT id, title FROM risk_sink WHERE risk > 0.5;',
  },
  {
    name: 'CREATE MODEL',
    doc: 'Describes an AI model behind an HTTP endpoint. Nothing is called; what looks wrong is said as a warning.',
    syntax: `CREATE [TEMPORARY] MODEL [IF NOT EXISTS] name
  INPUT (column type) OUTPUT (column type) [COMMENT '...']
  WITH ('provider' = '...', 'key' = 'value', ...)`,
    example: `CREATE MODEL compliance_model INPUT (text STRING) OUTPUT (response STRING)
WITH ('provider' = 'openai', 'endpoint' = 'https://api.openai.com/v1/chat/completions',
  'api-key' = '\${env:OPENAI_API_KEY}', 'model' = 'gpt-4o', 'system-prompt' = 'Answer with JSON.');`,
  },
  {
    name: 'CREATE FUNCTION',
    doc: "Gives a function of a JavaScript or TypeScript file a name in SQL. The file says what it takes: export const shout = { arguments: ['STRING', 'INT'], returns: 'STRING', call: (text, n) => ... }. With rows() in the place of call() it is a table function. The file is loaded now; DROP FUNCTION and CREATE FUNCTION load it anew.",
    syntax: `CREATE [TEMPORARY | TEMPORARY SYSTEM] FUNCTION [IF NOT EXISTS] name AS 'file.js#export' LANGUAGE JAVASCRIPT
ALTER FUNCTION [IF EXISTS] name AS 'file.js#export' LANGUAGE JAVASCRIPT
SELECT name(value, ...) ...
SELECT ... FROM table CROSS JOIN LATERAL TABLE(name(column, ...)) AS t(column, ...)
SELECT ... FROM table LEFT JOIN LATERAL TABLE(name(column, ...)) AS t(column, ...) ON TRUE`,
    example: "CREATE FUNCTION shout AS 'functions/text.mjs#shout' LANGUAGE JAVASCRIPT;",
  },
  {
    name: 'TUMBLE',
    doc: 'Puts each row into a window of a fixed size by its time, and adds window_start, window_end and window_time. Grouped by start and end, each group comes once, when the watermark has passed the end; later rows of the window are dropped.',
    syntax: `SELECT ... FROM TUMBLE(TABLE t | (query), DESCRIPTOR(time column), INTERVAL '10' SECOND [, offset])
GROUP BY window_start, window_end, ...`,
    example: `SELECT window_start, COUNT(*) FROM TUMBLE(TABLE product_source, DESCRIPTOR(ts), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end;`,
  },
  {
    name: 'ML_PREDICT',
    doc: 'Calls a model for each row. As a table function it adds the OUTPUT columns and drops rows with a NULL input; as a scalar function it keeps them and gives NULL.',
    syntax: `SELECT ... FROM ML_PREDICT(TABLE table, MODEL model, DESCRIPTOR(column) [, MAP['key', 'value', ...]])
SELECT ML_PREDICT(model, expression) [FROM ...]
CONFIG keys: async, max-concurrent-operations, output-mode, timeout`,
    example:
      'SELECT id, response FROM ML_PREDICT(TABLE product_source, MODEL compliance_model, DESCRIPTOR(title));',
  },
  {
    name: 'SELECT',
    doc: 'Runs a query and shows its rows as they come. Over a source without end it runs until it is stopped.',
    syntax: `SELECT expression [AS name], ... [FROM table | (query) [AS name]] [WHERE condition] [LIMIT n]
query UNION [ALL] query`,
    example: "SELECT id, UPPER(title) AS title FROM product_source WHERE title LIKE '%tea%' LIMIT 10;",
  },
  {
    name: 'INSERT INTO',
    doc: "Writes the rows of a query into a table, as a job in the background. SHOW JOBS lists jobs; SET 'pipeline.name' names the next one.",
    syntax: 'INSERT INTO table [(column, ...)] query | VALUES (value, ...), ...',
    example: 'INSERT INTO risk_sink SELECT id, title, 0.0, CAST(NULL AS STRING) FROM product_source;',
  },
  {
    name: 'EXECUTE STATEMENT SET',
    doc: 'Runs several INSERTs together.',
    syntax: 'EXECUTE STATEMENT SET BEGIN insert; insert; ... END',
    example: 'EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT * FROM t; INSERT INTO b SELECT * FROM t; END;',
  },
  {
    name: 'EXPLAIN',
    doc: 'Prints the plan of a query or INSERT without running it. CHANGELOG_MODE: which changes each node gives. ESTIMATED_COST: the most rows, where the query says.',
    syntax:
      'EXPLAIN [PLAN FOR | CHANGELOG_MODE, ESTIMATED_COST, PLAN_ADVICE, JSON_EXECUTION_PLAN] query | insert | STATEMENT SET ...',
    example: 'EXPLAIN SELECT * FROM product_source;',
  },
  {
    name: 'SHOW',
    doc: 'Lists what there is. LIKE knows % and _.',
    syntax: `SHOW TABLES | VIEWS | MODELS | [USER] FUNCTIONS | DATABASES | CATALOGS [FROM place] [[NOT] LIKE 'pattern']
SHOW COLUMNS FROM table [[NOT] LIKE 'pattern']
SHOW CREATE TABLE | VIEW | MODEL | CATALOG name
SHOW JOBS
SHOW CURRENT DATABASE | CATALOG`,
    example: "SHOW TABLES LIKE 'product%';",
  },
  {
    name: 'DESCRIBE',
    doc: 'Prints the columns of a table, view or model, or what a function is.',
    syntax:
      'DESCRIBE [EXTENDED] table | DESCRIBE MODEL [EXTENDED] model | DESCRIBE FUNCTION [EXTENDED] function',
    example: 'DESCRIBE MODEL compliance_model;',
  },
  {
    name: 'ALTER TABLE',
    doc: 'Changes the definition of a table; running queries keep the old one.',
    syntax: `ALTER TABLE [IF EXISTS] name RENAME TO name
  | SET ('key' = 'value', ...) | RESET ('key', ...)
  | ADD | MODIFY (column type [FIRST | AFTER column], WATERMARK ..., PRIMARY KEY ...)
  | DROP (column, ...) | DROP PRIMARY KEY | DROP WATERMARK | RENAME column TO column`,
    example: "ALTER TABLE product_source SET ('scan.startup.mode' = 'earliest-offset');",
  },
  {
    name: 'ALTER MODEL',
    doc: 'Changes the options or the name of a model; running queries keep the old ones.',
    syntax: "ALTER MODEL [IF EXISTS] name SET ('key' = 'value', ...) | RESET ('key', ...) | RENAME TO name",
    example: "ALTER MODEL compliance_model SET ('temperature' = '0');",
  },
  {
    name: 'ALTER VIEW',
    doc: 'Gives a view another name or another query.',
    syntax: 'ALTER VIEW name RENAME TO name | AS query',
    example: 'ALTER VIEW risky AS SELECT id, title FROM risk_sink WHERE risk > 0.8;',
  },
  {
    name: 'CREATE DATABASE',
    doc: 'Makes a place for tables, views and models; gone with the session, as catalogs are.',
    syntax: `CREATE DATABASE [IF NOT EXISTS] name [COMMENT '...'] [WITH ('key' = 'value', ...)]
CREATE CATALOG [IF NOT EXISTS] name [COMMENT '...'] WITH ('type' = 'generic_in_memory')
ALTER DATABASE name SET ('key' = 'value', ...)`,
    example: 'CREATE DATABASE trial;',
  },
  {
    name: 'USE',
    doc: 'Says where names without a database are looked for.',
    syntax: 'USE database | USE CATALOG catalog',
    example: 'USE default_database;',
  },
  {
    name: 'DROP',
    doc: 'Forgets a table, view, model or function. Rows that stand elsewhere stay.',
    syntax: `DROP [TEMPORARY] TABLE | VIEW | MODEL [IF EXISTS] name
DROP [TEMPORARY | TEMPORARY SYSTEM] FUNCTION [IF EXISTS] name
DROP DATABASE [IF EXISTS] name [RESTRICT | CASCADE]
DROP CATALOG [IF EXISTS] name`,
    example: 'DROP TABLE IF EXISTS risk_sink;',
  },
  {
    name: 'STOP JOB',
    doc: 'Lets a job finish what it has read, commits and ends it. CANCEL JOB ends it at once.',
    syntax: 'STOP JOB number | name | id\nCANCEL JOB number | name | id',
    example: 'STOP JOB 1;',
  },
  {
    name: 'SET',
    doc: 'Sets an option of the session, or lists all with SET; RESET takes it back.',
    syntax: "SET | SET 'key' = 'value'\nRESET | RESET 'key'",
    example: "SET 'table.exec.async-ml-predict.max-concurrent-operations' = '120';",
  },
];
