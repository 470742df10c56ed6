import { expect, test } from 'vitest';
import { SqlError } from '../../src/common/errors.ts';
import { FakeSession } from './fake-session.ts';
import { open, prompts } from './open-shell.ts';

test('a statement runs at its semicolon, over several lines', async () => {
  const { session, terminal, done } = open();
  await terminal.until((text) => text.startsWith('weir>'));
  terminal.type('SELECT (1\r');
  await terminal.until((text) => text.includes('   (>'));
  terminal.type(" + 2), 'a;\r");
  await terminal.until((text) => text.includes("\n   '>"));
  terminal.type("b';\r");
  await terminal.until((text) => text.includes('done.'));
  expect(session.executed).toEqual(["SELECT (1\n + 2), 'a;\nb'"]);
  terminal.type('\x04');
  await done;
  expect(session.closedWith).toHaveLength(1);
  expect(terminal.input.raw).toBe(false);
});

test('lines typed ahead run one after another, each shown behind its own prompt', async () => {
  let running = 0;
  const session = new FakeSession();
  for (const name of ['A', 'B', 'C'])
    session.answer(name, async () => {
      expect(running++).toBe(0);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return { kind: 'message', text: `${name} done.` };
    });
  const { terminal } = open(session);
  terminal.type('A;\rB;\rC;\rhalf');
  await terminal.until((text) => text.endsWith('weir> half'));
  expect(terminal.text).toBe('weir> A;\nA done.\nweir> B;\nB done.\nweir> C;\nC done.\nweir> half');
});

test('a paste is taken as it is, whatever line ends it has', async () => {
  const { session, terminal } = open();
  terminal.type('\x1b[200~SELECT\n  1;\r\nSELECT\t2;\rSELECT 3\x1b[201~');
  await terminal.until((text) => text.endsWith('weir> SELECT 3'));
  expect(session.executed).toEqual(['SELECT\n  1', 'SELECT\t2']);
});

test('a paste cut anywhere by the terminal is still one paste', async () => {
  const text = '\x1b[200~SELECT 1;\rquit me not\x1b[201~';
  for (let at = 2; at < text.length; at++) {
    const { session, terminal } = open();
    terminal.type(text.slice(0, at));
    terminal.type(text.slice(at));
    await terminal.until((shown) => shown.endsWith('quit me not'));
    expect(session.executed).toEqual(['SELECT 1']);
  }
});

test('several statements on one line run in order and are kept one by one', async () => {
  const { session, terminal, history } = open();
  terminal.type('A; B ; C\r');
  await terminal.until((text) => text.includes('   ;>'));
  expect(session.executed).toEqual(['A', 'B']);
  terminal.type(';\r');
  await terminal.until(() => session.executed.length === 3);
  expect(history.entries).toEqual(['C;', 'B;', 'A;']);
});

test('Up brings a statement of several lines back whole', async () => {
  const { session, terminal } = open();
  terminal.type('SELECT 1,\r2;\r');
  await terminal.until((text) => prompts(text) === 2);
  terminal.type('\x1b[A');
  await terminal.until((text) => text.endsWith('weir> SELECT 1,⏎2;'));
  session.notice('something else');
  await terminal.until((text) => text.includes('something'));
  expect(terminal.text.endsWith('something else\nweir> SELECT 1,⏎2;')).toBe(true);
  terminal.type('\r');
  await terminal.until((text) => prompts(text) === 3);
  expect(session.executed).toEqual(['SELECT 1,\n2', 'SELECT 1,\n2']);
});

test('Ctrl-C gives the line up, keeps it within reach and never leaves', async () => {
  const { session, terminal } = open();
  await terminal.until((text) => text.startsWith('weir>'));
  terminal.type('SELECT (\rhalf\x03');
  await terminal.until((text) => text.endsWith('^C\nweir>'));
  terminal.type('\x03\x03\x03');
  await terminal.until((text) => text.endsWith('Ctrl-D or QUIT; leaves\nweir>'));
  terminal.type('\x1b[A');
  await terminal.until((text) => text.endsWith('SELECT (⏎half'));
  expect(session.executed).toEqual([]);
  expect(session.closedWith).toEqual([]);
});

