import { INVITATION, demoProgram } from './demo/program.ts';
import { PRODUCTS } from './demo/products.ts';
import { openStage } from './demo/stage.ts';
import { titlesConnector } from './demo/titles.ts';
import type { Clock } from './common/clock.ts';
import { CONNECTORS } from './connectors/index.ts';
import { openSession } from './index.ts';
import { nodeModuleLoader } from './node-module-loader.ts';
import { eachChanges } from './repl/changes.ts';
import { createShell, type PromptParts } from './run-prompt.ts';
import type { Session } from './session/session.ts';
import { systemTimeZone } from './system-time-zone.ts';

const FEED = [
  `CREATE TABLE titles (id STRING, title STRING) WITH ('connector' = 'titles')`,
  `CREATE TABLE product_source (id STRING, title STRING) WITH ('connector' = 'kafka', 'topic' = 'product_source',
   'properties.bootstrap.servers' = 'localhost:9092', 'format' = 'json')`,
  `INSERT INTO product_source SELECT id, title FROM titles`,
];
/** Columns where no terminal says how many. */
const PLAIN_WIDTH = 140;
/** Without a terminal the demo is over by then, whatever happens. */
const DEADLINE_MS = 28_000;

/**
 * The article's job on this machine alone: broker, scripted model and feed in this process. At a terminal the person
 * is left at the prompt with everything running; without one it ends by itself and counts what became of each title.
 */
export async function runDemo(parts: PromptParts, article: string): Promise<number> {
  const { line, process, clock, paint, version } = parts;
  const isWatched = process.stdin.isTTY && process.stdout.isTTY;
  const startedAt = clock.now();
  const stage = await openStage(line.port, clock, Math.random);
  const settings = {
    'table.local-time-zone': systemTimeZone(process.env),
    ...line.settings,
    ...stage.settings,
  };
  const { connector } = titlesConnector(isWatched ? undefined : PRODUCTS.length);
  const feed = await openSession({ settings, connectors: [...CONNECTORS, connector] });
  const modules = nodeModuleLoader(process, parts.importModule);
  const session = await openSession({ settings, interactive: true, modules });
  const width = line.width ?? (isWatched ? undefined : PLAIN_WIDTH);
  const shell = createShell({ ...parts, line: { ...line, width } }, session);
  if (!isWatched) process.on('SIGINT', () => process.exit(130));
  const opening = 'everything runs in this process; nothing leaves this machine, no key is used';
  process.stdout.write(`${paint.bold(`weir ${version} demo`)} - ${opening}\n${stage.lines.join('\n')}\n`);
  try {
    for (const statement of FEED) await feed.execute(statement);
    const play = async () => {
      for (const prepared of demoProgram(article)) await shell.play(prepared);
    };
    if (isWatched) {
      await shell.run(async () => {
        await play();
        shell.say(INVITATION);
      });
      return 0;
    }
    await shell.perform(play);
    const judged = await judgedTitles(session, clock, startedAt + DEADLINE_MS - clock.now());
    const lost = PRODUCTS.length - judged;
    process.stdout.write(`demo: ${PRODUCTS.length} titles, ${judged} judged, ${lost} lost\n`);
    return lost === 0 ? 0 : 1;
  } finally {
    await session.close({ drain: true });
    await feed.close({ drain: false });
    await stage.close();
  }
}

/** How many different titles have got an answer, as soon as it is all of them, or when the time is up. */
async function judgedTitles(session: Session, clock: Clock, patienceMs: number): Promise<number> {
  const result = await session.execute('SELECT id FROM risk_sink');
  if (result.kind !== 'rows') return 0;
  const seen = new Set<unknown>();
  const stop = new AbortController();
  const cancel = clock.after(patienceMs, () => stop.abort());
  await eachChanges(result.rows, stop.signal, (changes) => {
    for (const { values } of changes) seen.add(values[0]);
    if (seen.size >= PRODUCTS.length) stop.abort();
  });
  cancel();
  return seen.size;
}
