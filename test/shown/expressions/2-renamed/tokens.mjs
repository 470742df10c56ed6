// An own small tokenizer for recorded statements: it shares nothing with weir's lexer, so a fault of that one cannot hide here.

const PIECES = new RegExp(
  [
    String.raw`(?<blank>\s+|--[^\n]*|/\*[\s\S]*?\*/)`,
    String.raw`(?<text>(?:[Uu]&|[NnXx])?'(?:[^']|'')*')`,
    '(?<quoted>`(?:[^`]|``)*`)',
    String.raw`(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)`,
    String.raw`(?<word>[\p{L}_][\p{L}\p{N}_$]*)`,
    String.raw`(?<sign><>|<=|>=|!=|\|\||=>|[^\s])`,
  ].join('|'),
  'uy',
);

/** Tokens with kind and text; joined they are the statement again. */
export function tokensOf(sql) {
  const tokens = [];
  PIECES.lastIndex = 0;
  while (PIECES.lastIndex < sql.length) {
    const found = PIECES.exec(sql);
    if (found === null) throw new Error(`cannot be cut into tokens: ${sql}`);
    const [kind] = Object.entries(found.groups).find(([, text]) => text !== undefined);
    tokens.push({ kind, text: found[0] });
  }
  return tokens;
}

export const textOf = (tokens) => tokens.map(({ text }) => text).join('');

/** The tokens that count: no blanks, no comments. The objects are the same, so what is changed in them is changed in the statement. */
export const solid = (tokens) => tokens.filter(({ kind }) => kind !== 'blank');

const OPEN = { '(': ')', '[': ']' };

/** Index behind the bracket that closes the one at `open`; undefined where none does. */
export function behindClose(tokens, open) {
  const waiting = [];
  for (let i = open; i < tokens.length; i++) {
    const { text } = tokens[i];
    if (OPEN[text] !== undefined) waiting.push(OPEN[text]);
    else if (text === waiting.at(-1)) waiting.pop();
    if (waiting.length === 0) return i + 1;
  }
  return undefined;
}

/** Cuts at the commas that stand in no bracket, no type like ROW<a INT, b INT> and no CASE. */
export function atCommas(tokens) {
  const parts = [[]];
  let [depth, angles] = [0, 0];
  tokens.forEach((token, i) => {
    const { text } = token;
    if (/^([([]|CASE)$/i.test(text)) depth++;
    if (/^([)\]]|END)$/i.test(text)) depth--;
    if (text === '<' && /^(ROW|ARRAY|MAP|MULTISET)$/i.test(tokens[i - 1]?.text ?? '')) angles++;
    else if (text === '>' && angles > 0) angles--;
    if (text === ',' && depth === 0 && angles === 0) parts.push([]);
    else parts.at(-1).push(token);
  });
  return parts;
}
