// A real Flink as a judge of expressions: asked through scripts/flink, which fetches it.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, temporaryFolder } from '../../support/weir.mjs';

/** Answers to queries of one line each: { types, rows } or { error }. undefined with the reason said where no Flink is to be had. */
export function askFlink(queries) {
  const file = join(temporaryFolder('flink'), 'queries.sql');
  writeFileSync(file, `${queries.join('\n')}\n`);
  const { status, stdout, stderr } = spawnSync('bash', [join(root, 'scripts/flink/ask-sql.sh'), file], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 900_000,
  });
  const answers = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  if (status === 0 && answers.length === queries.length) return answers;
  if (/^flink: no '/m.test(stderr)) {
    console.log(`  ${stderr.trim()}`);
    return undefined;
  }
  throw new Error(`Flink gave ${answers.length} of ${queries.length} answers: ${stderr.slice(-2000)}`);
}

/** Where Flink fails and weir answers: defects of Flink 2.3. */
const DEFECTS = [
  /RexCall cannot be cast to class .*RexLiteral/, // a CAST of 0 divided by something, while it simplifies
  /Character [NI] is neither a decimal digit number/, // ROUND and TRUNCATE of NaN and Infinity
  /NullPointerException: .*"divisionComparable" is null/, // a constant divided by NULLIF of constants that is NULL
  /CodeGenException: Mismatch of function's argument data type '(.+) NOT NULL' and actual argument type '\1'/, // TIMESTAMPADD of a CASE
];

export const isDefect = (error) => DEFECTS.some((defect) => defect.test(error));
