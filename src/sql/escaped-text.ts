/** What follows a backslash in E'...' and is one character. */
const NAMED: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
};

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{0,2})|([0-7]{1,3})|([bfnrt\\'uU]))/g;

/** Index of the quote that closes the one at `open`, or -1: a quote that is doubled or behind a backslash does not. */
export function closingEscaped(text: string, open: number, to: number): number {
  for (let at = open + 1; at < to; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === "'") {
      if (text[at + 1] !== "'" || at + 1 >= to) return at;
      at++;
    }
  }
  return -1;
}

/**
 * What stands between the quotes of E'...': \n and its kin, \x41, \101, \u00e9, \U0001F600. Other backslashes stand for
 * themselves, as in Flink. undefined: a \u or \U without its digits, or of no character.
 */
export function decodeEscaped(written: string): string | undefined {
  let isBroken = false;
  const value = written
    .replaceAll("''", "'")
    .replace(ESCAPE, (_, four?: string, eight?: string, hex?: string, octal?: string, letter?: string) => {
      if (hex === '') return 'x';
      const digits = four ?? eight ?? hex;
      const code = octal === undefined ? Number.parseInt(digits ?? '', 16) : Number.parseInt(octal, 8);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
      const named = NAMED[letter ?? ''];
      isBroken ||= named === undefined;
      return named ?? '';
    });
  return isBroken ? undefined : value;
}
