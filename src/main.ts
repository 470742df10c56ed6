import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from './common/clock.ts';
import { ERRORS, toSqlError } from './common/errors.ts';
import { parseArguments, type CommandLine } from './repl/arguments.ts';
import { plainPaint, createPaint, wantsColor } from './repl/color.ts';
import { renderError } from './repl/render/error.ts';
import type { ImportModule } from './node-module-loader.ts';
import type { PromptParts } from './run-prompt.ts';
import { strayFailure } from './stray-failure.ts';

type Process = NodeJS.Process;

/**
 * The command: reads the arguments, wires what they ask for, ends the process with the exit code. `root` is the
 * package's folder; `onSession` hears that a session is about to open; `importModule` loads the files of functions.
 */
export async function main(
  process: Process,
  root: string,
  onSession: () => void,
  importModule: ImportModule,
): Promise<void> {
  let verbose = false;
  const report = (thrown: unknown): number => {
    const error = strayFailure(thrown) ?? toSqlError(thrown);
    const style = { paint: plainPaint, width: process.stderr.columns || 80, verbose };
    process.stderr.write(`${renderError(error, undefined, style)}\n`);
    return ERRORS[error.code].exit;
  };
  let isFaulty = false;
  // A promise of a library that nobody waited for: jobs and the prompt go on without it, success is no more claimed.
  process.on('unhandledRejection', (thrown) => {
    report(thrown);
    isFaulty = true;
  });
  // What a function's file does by itself, in a timer, leaves weir whole.
  process.on('uncaughtException', (thrown) => {
    const code = report(thrown);
    if (strayFailure(thrown) === undefined) process.exit(code);
    isFaulty = true;
  });
  hushModuleWarnings(process);
  let code: number;
  try {
    const line = parseArguments(process.argv.slice(2));
    verbose = line.verbose;
    if (line.action === 'run') onSession();
    code = await run(line, process, root, importModule);
  } catch (thrown) {
    code = report(thrown);
  }
  exit(process, code === 0 && isFaulty ? 1 : code);
}

/** What Node remarks on how it reads a function's file (without a package.json, with types) is no warning of weir's. */
const MODULE_WARNINGS =
  /^Module type of file .* is not specified|^Type Stripping is an experimental feature|^(To load an|Failed to load the) ES module\b/;

function hushModuleWarnings(process: Process): void {
  const printers = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (!MODULE_WARNINGS.test(warning.message)) printers.forEach((print) => print(warning));
  });
}

/** Ends the process once everything written is on its way; sockets that are still open do not hold it. */
function exit(process: Process, code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

async function run(
  line: CommandLine,
  process: Process,
  root: string,
  importModule: ImportModule,
): Promise<number> {
  switch (line.action) {
    case 'help': {
      const { usageText } = await import('./repl/usage.ts');
      process.stdout.write(usageText(versionOf(root)));
      return 0;
    }
    case 'version':
      process.stdout.write(`weir ${versionOf(root)}\n`);
      return 0;
    case 'broker': {
      const { runBroker } = await import('./run-broker.ts');
      return runBroker(line, process);
    }
    case 'demo':
      return demo(await promptParts(line, process, root, importModule), root);
    case 'run':
      return isInteractive(line, process)
        ? prompt(await promptParts(line, process, root, importModule))
        : script(line, process, importModule);
  }
}

function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** A person types and looks on, and has named no script. */
function isInteractive(line: CommandLine, { stdin, stdout }: Process): boolean {
  return line.scripts.length === 0 && stdin.isTTY && stdout.isTTY;
}

async function script(line: CommandLine, process: Process, importModule: ImportModule): Promise<number> {
  const { runScript } = await import('./run-script.ts');
  const colored = wantsColor({
    flag: line.color,
    environment: process.env,
    isTerminal: process.stderr.isTTY,
  });
  const paint = await createPaint(colored);
  return runScript({ line, process, clock: systemClock, paint, importModule });
}

async function prompt(parts: PromptParts): Promise<number> {
  const { runPrompt } = await import('./run-prompt.ts');
  return runPrompt(parts);
}

async function demo(parts: PromptParts, root: string): Promise<number> {
  const { runDemo } = await import('./run-demo.ts');
  const article = readFileSync(join(root, 'fixtures/sql/article.sql'), 'utf8');
  return runDemo(parts, article);
}

async function promptParts(
  line: CommandLine,
  process: Process,
  root: string,
  importModule: ImportModule,
): Promise<PromptParts> {
  const colored = wantsColor({
    flag: line.color,
    environment: process.env,
    isTerminal: process.stdout.isTTY,
  });
  const paint = await createPaint(colored);
  return { line, process, clock: systemClock, paint, colored, version: versionOf(root), importModule };
}