test('Ctrl-D deletes to the right, does nothing in a statement, leaves on an empty prompt', async () => {
  const { session, terminal, done } = open();
  terminal.type('abc\x01\x04');
  await terminal.until((text) => text === 'weir> bc');
  terminal.type('\x05\x04\x04\r\x04');
  await terminal.until((text) => text.endsWith('   ;>'));
  expect(session.closedWith).toEqual([]);
  terminal.type(';\r');
  await terminal.until((text) => prompts(text) === 2);
  terminal.type('\x04');
  await done;
  expect(session.closedWith).toHaveLength(1);
});

test.each(['quit\r', 'EXIT;\r', '\\q\r'])('%j leaves', async (typed) => {
  const session = new FakeSession().answer('QUIT', () => ({ kind: 'command', command: 'quit' }));
  const { terminal, done } = open(session.answer('EXIT', () => ({ kind: 'command', command: 'quit' })));
  terminal.type(typed);
  await done;
});

test('an unknown command names the nearest, and a secret from the history is asked for again', async () => {
  const { terminal } = open();
  terminal.type("\\job\rCREATE MODEL m WITH ('api-key'='******');\r");
  await terminal.until((text) => prompts(text) === 3);
  expect(terminal.text).toContain("there is no command \\job\n  hint: did you mean '\\jobs'?");
  expect(terminal.text).toContain('note: the history keeps no secrets');
});

test('an error shows the line and the shell goes on', async () => {
  const session = new FakeSession().answer('SELECT x\nFROM t', () => {
    throw new SqlError('E_UNKNOWN_TABLE', 'no table t', { span: { start: 14, end: 15 } });
  });
  const { terminal } = open(session);
  terminal.type('SELECT x\rFROM t;\r');
  await terminal.until((text) => prompts(text) === 2);
  expect(terminal.text).toContain('error[E_UNKNOWN_TABLE]: no table t\n  FROM t;\n       ^\nweir>');
});

test.each([1, 21, 24, 25, 58])(
  'a notice appears above the line being typed, %i characters before its end',
  async (back) => {
    const { session, terminal } = open(undefined, {}, 40);
    const typed = 'SELECT a, b, c, d, e, f, g, h, i, j, k FROM product_source';
    terminal.type(typed);
    await terminal.until((text) => text.endsWith('product_source'));
    terminal.type('\x1b[D'.repeat(back));
    session.notice('topic risk_sink was made');
    await terminal.until((text) => text.includes('topic'));
    const edited = `${typed.slice(0, -back)}X${typed.slice(-back)}`;
    terminal.type('X');
    const whole = () =>
      terminal
        .lines()
        .slice(1)
        .map((line, i, all) => (i < all.length - 1 ? line.padEnd(40) : line))
        .join('');
    await terminal.until(() => whole() === `weir> ${edited}`);
    expect(terminal.lines()[0]).toBe('topic risk_sink was made');
  },
);

test('a notice wider than the terminal goes on at a word', async () => {
  const { session, terminal } = open(undefined, {}, 40);
  session.notice('topic risk_sink does not exist: making it with the defaults of the broker');
  await terminal.until((text) => text.includes('broker'));
  expect(terminal.lines().slice(0, 2)).toEqual([
    'topic risk_sink does not exist: making',
    'it with the defaults of the broker',
  ]);
});

test('notices in quick succession are drawn together', async () => {
  const { session, terminal } = open();
  terminal.type('abc');
  await terminal.until((text) => text.endsWith('abc'));
  const before = terminal.raw.length;
  for (let i = 0; i < 50; i++) session.notice(`notice ${i}`);
  await terminal.until((text) => text.includes('notice 49'));
  expect(terminal.raw.slice(before).match(/weir>/g)?.length).toBeLessThanOrEqual(2);
  expect(terminal.lines().at(-1)).toBe('weir> abc');
});

test('Ctrl-Z gives the terminal back and takes it again with the line as it was', async () => {
  const { terminal } = open();
  terminal.type('SELECT 1\x1b[D');
  await terminal.until((text) => text.endsWith('SELECT 1'));
  terminal.type('\x1a');
  await terminal.until((text) => text === 'weir> SELECT 1\nweir> SELECT 1');
  expect(terminal.raw).toMatch(/\x1b\[\?2004l\n\x1b\[\?2004hweir> /);
  expect(terminal.input.raw).toBe(true);
  terminal.type('X');
  await terminal.until((text) => text.endsWith('SELECT X1'));
});
