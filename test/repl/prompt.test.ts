import { expect, test } from 'vitest';
import { continuationPrompt, mainPrompt } from '../../src/repl/prompt.ts';
import type { Job } from '../../src/session/result.ts';

test.each([
  ['SELECT 1', '   ;> '],
  ["SELECT 'it''s", "   '> "],
  ['SELECT `a', '   `> '],
  ['SELECT (1 + f(2)', '   (> '],
  ["SELECT ')' -- (", '   ;> '],
  ['SELECT /* (', '  /*> '],
  ['SELECT 1 /* done */', '   ;> '],
  ['BEGIN STATEMENT SET; INSERT INTO t SELECT 1;', '   ;> '],
])('%s goes on behind %s', (text, prompt) => {
  expect(continuationPrompt('weir> ', text)).toBe(prompt);
});

test('the continuation prompt is as wide as the prompt', () => {
  expect(continuationPrompt('weir> ', 'SELECT (')).toBe('   (> ');
  expect(continuationPrompt('weir [1 job]> ', 'SELECT /*')).toHaveLength('weir [1 job]> '.length);
});

test('the prompt counts running and failed jobs', () => {
  const job = (state: Job['state'], endedAt?: number) => ({ state, endedAt }) as Job; // nothing else is looked at
  const failed = job('FAILED', 2);
  expect(mainPrompt([], new Set())).toBe('weir> ');
  expect(mainPrompt([job('RUNNING')], new Set())).toBe('weir [1 job]> ');
  expect(mainPrompt([job('RUNNING'), job('RESTARTING'), failed, job('FINISHED', 1)], new Set())).toBe(
    'weir [2 jobs, 1 failed]> ',
  );
  expect(mainPrompt([failed], new Set([failed]))).toBe('weir> ');
});
