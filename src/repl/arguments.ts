import { parseArgs } from 'node:util';
import { parseDuration } from '../common/duration.ts';
import { SqlError } from '../common/errors.ts';
import { nearest } from '../common/nearest.ts';

export const FORMATS = ['tableau', 'csv', 'tsv', 'json', 'jsonl'] as const;
export type OutputFormat = (typeof FORMATS)[number];

/** A text of statements named on the command line, in the order written. */
export interface ScriptArgument {
  readonly kind: 'file' | 'text' | 'stdin';
  /** The path or the SQL; '-' for standard input. */
  readonly value: string;
}

/** What the command line asks for. */
export interface CommandLine {
  readonly action: 'run' | 'help' | 'version' | 'demo' | 'broker';
  readonly scripts: readonly ScriptArgument[];
  readonly initFiles: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  /** undefined: tableau, or the live view at a terminal. */
  readonly format: OutputFormat | undefined;
  readonly onExit: 'wait' | 'stop';
  readonly continueOnError: boolean;
  readonly timeoutMs: number | undefined;
  readonly color: 'always' | 'never' | undefined;
  readonly width: number | undefined;
  readonly quiet: boolean;
  readonly echo: boolean;
  readonly verbose: boolean;
  /** Of the embedded broker. */
  readonly port: number;
}

interface Flag {
  readonly short?: string;
  readonly value?: string;
  /** Another name of this flag. */
  readonly sameAs?: string;
  readonly doc: string;
}

/** Every flag, for reading and for --help. */
export const FLAGS: Readonly<Record<string, Flag>> = {
  file: { short: 'f', value: 'FILE', doc: 'run the statements of a file, - for standard input (repeatable)' },
  execute: { short: 'e', value: 'SQL', doc: 'run statements (repeatable, in order with -f)' },
  command: { short: 'c', value: 'SQL', sameAs: 'execute', doc: 'the same as -e' },
  init: { short: 'i', value: 'FILE', doc: 'run a file first, then go on' },
  define: { short: 'D', value: 'KEY=VALUE', doc: 'SET a key before the first statement (repeatable)' },
  format: { value: FORMATS.join('|'), doc: 'how rows are written (default tableau)' },
  'on-exit': { value: 'wait|stop', doc: 'what happens to INSERTs at the end of a script (default wait)' },
  'continue-on-error': { doc: 'go on with the next statement after an error; exit 1 at the end' },
  timeout: { value: 'DURATION', doc: "stop after '30 s', '5 min'; a bare number is seconds; exit 124" },
  width: { value: 'COLUMNS', doc: 'width to fit error excerpts and tables to' },
  color: { doc: 'colours also where none would be used' },
  'no-color': { doc: 'no colours' },
  quiet: { short: 'q', doc: 'no banner, no notices' },
  echo: { doc: 'print each statement of a script before it runs' },
  verbose: { doc: 'print the causes and the stack of an error' },
  demo: { doc: 'the whole thing on this machine: broker, scripted model, feed; no key, no network' },
  port: {
    value: 'PORT',
    doc: 'with --demo: port of its broker (default 9092, another one if that is taken)',
  },
  version: { short: 'V', doc: 'print the version' },
  help: { short: 'h', doc: 'print this' },
};

/** Reads the arguments behind `weir`. Throws SqlError E_USAGE (exit 2), with the nearest flag for an unknown one. */
export function parseArguments(argv: readonly string[]): CommandLine {
  if (argv[0] === 'broker') return parseBroker(argv.slice(1));
  if (argv[0] === 'gateway')
    throw usage('weir has no gateway mode', 'weir runs the statements by itself; start it without arguments');
  const given = readFlags(argv, FLAGS);
  const scripts: ScriptArgument[] = [];
  const initFiles: string[] = [];
  const settings: Record<string, string> = {};
  const single = new Map<string, string>();
  for (const { name, value } of given) {
    if (name === undefined) scripts.push(script(value));
    else if (name === 'file') scripts.push(script(value));
    else if (name === 'execute') scripts.push({ kind: 'text', value: statementText(value) });
    else if (name === 'init') initFiles.push(value);
    else if (name === 'define') define(settings, value);
    else single.set(name, value);
  }
  const has = (name: string) => single.has(name);
  return {
    action: has('help') ? 'help' : has('version') ? 'version' : has('demo') ? 'demo' : 'run',
    scripts,
    initFiles,
    settings,
    format: oneOf(single, 'format', FORMATS),
    onExit: oneOf(single, 'on-exit', ['wait', 'stop'] as const) ?? 'wait',
    continueOnError: has('continue-on-error'),
    timeoutMs: timeout(single.get('timeout')),
    color: has('no-color') ? 'never' : has('color') ? 'always' : undefined,
    width: wholeNumber(single, 'width', 20, 10_000),
    quiet: has('quiet'),
    echo: has('echo'),
    verbose: has('verbose'),
    port: wholeNumber(single, 'port', 0, 65_535) ?? 9092,
  };
}

