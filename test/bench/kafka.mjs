// Rows a CPU second of the Kafka connector, and what an idle job costs.  node test/bench/kafka.mjs [rows] [runs]
// Uses KAFKA_BROKERS, or the broker of scripts/kafka. CPU is of this process alone; wall time shares the machine with the broker.
import { realKafka, Topics } from '../shown/support/kafka.mjs';
import { loadTypeScript } from '../shown/support/typescript.mjs';

const rows = Number(process.argv[2] ?? 500_000);
const runs = Number(process.argv[3] ?? 5);
const bench = await loadTypeScript('test/bench/kafka.ts');
const brokers = realKafka();
const topic = `bench-${Date.now().toString(36)}`;
const topics = new Topics(brokers);
await topics.connect();
await topics.create(topic, 4);
await topics.close();

function median(figures, of) {
  return figures.map(of).sort((a, b) => a - b)[Math.floor(figures.length / 2)];
}

async function report(name, run) {
  const figures = [];
  for (let i = 0; i < runs; i++) figures.push(await run());
  const perCpu = median(figures, (f) => (f.rows / f.cpuMs) * 1000);
  const perWall = median(figures, (f) => (f.rows / f.wallMs) * 1000);
  console.log(
    `${name}: ${Math.round(perCpu).toLocaleString('en-US')} rows/CPU-s, ${Math.round(perWall).toLocaleString('en-US')} rows/s`,
  );
}

await report('produce: rows -> JSON -> batches, acknowledged', () => bench.produce(brokers, topic, rows));
await report('fetch: batches -> records, not decoded', () => bench.fetch(brokers, topic, rows));
await report('consume: records -> JSON -> rows', () => bench.consume(brokers, topic, rows));
const { cpuMs, wallMs } = await bench.idle(brokers, topic, 10_000);
console.log(`idle job (source, store, sink): ${((100 * cpuMs) / wallMs).toFixed(2)} % of a core`);
process.exit(0);
