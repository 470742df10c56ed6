import { nearest } from '../common/nearest.ts';
import { RESERVED } from './keywords.ts';
import type { Lexer } from './lexer.ts';
import type { SyntaxDetails } from './syntax-details.ts';
import type { Token } from './token.ts';

/** What to do about a character that no statement has. */
export function characterHint(text: string): string | undefined {
  const code = text.codePointAt(0) ?? 0;
  if (code >= 0xff01 && code <= 0xff5e)
    return `this is a full-width sign; write '${String.fromCodePoint(code - 0xfee0)}'`;
  if ('‘’‚′'.includes(text)) return "this is a typographic quote; write '";
  if ('“”„«»'.includes(text)) return "this is a typographic quote; text stands between ' and '";
  if (text === '、') return "write ','";
  if (text === '。') return "write '.'";
  if (text === '&') return 'write AND';
  return undefined;
}

/** The hint for a token that does not fit, found from it and its neighbours; undefined when none is likely. */
export function hintFor(lexer: Lexer, index: number, details: SyntaxDetails): string | undefined {
  const token = lexer.at(index);
  const before = index > 0 ? lexer.at(index - 1) : undefined;
  const after = lexer.at(index + 1);
  if (details.quiet === true) return commaHint(token, before) ?? missingCommaHint(token, details);
  return (
    foreignHint(token, before, after) ??
    commaHint(token, before) ??
    reservedHint(token, details) ??
    misspeltHint(token, before, index, details) ??
    missingCommaHint(token, details)
  );
}

/** What other databases have. */
function foreignHint(token: Token, before: Token | undefined, after: Token): string | undefined {
  switch (token.word) {
    case '"':
      return 'names stand between backticks, text between single quotes';
    case '!=':
      return 'write <>';
    case '=':
      return before?.word === '=' ? 'write a single =' : undefined;
    case ':':
      return after.word === ':' ? 'write CAST(value AS type)' : undefined;
    case 'ILIKE':
      return 'write LOWER(value) LIKE pattern';
    case 'RLIKE':
    case 'REGEXP':
      return 'write REGEXP(value, pattern)';
    case '?':
      return 'statements have no parameters';
  }
  if (after.word === '=>' && RESERVED.has(token.word))
    return `${token.word} is a reserved word; as a name write \`${token.text}\``;
  if (before?.word === 'TOP' && token.kind === 'number') return `write LIMIT ${token.text} at the end`;
  if (token.word === '(' && after.kind === 'string' && before?.word === ')')
    return 'options stand behind WITH';
  return undefined;
}

function commaHint(token: Token, before: Token | undefined): string | undefined {
  if (before?.word !== ',') return undefined;
  const ends = token.kind === 'end' || token.word === ')' || CLAUSES.has(token.word);
  return ends ? 'remove the comma, or say what follows it' : undefined;
}

function reservedHint(token: Token, details: SyntaxDetails): string | undefined {
  if (token.kind !== 'word' || !RESERVED.has(token.word)) return undefined;
  const named = details.named === true;
  if (!named && (details.wanted !== 'a value' || CLAUSES.has(token.word))) return undefined;
  if (named && CLAUSES.has(token.word) && token.word !== 'ORDER' && token.word !== 'GROUP') return undefined;
  return `${token.word} is a reserved word; as a name write \`${token.text}\``;
}

/** `FORM t` for `FROM t`: the token itself or, an alias as it seems, the one before it, when a keyword is close. */
function misspeltHint(
  token: Token,
  before: Token | undefined,
  index: number,
  { expected }: SyntaxDetails,
): string | undefined {
  if (token.kind === 'word' && expected !== undefined) {
    const [close] = nearest(token.word, expected);
    if (close !== undefined && close.length > 2) return `did you mean ${close}?`;
  }
  if (index > 1 && before?.kind === 'word' && before.text.length > 2 && !RESERVED.has(before.word)) {
    const [close] = nearest(before.word, KEYWORDS);
    if (close !== undefined) return `did you mean ${close} instead of ${before.text}?`;
  }
  if (token.kind === 'word' && token.text.length > 2 && !RESERVED.has(token.word)) {
    const [close] = nearest(token.word, KEYWORDS);
    if (close !== undefined) return `did you mean ${close}?`;
  }
  return undefined;
}

function missingCommaHint(token: Token, details: SyntaxDetails): string | undefined {
  if (details.inList !== true) return undefined;
  const starts =
    token.kind === 'word' ? !CLAUSES.has(token.word) : token.kind === 'quoted' || token.kind === 'string';
  return starts ? 'a comma may be missing' : undefined;
}

/** Words that start a clause or part of one: never meant as a name. */
const CLAUSES: ReadonlySet<string> = new Set(
  `FROM WHERE GROUP ORDER HAVING WINDOW QUALIFY LIMIT OFFSET FETCH UNION INTERSECT EXCEPT SELECT WITH ON USING AS AND OR THEN ELSE
  WHEN END IN IS LIKE BETWEEN NOT BY JOIN`.split(/\s+/),
);

const KEYWORDS =
  `FROM WHERE GROUP HAVING ORDER LIMIT UNION JOIN INNER LEFT RIGHT CROSS FULL WITH SELECT AND LIKE BETWEEN WATERMARK
  METADATA PRIMARY ENFORCED PARTITIONED COMMENT OUTPUT INPUT VALUES VIRTUAL`.split(/\s+/);
