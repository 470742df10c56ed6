import { expect, test } from 'vitest';
import { systemClock, type Clock } from '../../src/common/clock.ts';
import { SqlError } from '../../src/common/errors.ts';
import { FakeSession } from './fake-session.ts';
import { open, prompts } from './open-shell.ts';

test('an INSERT says its job and its first rows, then the prompt is back', async () => {
  const session = new FakeSession();
  session.answer('INSERT', () => {
    const job = session.startJob('insert-into_sink');
    setImmediate(() => (job.rowsOut = 12));
    return { kind: 'job', job };
  });
  const { terminal } = open(session, {}, 120);
  terminal.type('INSERT;\r');
  await terminal.until((text) => text.endsWith('weir [1 job]>'));
  expect(terminal.text).toMatch(
    /Job 1 'insert-into_sink' RUNNING\nJob 1: first 12 rows written \([\d.]+ m?s\)\. It runs in the background; SHOW JOBS; STOP JOB 1;/,
  );
});

test('Enter detaches from a job that has written nothing yet; its failure is told later', async () => {
  const session = new FakeSession();
  session.answer('INSERT', () => ({ kind: 'job', job: session.startJob('sink') }));
  const { terminal } = open(session);
  terminal.type('INSERT;\r');
  await terminal.until((text) => text.includes('RUNNING'));
  terminal.type('\r');
  await terminal.until((text) => text.endsWith('weir [1 job]>'));
  terminal.type('SEL');
  const [job] = session.jobs();
  if (job !== undefined && 'finish' in job)
    (job as ReturnType<FakeSession['startJob']>).finish('FAILED', new SqlError('E_MODEL_KEY', 'key refused'));
  await terminal.until((text) => text.includes("error[E_MODEL_KEY]: job 1 'sink' failed: key refused"));
  expect(terminal.lines().at(-1)).toBe('weir [1 failed]> SEL');
  terminal.type('\x03');
  await terminal.until((text) => text.endsWith('weir [1 failed]>'));
});

test('a job that cannot start is told once, as an error of its statement', async () => {
  const session = new FakeSession().answer('INSERT', () => {
    const error = new SqlError('E_JOB_LOCKED', 'it runs elsewhere');
    session.startJob('sink').finish('FAILED', error);
    throw error;
  });
  const { terminal } = open(session);
  terminal.type('INSERT;\r');
  await terminal.until((text) => text.endsWith('weir [1 failed]>'));
  expect(terminal.text.split('it runs elsewhere')).toHaveLength(2);
});

test('a job that fails while it is being stopped is told once', async () => {
  const session = new FakeSession();
  const job = session.startJob('sink');
  session.answer('STOP JOB 1', () => {
    const error = new SqlError('E_KAFKA', 'no answer');
    job.finish('FAILED', error);
    throw error;
  });
  const { terminal } = open(session);
  terminal.type('STOP JOB 1;\r');
  await terminal.until((text) => text.endsWith('weir [1 failed]>'));
  expect(terminal.text.split('no answer')).toHaveLength(2);
});

test('Ctrl-C while waiting for a job cancels it', async () => {
  const session = new FakeSession();
  session.answer('INSERT', () => ({ kind: 'job', job: session.startJob('sink') }));
  const { terminal } = open(session);
  terminal.type('INSERT;\r');
  await terminal.until((text) => text.includes('RUNNING'));
  terminal.type('\x03');
  await terminal.until((text) => prompts(text) === 2);
  expect(session.executed.at(-1)).toBe(`CANCEL JOB '${session.jobs()[0]?.id}'`);
});

/** Drawing has its time; who waits for a second or longer waits for ever. */
const impatient: Clock = {
  now: () => systemClock.now(),
  after: (ms, callback) => (ms < 1000 ? systemClock.after(ms, callback) : () => undefined),
};

test('Ctrl-C stops a statement that hangs, at once', async () => {
  const session = new FakeSession().answer('HANG', () => new Promise(() => undefined));
  const { terminal } = open(session, { clock: impatient });
  terminal.type('HANG;\r');
  await terminal.until(() => session.executed.length === 1);
  terminal.type('typed ahead\x03');
  await terminal.until((text) => text.endsWith('Stopped.\nweir>'));
});

test.each([
  ['s', { drain: true }],
  ['\r', { drain: true }],
  ['c', { drain: false }],
] as const)('leaving with a running job asks; %j ends it', async (key, closing) => {
  const session = new FakeSession();
  session.startJob('sink');
  const { terminal, done } = open(session);
  await terminal.until((text) => text.endsWith('weir [1 job]>'));
  terminal.type('\x04');
  await terminal.until((text) => text.includes('Esc stay'));
  terminal.type(key);
  await done;
  expect(session.closedWith).toEqual([closing]);
  await terminal.until((text) => text.includes("job 1 'sink' FINISHED: 0 rows in, 0 rows out"));
});

test('one can stay, or wait for the job and still go back', async () => {
  const session = new FakeSession();
  const job = session.startJob('sink');
  const { terminal, done } = open(session);
  terminal.type('\x04');
  await terminal.until((text) => text.includes('Esc stay'));
  terminal.type('\x1b');
  await terminal.until((text) => prompts(text) === 2);
  terminal.type('\x04');
  await terminal.until((text) => text.match(/Esc stay/g)?.length === 2);
  terminal.type('w');
  await terminal.until((text) => text.includes('Waiting'));
  terminal.type('\x03');
  await terminal.until((text) => prompts(text) === 3);
  expect(session.closedWith).toEqual([]);
  terminal.type('\x04');
  await terminal.until((text) => text.match(/Esc stay/g)?.length === 3);
  terminal.type('w');
  await terminal.until((text) => text.match(/Waiting/g)?.length === 2);
  job.finish('FINISHED');
  await done;
});

test('the third Ctrl-C on one statement leaves at once', async () => {
  const session = new FakeSession();
  session.startJob('sink');
  const { terminal, exits } = open(session);
  session.close = () => new Promise(() => undefined);
  terminal.type('\x04');
  await terminal.until((text) => text.includes('Esc stay'));
  terminal.type('s');
  await terminal.until((text) => text.includes('Stopping'));
  terminal.type('\x03');
  expect(exits).toEqual([130]);
});
