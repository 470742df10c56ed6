// Asks java.util.regex (a JDK of 17 or newer) and writes fixtures/regex/java.jsonl.
//   [JAVA=/path/to/java] node scripts/regex/record.mjs
// Beside the table of cases: random patterns from a seed, whose quirks nobody would think of.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { randomCases } from './random-cases.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const questions = [...tableCases(readFileSync(here('cases.txt'), 'utf8')), ...randomCases(17, 600)];
const input = questions.map((question) => JSON.stringify(question)).join('\n');
const java = spawnSync(process.env.JAVA ?? 'java', [here('Answers.java')], {
  input,
  encoding: 'utf8',
  maxBuffer: 1 << 28,
});
if (java.status !== 0) throw new Error(java.stderr);
writeFileSync(here('../../fixtures/regex/java.jsonl'), java.stdout);
console.log(`${questions.length} patterns`);

/** [pattern, text, ...] of each pattern of the table. */
function tableCases(table) {
  return table
    .split(/^## /m)
    .slice(1)
    .flatMap((topic) => {
      const [, texts, ...patterns] = topic.split('\n').filter((line) => line !== '');
      return patterns.map((line) => [line.startsWith('"') ? JSON.parse(line) : line, ...JSON.parse(texts)]);
    });
}
