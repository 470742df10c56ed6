import { startBroker } from './broker/start-broker.ts';
import { systemClock } from './common/clock.ts';
import type { CommandLine } from './repl/arguments.ts';
import { sanitize } from './repl/sanitize.ts';

const MOST_BYTES = 512 * 1024 * 1024;

/** `weir broker`: the embedded broker by itself, until a signal ends it. Returns the exit code. */
export async function runBroker(line: CommandLine, process: NodeJS.Process): Promise<number> {
  const broker = await startBroker({
    port: line.port,
    clock: systemClock,
    maxBytes: MOST_BYTES,
    autoCreateTopics: true, // as Kafka does
    refused: (why) => {
      if (line.verbose) process.stderr.write(`connection refused: ${sanitize(why)}\n`);
    },
  });
  if (!line.quiet)
    process.stdout.write(
      `broker ${broker.address}: Kafka-compatible, in memory, gone at exit; this machine only. Ctrl-C ends it.\n`,
    );
  const code = await new Promise<number>((resolve) => {
    process.once('SIGINT', () => resolve(0));
    process.once('SIGTERM', () => resolve(143));
    process.once('SIGHUP', () => resolve(129));
  });
  await broker.close();
  return code;
}
