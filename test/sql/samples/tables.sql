-- Definitions and utility statements.
CREATE TABLE readings (
  device STRING NOT NULL,
  celsius DECIMAL(5, 2),
  tags MAP<STRING, STRING>,
  history ARRAY<ROW<since TIMESTAMP(3), v DOUBLE NOT NULL>>,
  payload VARBINARY(64),
  small TINYINT, mid SMALLINT, n INT, big BIGINT, f FLOAT, flag BOOLEAN, d DATE, t TIME(3),
  code CHAR(3), name VARCHAR(40), thumb BYTES, bag MULTISET<STRING>, list INT ARRAY, any_value VARIANT,
  kafka_ts TIMESTAMP(3) WITH LOCAL TIME ZONE METADATA FROM 'timestamp' VIRTUAL,
  headers MAP<STRING, BYTES> METADATA,
  fahrenheit AS celsius * 1.8 + 32 COMMENT 'for the old panel',
  proc AS PROCTIME(),
  CONSTRAINT pk PRIMARY KEY (device) NOT ENFORCED,
  WATERMARK FOR kafka_ts AS kafka_ts - INTERVAL '0.5' SECOND
) COMMENT 'from the greenhouse' PARTITIONED BY (device) WITH (
  'connector' = 'kafka', -- the usual one
  'topic' = 'readings', /* one partition a house */
  'properties.bootstrap.servers' = 'localhost:9092',
  'value.format' = 'json'
);

CREATE TEMPORARY TABLE IF NOT EXISTS scratch (a INT PRIMARY KEY NOT ENFORCED, b STRING NULL) WITH ();
CREATE TABLE just_a_name;
CREATE TABLE copy WITH ('topic' = 'copy') LIKE readings (EXCLUDING OPTIONS INCLUDING WATERMARKS OVERWRITING GENERATED);
CREATE TABLE hot WITH ('connector' = 'blackhole') AS SELECT device, celsius FROM readings WHERE celsius > 40;
CREATE TABLE hot2 (celsius, device) WITH ('connector' = 'blackhole') AS SELECT device, celsius FROM readings;
CREATE OR REPLACE TEMPORARY VIEW warm (who COMMENT 'device', c) COMMENT 'above 20' AS SELECT device, celsius FROM readings WHERE celsius > 20;
CREATE VIEW IF NOT EXISTS latest AS WITH r AS (SELECT *, ROW_NUMBER() OVER (PARTITION BY device ORDER BY kafka_ts DESC) AS rn FROM readings) SELECT device, celsius FROM r WHERE rn = 1;
ALTER TABLE readings SET ('scan.startup.mode' = 'latest-offset');
ALTER TABLE readings RESET ('scan.startup.mode', 'topic');
ALTER TABLE IF EXISTS readings RENAME TO readings2;
ALTER TABLE readings RENAME n TO number_of;
ALTER TABLE readings ADD (site STRING COMMENT 'where' FIRST, kelvin AS celsius + 273.15 AFTER celsius, WATERMARK FOR kafka_ts AS kafka_ts);
ALTER TABLE readings ADD PRIMARY KEY (device) NOT ENFORCED;
ALTER TABLE readings MODIFY celsius DOUBLE;
ALTER TABLE readings MODIFY (WATERMARK FOR kafka_ts AS kafka_ts - INTERVAL '1' MINUTE, n BIGINT);
ALTER TABLE readings DROP (n, big);
ALTER TABLE readings DROP CONSTRAINT pk;
ALTER TABLE readings DROP WATERMARK;
DROP TABLE IF EXISTS default_catalog.default_database.scratch;
DROP TEMPORARY VIEW warm;
SHOW TABLES;
SHOW TABLES IN default_database LIKE 'r%';
SHOW VIEWS;
SHOW COLUMNS FROM readings NOT LIKE 'k%';
SHOW FUNCTIONS;
SHOW CATALOGS ILIKE 'DEF%';
SHOW DATABASES;
SHOW CURRENT CATALOG;
SHOW CURRENT DATABASE;
SHOW CREATE TABLE readings;
SHOW CREATE VIEW latest;
SHOW JOBS;
DESCRIBE EXTENDED readings;
DESC `weird.name`;
DESCRIBE JOB 'insert-into_hot';
STOP JOB 3 WITH SAVEPOINT WITH DRAIN;
STOP JOB 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
CANCEL JOB insert-into_hot;
SET;
SET 'execution.checkpointing.interval' = '2 s';
SET table.exec.source.idle-timeout = 5 s;
RESET 'execution.checkpointing.interval';
RESET;
HELP;
HELP ML_PREDICT;
INSERT INTO hot /*+ OPTIONS('sink.parallelism' = '1') */ (device, celsius) VALUES ('a', 1.5), ('b', CAST(NULL AS DECIMAL(5, 2)));
INSERT INTO hot SELECT device, celsius FROM readings /*+ OPTIONS('scan.bounded.mode' = 'latest-offset') */ AS r WHERE r.celsius IS NOT NULL;
INSERT OVERWRITE hot (SELECT device, celsius FROM readings);
EXPLAIN PLAN FOR SELECT 1;
EXPLAIN ESTIMATED_COST, CHANGELOG_MODE INSERT INTO hot SELECT device, celsius FROM readings;
EXPLAIN STATEMENT SET BEGIN INSERT INTO hot SELECT 'a', 1; INSERT INTO hot SELECT 'b', 2; END;
EXECUTE STATEMENT SET BEGIN
  INSERT INTO hot SELECT device, CASE WHEN celsius > 90 THEN 90 ELSE celsius END FROM readings;
  INSERT INTO hot VALUES ('x', 0);
END;
BEGIN STATEMENT SET; INSERT INTO hot VALUES ('y', 1); END;
CLEAR;
QUIT;
