import type { Answer } from '../model-caller.ts';
import type { Outcome } from '../retry.ts';
import { asProviderError, badAnswer, errorInAnswer, htmlTitle, isHtml, type About } from './failures.ts';
import { quoteForeign } from './foreign-text.ts';

/**
 * Reads the body of a chat answer with status 2xx. Every choice is a row; a message without content is ''; no choices
 * are no rows. An error object in place of choices or in one of them is a failure, whatever the status said.
 */
export function readChatAnswer(text: string, about: About): Outcome<Answer> {
  if (text.trim() === '') return badAnswer('nothing: the body is empty', about);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return notJson(text, about);
  }
  if (!isRecord(body)) return badAnswer(`JSON that is not an object: ${excerpt(text, about)}`, about);
  const choices = body['choices'];
  if (!Array.isArray(choices)) {
    const error = asProviderError(body['error']);
    if (error !== undefined) return errorInAnswer(error, about);
    return badAnswer(`JSON without choices: ${excerpt(text, about)}`, about, WRONG_URL);
  }
  const rows: (readonly unknown[])[] = [];
  for (const choice of choices as readonly unknown[]) {
    const error = isRecord(choice) ? asProviderError(choice['error']) : undefined;
    if (error !== undefined) return errorInAnswer(error, about);
    const message = isRecord(choice) ? choice['message'] : undefined;
    const content = isRecord(message) ? (message['content'] ?? '') : undefined;
    if (typeof content !== 'string')
      return badAnswer(`a choice without a text: ${excerpt(text, about)}`, about);
    rows.push([content]);
  }
  const usage = isRecord(body['usage']) ? body['usage'] : {};
  return {
    kind: 'answer',
    value: {
      rows,
      promptTokens: count(usage['prompt_tokens']),
      completionTokens: count(usage['completion_tokens']),
    },
  };
}

const WRONG_URL = "an OpenAI-compatible chat URL mostly ends in /v1/chat/completions: look at 'endpoint'";

function notJson(text: string, about: About): Outcome<Answer> {
  if (isHtml(text)) {
    return badAnswer(`${quoteForeign(htmlTitle(text), about.secrets)}, not with JSON`, about, WRONG_URL);
  }
  if (/^\s*(data|event|id):/.test(text))
    return badAnswer('a stream of events, which was not asked for', about);
  if (isCutOff(text))
    return badAnswer(`half a body: its JSON breaks off after ${text.length} characters`, about);
  return badAnswer(`something that is not JSON: ${excerpt(text, about)}`, about, WRONG_URL);
}

/** Whether an object or list is still open at the end. The parser's own messages differ from one Node to the next. */
function isCutOff(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  let open = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') open++;
    else if (character === '}' || character === ']') open--;
  }
  return inString || open > 0;
}

function excerpt(text: string, about: About): string {
  return `"${quoteForeign(text, about.secrets, 80)}"`;
}

function count(tokens: unknown): number {
  return typeof tokens === 'number' && Number.isFinite(tokens) && tokens > 0 ? tokens : 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
