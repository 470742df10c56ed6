// One statement, timed: what it answered, whether a user could make sense of its error, how long it took.
import { Worker } from 'node:worker_threads';
import { loadTypeScript } from '../../support/typescript.mjs';

export const LIMIT_MS = 1000;
export const library = await loadTypeScript('test/shown/expressions/5-faults/library.ts');
const MOST_ROWS = 1000;
/** However busy the machine is, who takes as long hangs. */
const HANG_MS = 30_000;

/** Ends the process, with the statement named, when this thread has not come back from one for so long. */
function watch() {
  const beat = new Int32Array(new SharedArrayBuffer(4));
  const name = new Uint8Array(new SharedArrayBuffer(600));
  const body = `
    const { beat, name } = require('node:worker_threads').workerData;
    let [last, since] = [0, Date.now()];
    setInterval(() => {
      const now = Atomics.load(beat, 0);
      if (now !== last || now % 2 === 0) [last, since] = [now, Date.now()];
      else if (Date.now() - since > ${2 * HANG_MS}) {
        require('node:fs').writeSync(2, 'hangs: ' + Buffer.from(name).toString() + '\\n');
        process.kill(process.pid, 'SIGKILL');
      }
    }, 500);`;
  new Worker(body, { eval: true, workerData: { beat, name } }).unref();
  return {
    /** The number is odd while a statement runs. */
    begin(sql) {
      name.fill(32);
      new TextEncoder().encodeInto(sql.slice(0, 200), name);
      Atomics.add(beat, 0, 1);
    },
    end: () => void Atomics.add(beat, 0, 1),
  };
}

const watchdog = watch();

/**
 * { ms, rows, columns, error }; an error that is none of weir's own is thrown. A job is waited for. On a busy machine the time
 * that others took is left out, up to HANG_MS; what has no end at all ends the process.
 */
export async function ask(session, sql) {
  watchdog.begin(sql);
  try {
    return await timed(session, sql);
  } finally {
    watchdog.end();
  }
}

async function timed(session, sql) {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const answer = { ms: 0, rows: [], columns: [], error: undefined };
  try {
    const result = await session.execute(sql);
    if (result.kind === 'job') {
      await result.job.done;
      if (result.job.error !== undefined) throw result.job.error;
    } else if (result.kind === 'rows') {
      answer.columns = result.columns;
      for await (const changes of result.rows) {
        for (const { values } of changes) answer.rows.push(values);
        if (answer.rows.length > MOST_ROWS) break;
      }
    }
  } catch (error) {
    if (!(error instanceof library.SqlError))
      throw new Error(`${sql.slice(0, 300)}: ${error.stack}`, { cause: error });
    answer.error = error;
  }
  const { user, system } = process.cpuUsage(cpu);
  const wall = performance.now() - began;
  answer.ms = wall > HANG_MS ? wall : Math.min(wall, (user + system) / 1000);
  return answer;
}

/** undefined, or why a user could not use this error: a defect of weir's, no place in the text, a place outside of it. */
export function badError(error, sql) {
  if (error.code === 'E_INTERNAL') return `defect: ${error.message}`;
  if (error.span === undefined) return `no place: ${error.code} ${error.message}`;
  const { start, end } = error.span;
  if (!(start >= 0 && start <= end && end <= sql.length))
    return `a place outside of the text: ${start} to ${end}`;
  return undefined;
}

/** Everything that a statement could have changed, as one text. */
export async function stateOf(session) {
  const lists = [];
  for (const what of ['TABLES', 'VIEWS', 'MODELS', 'DATABASES', 'JOBS'])
    lists.push((await ask(session, `SHOW ${what}`)).rows);
  return JSON.stringify([lists, (await ask(session, 'SET')).rows]);
}
