import { expect, test } from 'vitest';
import { FakeSession, liveQuery, query } from './fake-session.ts';
import { open, prompts } from './open-shell.ts';

test('rows of a live query appear as they come, with a footer that leaves no trace', async () => {
  const live = liveQuery();
  const { terminal } = open(new FakeSession().answer('SELECT *', () => live.result));
  terminal.type('SELECT *;\r');
  await terminal.until((text) => /0 rows · .* · Q leaves$/.test(text));
  live.push([1, '茅台']);
  await terminal.until((text) => text.includes('1  | 茅台') || /\n *1 \| 茅台/.test(text));
  live.push([2, 'shirt']);
  await terminal.until((text) => text.includes('2 | shirt'));
  await terminal.until((text) => /\n2 rows · /.test(text));
  terminal.type('q');
  await terminal.until((text) => prompts(text) === 2);
  expect(terminal.text.split('\n')).toEqual([
    'weir> SELECT *;',
    '  id | title',
    '-----+--------',
    '   1 | 茅台',
    '   2 | shirt',
    'Stopped watching: 2 rows.',
    'weir>',
  ]);
  expect(live.state.cancelled).toBe(true);
  expect(terminal.raw.match(/\x1b\[\?25l/g)?.length).toBeGreaterThan(0);
  expect(terminal.raw.lastIndexOf('\x1b[?25h')).toBeGreaterThan(terminal.raw.lastIndexOf('\x1b[?25l'));
});

test.each(['q', 'Q', '\x1b', '\x03'])('%j leaves a live query, the running job is named', async (key) => {
  const live = liveQuery();
  const session = new FakeSession().answer('SELECT *', () => live.result);
  session.startJob('sink');
  const { terminal } = open(session);
  terminal.type('SELECT *;\r');
  await terminal.until((text) => text.includes('Q leaves'));
  terminal.type('x');
  terminal.type(key);
  await terminal.until((text) => text.endsWith('weir [1 job]>'));
  expect(terminal.text).toContain('Stopped watching: 0 rows. Job 1 still runs.');
});

test('the footer survives a narrower and a wider terminal', async () => {
  const live = liveQuery();
  const { terminal } = open(
    new FakeSession().answer('SELECT *', () => live.result),
    {},
    60,
  );
  terminal.type('SELECT *;\r');
  live.push([1, 'one']);
  await terminal.until((text) => text.includes('Q leaves') && text.includes('one'));
  terminal.resize(30, 24);
  live.push([2, 'two']);
  await terminal.until((text) => text.includes('two') && /2 rows · .*…$/.test(text));
  terminal.resize(70, 24);
  live.push([3, 'three']);
  await terminal.until((text) => text.includes('three') && /3 rows · .* · Q leaves$/.test(text));
  expect(terminal.lines()).toHaveLength(7);
  terminal.type('q');
  await terminal.until((text) => text.endsWith('weir>'));
  expect(terminal.text).not.toContain('leaves');
});

test('at most ten frames a second are painted', async () => {
  const live = liveQuery();
  const { terminal } = open(new FakeSession().answer('SELECT *', () => live.result));
  terminal.type('SELECT *;\r');
  await terminal.until((text) => text.includes('Q leaves'));
  const started = performance.now();
  const before = terminal.raw.length;
  for (let i = 0; i < 2000; i++) {
    live.push([i, 'row']);
    if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await terminal.until((text) => text.includes('1999 | row'));
  const frames = terminal.raw.slice(before).match(/\x1b\[\?2026h/g)?.length ?? 0;
  expect(frames).toBeLessThanOrEqual((performance.now() - started) / 100 + 3);
});

test('a bounded query ends with its count; what is typed meanwhile waits', async () => {
  const live = liveQuery();
  const session = new FakeSession().answer(
    'SELECT *',
    () => ({ ...live.result, bounded: true }) as typeof live.result,
  );
  const { terminal } = open(session);
  terminal.type('SELECT *;\r');
  await terminal.until(() => session.executed.length === 1);
  terminal.type('q');
  terminal.type('B;\r');
  live.push([1, 'x']);
  live.end();
  await terminal.until((text) => prompts(text) === 3);
  expect(terminal.text).toMatch(/ {2}1 \| x\n1 row in \d\.\d\d s\nweir> qB;\ndone\.\nweir>$/);
});

test('what a model answers cannot command the terminal', async () => {
  const session = new FakeSession().answer('SELECT *', () =>
    query([
      [1, '\x1b[2Jgone\x07'],
      [2, 'a\nb\u202e'],
    ]),
  );
  const { terminal } = open(session);
  terminal.type('SELECT *;\r');
  await terminal.until((text) => text.includes('2 rows in'));
  expect(terminal.text).toContain('␛[2Jgone␇');
  expect(terminal.text).toContain('a⏎b\\u202e');
});

test('with --format rows are written as in a script', async () => {
  const session = new FakeSession().answer('SELECT *', () => query([[1, 'x']]));
  const { terminal } = open(session, { format: 'csv' });
  terminal.type('SELECT *;\r');
  await terminal.until((text) => prompts(text) === 2);
  expect(terminal.text).toBe('weir> SELECT *;\nid,title\n1,x\nweir>');
});

test('on a dumb terminal nothing is redrawn', async () => {
  const live = liveQuery();
  const session = new FakeSession().answer('SELECT *', () => live.result);
  const { terminal, shell } = open(session, { edits: false });
  terminal.type('SELECT *;\n');
  live.push([1, 'x']);
  await terminal.until((text) => text.includes('1 | x'));
  shell.interrupt();
  await terminal.until((text) => text.includes('Stopped watching: 1 row.'));
  expect(terminal.raw).not.toContain('\x1b');
});
