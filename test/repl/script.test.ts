import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { FakeClock, settle } from '../../src/common/clock.ts';
import { SqlError } from '../../src/common/errors.ts';
import type { OutputFormat } from '../../src/repl/arguments.ts';
import { plainPaint } from '../../src/repl/color.ts';
import { Output, type TextStream } from '../../src/repl/output.ts';
import { runScripts, type ScriptOptions } from '../../src/repl/script.ts';
import { StopRequest } from '../../src/repl/stop-request.ts';
import { compileFormat } from '../../src/types/format-value.ts';
import { FakeSession, liveQuery, query } from './fake-session.ts';

class FakeStream extends EventEmitter implements TextStream {
  text = '';
  full = false;

  write(text: string): boolean {
    this.text += text;
    return !this.full;
  }
}

function start(session: FakeSession, script: string, more: Partial<ScriptOptions> = {}) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const stop = new AbortController();
  const options: ScriptOptions = {
    format: 'tableau',
    onExit: 'wait',
    continueOnError: false,
    echo: false,
    quiet: false,
    style: { paint: plainPaint, width: 80, verbose: false },
    cellText: () => (type) => compileFormat(type, { timeZone: 'UTC' }),
    clock: new FakeClock(),
    ...more,
  };
  const code = runScripts(
    session,
    [{ name: 'a.sql', chunks: [script] }],
    options,
    new Output(stdout, stderr),
    stop.signal,
  );
  return { code, stdout, stderr, stop };
}

const failing = () => {
  throw new SqlError('E_UNKNOWN_TABLE', 'no table t', { span: { start: 14, end: 15 } });
};

