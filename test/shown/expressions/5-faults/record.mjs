// Asks a real Flink what catastrophes.mjs compares weir with, and writes flink-answers.jsonl.
//   node test/shown/expressions/5-faults/record.mjs
import { writeFileSync } from 'node:fs';
import { askFlink } from '../3-oracles/flink.mjs';
import { asFlinkAnswers } from './catastrophes.mjs';

const statements = [...new Set(asFlinkAnswers())];
const answers = askFlink(statements);
if (answers === undefined) process.exit(1);
const lines = statements.map((sql, i) => {
  const answer = answers[i].error === undefined ? JSON.stringify(answers[i].rows) : '"error"';
  return `[${JSON.stringify(sql)}, ${answer}]`;
});
writeFileSync(new URL('flink-answers.jsonl', import.meta.url), `${lines.join('\n')}\n`);
console.log(`${lines.length} answers, ${answers.filter(({ error }) => error !== undefined).length} errors`);
process.exit(0);
