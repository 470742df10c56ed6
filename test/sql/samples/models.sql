-- Models and calls of them, in the forms that people type.
CREATE MODEL spam_filter
INPUT (`message` STRING)
OUTPUT (verdict STRING)
WITH (
  'provider' = 'openai',
  'endpoint' = 'http://localhost:11434/v1/chat/completions',
  'api-key' = '${env:SPAM_KEY}',
  'model' = 'qwen2.5:7b',
  'system-prompt' = 'Answer with one word: spam or ham. Don''t explain.'
);

CREATE TEMPORARY MODEL IF NOT EXISTS shop.embeddings
INPUT (body STRING COMMENT 'what to embed') OUTPUT (vec ARRAY<FLOAT>)
COMMENT 'one vector a review'
WITH ('provider'='openai','endpoint'='https://api.example.com/v1/embeddings','model'='e5','dimension'='384');

CREATE MODEL bare;
ALTER MODEL spam_filter SET ('temperature' = '0', 'max-tokens' = '5');
ALTER MODEL IF EXISTS spam_filter RESET ('temperature');
ALTER MODEL spam_filter RENAME TO ham_filter;
DROP TEMPORARY MODEL IF EXISTS shop.embeddings;
SHOW MODELS;
SHOW MODELS FROM default_database NOT LIKE 'spam%';
SHOW CREATE MODEL ham_filter;
DESC MODEL EXTENDED ham_filter;
DESCRIBE MODEL `default_catalog`.`default_database`.`ham_filter`;

SELECT * FROM ML_PREDICT(TABLE inbox, MODEL spam_filter, DESCRIPTOR(message));
SELECT id, verdict FROM ML_PREDICT(
  INPUT => TABLE inbox,
  MODEL => MODEL spam_filter,
  ARGS => DESCRIPTOR(message),
  CONFIG => MAP['async', 'true', 'max-concurrent-operations', '40', 'timeout', '20 s', 'output-mode', 'ALLOW_UNORDERED']
) AS p (id, message, verdict) WHERE verdict <> 'ham';
SELECT p.id FROM TABLE(ML_PREDICT(TABLE inbox, MODEL spam_filter, DESCRIPTOR(message))) p JOIN senders s ON p.sender = s.id;
SELECT * FROM ML_PREDICT((SELECT id, UPPER(body) AS body FROM reviews WHERE stars < 3), MODEL shop.embeddings, DESCRIPTOR(body));
SELECT ML_PREDICT(spam_filter, 'win a prize now');
SELECT id, ML_PREDICT(spam_filter, subject || ': ' || body) AS verdict FROM inbox;
INSERT INTO quarantine
SELECT id, JSON_VALUE(answer, '$.score' RETURNING DOUBLE NULL ON EMPTY DEFAULT -1 ON ERROR) AS score
FROM (SELECT id, ML_PREDICT(spam_filter, message) AS answer FROM inbox WHERE CHAR_LENGTH(message) > 0) AS scored
WHERE CAST(JSON_VALUE(answer, '$.score') AS DOUBLE) > 0.5;
SELECT window_start, COUNT(*) FROM TUMBLE(
  TABLE predicted, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end;
EXPLAIN SELECT * FROM ML_PREDICT(TABLE inbox, MODEL spam_filter, DESCRIPTOR(message));
CREATE VIEW judged AS SELECT * FROM ML_PREDICT(TABLE inbox, MODEL spam_filter, DESCRIPTOR(message));
SELECT model, input, output, prompt, label FROM (SELECT 1 AS model, 2 AS input, 3 AS output, 4 AS prompt, 5 AS label);
SELECT 标题, ML_PREDICT(合规模型, 标题) AS 结论 FROM 商品 WHERE 标题 LIKE '%酒%';
