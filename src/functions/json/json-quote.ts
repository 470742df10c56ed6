import { wellFormed } from '../../common/json.ts';
import { STRING } from '../../types/type.ts';
import { takingBareNull } from '../bare-null.ts';
import { defineScalar } from '../define.ts';
import { JsonDocument } from './json-document.ts';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['/', '\\/'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Flink escapes an emoji as its whole code point and then its second half once more; JSON_UNQUOTE gives another text. */
export const jsonQuote = takingBareNull(
  defineScalar({
    name: 'JSON_QUOTE',
    syntax: 'JSON_QUOTE(string)',
    doc: 'The text as a JSON string: quoted, with escapes for quotes, slashes and what is not ASCII.',
    args: ['STRING'],
    returns: STRING,
    call: (text) => `"${text.replace(/["\\/\b\f\n\r\t]|[^\0-\x7f]/g, escape)}"`,
  }),
);

function escape(unit: string, at: number, text: string): string {
  const known = ESCAPES.get(unit);
  if (known !== undefined) return known;
  return `\\u${(text.codePointAt(at) ?? 0).toString(16).padStart(4, '0')}`;
}

export const jsonUnquote = takingBareNull(
  defineScalar({
    name: 'JSON_UNQUOTE',
    syntax: 'JSON_UNQUOTE(string)',
    doc: 'The text of a JSON string without its quotes and escapes; any other text as it is.',
    args: ['STRING'],
    returns: STRING,
    call(text) {
      const isQuoted = text.length > 1 && text.startsWith('"') && text.endsWith('"');
      if (!isQuoted || new JsonDocument(text).root === undefined) return text;
      return unescape(text.slice(1, -1)) ?? text;
    },
  }),
);

const PLAIN: ReadonlyMap<string, string> = new Map(
  [...ESCAPES].map(([character, escaped]) => [escaped.slice(1), character]),
);

/** undefined where a backslash begins nothing. */
function unescape(text: string): string | undefined {
  let isRight = true;
  const plain = text.replace(/\\(?:u([0-9a-fA-F]{4})|(.?))/gs, (_, code?: string, letter = '') => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    const character = PLAIN.get(String(letter));
    if (character === undefined) isRight = false;
    return character ?? '';
  });
  return isRight ? wellFormed(plain) : undefined;
}
