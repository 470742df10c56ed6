import { expect, test } from 'vitest';
import { SqlError } from '../../src/common/errors.ts';
import { parseArguments } from '../../src/repl/arguments.ts';

function failure(...argv: string[]): SqlError {
  try {
    parseArguments(argv);
  } catch (error) {
    if (error instanceof SqlError) return error;
  }
  throw new Error('accepted');
}

test('scripts keep the order in which they are named', () => {
  const { scripts } = parseArguments([
    'a.sql',
    '-e',
    'SELECT 1',
    '-f',
    'b.sql',
    '-c',
    'SELECT 2',
    '-',
    '-f',
    '-',
  ]);
  expect(scripts).toEqual([
    { kind: 'file', value: 'a.sql' },
    { kind: 'text', value: 'SELECT 1' },
    { kind: 'file', value: 'b.sql' },
    { kind: 'text', value: 'SELECT 2' },
    { kind: 'stdin', value: '-' },
    { kind: 'stdin', value: '-' },
  ]);
});

test('settings may be written with or without a space and hold = signs', () => {
  const { settings } = parseArguments(['-Da.b=1', '-D', 'c=x=y', '--define', 'd=']);
  expect(settings).toEqual({ 'a.b': '1', c: 'x=y', d: '' });
});

test('without arguments everything has its default', () => {
  expect(parseArguments([])).toMatchObject({
    action: 'run',
    format: undefined,
    onExit: 'wait',
    timeoutMs: undefined,
    color: undefined,
  });
});

test('flags are read', () => {
  const line = parseArguments([
    '--format',
    'JSONL',
    '--on-exit=stop',
    '--timeout',
    '30',
    '--width',
    '100',
    '--no-color',
  ]);
  expect(line).toMatchObject({
    format: 'jsonl',
    onExit: 'stop',
    timeoutMs: 30_000,
    width: 100,
    color: 'never',
  });
  expect(parseArguments(['--timeout', '2 min']).timeoutMs).toBe(120_000);
});

test('SQL may begin with a comment', () => {
  expect(parseArguments(['-e', '-- one\nSELECT 1']).scripts[0]?.value).toBe('-- one\nSELECT 1');
});

test.each([
  [['--formt', 'csv'], 'unknown flag --formt', '--format'],
  [['-F', 'x'], 'unknown flag -F', '-f'],
  [['--format', 'cvs'], '--format is tableau, csv, tsv, json, jsonl', 'csv'],
  [['-e'], '-e needs SQL', undefined],
  [['-e', '--format', 'csv'], '-e needs SQL', undefined],
  [['-e', 'localhost:8083'], "-e takes SQL, and 'localhost:8083' looks like", 'gateway'],
  [['-e', 'http://flink:8083/v1'], '-e takes SQL', 'gateway'],
  [['-D', 'novalue'], '-D needs KEY=VALUE', 'execution.runtime-mode'],
  [['--quiet=yes'], '--quiet takes no value', undefined],
  [['--timeout', 'soon'], '--timeout is a duration', undefined],
  [['--width', '-3'], '--width is a number', undefined],
  [['gateway', '--endpoint', 'x:1'], 'weir has no gateway mode', 'without arguments'],
  [['broker', 'x'], "'weir broker' takes no 'x'", '--port'],
])('%j is refused with what to do', (argv, message, hint) => {
  const error = failure(...argv);
  expect(error.code).toBe('E_USAGE');
  expect(error.message).toContain(message);
  if (hint !== undefined) expect(error.hint).toContain(hint);
});

test('no refusal repeats a value, which may be a secret', () => {
  for (const argv of [
    ['--api-key=Canary1'],
    ['-Dx', 'Canary1'],
    ['--timeout', 'Canary1'],
    ['--color=Canary1'],
  ]) {
    const { message, hint } = failure(...argv);
    expect(`${message} ${hint}`).not.toContain('Canary1');
  }
});

test('the broker has its own flags', () => {
  expect(parseArguments(['broker', '--port', '0', '-q'])).toMatchObject({
    action: 'broker',
    port: 0,
    quiet: true,
  });
  expect(parseArguments(['broker'])).toMatchObject({ action: 'broker', port: 9092 });
});