test('statements run one after another and their answers come in order', async () => {
  let running = 0;
  const slow = async () => {
    expect(running++).toBe(0);
    await settle();
    running--;
    return { kind: 'message', text: 'Table created.' } as const;
  };
  const session = new FakeSession()
    .answer('A', slow)
    .answer('B', slow)
    .answer('C', () => query([[1, 'x']]));
  const run = start(session, 'A; B; C;');
  expect(await run.code).toBe(0);
  expect(session.executed).toEqual(['A', 'B', 'C']);
  expect(run.stdout.text).toMatch(
    /^\[INFO\] Table created\.\n\[INFO\] Table created\.\n\+--[^]*Received a total of 1 row \(/,
  );
  expect(run.stderr.text).toBe('');
});

test('the first error ends the script and shows where it is', async () => {
  const session = new FakeSession().answer('SELECT * FROM t', failing);
  const run = start(session, 'A;\n  SELECT * FROM t;\nB;');
  expect(await run.code).toBe(1);
  expect(session.executed).toEqual(['A', 'SELECT * FROM t']);
  expect(run.stderr.text).toContain(
    'error[E_UNKNOWN_TABLE]: no table t\n  --> a.sql:2:17\n    SELECT * FROM t;\n',
  );
});

test('errors can be passed over, and are not forgotten at the end', async () => {
  const session = new FakeSession().answer('X', failing);
  const run = start(session, 'X; B; X; C', { continueOnError: true });
  expect(await run.code).toBe(1);
  expect(session.executed).toEqual(['X', 'B', 'X', 'C']);
});

test('the exit code is that of the error', async () => {
  const session = new FakeSession().answer('X', () => {
    throw new SqlError('E_KAFKA_UNREACHABLE', 'nothing listens on localhost:9092');
  });
  expect(await start(session, 'X').code).toBe(3);
});

test('QUIT ends a script', async () => {
  const session = new FakeSession();
  expect(await start(session, 'A; quit; B;').code).toBe(0);
  expect(session.executed).toEqual(['A', 'quit']);
});

test.each<[OutputFormat, string]>([
  ['csv', 'id,title\n1,x\n'],
  ['tsv', 'id\ttitle\n1\tx\n'],
  ['json', '[\n{"op":"+I","id":1,"title":"x"}\n]\n'],
  ['jsonl', '{"op":"+I","id":1,"title":"x"}\n'],
])('in %s only answers go to standard output', async (format, expected) => {
  const session = new FakeSession().answer('Q', () => query([[1, 'x']]));
  session.answer('J', () => ({ kind: 'job', job: session.startJob('j') }));
  const run = start(session, 'A; J; Q;', { format, onExit: 'stop' });
  session.notice('from earliest');
  expect(await run.code).toBe(0);
  expect(run.stdout.text).toBe(expected);
  expect(run.stderr.text).toContain('from earliest\n');
  expect(run.stderr.text).toContain('Job ID: 00000000000000000000000000000001\n');
  expect(run.stderr.text).toContain('1 row in 0.00 s\n');
});

test('rows are written as they come', async () => {
  const live = liveQuery();
  const session = new FakeSession().answer('Q', () => live.result);
  const run = start(session, 'Q', { format: 'jsonl' });
  live.push([1, 'x']);
  await settle();
  expect(run.stdout.text).toBe('{"op":"+I","id":1,"title":"x"}\n');
  live.end();
  expect(await run.code).toBe(0);
});

test('a full pipe holds the query back', async () => {
  const live = liveQuery();
  const session = new FakeSession().answer('Q', () => live.result);
  const run = start(session, 'Q', { format: 'jsonl' });
  run.stdout.full = true;
  live.push([1, 'x']);
  await settle();
  live.push([2, 'y']);
  await settle();
  expect(run.stdout.text).not.toContain('"id":2');
  run.stdout.full = false;
  run.stdout.emit('drain');
  live.end();
  expect(await run.code).toBe(0);
  expect(run.stdout.text).toContain('"id":2');
});

test('a reader that went away ends it quietly', async () => {
  const live = liveQuery();
  const session = new FakeSession().answer('Q', () => live.result);
  const run = start(session, 'Q; B', { format: 'jsonl' });
  live.push([1, 'x']);
  await settle();
  run.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  expect(await run.code).toBe(0);
  expect(live.state.cancelled).toBe(true);
  expect(session.executed).toEqual(['Q']);
  expect(run.stderr.text).not.toContain('error');
});

test('a full disk is an error', async () => {
  const live = liveQuery();
  const run = start(
    new FakeSession().answer('Q', () => live.result),
    'Q',
  );
  await settle();
  run.stdout.emit('error', Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
  expect(await run.code).toBe(1);
  expect(run.stderr.text).toContain('error[E_IO]: standard output: no space left');
});

test('a request to stop ends the running statement and gives its exit code', async () => {
  const live = liveQuery();
  const session = new FakeSession().answer('Q', () => live.result);
  const run = start(session, 'Q; B');
  live.push([1, 'x']);
  await settle();
  run.stop.abort(new StopRequest(130));
  expect(await run.code).toBe(130);
  expect(run.stdout.text).toContain('Query terminated, received a total of 1 row');
  expect(session.executed).toEqual(['Q']);
});

test('a statement that does not heed the signal is not waited for', async () => {
  const session = new FakeSession().answer('HANG', () => new Promise(() => undefined));
  const run = start(session, 'HANG');
  await settle();
  run.stop.abort(new StopRequest(124));
  expect(await run.code).toBe(124);
});

test('INSERTs are waited for behind the last statement', async () => {
  const session = new FakeSession();
  session.answer('J', () => ({ kind: 'job', job: session.startJob('sink') }));
  const run = start(session, 'J;');
  let ended = false;
  void run.code.then(() => (ended = true));
  await settle();
  expect(ended).toBe(false);
  session
    .jobs()
    .forEach((job) => 'finish' in job && (job as { finish(state: string): void }).finish('FINISHED'));
  expect(await run.code).toBe(0);
  expect(run.stdout.text).toContain("[INFO] Job 1 'sink' FINISHED: 0 rows in, 0 rows out\n");
});

test('with --on-exit stop nobody waits', async () => {
  const session = new FakeSession();
  session.answer('J', () => ({ kind: 'job', job: session.startJob('sink') }));
  expect(await start(session, 'J;', { onExit: 'stop' }).code).toBe(0);
});

test('a job that fails ends the script, also in the middle of an endless query', async () => {
  const session = new FakeSession().answer('Q', () => liveQuery().result);
  const job = session.startJob('sink');
  const run = start(session, 'Q; B');
  await settle();
  job.finish('FAILED', new SqlError('E_MODEL_KEY', 'key refused'));
  expect(await run.code).toBe(3);
  expect(run.stderr.text).toContain("error[E_MODEL_KEY]: job 1 'sink' failed: key refused");
  expect(session.executed).toEqual(['Q']);
});

test('a job that cannot start is an error of its statement, told once and with its place', async () => {
  const session = new FakeSession().answer('J', () => {
    const error = new SqlError('E_JOB_LOCKED', 'it runs elsewhere');
    session.startJob('sink').finish('FAILED', error);
    throw error;
  });
  const run = start(session, 'A; J; B', { continueOnError: true });
  expect(await run.code).toBe(1);
  expect(run.stderr.text).toBe('error[E_JOB_LOCKED]: it runs elsewhere\n  --> a.sql:1:4\n');
  expect(session.executed).toEqual(['A', 'J', 'B']);
});

test('a job that fails while it is being stopped is told once', async () => {
  const session = new FakeSession();
  const job = session.startJob('sink');
  session.answer('STOP', () => {
    const error = new SqlError('E_KAFKA', 'no answer');
    job.finish('FAILED', error);
    throw error;
  });
  const run = start(session, 'STOP; B', { continueOnError: true });
  expect(await run.code).toBe(1);
  expect(run.stderr.text).toBe("error[E_KAFKA]: job 1 'sink' failed: no answer\n");
  expect(session.executed).toEqual(['STOP', 'B']);
});

test('a job that fails before its statement has answered is told all the same', async () => {
  const session = new FakeSession().answer('J', () => {
    const job = session.startJob('sink');
    job.finish('FAILED', new SqlError('E_MODEL_KEY', 'key refused'));
    return { kind: 'job', job };
  });
  const run = start(session, 'J; B');
  expect(await run.code).toBe(3);
  expect(run.stderr.text).toBe("error[E_MODEL_KEY]: job 1 'sink' failed: key refused\n  --> a.sql:1:1\n");
});

test('echo shows statements without their secrets', async () => {
  const run = start(new FakeSession(), "SET 'api-key'='Canary';", { echo: true });
  await run.code;
  expect(run.stdout.text).toBe("SET 'api-key'='******';\n[INFO] done.\n");
});

test('nothing a server or a topic says commands the terminal', async () => {
  const session = new FakeSession().answer('X', () => {
    throw new SqlError('E_MODEL', 'answer \x1b[2J');
  });
  const run = start(session, 'X');
  session.notice('topic \x1b]0;x\x07');
  session.print('+I[\x1b[31m]');
  await run.code;
  expect(run.stdout.text + run.stderr.text).not.toMatch(/[\x1b\x07]/);
});
