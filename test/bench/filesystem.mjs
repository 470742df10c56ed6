// What a query over a JSON file costs beside a script that reads, splits and parses it.  node test/bench/filesystem.mjs [rows] [runs]
// CPU time of one process: the goals are 1.8 times the script where every row is projected, 1.3 times where a filter drops them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTypeScript } from '../shown/support/typescript.mjs';

const rows = Number(process.argv[2] ?? 1_000_000);
const runs = Number(process.argv[3] ?? 5);
const bench = await loadTypeScript('test/bench/filesystem.ts');
const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'rows.json');
bench.writeRows(path, rows);

const subjects = {
  'script: read, split, JSON.parse': () => bench.bare(path),
  'SELECT all columns': () => bench.query(path, 'SELECT * FROM t'),
  'SELECT three expressions': () =>
    bench.query(path, 'SELECT id + 1 AS n, UPPER(city) AS city, price * amount AS total FROM t'),
  'WHERE keeps 1 %': () => bench.query(path, 'SELECT id, city FROM t WHERE amount = 7'),
};
const best = {};
for (let run = 0; run < runs; run++) {
  // in turns, so that a busy machine slows all of them
  for (const [name, measure] of Object.entries(subjects)) {
    const { cpuMs, rows: read } = await measure();
    if (read !== rows) throw new Error(`${name}: ${read} rows of ${rows}`);
    best[name] = Math.min(best[name] ?? Infinity, cpuMs);
  }
}
const [script] = Object.values(best);
for (const [name, ms] of Object.entries(best)) {
  const perSecond = Math.round((rows / ms) * 1000).toLocaleString('en-US');
  console.log(`${name.padEnd(34)} ${perSecond.padStart(10)} rows/CPU-s   ${(ms / script).toFixed(2)}x`);
}
process.exit(0);
