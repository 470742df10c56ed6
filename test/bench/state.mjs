// Keyed state: update rates, pauses while snapshots are written, restart, bytes a key.
//   node --expose-gc test/bench/state.mjs [keys] [hashmap|leveldb] [memory in MB] [seconds]
import { loadTypeScript } from '../shown/support/typescript.mjs';

const [keys = 1_000_000, type = 'hashmap', memoryMb = 1024, seconds = 10] = process.argv.slice(2);
const { runState } = await loadTypeScript('test/bench/state.ts');
const run = {
  keys: Number(keys),
  type,
  memoryBytes: Number(memoryMb) * 1024 * 1024,
  seconds: Number(seconds),
};

function print(value) {
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));
}

await runState(run, (name, figures) => {
  console.log(name);
  for (const [figure, value] of Object.entries(figures))
    console.log(`  ${figure.padEnd(28)} ${print(value)}`);
});
