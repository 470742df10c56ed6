import type { Span } from '../common/errors.ts';
import { SqlError } from '../common/errors.ts';
import { nearest } from '../common/nearest.ts';
import { RESERVED } from './keywords.ts';
import type { Lexer } from './lexer.ts';
import type { OpenQuote, Token } from './token.ts';

export interface SyntaxDetails {
  /** Keywords or signs that would fit. */
  readonly expected?: readonly string[] | undefined;
  /** What would fit, in words: 'a name'. */
  readonly wanted?: string | undefined;
  /** A comma would have fitted too. */
  readonly inList?: boolean | undefined;
  readonly hint?: string | undefined;
  /** Inside an option list: nothing of the text is repeated, a key may stand there without its quotes. */
  readonly quiet?: boolean | undefined;
  /** The error shows from here: Flink blames an operator for its missing operand. */
  readonly from?: Token | undefined;
}

const OPEN: Readonly<Record<OpenQuote, { what: string; sign: string }>> = {
  quote: { what: 'text', sign: "'" },
  backtick: { what: 'name', sign: '`' },
  comment: { what: 'comment', sign: '*/' },
};

/** E_PARSE for the token at `index`: what is unexpected, behind what, what was expected, and a hint for the common slips. */
export function syntaxError(lexer: Lexer, index: number, details: SyntaxDetails = {}): SqlError {
  const token = lexer.at(index);
  const before = index > 0 ? lexer.at(index - 1) : undefined;
  if (token.kind === 'bad') return badToken(token);
  const wanted = wantedText(details);
  const start = details.from?.start ?? token.start;
  const span: Span = { start, end: token.end };
  const hint = details.hint ?? hintFor(lexer.tokens, index, details);
  if (token.kind === 'end') {
    const behind =
      before === undefined ? 'the statement is empty' : `the statement ends after ${show(before)}`;
    return new SqlError('E_PARSE', `${behind}${wanted}`, { span, hint });
  }
  const shown = details.quiet === true && token.kind !== 'operator' ? 'word' : show(token);
  const behind = before === undefined || details.quiet === true ? '' : ` after ${show(before)}`;
  return new SqlError('E_PARSE', `unexpected ${shown}${behind}${wanted}`, { span, hint });
}

function wantedText(details: SyntaxDetails): string {
  const words = details.wanted ?? details.expected?.join(' or ');
  if (words === undefined) return '';
  return details.inList === true ? `, ',' or ${words} is expected here` : `, ${words} is expected here`;
}

/** An opening quote that nothing closes, or a character that no statement has. */
function badToken(token: Token): SqlError {
  const span = { start: token.start, end: token.open === undefined ? token.end : token.start + 1 };
  if (token.open !== undefined) {
    const { what, sign } = OPEN[token.open];
    return new SqlError('E_PARSE', `the ${what} that starts here is never closed`, {
      span,
      hint:
        token.open === 'quote'
          ? `close it with ${sign}; inside a text write '' for '`
          : `close it with ${sign}`,
    });
  }
  return new SqlError('E_PARSE', `unexpected character '${token.text}'`, {
    span,
    hint: characterHint(token.text),
  });
}

function characterHint(text: string): string | undefined {
  const code = text.codePointAt(0) ?? 0;
  if (code >= 0xff01 && code <= 0xff5e)
    return `this is a full-width sign; write '${String.fromCodePoint(code - 0xfee0)}'`;
  if ('‘’‚′'.includes(text)) return `this is a typographic quote; write '`;
  if ('“”„«»'.includes(text)) return "this is a typographic quote; text stands between ' and '";
  if ('、，'.includes(text)) return "write ','";
  if (text === '；') return "write ';'";
  if (text === '&') return 'write AND';
  return undefined;
}

function hintFor(tokens: readonly Token[], index: number, details: SyntaxDetails): string | undefined {
  const token = tokens[index];
  const before = tokens[index - 1];
  if (token === undefined) return undefined;
  switch (token.word) {
    case '"':
      return 'names stand between backticks, text between single quotes';
    case '!=':
      return 'write <>';
    case ';':
      return undefined;
  }
  if (token.word === '=' && before?.word === '=') return 'write a single =';
  if (token.word === ':' && before?.word === ':') return 'write CAST(value AS type)';
  if (before?.word === ',' && (token.kind === 'end' || RESERVED.has(token.word) || token.word === ')'))
    return 'remove the comma, or say what follows it';
  const misspelt = misspeltKeyword(tokens, index, details);
  if (misspelt !== undefined) return misspelt;
  if (
    details.wanted !== undefined &&
    token.kind === 'word' &&
    RESERVED.has(token.word) &&
    token.word !== 'FROM'
  )
    return `${token.word} is a reserved word; as a name write \`${token.text}\``;
  if (
    details.inList === true &&
    (token.kind === 'word' || token.kind === 'quoted' || token.kind === 'string')
  )
    return 'a comma may be missing';
  return undefined;
}

/** `FORM t` for `FROM t`: the word itself or the one before it, when a close keyword would fit. */
function misspeltKeyword(
  tokens: readonly Token[],
  index: number,
  details: SyntaxDetails,
): string | undefined {
  const token = tokens[index];
  if (token?.kind === 'word' && details.expected !== undefined) {
    const close = nearest(token.word, details.expected)[0];
    if (close !== undefined) return `did you mean ${close}?`;
  }
  const before = tokens[index - 1];
  if (before?.kind === 'word' && !RESERVED.has(before.word) && index > 1) {
    const close = nearest(before.word, CLAUSE_WORDS)[0];
    if (close !== undefined) return `did you mean ${close} instead of ${before.text}?`;
  }
  if (token?.kind === 'word' && !RESERVED.has(token.word)) {
    const close = nearest(token.word, CLAUSE_WORDS)[0];
    if (close !== undefined) return `did you mean ${close}?`;
  }
  return undefined;
}

const CLAUSE_WORDS = [
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'UNION',
  'JOIN',
  'INNER',
  'LEFT',
  'RIGHT',
  'CROSS',
  'FULL',
  'WITH',
  'SELECT',
  'WATERMARK',
  'METADATA',
  'PRIMARY',
  'ENFORCED',
  'PARTITIONED',
  'COMMENT',
  'OUTPUT',
  'INPUT',
  'VALUES',
];

/** How a token is named in a message. */
export function show(token: Token): string {
  if (token.kind === 'end') return 'the end';
  // Never what a text holds: it may be a key.
  if (token.kind === 'string' || token.kind === 'binary') return 'a text in quotes';
  if (token.kind === 'quoted') return `\`${token.text}\``;
  if (token.kind === 'hint') return 'the hint /*+';
  return token.text === "'" ? token.text : `'${token.text}'`;
}
