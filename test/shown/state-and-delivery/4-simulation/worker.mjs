// Runs seeds of one bundle in a thread of its own: each message is a range of them, answered by what came of it.
import { parentPort, workerData } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';

const { Simulation } = await import(pathToFileURL(workerData.path).href);
const simulation = new Simulation();

parentPort.on('message', async ({ from, to, untilWrong }) => {
  const runs = [];
  for (let seed = from; seed < to; seed++) {
    const { workload, ends, steps, wrong } = await simulation.run(seed);
    runs.push({ seed, workload, ends, steps, wrong });
    if (untilWrong && wrong.length > 0) break;
  }
  parentPort.postMessage(runs, []);
});
