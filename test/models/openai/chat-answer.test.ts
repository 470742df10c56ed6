import { expect, test } from 'vitest';

import { readChatAnswer } from '../../../src/models/openai/chat-answer.ts';
import type { About } from '../../../src/models/openai/failures.ts';

const ABOUT: About = {
  url: 'https://models.example/v1/chat/completions',
  host: 'models.example',
  model: 'm',
  key: 'no key',
  hasKey: false,
  proxy: undefined,
  secrets: [],
};

function read(text: string): unknown {
  const outcome = readChatAnswer(text, ABOUT);
  return outcome.kind === 'answer'
    ? outcome.value
    : outcome.error.message.replace('models.example answered with ', '');
}

const choice = (content: unknown) => ({ message: { role: 'assistant', content } });

test('every choice is a row, and usage is counted', () => {
  const usage = { prompt_tokens: 12, completion_tokens: 3 };
  const text = JSON.stringify({ choices: [choice('a'), choice(''), choice(null)], usage });
  expect(read(text)).toEqual({ rows: [['a'], [''], ['']], promptTokens: 12, completionTokens: 3 });
});

test('blank lines before the body, odd usage and unknown fields do no harm', () => {
  const text = `\n\n\n${JSON.stringify({ choices: [choice('a')], usage: { prompt_tokens: 'many' }, error: null })}`;
  expect(read(text)).toEqual({ rows: [['a']], promptTokens: 0, completionTokens: 0 });
  expect(read(JSON.stringify({ choices: [choice('a')], usage: null }))).toMatchObject({ rows: [['a']] });
});

test.each(['{"choices":[{"a":1', '{"choices":', '{"choices"', '[1,', '{"a":"x\\', '{"a":"b\\"}', '{"a":"]}'])(
  '%j breaks off',
  (text) => expect(read(text)).toBe(`half a body: its JSON breaks off after ${text.length} characters`),
);

test.each([
  ['', 'nothing: the body is empty'],
  [' \n', 'nothing: the body is empty'],
  ['"text"', 'JSON that is not an object: ""text""'],
  ['null', 'JSON that is not an object: "null"'],
  ['{]', 'something that is not JSON: "{]"'],
  ['not \u001b[31mJSON', 'something that is not JSON: "not [31mJSON"'],
  ['<!DOCTYPE html><html><title>\n Log\u0007in </title>', 'an HTML page, "Log in", not with JSON'],
  ['<html></html>', 'an HTML page, not with JSON'],
  ['{"choices":{}}', 'JSON without choices: "{"choices":{}}"'],
  ['{"choices":[{"text":"legacy"}]}', 'a choice without a text: "{"choices":[{"text":"legacy"}]}"'],
  ['{"choices":[{"message":{"content":[]}}]}', /^a choice without a text/],
  ['{"choices":[null]}', /^a choice without a text/],
])('%j is told as it is', (text, message) => {
  expect(read(text)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
});

test.each([
  [{ error: { message: 'no', code: 429 } }, 'models.example limits the rate (429): "no"'],
  [{ error: { message: 'no', code: '503' } }, 'models.example failed (503): "no"'],
  [{ error: { message: 'no', code: 'odd' } }, 'models.example refused the request (400): "no"'],
  [{ error: 'just text' }, 'models.example refused the request (400): "just text"'],
  [{ choices: [{ error: { message: 'no', code: 401 } }] }, /refused a request without a key \(401\): "no"/],
])('%j is the error in it', (body, message) => {
  expect(read(JSON.stringify(body))).toEqual(
    typeof message === 'string' ? message : expect.stringMatching(message),
  );
});
