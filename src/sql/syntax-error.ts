import type { Span } from '../common/errors.ts';
import { SqlError } from '../common/errors.ts';
import { NATIONAL } from './character-set.ts';
import type { Lexer } from './lexer.ts';
import type { SyntaxDetails } from './syntax-details.ts';
import { characterHint, hintFor } from './syntax-hint.ts';
import type { OpenQuote, Token } from './token.ts';

/** E_PARSE for the token at `index`: what is unexpected, behind what, what was expected, and a hint for the common slips. */
export function syntaxError(lexer: Lexer, index: number, details: SyntaxDetails = {}): SqlError {
  const token = lexer.at(index);
  const before = index > 0 ? lexer.at(index - 1) : undefined;
  if (token.kind === 'bad') return badToken(token);
  const span: Span = { start: details.from?.start ?? token.start, end: token.end };
  if (before === undefined && token.kind === 'end')
    return new SqlError('E_PARSE', 'the statement is empty', { span });
  const hint = details.hint ?? hintFor(lexer, index, details);
  const parts = [unexpectedText(token, before, details), expectedText(details)];
  return new SqlError('E_PARSE', parts.filter((part) => part !== undefined).join('; '), { span, hint });
}

function unexpectedText(token: Token, before: Token | undefined, details: SyntaxDetails): string | undefined {
  const behind = before === undefined ? '' : ` after ${show(before)}`;
  if (token.kind === 'end') return `the statement ends${behind}`;
  if (details.quiet === true) return undefined;
  return `unexpected ${show(token)}${behind}`;
}

function expectedText({ wanted, expected, inList }: SyntaxDetails): string | undefined {
  const choices = [
    ...(inList === true ? ["','"] : []),
    ...(wanted === undefined ? (expected ?? []) : [wanted]),
  ];
  const last = choices.pop();
  if (last === undefined) return undefined;
  return `expected ${choices.length === 0 ? last : `${choices.join(', ')} or ${last}`}`;
}

const OPEN: Readonly<Record<OpenQuote, { what: string; hint: string }>> = {
  quote: { what: 'text', hint: "close it with '; inside a text write '' for '" },
  backtick: { what: 'name', hint: 'close it with `' },
  comment: { what: 'comment', hint: 'close it with */' },
};

/** An opening quote that nothing closes, or a character that no statement has. */
function badToken(token: Token): SqlError {
  if (token.open === undefined) {
    const { start, end, text } = token;
    const isNational = text.toUpperCase() === 'N';
    if (isNational || (text.length > 1 && text.startsWith('_'))) {
      return new SqlError(
        'E_PARSE',
        `'${isNational ? NATIONAL : text.slice(1)}' is no character set that has this text`,
        {
          span: { start, end },
          hint: 'UTF8, UTF16, LATIN1, GBK and BIG5 may stand in front of a text',
        },
      );
    }
    const message = `unexpected character '${text}'`;
    return new SqlError('E_PARSE', message, { span: { start, end }, hint: characterHint(text) });
  }
  const { what, hint } = OPEN[token.open];
  const span = { start: token.start, end: token.start + (token.open === 'comment' ? 2 : 1) };
  return new SqlError('E_PARSE', `the ${what} that starts here is never closed`, { span, hint });
}

/** How a token is named in a message. */
export function show(token: Token): string {
  switch (token.kind) {
    // Never what a text holds: it may be a key.
    case 'string':
    case 'binary':
      return 'text in quotes';
    case 'quoted':
      return `\`${token.text}\``;
    case 'hint':
      return 'the hint /*+';
    default:
      return `'${token.text}'`;
  }
}