function parseBroker(argv: readonly string[]): CommandLine {
  const flags = {
    port: { value: 'PORT', doc: '' },
    quiet: { short: 'q', doc: '' },
    verbose: { doc: '' },
    help: { short: 'h', doc: '' },
  };
  const single = new Map<string, string>();
  for (const { name, value } of readFlags(argv, flags)) {
    if (name === undefined) throw usage(`'weir broker' takes no '${value}'`, 'weir broker [--port 9092]');
    single.set(name, value);
  }
  return {
    ...parseArguments([]),
    action: single.has('help') ? 'help' : 'broker',
    port: wholeNumber(single, 'port', 0, 65_535) ?? 9092,
    quiet: single.has('quiet'),
    verbose: single.has('verbose'),
  };
}

/** Flags in the order written, by their long names; `name` is undefined for what is no flag. */
function readFlags(
  argv: readonly string[],
  flags: typeof FLAGS,
): { name: string | undefined; value: string }[] {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { short, value }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), ...(short && { short }) },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const read: { name: string | undefined; value: string }[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') read.push({ name: undefined, value: token.value });
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (flag === undefined) throw unknownFlag(token.rawName, flags);
    if (flag.value === undefined && token.value !== undefined) throw usage(`${token.rawName} takes no value`);
    if (flag.value !== undefined && (token.value === undefined || isFlag(token.value, flags)))
      throw usage(`${token.rawName} needs ${flag.value}`);
    read.push({ name: flag.sameAs ?? token.name, value: token.value ?? '' });
  }
  return read;
}

function isFlag(value: string, flags: typeof FLAGS): boolean {
  return value.startsWith('--') && Object.hasOwn(flags, value.slice(2).split('=')[0] ?? '');
}

function unknownFlag(written: string, flags: typeof FLAGS): SqlError {
  const shorts = Object.entries(flags).flatMap(([name, flag]) => (flag.short === written[1] ? [name] : []));
  const close = nearest(written.replace(/^-+/, ''), Object.keys(flags)).map((name) => `--${name}`);
  const sameLetter = Object.values(flags).find(
    ({ short }) => short?.toLowerCase() === written[1]?.toLowerCase(),
  );
  if (
    close.length === 0 &&
    !written.startsWith('--') &&
    shorts.length === 0 &&
    sameLetter?.short !== undefined
  )
    close.push(`-${sameLetter.short}`);
  const hint = close.length > 0 ? `did you mean ${close.join(' or ')}?` : 'weir --help lists the flags';
  return usage(`unknown flag ${written}`, hint);
}

function script(value: string): ScriptArgument {
  return value === '-' ? { kind: 'stdin', value } : { kind: 'file', value };
}

/** -e of Flink's client is the gateway's address. */
function statementText(value: string): string {
  if (/^\s*(https?:\/\/\S+|[\w.-]+:\d{2,5})(\/\S*)?\s*$/.test(value))
    throw usage(
      `-e takes SQL, and '${value.trim()}' looks like the address of a gateway`,
      "in Flink's client -e is the gateway; weir runs statements by itself, e.g. weir -e 'SELECT 1'",
    );
  return value;
}

function define(settings: Record<string, string>, value: string): void {
  const at = value.indexOf('=');
  if (at <= 0) throw usage('-D needs KEY=VALUE', "e.g. -D 'execution.runtime-mode=batch'");
  settings[value.slice(0, at).trim()] = value.slice(at + 1);
}

function oneOf<const T extends string>(
  single: ReadonlyMap<string, string>,
  name: string,
  values: readonly T[],
): T | undefined {
  const given = single.get(name);
  if (given === undefined) return undefined;
  const found = values.find((value) => value === given.toLowerCase());
  if (found !== undefined) return found;
  const [close] = nearest(given, values);
  throw usage(
    `--${name} is ${values.join(', ')}`,
    close === undefined ? undefined : `did you mean ${close}?`,
  );
}

function timeout(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const ms = parseDuration(/^\d+$/.test(given) ? `${given} s` : given);
  if (ms === undefined || ms <= 0) throw usage("--timeout is a duration such as '30 s' or '5 min'");
  return ms;
}

function wholeNumber(
  single: ReadonlyMap<string, string>,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const given = single.get(name);
  if (given === undefined) return undefined;
  const value = Number(given);
  if (!/^\d+$/.test(given) || value < least || value > most)
    throw usage(`--${name} is a number from ${least} to ${most}`);
  return value;
}

function usage(message: string, hint?: string): SqlError {
  return new SqlError('E_USAGE', message, { hint });
}
